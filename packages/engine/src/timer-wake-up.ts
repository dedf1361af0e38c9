import type { DatabaseClock } from './database-clock.ts';
import type { EngineLog } from './ports.ts';
import type { DueTimer, Owner, RunStore } from './run-store.ts';

/** One wake-up for the next timer of this owner's runs, however many wait. */
export interface TimerWakeUp {
  /** A timer is durable: wake no later than this. */
  readonly note: (dueAt: number) => void;
  /** Looks now: after start and after claiming runs. */
  readonly look: () => void;
  readonly stop: () => void;
}

const batchSize = 500;
/** Looks at least so often, so that a clock set forward is noticed and timers of claimed runs are not forgotten. */
const longestSleepMs = 15_000;

/** Which timers are due is the database's decision; this process's clock only says when to ask. */
export function createTimerWakeUp(deps: {
  store: RunStore;
  owner: Owner;
  clock: DatabaseClock;
  log: EngineLog;
  /** Resolves when the events of these timers are durable, so that asking again does not give them again. */
  onDue: (timers: readonly DueTimer[]) => Promise<void>;
}): TimerWakeUp {
  const { store, owner, clock, log, onDue } = deps;
  let wakeAt = Number.POSITIVE_INFINITY;
  let handle: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;
  let stopped = false;

  function sleepUntil(at: number): void {
    if (stopped || looking || at >= wakeAt) return;
    wakeAt = at;
    clearTimeout(handle);
    handle = setTimeout(() => void look(), Math.max(0, Math.min(wakeAt - clock.now(), longestSleepMs)));
  }

  async function look(): Promise<void> {
    if (stopped) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    clearTimeout(handle);
    let nextAt = clock.now() + longestSleepMs;
    try {
      do {
        again = false;
        nextAt = Math.min(clock.now() + longestSleepMs, await fireDue());
      } while (again && !stopped);
    } catch (error) {
      log.warn('Due timers could not be read; tried again in a second.', { error: String(error) });
      nextAt = clock.now() + 1000;
    }
    looking = false;
    wakeAt = Number.POSITIVE_INFINITY;
    sleepUntil(Math.min(nextAt, noted));
    noted = Number.POSITIVE_INFINITY;
  }

  let noted = Number.POSITIVE_INFINITY;

  async function fireDue(): Promise<number> {
    for (;;) {
      const { timers, nextAt, now } = await store.dueTimers(owner, batchSize);
      clock.observe(now);
      if (timers.length > 0) await onDue(timers);
      if (timers.length < batchSize) return nextAt ?? Number.POSITIVE_INFINITY;
    }
  }

  return {
    note: (dueAt) => {
      // A look under way may have asked before this timer was written.
      if (looking) noted = Math.min(noted, dueAt);
      else sleepUntil(dueAt);
    },
    look: () => void look(),
    stop: () => {
      stopped = true;
      clearTimeout(handle);
    },
  };
}
