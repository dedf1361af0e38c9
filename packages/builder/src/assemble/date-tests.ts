import type { Condition } from '../recognise/conditions.ts';
import type { Due } from '../recognise/due.ts';
import type { Assembly } from './assembly.ts';
import { signs } from './expressions.ts';

/** What a date of a row has to be, as an expression. */
export function dueExpression(due: Due, base: string): string {
  const { test, days, span, open, least, period, weekday } = due;
  const field = `${base}.${due.column}`;
  // Months and years are counted by the calendar, hours by the clock.
  const isTimed = span?.unit === 'hours' || span?.unit === 'minutes';
  const [amount, unit] = span ? [span.amount, span.unit] : [days, 'days'];
  const shifted = (sign: number): string => (amount === 0 ? 'trigger.at' : `dateAdd(trigger.at, ${sign * amount}, "${unit}")`);
  const same = (format: string, other: string): string => `formatDate(${field}, "${format}") == formatDate(${other}, "${format}")`;
  const left = `dateDiff(trigger.at, ${field}, "${isTimed ? unit : 'days'}")`;
  const gone = `dateDiff(${field}, trigger.at, "${isTimed ? unit : 'days'}")`;
  const isCalendar = (unit === 'months' || unit === 'years') && Number.isInteger(amount);
  const own = dayOf(field);
  const most = isTimed ? amount : days;
  switch (test) {
    case 'before':
      return weekday === undefined
        ? same(due.by ?? 'yyyy-MM-dd', shifted(1))
        : same('yyyy-MM-dd', `dateAdd(trigger.at, (${weekday + 6} - weekday(trigger.at)) % 7 + 1, "days")`);
    case 'after':
      return same(due.by ?? 'yyyy-MM-dd', shifted(-1));
    case 'anniversary':
      return same('MM-dd', 'trigger.at');
    case 'this_month':
      return same('yyyy-MM', days === 0 ? 'trigger.at' : `dateAdd(trigger.at, ${days}, "months")`);
    case 'period':
      return periodExpression(field, period ?? { unit: 'month', shift: 0 }, same);
    case 'within':
      if (isCalendar && least === undefined) return `${own} >= ${dayOf('trigger.at')} && ${own} <= ${dayOf(shifted(1))}`;
      return isTimed || days === 0
        ? `${left} >= 0 && ${left} <= ${most}`
        : `${daysLeft(field)} >= ${least ?? 0} && ${daysLeft(field)} <= ${days}`;
    case 'recent':
      if (isCalendar && least === undefined) return `${own} >= ${dayOf(shifted(-1))} && ${own} <= ${dayOf('trigger.at')}`;
      return isTimed ? `${gone} >= 0 && ${gone} <= ${most}` : `floor(${gone}) >= ${least ?? 0} && floor(${gone}) <= ${most}`;
    case 'longer_than':
      return isCalendar ? `${own} < ${dayOf(shifted(-1))}` : `${gone} > ${most}`;
    case 'not_done':
      return `isEmpty(${base}.${open ?? 'done'}) && floor(${gone}) == ${days}`;
  }
}

/** “For more than 3 days”, where the form asks from when until when. */
export function daysBetween(
  { data: { record, recordFields } }: Assembly,
  { test, value, subject, negated }: Condition,
): string | undefined {
  const sign = signs[test];
  const isAsked = record === 'input' && recordFields.includes('from') && recordFields.includes('until') && !recordFields.includes('days');
  if (subject !== 'days' || !isAsked || !sign || typeof value !== 'number') return undefined;
  const days = `dateDiff(input.from, input.until, "days") + 1 ${sign} ${value}`;
  return negated ? `!(${days})` : days;
}

const dayOf = (date: string): string => `formatDate(${date}, "yyyy-MM-dd")`;

/** Whole days: what is today is no day away, at whatever hour it is looked at. */
const daysLeft = (field: string): string => `ceil(dateDiff(trigger.at, ${field}, "days"))`;

function periodExpression(
  field: string,
  { unit, shift }: NonNullable<Due['period']>,
  same: (format: string, other: string) => string,
): string {
  const then = (amount: number, of: string): string => (amount === 0 ? 'trigger.at' : `dateAdd(trigger.at, ${amount}, "${of}")`);
  if (unit === 'year') return same('yyyy', then(shift, 'years'));
  if (unit === 'month') return same('yyyy-MM', then(shift, 'months'));
  if (unit === 'quarter') {
    const other = then(3 * shift, 'months');
    return `year(${field}) == year(${other}) && ceil(month(${field}) / 3) == ceil(month(${other}) / 3)`;
  }
  // From Monday to Sunday.
  const day = (last: number): string => `formatDate(dateAdd(trigger.at, ${last + 7 * shift} - weekday(trigger.at), "days"), "yyyy-MM-dd")`;
  const own = `formatDate(${field}, "yyyy-MM-dd")`;
  return `${own} >= ${day(1)} && ${own} <= ${day(7)}`;
}

/** The same in words, for the name of the step. */
export function dueName(due: Due): string {
  const { test, days, least, period, weekday } = due;
  const column = due.column.replaceAll('_', ' ');
  const length = lengthWords(due);
  if (due.isList && test === 'before') return `Keep those of ${days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`}`;
  if (weekday !== undefined) return `Keep those with the ${column} next ${dayNames[weekday - 1] ?? ''}`;
  switch (test) {
    case 'anniversary':
      return `Keep those with the ${due.noun} today`;
    case 'within':
      return `Keep those with the ${column} in ${least === undefined ? `the next ${length}` : `${least} to ${length}`}`;
    case 'recent':
      return `Keep those with the ${column} ${least === undefined ? `in the last ${length}` : `${least} to ${length} ago`}`;
    case 'this_month':
      return `Keep those with the ${column} ${days === 0 ? 'this' : 'next'} month`;
    case 'period':
      return `Keep those with the ${column} ${period?.shift === 0 ? 'this' : (period?.shift ?? 0) < 0 ? 'last' : 'next'} ${period?.unit ?? 'month'}`;
    case 'longer_than':
      return `Keep those with the ${column} over ${length} ago`;
    case 'not_done':
      return `Keep those not ${due.open} after ${days} days`;
    case 'before':
    case 'after':
      if (days === 0) return `Keep those with the ${column} today`;
      if (days === 1) return `Keep those with the ${column} ${test === 'before' ? 'tomorrow' : 'yesterday'}`;
      if (due.by)
        return `Keep those with the ${column} ${test === 'before' ? `in ${length}` : `${length} ago`}, in that ${due.by === 'yyyy' ? 'year' : 'month'}`;
      return due.isAhead
        ? `Keep those with the ${column} in exactly ${length}`
        : `Keep those that are ${length} ${test} the ${column} today`;
  }
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function lengthWords({ days, span }: Due): string {
  const [amount, unit] = span ? [span.amount, span.unit] : [days, 'days'];
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
