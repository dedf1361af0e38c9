import type { StepId, TimerName } from '@arches/kernel';
import type { RunChange, RunStore } from '../run-store.ts';

const farAwayMs = 1_000 * 86_400_000;

export interface RowTimer {
  readonly step: StepId;
  readonly timer: TimerName;
  /** By the run's own clock, which stands still between travels. Milliseconds since its start. */
  readonly dueAt: number;
}

/**
 * Time as a row of the semantics table tells it. The database never finds a timer due by itself; it is made due when the row's time has
 * come, and from there on everything is the host's ordinary way. The host's clock jumps with it.
 */
export interface RowClock {
  readonly wrap: (store: RunStore) => RunStore;
  /** Timers of a run that are set, earliest first. */
  readonly timersOf: (runId: string) => readonly RowTimer[];
  readonly timeOf: (runId: string) => number;
  readonly travel: (runId: string, ms: number) => void;
}

export function createRowClock(): RowClock {
  let offsetMs = 0;
  const travelled = new Map<string, number>();
  const timers = new Map<string, Map<string, RowTimer>>();
  const timeOf = (runId: string): number => travelled.get(runId) ?? 0;

  function note({ runId, events, timers: changes }: RunChange): void {
    const decidedAt = events.at(-1)?.at ?? 0;
    const ofRun = timers.get(runId) ?? new Map<string, RowTimer>();
    timers.set(runId, ofRun);
    for (const { step, timer, dueAt } of changes) {
      const key = `${timer} ${step}`;
      if (dueAt === undefined) ofRun.delete(key);
      else ofRun.set(key, { step, timer, dueAt: timeOf(runId) + dueAt - decidedAt });
    }
  }

  return {
    wrap: (store) => ({
      ...store,
      now: async () => (await store.now()) + offsetMs,
      commit: async (owner, changes) => {
        const far = changes.map((change) => ({
          ...change,
          timers: change.timers.map((each) => (each.dueAt === undefined ? each : { ...each, dueAt: each.dueAt + farAwayMs })),
        }));
        const { results, now } = await store.commit(owner, far);
        for (const change of changes) note(change);
        return { results, now: now + offsetMs };
      },
      dueTimers: async (owner, limit) => {
        const { timers: due, now } = await store.dueTimers(owner, limit);
        return { timers: due, now: now + offsetMs };
      },
    }),
    timersOf: (runId) => [...(timers.get(runId)?.values() ?? [])].toSorted((left, right) => left.dueAt - right.dueAt),
    timeOf,
    travel: (runId, ms) => {
      offsetMs += ms;
      travelled.set(runId, timeOf(runId) + ms);
    },
  };
}
