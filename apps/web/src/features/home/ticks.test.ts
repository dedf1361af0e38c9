import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticks } from './ticks.ts';

test.each([
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [10, [0, 5, 10]],
  [587, [0, 200, 400, 600]],
])('a highest value of %d is marked %j', (highest, marks) => {
  expect(ticks(highest)).toEqual(marks);
});

test('marks are whole, few, start at zero and cover the highest value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (highest) => {
      const marks = ticks(highest);
      return marks[0] === 0 && marks.length <= 6 && (marks.at(-1) ?? 0) >= highest && marks.every(Number.isInteger);
    }),
  );
});
