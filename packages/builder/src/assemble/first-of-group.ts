import { member } from '../recognise/detect-compute.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { ensureRows } from './sources.ts';
import { useRows } from './use-rows.ts';

type FirstOf = Extract<Wish, { kind: 'sort' }> & { readonly within: string; readonly limit: number };

/** Of rows in order: those with fewer than so many of their group before them. */
export function addFirstOfGroup(assembly: Assembly, { within, limit, because }: FirstOf): void {
  const rows = ensureRows(assembly, 'rows', because);
  const before = `slice(${rows}, 0, index).filter(other, ${member(within, 'other')} == ${member(within, 'item')})`;
  const { title } = assembly.data;
  const id = assembly.add(
    'first',
    'data.filter',
    `Keep the first ${limit} of each ${within}`,
    { items: template(rows), condition: `size(${before}) < ${limit}` },
    because,
  );
  assembly.note('recommendation', `Check that the rows have a column called “${within}”.`);
  useRows(assembly, id);
  if (title) assembly.offer({ title });
}
