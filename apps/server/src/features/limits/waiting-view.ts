import type { WaitingReason } from '@arches/engine';

/** Times as the API tells them. */
export function waitingView(reason: WaitingReason | undefined) {
  if (!reason) return null;
  const { until, ...rest } = reason;
  return { ...rest, ...(until === undefined ? {} : { until: new Date(until).toISOString() }) };
}
export type WaitingView = ReturnType<typeof waitingView>;
