import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createMiniLmEmbedder } from './minilm-embedder.ts';

const modelsDir = path.resolve(import.meta.dirname, '../../../../models');
const embedder = createMiniLmEmbedder({ modelsDir });
afterAll(() => embedder.close());

const dot = (a: Float32Array | undefined, b: Float32Array | undefined): number => {
  if (!a || !b) throw new Error('a vector is missing');
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
};

test('paraphrases are close, unrelated sentences are not', async () => {
  const [cold, chilly, parking] = await embedder.embed([
    'The breakfast was cold.',
    'Breakfast came to us chilly',
    'You cannot park your car there',
  ]);
  expect(dot(cold, chilly)).toBeGreaterThan(0.6);
  expect(dot(cold, parking)).toBeLessThan(0.3);
});

test('vectors have length 1, one a text, in the order asked, however the texts are batched', async () => {
  const texts = Array.from(
    { length: 150 },
    (_, i) => `Comment ${i} about ${['rooms', 'the very slow delivery of parcels', 'food'][i % 3]}`,
  );
  const vectors = await embedder.embed(texts);
  expect(vectors).toHaveLength(150);
  for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 4);
  const fresh = createMiniLmEmbedder({ modelsDir, cacheSize: 0 });
  const [alone] = await fresh.embed([texts[77] ?? '']);
  await fresh.close();
  expect(dot(alone, vectors[77])).toBeGreaterThan(0.98); // 8-bit rounding depends a little on the other texts of a batch
});

test('identical texts are embedded once and come back as the same vector, also in a later call', async () => {
  const [first, , again] = await embedder.embed(['same words', 'other words', 'same words']);
  const [later] = await embedder.embed(['same words']);
  expect(again).toBe(first);
  expect(later).toBe(first);
});

test('empty, very long and odd texts get a vector too', async () => {
  const vectors = await embedder.embed(['', ' \n ', 'word '.repeat(200_000), '💥💥', 'a'.repeat(5000), '早餐很冷']);
  for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1, 4);
  expect(await embedder.embed([])).toEqual([]);
});

test('progress grows to the total', async () => {
  const seen: number[] = [];
  const texts = Array.from({ length: 300 }, (_, i) => `number ${i % 200} of many`);
  await embedder.embed(texts, { onProgress: ({ done }) => seen.push(done) });
  expect(seen.at(-1)).toBe(300);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test('an abort stops a long job and leaves the model usable', async () => {
  const abort = new AbortController();
  const texts = Array.from({ length: 2000 }, (_, i) => `A sentence with number ${i} that nobody has seen before`);
  const job = embedder.embed(texts, {
    signal: abort.signal,
    onProgress: ({ done }) => {
      if (done > 0) abort.abort(new Error('no longer needed'));
    },
  });
  await expect(job).rejects.toThrow('no longer needed');
  expect(await embedder.embed(['still here'])).toHaveLength(1);
});

test('a short question is answered while a long job runs', async () => {
  let longDone = false;
  const long = embedder.embed(Array.from({ length: 600 }, (_, i) => `Long job, comment ${i}`)).then(() => (longDone = true));
  await embedder.embed(['short question']);
  expect(longDone).toBe(false);
  await long;
});

test('a missing model is a plain error that says what to do', async () => {
  const lost = createMiniLmEmbedder({ modelsDir: '/nowhere' });
  await expect(lost.embed(['x'])).rejects.toMatchObject({ code: 'embedding_model_missing' });
  await lost.close();
});

test('after close nothing is embedded', async () => {
  const brief = createMiniLmEmbedder({ modelsDir });
  await brief.embed(['one']);
  await brief.close();
  await expect(brief.embed(['two'])).rejects.toMatchObject({ code: 'embedder_closed' });
});

test('it says kindly that it does not know German', () => {
  const check = embedder.checkLanguage?.(['Das Zimmer war nicht sauber', 'Wir haben sehr lange gewartet', 'Das Frühstück ist leider kalt']);
  expect(check?.understood).toBe(false);
  expect(check?.words).toContain('German');
  expect(embedder.checkLanguage?.(['The room was dirty and we waited']).understood).toBe(true);
});
