import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createWordReader } from './word-reader.ts';

const modelsDir = path.resolve(import.meta.dirname, '../../../../models');
const reader = createWordReader({ modelsDir, model: 'all-MiniLM-L6-v2' });
afterAll(() => reader.close());

const row = (vectors: Float32Array, index: number): number[] => [...vectors.subarray(index * 384, (index + 1) * 384)];

test('each word has one vector, and the same word another one in another text', async () => {
  const river = await reader.read(['the', 'bank', 'of', 'the', 'river']);
  const money = await reader.read(['the', 'bank', 'lends', 'money', 'extraordinarily']);
  expect(river.length).toBe(5 * 384);
  expect(money.length).toBe(5 * 384);
  expect(row(river, 1)).not.toEqual(row(money, 1));
});

test('words beyond the length of the model are left out, and no words give no vectors', async () => {
  const long = await reader.read(Array.from({ length: 900 }, () => 'word'));
  expect(long.length / 384).toBe(510);
  expect((await reader.read([])).length).toBe(0);
});

test('a folder without a model says so', async () => {
  const none = createWordReader({ modelsDir, model: 'no-such-model' });
  await expect(none.read(['word'])).rejects.toMatchObject({ code: 'embedding_model_missing' });
  await none.close();
});
