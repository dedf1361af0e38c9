import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { itemsField, listOf, RowsOutput } from './rows.ts';

export const dataFilter = defineNode({
  type: 'data.filter',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Filter rows',
  description: 'Keeps the rows that meet a condition.',
  icon: 'Filter',
  keywords: ['filter', 'only', 'where', 'keep', 'remove', 'exclude', 'without', 'select rows', 'older than', 'more than', 'less than'],
  outside: 'none',
  expressionFields: ['condition'],
  summary: 'Keeps the rows where {condition|a condition holds}',
  config: z.strictObject({
    items: itemsField,
    condition: z
      .string()
      .min(1)
      .meta({
        title: 'Condition',
        description: '`item` is the row, such as item.amount > 100.',
        'x-widget': 'condition',
        examples: ['item.amount > 100'],
      }),
  }),
  output: RowsOutput.extend({ removed: z.number().int().describe('How many were left out') }),
  sampleConfig: { condition: 'item.amount > 100' },
  sampleOutput: { rows: [{ name: 'Ada', amount: 120 }], count: 1, removed: 2 },
  evaluate: ({ items, condition }, context) => {
    const list = listOf(items, context);
    const rows = list.filter((item, index) => context.evaluate(condition, { item, index }) === true);
    return { output: { rows, count: rows.length, removed: list.length - rows.length } };
  },
});
