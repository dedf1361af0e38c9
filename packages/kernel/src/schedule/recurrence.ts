import { isJsonObject } from '../json.ts';

/** From Monday, as a week is counted here. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

export const recurrenceUnits = ['minutes', 'hours', 'days', 'weeks', 'months'] as const;
export type RecurrenceUnit = (typeof recurrenceUnits)[number];

/** A rule such as "every weekday at 08:00 and 17:00". Times are `HH:MM` on the wall clock of the schedule's time zone, dates `YYYY-MM-DD`. */
export interface Recurrence {
  /** Every so many of `unit`; 1 when absent. */
  readonly every?: number;
  readonly unit: RecurrenceUnit;
  /** Only on these days. With `weeks` and none: the weekday of `startOn`, or Monday. */
  readonly weekdays?: readonly Weekday[];
  /** Months: days of the month, -1 being the last, -2 the one before. A month without that day has no tick. The 1st when neither this nor `nth` is given. */
  readonly monthDays?: readonly number[];
  /** Months: the first, second, … or last (-1) of each of `weekdays` in the month. */
  readonly nth?: readonly number[];
  /** Days, weeks and months: times of day. Midnight when absent. */
  readonly at?: readonly string[];
  /** Minutes and hours: counted from this time each day, until that one, both included. */
  readonly from?: string;
  readonly until?: string;
  /** No tick before this date, and what "every second week" is counted from. */
  readonly startOn?: string;
}

/** What a schedule trigger's configuration says about time; several rules are one schedule. */
export interface ScheduleSpec {
  /** Five fields: minute, hour, day of month, month, weekday. */
  readonly cron?: string;
  readonly rules?: readonly Recurrence[];
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const dayMs = 86_400_000;

/** Days since 1970-01-01. */
export function dayNumber({ year, month, day }: CivilDate): number {
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}

export function dateOfDay(number: number): CivilDate {
  const date = new Date(number * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function daysInMonth({ year, month }: Pick<CivilDate, 'year' | 'month'>): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 0 is Monday. */
export function weekdayOf(number: number): number {
  return (((number + 3) % 7) + 7) % 7;
}

/** The day number of `YYYY-MM-DD`, or `undefined` when there is no such date. */
export function readDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
  if (!match) return undefined;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const isReal = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(date);
  return isReal ? dayNumber(date) : undefined;
}

/** Minutes since midnight of `HH:MM`, or `undefined` when there is no such time. */
export function readTime(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/u.exec(text.trim());
  if (!match) return undefined;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

/** The timing of a configuration whose shape has been checked; parts of another shape are left out. */
export function scheduleOfConfig(config: unknown): ScheduleSpec {
  if (!isJsonObject(config)) return {};
  const { cron, rules } = config;
  const list = Array.isArray(rules) ? rules.filter(isRecurrence) : [];
  return {
    ...(typeof cron === 'string' && cron.trim() !== '' ? { cron: cron.trim() } : {}),
    ...(list.length > 0 ? { rules: list } : {}),
  };
}

function isRecurrence(value: unknown): value is Recurrence {
  return isJsonObject(value) && recurrenceUnits.some((unit) => unit === value['unit']);
}
