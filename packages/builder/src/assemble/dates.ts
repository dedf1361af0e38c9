import { capital } from '../recognise/form-fields.ts';
import type { Due } from '../recognise/due.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { ensureRows } from './sources.ts';
import { titled, useRows } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** Keeps the rows whose date says that it is time. */
export function addDue(assembly: Assembly, { due: said, because }: Of<'due'>): void {
  const named = assembly.root.columns;
  // “It has date, name and email”: then the date is called so.
  const own = named.includes(said.column.replaceAll('_', ' '))
    ? undefined
    : named.find((name) => /\b(?:date|day|birthday|deadline|due|expir\w*|until|end|start)\b/u.test(name));
  const due = own ? { ...said, column: fieldName(own, []) } : said;
  // A second time is looked for among all rows, not among those of the first.
  const rows = assembly.dated ?? ensureRows(assembly, pluralOf(due.noun), because);
  assembly.dated = rows;
  const id = assembly.add('filter', 'data.filter', nameOf(due), { items: template(rows), condition: dueExpression(due, 'item') }, because);
  const columns = due.open ? `“${due.column}” and “${due.open}”` : `“${due.column}”`;
  assembly.note('recommendation', `Check that the date column is called ${columns} in your data, with dates such as 2026-05-31.`);
  useRows(assembly, id);
  assembly.offer({
    due: { noun: due.noun, column: due.column },
    title: titleOf(assembly, due, nameOf(due).replace(/^Keep those (?:with the |that are |of )?/u, '')),
  });
}

function dueExpression({ test, days, span, column, open }: Due, base: string): string {
  const field = `${base}.${column}`;
  const same = (format: string, shift: number): string => {
    // Months and years are counted by the calendar.
    const [amount, unit] = span && shift !== 0 ? [Math.sign(shift) * span.amount, span.unit] : [shift, 'days'];
    return `formatDate(${field}, "${format}") == formatDate(${shift === 0 ? 'trigger.at' : `dateAdd(trigger.at, ${amount}, "${unit}")`}, "${format}")`;
  };
  const left = `dateDiff(trigger.at, ${field}, "days")`;
  const gone = `dateDiff(${field}, trigger.at, "days")`;
  switch (test) {
    case 'before':
      return same('yyyy-MM-dd', days);
    case 'after':
      return same('yyyy-MM-dd', -days);
    case 'anniversary':
      return same('MM-dd', 0);
    case 'this_month':
      return days === 0
        ? same('yyyy-MM', 0)
        : `formatDate(${field}, "yyyy-MM") == formatDate(dateAdd(trigger.at, ${days}, "months"), "yyyy-MM")`;
    case 'within':
      return `${left} >= 0 && ${left} <= ${days}`;
    case 'longer_than':
      return `${gone} > ${days}`;
    case 'not_done':
      return `isEmpty(${base}.${open ?? 'done'}) && floor(${gone}) == ${days}`;
  }
}

function nameOf(due: Due): string {
  if (due.isList && due.test === 'before')
    return `Keep those of ${due.days === 0 ? 'today' : due.days === 1 ? 'tomorrow' : `in ${due.days} days`}`;
  switch (due.test) {
    case 'anniversary':
      return `Keep those with the ${due.noun} today`;
    case 'within':
      return `Keep those with the ${due.column.replaceAll('_', ' ')} in the next ${due.days} days`;
    case 'this_month':
      return `Keep those with the ${due.column.replaceAll('_', ' ')} ${due.days === 0 ? 'this' : 'next'} month`;
    case 'longer_than':
      return `Keep those with the ${due.column.replaceAll('_', ' ')} over ${due.days} days ago`;
    case 'not_done':
      return `Keep those not ${due.open} after ${due.days} days`;
    default:
      return `Keep those that are ${daysWords(due)} the ${due.column.replaceAll('_', ' ')} today`;
  }
}

function daysWords({ days, span, test }: Due): string {
  if (span) return `${span.amount} ${span.amount === 1 ? span.unit.slice(0, -1) : span.unit} ${test === 'before' ? 'before' : 'after'}`;
  return days === 0 ? 'at' : `${days} day${days === 1 ? '' : 's'} ${test === 'before' ? 'before' : 'after'}`;
}

const pluralOf = (noun: string): string =>
  /(?:date|active|birthday|anniversary)$|^last /u.test(noun) ? 'rows' : noun.endsWith('s') ? noun : `${noun.replace(/y$/u, 'ie')}s`;

/** “Orders: tomorrow”, or the table and what was kept of it. */
function titleOf(assembly: Assembly, { noun }: Due, words: string): string {
  const plural = pluralOf(noun);
  return assembly.source || plural === 'rows'
    ? titled(assembly, words)
    : `${capital(plural)}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
