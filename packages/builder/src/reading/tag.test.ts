import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labels } from './reading.ts';
import type { ReaderWeights, Table } from './reader-weights.ts';
import { tag } from './tag.ts';
import { wordsOf } from './words.ts';

const count = labels.length;

function weightsFrom(numbers: () => number): ReaderWeights {
  const table = (rows: number, columns: number): Table => ({
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, numbers),
  });
  return {
    labels,
    values: [],
    tables: {
      typ: table(4, count),
      typb: table(1, count),
      beg: table(4, 2),
      begb: table(1, 2),
      tr: table(2 * count, 2 * count),
    },
  };
}

test('segments follow one another, never overlap, and are no likelier than certain, whatever the weights', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 50, maxLength: 50 }), fc.integer({ min: 1, max: 12 }), (list, rows) => {
      let at = 0;
      const next = (): number => list[(at = (at * 7 + 3) % 50)] ?? 0;
      const hidden: Table = { rows, columns: 4, values: Float32Array.from({ length: rows * 4 }, next) };
      const { segments, logSure } = tag(hidden, weightsFrom(next));
      let end = 0;
      for (const { from, to, label } of segments) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        expect(labels).toContain(label);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(rows);
      expect(logSure).toBeLessThanOrEqual(0);
    }),
    { numRuns: 40 },
  );
});

test('words are cut as the reader was trained: marks by themselves, addresses whole', () => {
  expect(wordsOf("it's due: mail a.b@c.example, see https://x.example/a?b=1").map(({ text }) => text)).toEqual([
    'it',
    "'",
    's',
    'due',
    ':',
    'mail',
    'a.b@c.example',
    ',',
    'see',
    'https://x.example/a?b=1',
  ]);
});
