import { AppError } from '@arches/kernel';
import type { EngineHost, EngineLog, StartRequest } from './ports.ts';
import { createRounds } from './rounds.ts';
import { type DueTicks, dueTicks, type ScheduleState } from './schedule-ticks.ts';

export interface DueSchedule extends ScheduleState {
  readonly orgId: string;
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly nodeId: string;
  /** The database's clock, by which it is due. */
  readonly now: Date;
}

/** `was_down`: the server was not running, or too late. `paused`: the workflow was. `refused`: its run could not be started. */
export type MissedReason = 'was_down' | 'paused' | 'refused';

/** What became of one due time. */
export type TickOutcome =
  | { readonly status: 'fired'; readonly dueAt: Date; readonly runId: string }
  | {
      readonly status: 'missed';
      readonly dueAt: Date;
      readonly reason: MissedReason;
      readonly policy: ScheduleState['catchUp'];
      readonly note?: string;
    };

/** Where schedules are kept. Adapter: `createScheduleStore` in `store`. */
export interface ScheduleStore {
  readonly due: (limit: number) => Promise<readonly DueSchedule[]>;
  /** Milliseconds until the next one is due, by the database's clock; below zero when it is. */
  readonly msUntilNext: () => Promise<number | undefined>;
  /** One that cannot be carried out is not due for so long, whatever else is. */
  readonly putOff: (schedule: DueSchedule, ms: number) => Promise<void>;
  /** Writes the ticks down, each once, and moves the schedule on if it still stands where it stood; false when it did not. */
  readonly settle: (schedule: DueSchedule, nextDue: Date | null, ticks: readonly TickOutcome[]) => Promise<boolean>;
}

export interface SchedulerDeps {
  readonly schedules: ScheduleStore;
  readonly host: Pick<EngineHost, 'start'>;
  /**
   * The run that a tick starts; `paused` when the workflow is, `undefined` when it is no longer there. The delivery key is set by the
   * scheduler.
   */
  readonly requestFor: (schedule: DueSchedule, dueAt: Date) => Promise<StartRequest | 'paused' | undefined>;
  readonly log: EngineLog;
}

export interface Scheduler {
  /** Looks again: after publishing, schedules may be due earlier. */
  readonly wake: () => void;
  readonly close: () => Promise<void>;
}

const batchSize = 100;
const longestSleepMs = 30_000;
const firstPutOffMs = 1000;
const longestPutOffMs = 300_000;

/** The delivery key of a due time: the same tick is the same run, by whatever way it is started. */
export function tickKey(nodeId: string, dueAt: Date): string {
  return `tick ${nodeId} ${dueAt.toISOString()}`;
}

/**
 * Starts a run for each tick. The tick's schedule and time are the run's delivery key, so a tick is one run however many processes see it
 * and wherever one dies: the run is started first, the tick written and the schedule moved on after, and the same tick seen again finds
 * its run.
 */
export function createScheduler({ schedules, host, requestFor, log }: SchedulerDeps): Scheduler {
  /** Schedules that could not be carried out, and for how long they were put off last. */
  const failing = new Map<string, number>();
  let closed = false;
  const rounds = createRounds(work);

  async function work(): Promise<number> {
    let sleepMs = longestSleepMs;
    try {
      for (let due = await schedules.due(batchSize); due.length > 0 && !closed; ) {
        const moved = await Promise.all(due.map(carryOut));
        if (!moved.includes(true)) break;
        due = await schedules.due(batchSize);
      }
      const next = await schedules.msUntilNext();
      // One that is due still was moved on by nobody: it is tried again, not at once.
      if (next !== undefined) sleepMs = next <= 0 ? 1000 : Math.min(longestSleepMs, Math.max(5, next));
    } catch (error) {
      log.warn('Schedules could not be read; tried again shortly.', { error: String(error) });
      sleepMs = 2000;
    }
    return sleepMs;
  }

  /** @returns whether the schedule is due no more */
  async function carryOut(schedule: DueSchedule): Promise<boolean> {
    try {
      const ticks = dueTicks(schedule, schedule.now);
      const outcomes: TickOutcome[] = missedOf(schedule, ticks);
      for (const dueAt of ticks.fire) {
        const outcome = await fire(schedule, dueAt);
        if (outcome) outcomes.push(outcome);
      }
      const moved = await schedules.settle(schedule, ticks.nextDue, outcomes);
      failing.delete(schedule.id);
      return moved;
    } catch (error) {
      return await putOff(schedule, error);
    }
  }

  /** For longer each time: those that fail for good must not keep the others from their turn. */
  async function putOff(schedule: DueSchedule, error: unknown): Promise<boolean> {
    const ms = Math.min(longestPutOffMs, 2 * (failing.get(schedule.id) ?? firstPutOffMs / 2));
    failing.set(schedule.id, ms);
    log.error('A schedule could not be carried out; tried again later.', { scheduleId: schedule.id, retryMs: ms, error: String(error) });
    return schedules.putOff(schedule, ms).then(
      () => true,
      () => false,
    );
  }

  async function fire(schedule: DueSchedule, dueAt: Date): Promise<TickOutcome | undefined> {
    const request = await requestFor(schedule, dueAt);
    if (request === undefined) return undefined;
    const { catchUp: policy } = schedule;
    if (request === 'paused') return { status: 'missed', dueAt, reason: 'paused', policy };
    try {
      const { runId } = await host.start({ ...request, deliveryKey: tickKey(schedule.nodeId, dueAt) });
      return { status: 'fired', dueAt, runId };
    } catch (error) {
      // What will not do better later must not keep the schedule standing.
      if (!(error instanceof AppError) || error.retryable || error.code.startsWith('internal')) throw error;
      return { status: 'missed', dueAt, reason: 'refused', policy, note: error.message };
    }
  }

  rounds.wake();
  return {
    wake: rounds.wake,
    close: () => {
      closed = true;
      return rounds.close();
    },
  };
}

function missedOf({ catchUp: policy }: DueSchedule, { missed, isCut }: DueTicks): TickOutcome[] {
  return missed.map((dueAt, index) => ({
    status: 'missed',
    dueAt,
    reason: 'was_down',
    policy,
    ...(isCut && index === 0 ? { note: 'Earlier ones were missed as well; they are not listed.' } : {}),
  }));
}
