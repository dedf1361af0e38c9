import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { fieldOf, itemsField, listOf, RowsOutput, requireField, textOf } from './rows.ts';

export const dataDeduplicate = defineNode({
  type: 'data.deduplicate',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Remove duplicates',
  description: 'Keeps the first of rows that are the same.',
  icon: 'CopyOff',
  keywords: ['duplicates', 'dedupe', 'deduplicate', 'unique', 'distinct', 'double entries', 'twice'],
  outside: 'none',
  summary: 'Removes rows that occur twice[, comparing {by}]',
  config: z.strictObject({
    items: itemsField,
    by: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({ title: 'Compare', description: 'Columns that must be the same; empty compares whole rows.', 'x-widget': 'column' }),
  }),
  output: RowsOutput.extend({ removed: z.number().int() }),
  sampleConfig: { by: 'email' },
  sampleOutput: { rows: [{ email: 'ada@example.org' }], count: 1, removed: 1 },
  evaluate: ({ items, by }, context) => {
    const list = listOf(items, context);
    const columns = by === undefined || by === '' ? [] : Array.isArray(by) ? by : [by];
    for (const column of columns) requireField(list, column);
    const seen = new Set<string>();
    const rows = list.filter((row) => {
      const key =
        columns.length === 0 ? textOf(row) : JSON.stringify(columns.map((column) => textOf(fieldOf(row, column)).trim().toLowerCase()));
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return { output: { rows, count: rows.length, removed: list.length - rows.length } };
  },
});
