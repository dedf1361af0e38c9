import { type ScheduleSpec, scheduleTicks, ticksBetween } from '@arches/kernel';

/** What happens with ticks that were missed: nothing, the last of them, or each of the newest so many. */
export type CatchUp = 'none' | 'last' | 'all';

/** Late by less than this is not missed: a restart in between, a busy minute. */
const onTimeMs = 60_000;
/** Missed ticks that are written down one by one; a year of minutes is not. */
const mostListed = 1000;

export interface ScheduleState {
  readonly spec: ScheduleSpec;
  readonly timezone: string;
  readonly catchUp: CatchUp;
  /** With `all`: the newest so many. */
  readonly catchUpLimit: number;
  /** The schedule's own delay: each tick starts so much later than it is due. */
  readonly delayMs: number;
  readonly nextDue: Date;
}

export interface DueTicks {
  /** To start now, in order. */
  readonly fire: readonly Date[];
  /** Left out by the policy, in order. */
  readonly missed: readonly Date[];
  /** Still earlier ones were missed that are not in the list. */
  readonly isCut: boolean;
  /** When it is due next; null when never again. */
  readonly nextDue: Date | null;
}

/**
 * What to do with a schedule that has been due since `nextDue`. Ticks that are on time are started whatever the policy.
 *
 * @param now the database's clock
 * @throws `bad_schedule`
 */
export function dueTicks(schedule: ScheduleState, now: Date): DueTicks {
  const { spec, timezone, catchUp, catchUpLimit, delayMs, nextDue } = schedule;
  const ticks = scheduleTicks(spec, timezone);
  const until = new Date(now.getTime() - delayMs);
  const newest = ticksBetween(ticks, new Date(nextDue.getTime() - 1), until, mostListed);
  const isCut = newest.length === mostListed && (newest.at(-1) ?? nextDue) > nextDue;
  const due = newest.toReversed();
  // After publishing other times, the one that was due already may not be among the new ones.
  if (!isCut && due[0]?.getTime() !== nextDue.getTime() && nextDue <= until) due.unshift(nextDue);
  const isLate = (tick: Date): boolean => until.getTime() - tick.getTime() > onTimeMs;
  const late = due.filter(isLate);
  const caughtUp = new Set(late.slice(late.length - countOf(catchUp, catchUpLimit, late.length, due.length)));
  return {
    fire: due.filter((tick) => !isLate(tick) || caughtUp.has(tick)),
    missed: late.filter((tick) => !caughtUp.has(tick)),
    isCut,
    nextDue: ticks.after(until > nextDue ? until : nextDue) ?? null,
  };
}

/** How many of the newest late ticks are started: the last one is caught up only when nothing newer is on time. */
function countOf(catchUp: CatchUp, limit: number, late: number, due: number): number {
  switch (catchUp) {
    case 'none':
      return 0;
    case 'last':
      return late > 0 && late === due ? 1 : 0;
    case 'all':
      return Math.min(limit, late);
  }
}

/**
 * A schedule's own delay, the same at each tick: a hash of its name spread over `jitterMs`. Schedules that are all due at eight do not
 * start in the same second, and the distance between two ticks of one stays what it is.
 */
export function scheduleDelay(name: string, jitterMs: number): number {
  if (jitterMs <= 0) return 0;
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  // The low bits of this hash are the poor ones.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % (jitterMs + 1);
}
