import { cronWords } from '../time-words.ts';
import { readTime, type Recurrence, type ScheduleSpec, type Weekday, weekdays } from './recurrence.ts';

/** A schedule as one says it, beginning in lower case: "every weekday at 08:00 and 17:00". '' when it has no time. */
export function scheduleWords(spec: ScheduleSpec): string {
  const parts = [
    ...(spec.cron === undefined ? [] : [cronWords(spec.cron) ?? `schedule ${spec.cron}`]),
    ...(spec.rules ?? []).map(recurrenceWords),
  ];
  const shown = parts.length > 3 ? [...parts.slice(0, 2), `at ${parts.length - 2} more times`] : parts;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function recurrenceWords(rule: Recurrence): string {
  const times = rule.unit === 'minutes' || rule.unit === 'hours' ? windowWords(rule) : ` at ${list((rule.at ?? ['00:00']).map(clock))}`;
  const start =
    rule.startOn !== undefined && (rule.every ?? 1) > 1
      ? `, counted from ${rule.startOn}`
      : rule.startOn === undefined
        ? ''
        : ` from ${rule.startOn} on`;
  return `${daysWords(rule)}${times}${start}`;
}

function daysWords(rule: Recurrence): string {
  const every = rule.every ?? 1;
  const count = every === 1 ? `every ${rule.unit.slice(0, -1)}` : `every ${every} ${rule.unit}`;
  const days = dayList(rule.weekdays ?? []);
  if (rule.unit === 'months') return `on ${monthWords(rule, days)} of ${every === 1 ? 'each month' : count}`;
  if (days === '') return count;
  if (rule.unit === 'days') return `${count} that is a ${days}`;
  if (rule.unit === 'weeks' && every === 1) return `every ${days}`;
  return `${count} on ${days === 'weekday' ? 'weekdays' : days}`;
}

function monthWords({ monthDays, nth }: Recurrence, days: string): string {
  if (nth && nth.length > 0) return `the ${list(nth.map((place) => places[String(place)] ?? String(place)))} ${days}`;
  const words = (monthDays && monthDays.length > 0 ? monthDays : [1]).map((day) =>
    day === -1 ? 'the last day' : day < 0 ? `the last day but ${-day - 1}` : `day ${day}`,
  );
  return days === '' ? list(words) : `${list(words)} if it is a ${days},`;
}

const places: { readonly [place: string]: string } = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  '5': 'fifth',
  '-1': 'last',
};

function dayList(names: readonly Weekday[]): string {
  const sorted = weekdays.filter((name) => names.includes(name));
  if (sorted.length === 5 && !names.includes('saturday') && !names.includes('sunday')) return 'weekday';
  if (sorted.length === 7) return 'day';
  return list(sorted.map((name) => name.charAt(0).toUpperCase() + name.slice(1)));
}

function windowWords({ from, until }: Recurrence): string {
  if (from === undefined && until === undefined) return '';
  return ` from ${clock(from ?? '00:00')}${until === undefined ? '' : ` until ${clock(until)}`}`;
}

function clock(text: string): string {
  const minutes = readTime(text);
  if (minutes === undefined) return text;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
