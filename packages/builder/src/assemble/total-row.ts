import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { ensureRows } from './sources.ts';
import { useRows } from './use-rows.ts';
import { calculatedBefore, columnFor, measureOfTable } from './worked-out.ts';

/** A row below the others with the sum of what was named, else of what was worked out before. */
export function addTotalRow(assembly: Assembly, { measures, because }: Extract<Wish, { kind: 'total' }>): void {
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
