import { Cron } from 'croner';
import { AppError } from '../app-error.ts';
import { recurrenceTicks, type Ticks } from './recurrence-ticks.ts';
import type { ScheduleSpec } from './recurrence.ts';
import { zoneTime } from './zone-time.ts';

/** Due times of a schedule. Several rules that meet at one moment are one tick. */
export interface ScheduleTicks {
  /** The first tick after `instant`; `undefined` when there is none any more. */
  readonly after: (instant: Date) => Date | undefined;
  /** The last tick before `instant`. */
  readonly before: (instant: Date) => Date | undefined;
}

/**
 * Reads a schedule: cron, plain rules, or both together.
 *
 * @throws `bad_schedule` saying what is wrong with it
 */
export function scheduleTicks(spec: ScheduleSpec, timezone: string): ScheduleTicks {
  const parts: Ticks[] = [];
  try {
    const zone = zoneTime(timezone);
    if (spec.cron !== undefined) parts.push(cronTicks(spec.cron, timezone));
    for (const rule of spec.rules ?? []) parts.push(recurrenceTicks(rule, zone));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const what = spec.cron === undefined ? 'These times' : `“${spec.cron}”`;
    throw new AppError('bad_schedule', `${what} in ${timezone} cannot be read as a schedule: ${reason}`, { cause });
  }
  const choose = (pick: (...of: number[]) => number, found: readonly (number | undefined)[]): Date | undefined => {
    const known = found.filter((at) => at !== undefined);
    return known.length === 0 ? undefined : new Date(pick(...known));
  };
  return {
    after: (instant) =>
      choose(
        Math.min,
        parts.map((part) => part.after(instant.getTime())),
      ),
    before: (instant) =>
      choose(
        Math.max,
        parts.map((part) => part.before(instant.getTime())),
      ),
  };
}

function cronTicks(cron: string, timezone: string): Ticks {
  // The time zone database's own rule: a list of set times fires once on a doubled hour, an interval keeps its distance.
  const job = new Cron(cron, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
  return {
    after: (instant) => job.nextRun(new Date(instant))?.getTime(),
    before: (instant) => job.previousRuns(1, new Date(instant))[0]?.getTime(),
  };
}

/** The first `count` ticks after `instant`, fewer when there are no more. */
export function nextTicks(ticks: ScheduleTicks, instant: Date, count: number): Date[] {
  const found: Date[] = [];
  for (let at = ticks.after(instant); at !== undefined && found.length < count; at = ticks.after(at)) found.push(at);
  return found;
}

/** Ticks after `from` and up to `to`, newest first, at most `limit`. */
export function ticksBetween(ticks: ScheduleTicks, from: Date, to: Date, limit: number): Date[] {
  const found: Date[] = [];
  for (let at = ticks.before(new Date(to.getTime() + 1)); at !== undefined && at > from && found.length < limit; at = ticks.before(at))
    found.push(at);
  return found;
}
