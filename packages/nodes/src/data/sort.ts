import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { compareValues, fieldOf, itemsField, listOf, RowsOutput, requireField } from './rows.ts';

const Direction = z.enum(['ascending', 'descending']).default('ascending').meta({ title: 'Direction' });

/** A further column, which decides where the ones before it are equal. */
const Further = z.strictObject({
  column: z.string().min(1).meta({ title: 'Column', 'x-widget': 'column' }),
  direction: Direction,
});

export const dataSort = defineNode({
  type: 'data.sort',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Sort rows',
  description: 'Puts rows in order, and can keep only the first ones.',
  icon: 'ArrowsSort',
  keywords: [
    'sort',
    'order',
    'rank',
    'top',
    'highest',
    'lowest',
    'newest',
    'oldest',
    'first',
    'limit',
    'largest',
    'smallest',
    'best',
    'worst',
  ],
  outside: 'none',
  summary: 'Sorts the rows by {by|a column}[ ({direction})][, then by {then}][, and keeps the first {limit}]',
  config: z.strictObject({
    items: itemsField,
    by: z.string().min(1).meta({ title: 'Column', 'x-widget': 'column' }),
    direction: Direction,
    then: z
      .array(Further)
      .optional()
      .meta({ title: 'Then by', description: 'Decides between rows that are equal so far, such as the surname inside each class.' }),
    limit: z.number().int().positive().optional().meta({ title: 'Keep only the first', description: 'All when empty.' }),
  }),
  output: RowsOutput,
  sampleConfig: { by: 'amount', direction: 'descending' },
  sampleOutput: {
    rows: [
      { name: 'Ada', amount: 120 },
      { name: 'Bo', amount: 80 },
    ],
    count: 2,
  },
  evaluate: ({ items, by, direction, then = [], limit }, context) => {
    const list = listOf(items, context);
    const keys = [{ column: by, direction }, ...then];
    for (const { column } of keys) requireField(list, column);
    const sorted = list.toSorted((a, b) => {
      for (const key of keys) {
        const order = compareBy(key, a, b);
        if (order !== 0) return order;
      }
      return 0;
    });
    const rows = limit === undefined ? sorted : sorted.slice(0, limit);
    return { output: { rows, count: rows.length } };
  },
});

/** Empty values stay at the end in both directions. */
function compareBy({ column, direction }: z.output<typeof Further>, a: unknown, b: unknown): number {
  const x = fieldOf(a, column);
  const y = fieldOf(b, column);
  const emptiness = Number(isEmpty(x)) - Number(isEmpty(y));
  return emptiness !== 0 ? emptiness : (direction === 'descending' ? -1 : 1) * compareValues(x, y);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
