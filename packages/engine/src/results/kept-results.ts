import type { RunEvent } from '@arches/kernel';
import type { RunChange, StepRow } from '../run-store.ts';
import type { KeptResult } from './result-store.ts';

/** What an event says is to be kept. */
export function keptByEvent(event: RunEvent): readonly KeptResult[] {
  if (event.kind !== 'step_succeeded' || !event.keep) return [];
  return [{ ...event.keep, step: event.step, madeAt: event.at }];
}

/** Of these, the results that are written with this change: an answer that came too late, or one too large for its run, is none. */
export function keptResults(kept: readonly KeptResult[], steps: readonly StepRow[]): Pick<RunChange, 'kept'> {
  if (kept.length === 0) return {};
  const rows = new Map(steps.map((row) => [row.step, row]));
  const written = kept.filter(({ step, madeAt }) => {
    const row = rows.get(step);
    return row?.status === 'succeeded' && row.endedAt === madeAt && row.output !== undefined;
  });
  return written.length > 0 ? { kept: written } : {};
}
