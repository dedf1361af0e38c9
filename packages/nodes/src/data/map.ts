import { isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { itemsField, listOf, RowsOutput } from './rows.ts';

export const dataMap = defineNode({
  type: 'data.map',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Calculate columns',
  description: 'Adds or changes columns of every row.',
  icon: 'ColumnInsertRight',
  keywords: ['calculate', 'column', 'add column', 'formula', 'multiply', 'compute', 'each row', 'convert', 'rename'],
  outside: 'none',
  expressionFields: ['columns'],
  summary: 'Calculates {columns|columns} for every row',
  config: z.strictObject({
    items: itemsField,
    columns: z.record(z.string(), z.string()).meta({
      title: 'Columns',
      description: 'Name and formula; `item` is the row, such as item.price * item.quantity.',
      'x-widget': 'formulas',
    }),
    keep: z.boolean().default(true).meta({ title: 'Keep the other columns' }),
  }),
  output: RowsOutput,
  sampleConfig: { columns: { total: 'item.price * item.quantity' } },
  sampleOutput: { rows: [{ price: 2, quantity: 3, total: 6 }], count: 1 },
  evaluate: ({ items, columns, keep }, context) => {
    const entries = Object.entries(columns);
    const rows = listOf(items, context).map((item, index) => ({
      ...(keep && isJsonObject(item) ? item : {}),
      ...Object.fromEntries(entries.map(([name, formula]) => [name, context.evaluate(formula, { item, index })])),
    }));
    return { output: { rows, count: rows.length } };
  },
});
