import { type JSX, useSyncExternalStore } from 'react';
import { agoWords, dayAndTime, durationWords } from '../lib/format.ts';

/** One clock for the whole page: components that show time share a tick. */
function createClock(everyMs: number): { readonly subscribe: (listener: () => void) => () => void; readonly now: () => number } {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = (): void => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      now = Date.now();
      timer ??= setInterval(tick, everyMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    now: () => now,
  };
}

const minutes = createClock(20_000);
const seconds = createClock(500);
const nothing = (): (() => void) => () => {};

/** Epoch milliseconds, renewed twice a second while `ticking`. */
export function useNow(ticking: boolean): number {
  return useSyncExternalStore(ticking ? seconds.subscribe : nothing, ticking ? seconds.now : minutes.now);
}

export function TimeAgo({ at }: { readonly at: string }): JSX.Element {
  const now = useSyncExternalStore(minutes.subscribe, minutes.now);
  const time = new Date(at);
  return (
    <time dateTime={at} title={time.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })}>
      {agoWords(time, new Date(Math.max(now, Date.now())))}
    </time>
  );
}

export function DayTime({ at }: { readonly at: string }): JSX.Element {
  const time = new Date(at);
  return (
    <time dateTime={at} title={time.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })}>
      {dayAndTime(time, new Date())}
    </time>
  );
}

export interface DurationProps {
  readonly from: string | null;
  /** Still going while null. */
  readonly to: string | null;
}

export function Duration({ from, to }: DurationProps): JSX.Element {
  const now = useNow(from !== null && to === null);
  if (from === null) return <span>—</span>;
  const end = to === null ? Math.max(now, Date.now()) : Date.parse(to);
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{durationWords(end - Date.parse(from))}</span>;
}
