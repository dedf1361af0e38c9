import { readDate, readTime, type Recurrence } from './recurrence.ts';

/** What is wrong in a schedule trigger's configuration, with the nearest value that would be right. */
export interface ScheduleProblem {
  /** Keys inside the configuration. */
  readonly path: readonly (string | number)[];
  /** The end of a sentence that begins with the step's name. */
  readonly message: string;
  readonly isMissing?: true;
  readonly fix?: { readonly label: string; readonly value: unknown };
}

/** What is wrong with one rule; paths are inside it. */
export function recurrenceProblems(rule: Recurrence): ScheduleProblem[] {
  const isInterval = rule.unit === 'minutes' || rule.unit === 'hours';
  return [
    ...timeProblems(rule),
    ...dateProblems(rule),
    ...(isInterval ? intervalProblems(rule) : []),
    ...(rule.unit === 'months' ? monthProblems(rule) : []),
    ...foreignFields(rule, isInterval),
  ];
}

function timeProblems({ at, from, until }: Recurrence): ScheduleProblem[] {
  const given: [path: (string | number)[], text: string][] = (at ?? []).map((text, index) => [['at', index], text]);
  if (from !== undefined) given.push([['from'], from]);
  if (until !== undefined) given.push([['until'], until]);
  return given.flatMap(([path, text]): ScheduleProblem[] => {
    if (readTime(text) !== undefined) return [];
    const meant = nearestTime(text);
    return [
      {
        path,
        message: `has “${text}”, which is no time of day. Write it like 08:00.`,
        ...(meant === undefined ? {} : { fix: { label: `Use “${meant}”`, value: meant } }),
      },
    ];
  });
}

/** `8`, `8.30`, `9 pm` and `24:00` as times. */
function nearestTime(text: string): string | undefined {
  const match = /^\s*(\d{1,2})(?:\D?(\d{1,2}))?\s*(am|pm)?/iu.exec(text);
  if (!match) return undefined;
  const noon = match[3]?.toLowerCase() === 'pm' && Number(match[1]) < 12 ? 12 : 0;
  const hour = Number(match[1]) + noon;
  return `${two(hour === 24 ? 0 : Math.min(hour, 23))}:${two(Math.min(Number(match[2] ?? 0), 59))}`;
}

function dateProblems({ startOn }: Recurrence): ScheduleProblem[] {
  if (startOn === undefined || readDate(startOn) !== undefined) return [];
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(startOn);
  const message = `has “${startOn}”, which is no date. Write it like 2026-01-31.`;
  if (!match) return [{ path: ['startOn'], message }];
  const month = Math.min(12, Math.max(1, Number(match[2])));
  const last = new Date(Date.UTC(Number(match[1]), month, 0)).getUTCDate();
  const meant = `${match[1]}-${two(month)}-${two(Math.min(last, Math.max(1, Number(match[3]))))}`;
  return [{ path: ['startOn'], message, fix: { label: `Use “${meant}”`, value: meant } }];
}

function intervalProblems(rule: Recurrence): ScheduleProblem[] {
  const { from, until } = rule;
  const [begin, end] = [readTime(from ?? '00:00'), readTime(until ?? '23:59')];
  if (begin !== undefined && end !== undefined && begin > end)
    return [
      {
        path: [],
        message: `would begin at ${from ?? '00:00'}, after its end at ${until ?? '23:59'}.`,
        fix: { label: 'Swap the two times', value: { ...rule, from: until, until: from } },
      },
    ];
  const minutes = (rule.every ?? 1) * (rule.unit === 'hours' ? 60 : 1);
  if (from === undefined || minutes < 1440) return [];
  const days = Math.max(1, Math.round(minutes / 1440));
  const value = { unit: 'days', every: days, at: [from], ...(rule.startOn === undefined ? {} : { startOn: rule.startOn }) };
  return [
    {
      path: [],
      message: 'has an interval longer than a day, which cannot begin anew each day.',
      fix: { label: `Use every ${days} days at ${from}`, value },
    },
  ];
}

function monthProblems({ nth, weekdays, monthDays }: Recurrence): ScheduleProblem[] {
  if (nth === undefined || nth.length === 0) return [];
  if (monthDays !== undefined && monthDays.length > 0)
    return [
      {
        path: ['monthDays'],
        message: 'names both days of the month and its weekdays. Use one of them.',
        fix: { label: 'Keep the weekdays', value: undefined },
      },
    ];
  if (weekdays !== undefined && weekdays.length > 0) return [];
  return [{ path: ['weekdays'], message: 'needs the weekday that is meant.', fix: { label: 'Use Monday', value: ['monday'] } }];
}

/** Fields that belong to other units and would be passed over in silence. */
function foreignFields(rule: Recurrence, isInterval: boolean): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  const drop = (field: keyof Recurrence, message: string): void => {
    if (rule[field] !== undefined) problems.push({ path: [field], message, fix: { label: 'Remove it', value: undefined } });
  };
  if (isInterval) drop('at', `has times of day, which ${rule.unit} do not take: use “from” and “until”.`);
  else {
    drop('from', 'has “from”, which is for minutes and hours: use “at”.');
    drop('until', 'has “until”, which is for minutes and hours.');
  }
  if (rule.unit !== 'months') {
    drop('monthDays', 'has days of the month, which only months take.');
    drop('nth', 'has a place in the month, which only months take.');
  }
  return problems;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
