import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { shorten } from './names.ts';
import { ensureRows } from './sources.ts';
import { useRows } from './use-rows.ts';
import { calculatedBefore, columnFor, measureOfTable } from './worked-out.ts';

/** A row below the others with the sum of what was named, else of what was worked out before. */
export function addTotalRow(assembly: Assembly, { measures, because }: Extract<Wish, { kind: 'total' }>): void {
  // Inside of a loop there is one row, which needs no total.
  if (assembly.data.record === 'item' && !assembly.data.rows)
    return assembly.note('issue', `“${shorten(because)}” is about all rows, and stands where one is worked on. It is in no step yet.`);
  const rows = ensureRows(assembly, 'rows', because);
  const totals = assembly.nodes.findLast(({ type }) => type === 'data.group');
  const grouped = (totals?.config['measures'] ?? []) as { as?: string; calculate: string }[];
  const own = measures.flatMap(({ column }) => (column === undefined ? [] : [columnFor(assembly, column)]));
  const worked = calculatedBefore(assembly);
  const found = own.length > 0 ? own : worked !== undefined ? [worked] : grouped.map(({ as, calculate }) => as ?? calculate);
  const asked = found.length > 0 ? found : [measureOfTable(assembly) ?? assembly.ask(5, sumAsked) ?? 'amount'];
  const id = assembly.add(
    'total_row',
    'data.group',
    `Add a total row (${asked.join(', ')})`,
    { items: template(rows), measures: asked.map((column) => ({ calculate: 'sum', column })), place: 'below' },
    because,
  );
  const { title } = assembly.data;
  useRows(assembly, id);
  assembly.offer({ rowsAlone: rows, ...(title ? { title } : {}) });
}

const sumAsked = { id: 'sumColumn', text: 'Which column shall be added up in the total row?', options: [], free: true };
