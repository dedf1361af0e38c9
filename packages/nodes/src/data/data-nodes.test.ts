import { AppError, type EvaluationContext, evaluateExpression, type JsonObject } from '@arches/kernel';
import { expect, test } from 'vitest';
import type { NodeDefinition } from '../define-node.ts';
import { dataDeduplicate } from './deduplicate.ts';
import { dataFilter } from './filter.ts';
import { dataGroup } from './group.ts';
import { dataMap } from './map.ts';
import { numberOf } from './rows.ts';
import { dataSet } from './set.ts';
import { dataSort } from './sort.ts';

/** The real expression language over what comes in from one step before. */
function contextOf(output: unknown): EvaluationContext {
  return {
    inputs: [{ source: 'before', sourcePort: 'out', targetPort: 'in', output }],
    evaluate: (expression, extra) => evaluateExpression(expression, { input: output, ...extra }),
    now: 0,
    timezone: 'UTC',
  };
}

function run(node: NodeDefinition, config: JsonObject, before: unknown): Record<string, unknown> {
  return node.evaluate?.(config, contextOf(before)).output as Record<string, unknown>;
}

function failure(work: () => unknown): string {
  try {
    work();
    return 'no error';
  } catch (error) {
    return error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
  }
}

const people = [
  { name: 'Ada', amount: 120 },
  { name: 'Bo', amount: 80 },
  { name: 'Cy', amount: 300 },
];

test('a filter keeps what meets the condition and counts what it left out', () => {
  expect(run(dataFilter, { condition: 'item.amount > 100' }, { rows: people })).toEqual({
    rows: [people[0], people[2]],
    count: 2,
    removed: 1,
  });
});

test('a filter over nothing gives nothing', () => {
  expect(run(dataFilter, { condition: 'item.amount > 100' }, [])).toEqual({ rows: [], count: 0, removed: 0 });
});

test('numbers written as text sort as numbers, and empty values stay last in both directions', () => {
  const rows = ['10', '9', '', '1.000,5', null, '100'].map((v) => ({ v }));
  const sorted = (direction: string): unknown =>
    (run(dataSort, { by: 'v', direction }, rows)['rows'] as { v: unknown }[]).map(({ v }) => v);
  expect(sorted('ascending')).toEqual(['9', '10', '100', '1.000,5', '', null]);
  expect(sorted('descending')).toEqual(['1.000,5', '100', '10', '9', '', null]);
});

test('a sort with a limit keeps the first ones, and equal rows keep their order', () => {
  expect(run(dataSort, { by: 'amount', direction: 'descending', limit: 2 }, people)).toEqual({ rows: [people[2], people[0]], count: 2 });
  const ties = [1, 2, 3].map((id) => ({ id, v: 'x' }));
  expect(run(dataSort, { by: 'v', direction: 'descending' }, ties)['rows']).toEqual(ties);
});

