import { capital } from '../recognise/form-fields.ts';
import type { Due } from '../recognise/due.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { ensureExtracted } from './form-field.ts';
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

/** One thing with a date of its own: waits until so long before or after that date. */
export function addUntil(assembly: Assembly, { due, because }: Of<'until'>): void {
  const field = dateField(assembly, due);
  const sign = due.test === 'before' ? -1 : 1;
  const known = assembly.data.record ?? 'trigger.body';
  // A date of the form is there still when something was worked out since.
  const record = isOfForm(assembly) && !assembly.data.recordFields.includes(field) ? 'input' : known;
  const [amount, unit] = Number.isInteger(due.days)
    ? [due.days, 'days']
    : Number.isInteger(due.days * 24)
      ? [due.days * 24, 'hours']
      : [Math.round(due.days * 1440), 'minutes'];
  const until = due.days === 0 ? `${record}.${field}` : `dateAdd(${record}.${field}, ${sign * amount}, "${unit}")`;
  assembly.add(
    'wait',
    'flow.delay',
    Number.isInteger(due.days)
      ? `Wait until ${daysWords(due)} the ${due.noun}`
      : `Wait until ${amount} ${unit} ${due.test} the ${due.noun}`,
    { seconds: template(`max(0, dateDiff(trigger.at, ${until}, "seconds"))`) },
    because,
  );
  assembly.note(
    'recommendation',
    `The wait counts from the field “${field}”, a date such as 2026-05-31. If that time is over, it does not wait.`,
  );
  assembly.offer({ due: { noun: due.noun, column: field } });
}

/** Dates that stand in a paper; when the wedding is stands in none. */
const ofPapers =
  /due|expir|end|notice|cancel|renew|valid|deadline|until|terminat|deliver|start|issue|birth|return|contract|payment|invoice|policy|licen/iu;

/** What is at hand was worked out of what a form brought, or picked out of its paper. */
const isOfForm = ({ root, data }: Assembly): boolean =>
  /^nodes\.\w+\.output(?:\.fields)?$/u.test(data.record ?? '') && root.nodes.some(({ type }) => type === 'trigger.form');

/** The date that is counted from: a date field of the form, which gets one where it has none. */
function dateField(assembly: Assembly, due: Due): string {
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  const picked = ensureExtracted(assembly, due.column.replaceAll('_', ' '), 'date', ofPapers.test(due.column));
  if (picked !== undefined) return picked;
  // “End date = start + months … 8 weeks before the return”: the date that was worked out.
  const result = assembly.data.recordFields.at(-1) ?? '';
  if (isOfForm(assembly) && !(assembly.data.record ?? '').endsWith('.fields') && /date|day/iu.test(result)) return result;
  if (!node || !(assembly.data.record === 'input' || isOfForm(assembly)))
    return fieldName(due.column.replaceAll('_', ' '), assembly.data.recordFields);
  const fields = (node.config['fields'] ?? []) as { name: string; type: string }[];
  const date = fields.find(({ name, type }) => type === 'date' && !/until/u.test(name));
  if (date) return date.name;
  const name = camel(due.column);
  assembly.root.nodes[index] = {
    ...node,
    config: {
      ...node.config,
      fields: [...fields, { name, label: capital(due.column.replaceAll('_', ' ')), type: 'date', required: true }],
    },
  };
  assembly.note('decision', `The form asks for the ${due.column.replaceAll('_', ' ')}, because the wait counts from it.`);
  return name;
}

function dueExpression({ test, days, column, open }: Due, base: string): string {
  const field = `${base}.${column}`;
  const same = (format: string, shift: number): string =>
    `formatDate(${field}, "${format}") == formatDate(${shift === 0 ? 'trigger.at' : `dateAdd(trigger.at, ${shift}, "days")`}, "${format}")`;
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

function daysWords({ days, test }: Due): string {
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

function camel(name: string): string {
  return name
    .split('_')
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');
}
