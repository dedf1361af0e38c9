import { dateOfDay, daysInMonth, readDate, readTime, type Recurrence, weekdayOf, weekdays } from './recurrence.ts';
import type { ZoneTime } from './zone-time.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const minutesADay = 1440;
/** Monday, 1 January 2024: what intervals are counted from where a rule names no date. */
const usualStart = 19_723;

/** Days to look ahead before a rule counts as one that never comes: 29 February as a Monday takes up to 40 years. */
const horizonDays = 41 * 366;

/** Ticks of one rule. Instants are epoch milliseconds. */
export interface Ticks {
  readonly after: (instant: number) => number | undefined;
  readonly before: (instant: number) => number | undefined;
}

/**
 * Ticks of a rule by a zone's wall clock.
 *
 * A set time of day comes once on its date: in the hour that daylight saving leaves out at that hour's end, in the one that it repeats the
 * first time. Minutes and hours up to one keep their real distance. Longer hours that divide a day follow the wall clock; an interval that
 * does not divide a day is counted in real time from its first date.
 */
export function recurrenceTicks(rule: Recurrence, zone: ZoneTime): Ticks {
  const onDay = rule.unit === 'minutes' || rule.unit === 'hours' ? intervalTicks(rule, zone) : timedTicks(rule, zone);
  const start = rule.startOn === undefined ? undefined : readDate(rule.startOn);
  const isOn = dateTest(rule, start ?? usualStart);
  const ticksOf = (day: number): readonly number[] => ((start !== undefined && day < start) || !isOn(day) ? [] : onDay(day));
  const dayOf = (instant: number): number => Math.floor(zone.wallOf(instant) / dayMs);
  return {
    after: (instant) => {
      // A gap's end may lie on the next date, a repeated hour across midnight on the one before.
      const first = Math.max(dayOf(instant) - 1, start ?? Number.NEGATIVE_INFINITY);
      for (let day = first; day < first + horizonDays; day += 1) {
        const found = ticksOf(day).find((tick) => tick > instant);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    before: (instant) => {
      const last = dayOf(instant) + 1;
      const end = Math.max(start ?? Number.NEGATIVE_INFINITY, last - horizonDays);
      for (let day = last; day >= end; day -= 1) {
        const found = ticksOf(day).findLast((tick) => tick < instant);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** Whether a rule has ticks on a date, by its number alone. */
function dateTest(rule: Recurrence, start: number): (day: number) => boolean {
  const every = rule.every ?? 1;
  const chosen = new Set(rule.weekdays?.map((name) => weekdays.indexOf(name)));
  const isChosen = (day: number): boolean => chosen.size === 0 || chosen.has(weekdayOf(day));
  switch (rule.unit) {
    case 'minutes':
    case 'hours':
      return isChosen;
    case 'days':
      return (day) => isMultiple(day - start, every) && isChosen(day);
    case 'weeks': {
      if (chosen.size === 0) chosen.add(weekdayOf(start));
      const firstMonday = start - weekdayOf(start);
      return (day) => isMultiple(Math.floor((day - firstMonday) / 7), every) && isChosen(day);
    }
    case 'months':
      return monthTest(rule, every, start, isChosen);
  }
}

function monthTest(rule: Recurrence, every: number, start: number, isChosen: (day: number) => boolean): (day: number) => boolean {
  const { monthDays, nth } = rule;
  const first = dateOfDay(start);
  return (number) => {
    const date = dateOfDay(number);
    if (!isMultiple((date.year - first.year) * 12 + date.month - first.month, every)) return false;
    const fromEnd = date.day - daysInMonth(date) - 1;
    if (nth && nth.length > 0) return isChosen(number) && (nth.includes(Math.ceil(date.day / 7)) || nth.includes(-Math.ceil(-fromEnd / 7)));
    const days = monthDays && monthDays.length > 0 ? monthDays : [1];
    return (days.includes(date.day) || days.includes(fromEnd)) && isChosen(number);
  };
}

function isMultiple(count: number, every: number): boolean {
  return count % every === 0;
}

function timedTicks(rule: Recurrence, zone: ZoneTime): (day: number) => readonly number[] {
  const times = (rule.at && rule.at.length > 0 ? rule.at : ['00:00']).flatMap((text) => readTime(text) ?? []);
  return (day) => sorted(times.map((minute) => zone.firstInstantOf(day * dayMs + minute * minuteMs)));
}

function intervalTicks(rule: Recurrence, zone: ZoneTime): (day: number) => readonly number[] {
  const step = Math.max(1, rule.every ?? 1) * (rule.unit === 'hours' ? 60 : 1);
  const from = rule.from === undefined ? undefined : readTime(rule.from);
  const until = rule.until === undefined ? minutesADay - 1 : (readTime(rule.until) ?? minutesADay - 1);
  if (from === undefined && minutesADay % step !== 0) return countedTicks(rule, step, until, zone);
  const minutes: number[] = [];
  for (let minute = from ?? 0; minute <= until; minute += step) minutes.push(minute);
  const instantsOf = step <= 60 ? zone.instantsOf : (wall: number) => [zone.firstInstantOf(wall)];
  return (day) => {
    const midnight = day * dayMs;
    // Nearly every day has one offset from its beginning to its end.
    const shift = zone.firstInstantOf(midnight) - midnight;
    if (zone.firstInstantOf(midnight + dayMs) - midnight - dayMs === shift)
      return minutes.map((minute) => midnight + minute * minuteMs + shift);
    return sorted(minutes.flatMap((minute) => instantsOf(midnight + minute * minuteMs)));
  };
}

/** An interval that does not divide a day: real time since the first date's midnight. */
function countedTicks(rule: Recurrence, step: number, until: number, zone: ZoneTime): (day: number) => readonly number[] {
  const start = (rule.startOn === undefined ? undefined : readDate(rule.startOn)) ?? usualStart;
  const origin = zone.firstInstantOf(start * dayMs);
  const stepMs = step * minuteMs;
  return (day) => {
    const end = zone.firstInstantOf((day + 1) * dayMs);
    const first = origin + Math.ceil((zone.firstInstantOf(day * dayMs) - origin) / stepMs) * stepMs;
    const ticks: number[] = [];
    for (let tick = first; tick < end; tick += stepMs)
      if (((zone.wallOf(tick) % dayMs) + dayMs) % dayMs <= until * minuteMs) ticks.push(tick);
    return ticks;
  };
}

function sorted(instants: readonly number[]): number[] {
  return [...new Set(instants)].toSorted((a, b) => a - b);
}
