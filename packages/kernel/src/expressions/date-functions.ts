import { asNumber, asText, define, type FunctionTable } from './function-table.ts';
import { mismatch } from './scope.ts';
import { kindOf } from './values.ts';

/** Milliseconds in one of each; months and years are counted by the calendar instead. */
const UNIT_MS: { readonly [unit: string]: number } = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** ISO 8601 with or without time and zone; without a zone it is UTC, so that the result is the same on every machine. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date as text or epoch milliseconds, read into epoch milliseconds. */
function instant(value: unknown): number {
  if (typeof value === 'number') return inRange(value);
  if (typeof value !== 'string') return mismatch(`A date is text such as "2026-05-31" or milliseconds, and this is ${kindOf(value)}.`);
  const match = ISO.exec(value.trim());
  if (!match) return mismatch(`"${value.slice(0, 40)}" is not a date; write 2026-05-31 or 2026-05-31T08:30:00Z.`);
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${colon}`);
  if (Number.isNaN(time) || new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() !== Number(day)) {
    return mismatch(`There is no such date as ${value.slice(0, 40)}.`);
  }
  return time;
}

function inRange(ms: number): number {
  return Math.abs(ms) <= 8.64e15 ? ms : mismatch('The date is out of range.');
}

function iso(ms: number): string {
  return new Date(inRange(ms)).toISOString();
}

function shifted(ms: number, amount: number, unit: string): number {
  const months = unit === 'months' ? amount : unit === 'years' ? amount * 12 : undefined;
  if (months !== undefined) return addMonths(ms, months);
  const size = UNIT_MS[unit];
  return size === undefined ? unknownUnit(unit) : ms + amount * size;
}

/** 31 January plus one month is the last day of February. */
function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(months));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

function unknownUnit(unit: string): never {
  return mismatch(`"${unit}" is not a unit; use ${Object.keys(UNIT_MS).join(', ')}, months or years.`);
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `yyyy MM dd HH mm ss` and their one-letter short forms, `yy`, `SSS`; anything else stands as it is. In UTC. */
function formatted(ms: number, pattern: string): string {
  const date = new Date(inRange(ms));
  const parts: { readonly [token: string]: string } = {
    yyyy: pad(date.getUTCFullYear(), 4),
    yy: pad(date.getUTCFullYear() % 100),
    MM: pad(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    dd: pad(date.getUTCDate()),
    d: String(date.getUTCDate()),
    HH: pad(date.getUTCHours()),
    H: String(date.getUTCHours()),
    mm: pad(date.getUTCMinutes()),
    m: String(date.getUTCMinutes()),
    ss: pad(date.getUTCSeconds()),
    s: String(date.getUTCSeconds()),
    SSS: pad(date.getUTCMilliseconds(), 3),
  };
  return pattern.slice(0, 200).replace(/yyyy|yy|MM|M|dd|d|HH|H|mm|m|SSS|ss|s/g, (token) => parts[token] ?? token);
}

const field = (usage: string, read: (date: Date) => number) => define(usage, 1, 1, ([value]) => read(new Date(instant(value))));

export const DATE_FUNCTIONS: FunctionTable = {
  /** Normal form: `2026-05-31T08:30:00.000Z`. */
  date: define('date(value)', 1, 1, ([value]) => iso(instant(value))),
  /** Epoch milliseconds, to compare and subtract. */
  timestamp: define('timestamp(value)', 1, 1, ([value]) => instant(value)),
  formatDate: define('formatDate(date, "yyyy-MM-dd")', 2, 2, ([value, pattern]) =>
    formatted(instant(value), asText(pattern, 'formatDate(date, pattern)')),
  ),
  dateAdd: define('dateAdd(date, 3, "days")', 3, 3, ([value, amount, unit]) =>
    iso(shifted(instant(value), asNumber(amount, 'dateAdd(date, amount, unit)'), asText(unit, 'dateAdd(date, amount, unit)'))),
  ),
  /** From the first to the second, in the unit, with a fraction. */
  dateDiff: define('dateDiff(from, to, "days")', 3, 3, ([from, to, unit]) => {
    const size = UNIT_MS[asText(unit, 'dateDiff(from, to, unit)')];
    return size === undefined ? mismatch(`dateDiff counts in ${Object.keys(UNIT_MS).join(', ')}.`) : (instant(to) - instant(from)) / size;
  }),
  year: field('year(date)', (date) => date.getUTCFullYear()),
  month: field('month(date)', (date) => date.getUTCMonth() + 1),
  day: field('day(date)', (date) => date.getUTCDate()),
  hour: field('hour(date)', (date) => date.getUTCHours()),
  minute: field('minute(date)', (date) => date.getUTCMinutes()),
  /** 1 is Monday, 7 is Sunday. */
  weekday: field('weekday(date)', (date) => date.getUTCDay() || 7),
};
