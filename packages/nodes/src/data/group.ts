import { AppError, isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { compareValues, fieldOf, itemsField, listOf, numberOf, RowsOutput, requireField, textOf } from './rows.ts';

const Measure = z.strictObject({
  calculate: z.enum(['count', 'sum', 'average', 'minimum', 'maximum', 'list']).meta({ title: 'Calculate' }),
  column: z.string().optional().meta({ title: 'Column', description: 'Not needed for a count.', 'x-widget': 'column' }),
  as: z.string().optional().meta({ title: 'Name of the result' }),
});
type Measure = z.output<typeof Measure>;

export const dataGroup = defineNode({
  type: 'data.group',
  version: 1,
  kind: 'pure',
  category: 'data',
  title: 'Group and total',
  description: 'Puts rows with the same value together and counts, sums or averages them.',
  icon: 'Stack2',
  keywords: [
    'group',
    'group by',
    'count',
    'count them',
    'sum',
    'total',
    'average',
    'aggregate',
    'pivot',
    'per',
    'by',
    'summarise numbers',
    'how many',
    'totals',
    'total row',
    'grand total',
    'subtotal',
  ],
  outside: 'none',
  summary: 'Groups the rows[ by {by}] and calculates {measures|how many there are}[, {place}]',
  config: z.strictObject({
    items: itemsField,
    by: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({ title: 'Group by', description: 'One or more columns; empty makes one total over all rows.', 'x-widget': 'column' }),
    measures: z
      .array(Measure)
      .default([{ calculate: 'count' }])
      .meta({ title: 'Results' }),
    place: z
      .enum(['instead', 'below'])
      .default('instead')
      .meta({
        title: 'Where the results stand',
        description: 'Below: all rows stay, and a row with the results follows them, or follows each group.',
        'x-labels': { instead: 'Instead of the rows', below: 'Below the rows' },
      }),
  }),
  output: RowsOutput.extend({ total: z.number().int().describe('Rows that went in') }),
  sampleConfig: { by: 'city', measures: [{ calculate: 'count' }] },
  sampleOutput: {
    rows: [
      { city: 'Lyon', count: 3 },
      { city: 'Turin', count: 1 },
    ],
    count: 2,
    total: 4,
  },
  evaluate: ({ items, by, measures, place }, context) => {
    const list = listOf(items, context);
    const columns = by === undefined || by === '' ? [] : Array.isArray(by) ? by : [by];
    for (const column of columns) requireField(list, column);
    for (const { column } of measures) if (column) requireField(list, column);
    const groups = new Map<string, unknown[]>();
    for (const row of list) {
      const key = JSON.stringify(columns.map((column) => textOf(fieldOf(row, column))));
      const members = groups.get(key);
      if (members) members.push(row);
      else groups.set(key, [row]);
    }
    if (columns.length === 0 && groups.size === 0) groups.set('[]', []);
    if (place === 'below') {
      const rows = [...groups.values()].flatMap((members) => [...members, totalRow(members, columns, measures)]);
      return { output: { rows, count: rows.length, total: list.length } };
    }
    const rows = [...groups.values()].map((members) => ({
      ...Object.fromEntries(columns.map((column) => [column, fieldOf(members[0], column) ?? null])),
      ...Object.fromEntries(measures.map((measure) => [measureName(measure), calculate(measure, members)])),
    }));
    return { output: { rows, count: rows.length, total: list.length } };
  },
});

/** Each result in the column that it is of, and “Total” in the first column that has none. */
function totalRow(members: readonly unknown[], columns: readonly string[], measures: readonly Measure[]): Record<string, unknown> {
  const results = Object.fromEntries(
    measures.map((measure) => [measure.as || measure.column || measure.calculate, calculate(measure, members)]),
  );
  const group = columns.map((column) => textOf(fieldOf(members[0], column))).filter(Boolean);
  const [first] = members;
  const label = isJsonObject(first) ? Object.keys(first).find((column) => !Object.hasOwn(results, column)) : undefined;
  return { ...(label === undefined ? {} : { [label]: ['Total', ...group].join(' ') }), ...results };
}

function measureName({ as, calculate, column }: Measure): string {
  return as || (column ? `${calculate} of ${column}` : calculate);
}

function calculate({ calculate: kind, column }: Measure, members: readonly unknown[]): unknown {
  if (kind === 'count') return column ? members.filter((row) => textOf(fieldOf(row, column)) !== '').length : members.length;
  if (!column) throw new AppError('config_invalid', `“${kind}” needs a column to calculate with.`);
  const values = members.map((row) => fieldOf(row, column)).filter((value) => textOf(value) !== '');
  if (kind === 'list') return values;
  if (kind === 'minimum') return values.toSorted(compareValues)[0] ?? null;
  if (kind === 'maximum') return values.toSorted(compareValues).at(-1) ?? null;
  const numbers = values.map((value) => {
    const number = numberOf(value);
    if (number === undefined)
      throw new AppError('not_a_number', `“${textOf(value).slice(0, 60)}” in column “${column}” is not a number.`, { details: { column } });
    return number;
  });
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (kind === 'sum') return round(sum);
  return numbers.length === 0 ? null : round(sum / numbers.length);
}

/** Takes away what binary fractions add: 0.1 + 0.2 is 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(15));
}
