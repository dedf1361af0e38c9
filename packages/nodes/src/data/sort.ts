import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { compareValues, fieldOf, itemsField, listOf, RowsOutput, requireField } from './rows.ts';

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
  summary: 'Sorts the rows by {by|a column}[ ({direction})][, and keeps the first {limit}]',
  config: z.strictObject({
    items: itemsField,
    by: z.string().min(1).meta({ title: 'Column', 'x-widget': 'column' }),
    direction: z.enum(['ascending', 'descending']).default('ascending').meta({ title: 'Direction' }),
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
  evaluate: ({ items, by, direction, limit }, context) => {
    const list = listOf(items, context);
    requireField(list, by);
    const sign = direction === 'descending' ? -1 : 1;
    const sorted = list.toSorted((a, b) => {
      const x = fieldOf(a, by);
      const y = fieldOf(b, by);
      // Empty values stay at the end in both directions.
      const emptiness = Number(isEmpty(x)) - Number(isEmpty(y));
      return emptiness !== 0 ? emptiness : sign * compareValues(x, y);
    });
    const rows = limit === undefined ? sorted : sorted.slice(0, limit);
    return { output: { rows, count: rows.length } };
  },
});

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
