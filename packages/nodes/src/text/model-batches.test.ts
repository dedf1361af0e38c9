import { expect, test } from 'vitest';
import { inBatches } from './model-batches.ts';

test('a failure ends it once the calls under way have come back, and begins no others', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const call = async ([entry = 0]: readonly number[]) => {
    begun.push(entry);
    await new Promise((resolve) => setTimeout(resolve, entry === 1 ? 0 : 5));
    ended.push(entry);
    if (entry === 1) throw new Error('The first one failed.');
    return { answers: [entry], usage: {} };
  };
  await expect(inBatches([1, 2, 3, 4, 5], 1, call)).rejects.toThrow('The first one failed.');
  expect(begun).toEqual([1, 2, 3]);
  expect(new Set(ended)).toEqual(new Set([1, 2, 3]));
  expect(ended).toHaveLength(3);
});
