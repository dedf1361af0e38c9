import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largeValue } from './stored-value.ts';
import { tableOf, valueWords } from './table-of.ts';

test('a list of objects is a table, with a gap where a row lacks a column', () => {
  expect(tableOf([{ a: 1 }, { b: 2, a: 3 }])).toEqual({
    columns: ['a', 'b'],
    rows: [
      [1, undefined],
      [3, 2],
    ],
  });
});

test.each([[[]], [[1, 2]], [{ a: 1 }], ['text'], [null], [[{ kind: 'file', id: 'f', name: 'a.csv' }]]])('%j is no table', (value) => {
  expect(tableOf(value)).toBeUndefined();
});

test.each([
  [true, 'Yes'],
  [null, '—'],
  [0.1 + 0.2, '0.3'],
  [['a', 'b'], 'a, b'],
  [[{ a: 1 }], '1 entry'],
  [{ topic: 'Price', rows: [1, 2] }, 'topic: Price · rows: 2 entries'],
  [{ kind: 'file', id: 'f', name: 'a.csv' }, 'a.csv'],
])('%j reads as %s', (value, words) => {
  expect(valueWords(value)).toBe(words);
});

test('one line stays within its length, whatever comes', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => valueWords(value, 40).length <= 40));
});

test('a reference to a large value is told from data that looks a little like it', () => {
  expect(largeValue({ $artifact: { id: 'val_1', mediaType: 'application/json', size: 40_000, preview: [1] } })).toEqual({
    id: 'val_1',
    size: 40_000,
    preview: [1],
  });
  expect(largeValue({ $artifact: 'no' })).toBeUndefined();
});
