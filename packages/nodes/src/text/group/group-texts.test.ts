import path from 'node:path';
import { createMiniLmEmbedder } from '@arches/knowledge';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { adjustedRandIndex, enlarged, fixtureSets } from './fixture.ts';
import { groupInWorker } from './group-in-worker.ts';
import { groupTexts } from './group-texts.ts';

const embedder = createMiniLmEmbedder({ modelsDir: path.resolve(import.meta.dirname, '../../../../../models') });
afterAll(() => embedder.close());

describe.each(['tuning', 'held-out'] as const)('planted topics of the %s sets are found again', (folder) => {
  test.each(fixtureSets(folder))('$name', async ({ texts, topics }) => {
    const { assignments } = groupTexts(texts, await embedder.embed(texts));
    const planted = topics.map((topic) => topic ?? 'noise');
    expect(adjustedRandIndex(planted, assignments)).toBeGreaterThan(0.5);
  });
});

test('topics are named in the words of the comments and shown with typical ones', async () => {
  const clinic = fixtureSets('held-out').find(({ name }) => name === 'clinic');
  if (!clinic) throw new Error('the clinic set is missing');
  const { topics, confidence, confidenceWords } = groupTexts(clinic.texts, await embedder.embed(clinic.texts));
  const labels = topics.map(({ label }) => label.toLowerCase()).join(' | ');
  for (const word of ['parking', 'phone', 'results', 'wait']) expect(labels).toContain(word);
  for (const { examples, members } of topics) {
    expect(examples).toHaveLength(3);
    for (const example of examples) expect(members.map((member) => clinic.texts[member])).toContain(example);
  }
  expect(confidence).toBeGreaterThan(0.6);
  expect(confidenceWords).toMatch(/clear/i);
});

test('every comment is in exactly one topic or in other, whatever the comments are', async () => {
  const pool = fixtureSets('tuning').flatMap(({ texts }) => texts);
  const vectors = await embedder.embed(pool);
  fc.assert(
    fc.property(
      fc.array(fc.nat(pool.length - 1), { maxLength: 60 }),
      fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
      (picks, wanted) => {
        const texts = picks.map((pick) => pool[pick] ?? '');
        const rows = picks.map((pick) => vectors[pick] ?? new Float32Array());
        const result = groupTexts(texts, rows, wanted === undefined ? {} : { topics: wanted });
        const seen = [...result.topics.flatMap(({ members }) => members), ...result.other].sort((a, b) => a - b);
        expect(seen).toEqual(texts.map((_, index) => index));
        result.topics.forEach(({ members, size, examples, label }, topic) => {
          expect(size).toBe(members.length);
          expect(label).not.toBe('');
          expect(examples.length).toBeGreaterThan(0);
          for (const member of members) expect(result.assignments[member]).toBe(topic);
        });
        expect(new Set(result.topics.map(({ label }) => label)).size).toBe(result.topics.length);
        expect(result.confidence).toBeGreaterThanOrEqual(0);
        expect(result.confidence).toBeLessThanOrEqual(1);
        if (wanted !== undefined) expect(result.topics.length).toBeLessThanOrEqual(wanted);
      },
    ),
    { numRuns: 25 },
  );
});

test('nothing, blanks and wordless comments give no topic and a plain word about it', async () => {
  expect(groupTexts([], [])).toMatchObject({ topics: [], other: [], confidence: 0, confidenceWords: 'There is nothing to group.' });
  const blanks = ['', '  ', '!!!', 'ok', 'n/a'];
  const { topics, other, notes } = groupTexts(blanks, await embedder.embed(blanks));
  expect(topics).toEqual([]);
  expect(other).toEqual([0, 1, 2, 3, 4]);
  expect(notes[0]).toContain('5 comments say nothing');
});

test('identical comments are one topic', async () => {
  const texts = Array.from({ length: 40 }, () => 'The wifi is slow');
  const { topics, other } = groupTexts(texts, await embedder.embed(texts));
  expect(topics).toHaveLength(1);
  expect(topics[0]).toMatchObject({ size: 40, share: 1 });
  expect(topics[0]?.label.toLowerCase()).toContain('wi-fi');
  expect(other).toEqual([]);
});

test('a complaint pasted many times is a topic although it is one text', async () => {
  const hotel = fixtureSets('tuning').find(({ name }) => name === 'hotel');
  const texts = [...(hotel?.texts ?? []), ...Array.from({ length: 12 }, () => 'The swimming pool was closed')];
  const { topics } = groupTexts(texts, await embedder.embed(texts));
  expect(topics.some(({ members }) => members.includes(texts.length - 1) && members.length >= 12)).toBe(true);
});

test('the number of topics can be asked for', async () => {
  const hotel = fixtureSets('tuning').find(({ name }) => name === 'hotel');
  const texts = hotel?.texts ?? [];
  const vectors = await embedder.embed(texts);
  expect(groupTexts(texts, vectors, { topics: 4 }).topics).toHaveLength(4);
  expect(groupTexts(texts, vectors, { topics: 9 }).topics).toHaveLength(9);
  expect(() => groupTexts(texts, vectors, { topics: 0 })).toThrow('whole number');
  expect(() => groupTexts(texts, vectors.slice(1))).toThrow('one vector a comment');
});

test('the worker gives the same groups as the function, and large inputs are sorted into the topics of a sample', async () => {
  const school = fixtureSets('tuning').find(({ name }) => name === 'school');
  if (!school) throw new Error('the school set is missing');
  const { texts } = enlarged(school, 150);
  const vectors = await embedder.embed(texts);
  expect(await groupInWorker(texts, vectors)).toEqual(groupTexts(texts, vectors));
  const many = Array.from({ length: 3000 }, (_, i) => `${texts[i % 150] ?? ''} ${i}`);
  const large = await groupInWorker(
    many,
    many.map((_, i) => vectors[i % 150] ?? new Float32Array()),
  );
  expect(large.assignments).toHaveLength(3000);
  expect(large.notes.join(' ')).toContain('sample of 1200');
});

test('an abort ends the grouping', async () => {
  const texts = Array.from({ length: 2000 }, (_, i) => `comment ${i}`);
  const vectors = texts.map((_, i) => Float32Array.from({ length: 384 }, (_unused, d) => Math.sin(i * 31 + d)));
  await expect(groupInWorker(texts, vectors, {}, AbortSignal.timeout(50))).rejects.toThrow(/abort|timeout/i);
});
