import { capital } from '../recognise/form-fields.ts';
import type { Due } from '../recognise/due.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { dueExpression, dueName } from './date-tests.ts';
import { conditionExpression, fieldName } from './expressions.ts';
import { addMark } from './mark-rows.ts';
import { ensureRows } from './sources.ts';
import { keptWords, shorten } from './names.ts';
import { titled } from './steps.ts';
import { useRows } from './use-rows.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** Keeps the rows whose date says that it is time. */
export function addDue(assembly: Assembly, { due: said, marks, leavesOut = false, because }: Of<'due'>): void {
  const named = assembly.root.columns;
  // “It has date, name and email”: then the date is called so.
  const own = named.includes(said.column.replaceAll('_', ' '))
    ? undefined
    : named.find((name) => /\b(?:date|day|birthday|deadline|due|expir\w*|until|end|start)\b/u.test(name));
  const due = own ? { ...said, column: fieldName(own, []) } : said;
  // A second time is looked for among all rows, not among those of the first.
  const rows = assembly.dated ?? ensureRows(assembly, pluralOf(due.noun), because);
  assembly.dated = rows;
  const expression = leavesOut ? `!(${wholeCondition(due)})` : wholeCondition(due);
  const id = marks
    ? addMark(assembly, { rows, expression, because })
    : assembly.add(
        'filter',
        'data.filter',
        leavesOut ? leftOutName(because) : nameOf(due, because),
        { items: template(rows), condition: expression },
        because,
      );
  const columns = due.open ? `“${due.column}” and “${due.open}”` : `“${due.column}”`;
  assembly.note('recommendation', `Check that the date column is called ${columns} in your data, with dates such as 2026-05-31.`);
  if (marks) return;
  noteDaily(assembly, due);
  useRows(assembly, id);
  assembly.offer({
    due: { noun: due.noun, column: due.column },
    title: leavesOut ? titled(assembly, '') : titleOf(assembly, due, dueName(due).replace(/^Keep those (?:with the |that are |of )?/u, '')),
  });
}

const wholeCondition = (due: Due): string =>
  due.also ? `${dueExpression(due, 'item')} && ${conditionExpression(due.also, 'item')}` : dueExpression(due, 'item');

const leftOutName = (because: string): string => `Leave out ${shorten(keptWords(because))}`;

/** “In heat today”: where the column is only a date, the words say more. */
const nameOf = (due: Due, because: string): string => {
  const words = because.replace(/^(?:(?:and|then|please|just|only|keep|take|see|find|pick|choose|look for)\s+)+/iu, '').trim();
  return (due.also || due.column === 'date') && words.split(/\s+/u).length > 2 ? `Keep only ${shorten(words)}` : dueName(due);
};

/** A range of days holds on each of them. */
function noteDaily(assembly: Assembly, { test, least }: Due): void {
  const cron = String(assembly.root.nodes[0]?.config['cron'] ?? '');
  const isRange = test === 'within' || test === 'longer_than' || (test === 'recent' && least !== undefined);
  if (isRange && / \* \* (?:\*|1-5)$/u.test(cron))
    assembly.note(
      'recommendation',
      'The same rows are found again on each day of that time. To find each of them once, compare with one day.',
    );
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
