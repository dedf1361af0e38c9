import type { EngineHost, EngineLog, StartRequest } from './ports.ts';
import { type CatchUp, tickAfter, ticksToFire } from './schedule-ticks.ts';

export interface DueSchedule {
  readonly orgId: string;
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly nodeId: string;
  readonly cron: string;
  readonly timezone: string;
  readonly catchUp: CatchUp;
  readonly nextDue: Date;
  /** The database's clock, by which it is due. */
  readonly now: Date;
}

/** Where schedules are kept. Adapter: `createScheduleStore` in `store`. */
export interface ScheduleStore {
  readonly due: (limit: number) => Promise<readonly DueSchedule[]>;
  readonly nextDueAt: () => Promise<Date | undefined>;
  /** Moves a schedule on, if it still stands at `due`. */
  readonly advance: (orgId: string, id: string, due: Date, nextDue: Date | null) => Promise<boolean>;
}

export interface SchedulerDeps {
  readonly schedules: ScheduleStore;
  readonly host: Pick<EngineHost, 'start'>;
  /** The run that a tick starts; `undefined` when the workflow is no longer there. The delivery key is set by the scheduler. */
  readonly requestFor: (schedule: DueSchedule, dueAt: Date) => Promise<StartRequest | undefined>;
  readonly log: EngineLog;
}

export interface Scheduler {
  /** Looks again: after publishing, schedules may be due earlier. */
  readonly wake: () => void;
  readonly close: () => Promise<void>;
}

const batchSize = 100;
const longestSleepMs = 30_000;

/**
 * Starts a run for each tick. The tick's schedule and time are the run's delivery key, so a tick is one run however many processes see it
 * and wherever one dies: the run is started first, the schedule moved on after, and the same tick seen again finds its run.
 */
export function createScheduler({ schedules, host, requestFor, log }: SchedulerDeps): Scheduler {
  let handle: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let again = false;
  let closed = false;

  function wake(): void {
    if (closed) return;
    if (working) {
      again = true;
      return;
    }
    clearTimeout(handle);
    working = work().finally(() => {
      working = undefined;
      if (again) wake();
    });
  }

  async function work(): Promise<void> {
    again = false;
    let sleepMs = longestSleepMs;
    try {
      for (let due = await schedules.due(batchSize); due.length > 0 && !closed; ) {
        const moved = await Promise.all(due.map(fire));
        if (!moved.includes(true)) break;
        due = await schedules.due(batchSize);
      }
      const next = await schedules.nextDueAt();
      if (next) sleepMs = Math.min(longestSleepMs, Math.max(1000, next.getTime() - Date.now()));
    } catch (error) {
      log.warn('Schedules could not be read; tried again shortly.', { error: String(error) });
      sleepMs = 2000;
    }
    if (!closed) handle = setTimeout(wake, sleepMs);
  }

  /** @returns whether the schedule moved on */
  async function fire(schedule: DueSchedule): Promise<boolean> {
    const { orgId, id, cron, timezone, nextDue, now } = schedule;
    try {
      for (const dueAt of ticksToFire(schedule, now)) {
        const request = await requestFor(schedule, dueAt);
        if (request) await host.start({ ...request, deliveryKey: `tick ${id} ${dueAt.toISOString()}` });
      }
      return await schedules.advance(orgId, id, nextDue, tickAfter(cron, timezone, now));
    } catch (error) {
      log.error('A schedule could not be carried out; tried again shortly.', { scheduleId: id, error: String(error) });
      return false;
    }
  }

  wake();
  return {
    wake,
    close: async () => {
      closed = true;
      clearTimeout(handle);
      await working;
    },
  };
}