test('further columns decide between rows that are equal so far, each in its own direction', () => {
  const pupils = [
    { class: '2a', name: 'Zoe', points: 3 },
    { class: '10b', name: 'Cy', points: 9 },
    { class: '2a', name: 'Ada', points: 3 },
    { class: '2a', name: 'Bo', points: 7 },
  ];
  const sort = { by: 'class', then: [{ column: 'points', direction: 'descending' }, { column: 'name' }] };
  const names = (run(dataSort, sort, pupils)['rows'] as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual(['Bo', 'Ada', 'Zoe', 'Cy']);
});

test('a further column that no row has is told, as the first one is', () => {
  expect(failure(() => run(dataSort, { by: 'name', then: [{ column: 'nam' }] }, people))).toContain('There is no column “nam”');
});

test('sums and averages read European and English amounts and leave empty cells out', () => {
  const rows = [
    { city: 'Lyon', paid: '1.234,50 €' },
    { city: 'Lyon', paid: '$1,000.50' },
    { city: 'Lyon', paid: '' },
    { city: 'Turin', paid: 0.1 },
    { city: 'Turin', paid: 0.2 },
  ];
  const measures = [
    { calculate: 'sum', column: 'paid', as: 'sum' },
    { calculate: 'average', column: 'paid', as: 'mean' },
    { calculate: 'count' },
  ];
  expect(run(dataGroup, { by: 'city', measures }, rows)).toEqual({
    rows: [
      { city: 'Lyon', sum: 2235, mean: 1117.5, count: 3 },
      { city: 'Turin', sum: 0.3, mean: 0.15, count: 2 },
    ],
    count: 2,
    total: 5,
  });
});

test('results below the rows keep every row and stand in the columns they are of', () => {
  const measures = [{ calculate: 'sum', column: 'amount' }];
  expect(run(dataGroup, { measures, place: 'below' }, people)).toEqual({
    rows: [...people, { name: 'Total', amount: 500 }],
    count: 4,
    total: 3,
  });
  expect(run(dataGroup, { measures: [{ calculate: 'count' }], place: 'below' }, people)['rows']).toContainEqual({
    name: 'Total',
    count: 3,
  });
  expect(run(dataGroup, { measures, place: 'below' }, [])['rows']).toEqual([{ amount: 0 }]);
});

test('results below the rows of each group say whose they are', () => {
  const [a, b, c] = [
    { city: 'Lyon', paid: 1 },
    { city: 'Turin', paid: 5 },
    { city: 'Lyon', paid: 2 },
  ];
  expect(run(dataGroup, { by: 'city', measures: [{ calculate: 'sum', column: 'paid' }], place: 'below' }, [a, b, c])['rows']).toEqual([
    a,
    c,
    { city: 'Total Lyon', paid: 3 },
    b,
    { city: 'Total Turin', paid: 5 },
  ]);
});

test('grouping by nothing makes one total, over no rows as well', () => {
  expect(run(dataGroup, {}, [])).toEqual({ rows: [{ count: 0 }], count: 1, total: 0 });
});

test('a sum over words says which word and where', () => {
  expect(failure(() => run(dataGroup, { measures: [{ calculate: 'sum', column: 'name' }] }, people))).toMatch(
    /^not_a_number: “Ada”.*“name”/u,
  );
});

test('a column that is not there is named with those that are', () => {
  expect(failure(() => run(dataSort, { by: 'price' }, people))).toBe(
    'unknown_column: There is no column “price”. The columns are: name, amount.',
  );
});

test('a calculated column stands beside the others, or alone', () => {
  const columns = { double: 'item.amount * 2' };
  expect(run(dataMap, { columns }, people.slice(0, 1))['rows']).toEqual([{ name: 'Ada', amount: 120, double: 240 }]);
  expect(run(dataMap, { columns, keep: false }, people.slice(0, 1))['rows']).toEqual([{ double: 240 }]);
});

test('duplicates are found without regard to letter case and blanks; the first stays', () => {
  const rows = [{ email: 'Ada@example.org' }, { email: ' ada@example.org ' }, { email: 'bo@example.org' }];
  expect(run(dataDeduplicate, { by: 'email' }, rows)).toEqual({ rows: [rows[0], rows[2]], count: 2, removed: 1 });
  expect(run(dataDeduplicate, {}, rows)['removed']).toBe(0);
});

test('set fields replaces what came in, or adds to it', () => {
  expect(run(dataSet, { fields: { a: 1 } }, { a: 0, b: 2 })).toEqual({ a: 1 });
  expect(run(dataSet, { fields: { a: 1 }, keep: true }, { a: 0, b: 2 })).toEqual({ a: 1, b: 2 });
});

test('a step that gets no list says what it got', () => {
  expect(failure(() => run(dataFilter, { condition: 'true' }, 'hello'))).toBe('not_a_list: Expected a list, but got the text “hello”.');
});

test.each([
  ['1.234,50 €', 1234.5],
  ['1,234.50', 1234.5],
  ['1,234', 1234],
  ['12,5', 12.5],
  ['1.234.567', 1_234_567],
  ['1,234,567.8', 1_234_567.8],
  ['1.5', 1.5],
  ['1,234.', 1234],
  ['-0.5', -0.5],
  ['.5', 0.5],
  ['-3 %', -3],
  ['1.2.3', undefined],
  ['1,2,3', undefined],
  ['-', undefined],
  ['31.12.2026', undefined],
  ['12a', undefined],
  ['', undefined],
])('%j is the number %s', (text, number) => {
  expect(numberOf(text)).toBe(number);
});
