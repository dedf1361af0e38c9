import { expect, test } from 'vitest';
import { createKeptDocuments } from './kept-documents.ts';

test('a document counts as kept for an hour after it was sent, however often it is used', () => {
  let now = 0;
  const documents = createKeptDocuments(() => now);
  expect(documents.has('org_1', 'f00d')).toBe(false);
  documents.add('org_1', 'f00d');
  for (; now < 3_600_000; now += 600_000) {
    expect([documents.has('org_1', 'f00d'), documents.has('org_2', 'f00d')]).toEqual([true, false]);
    documents.add('org_1', 'f00d');
  }
  expect(documents.has('org_1', 'f00d')).toBe(false);
});
