import { AppError } from '@arches/kernel';
import { Cron } from 'croner';

/** What happens with ticks that were missed: nothing, the last of them, or each up to {@link mostTicks}. */
export type CatchUp = 'none' | 'last' | 'all';

/** Late by less than this is not missed: a restart in between, a busy minute. */
const onTimeMs = 60_000;
const mostTicks = 100;

/**
 * The first tick after `from`, or `null` when there is none. Five fields, by the wall clock of `timezone`; an hour that daylight saving
 * leaves out or repeats fires once.
 *
 * @throws `bad_cron` saying what is wrong with it
 */
export function tickAfter(cron: string, timezone: string, from: Date): Date | null {
  return cronOf(cron, timezone).nextRun(from);
}

/**
 * Ticks to fire now for a schedule that has been due since `due`, in order.
 *
 * @param now the database's clock
 */
export function ticksToFire(
  schedule: { readonly cron: string; readonly timezone: string; readonly catchUp: CatchUp; readonly nextDue: Date },
  now: Date,
): Date[] {
  const { cron, timezone, catchUp, nextDue } = schedule;
  const ticks = cronOf(cron, timezone);
  const following = ticks.nextRun(nextDue);
  // The usual case: one tick, on time.
  if (following === null || following > now) return catchUp === 'none' && now.getTime() - nextDue.getTime() > onTimeMs ? [] : [nextDue];
  if (catchUp === 'all') return allUpTo(ticks, nextDue, now);
  const last = ticks.previousRuns(1, new Date(now.getTime() + 1))[0] ?? nextDue;
  return catchUp === 'none' && now.getTime() - last.getTime() > onTimeMs ? [] : [last];
}

function allUpTo(ticks: Cron, from: Date, now: Date): Date[] {
  const missed: Date[] = [];
  for (let tick: Date | null = from; tick !== null && tick <= now && missed.length < mostTicks; tick = ticks.nextRun(tick))
    missed.push(tick);
  return missed;
}

function cronOf(cron: string, timezone: string): Cron {
  try {
    // Croner asks for the zone only when it computes a tick.
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return new Cron(cron, { timezone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'bad_cron',
      `“${cron}” in ${timezone} is not a schedule: ${reason} Five fields are needed: minute, hour, day, month, weekday.`,
      { cause },
    );
  }
}
