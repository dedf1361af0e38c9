import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

test('sorts by the time it was made, in plain text order', () => {
  const ids = [0, 1, 31, 32, 1_700_000_000_000, 1_700_000_000_001].map((now) => newId('run', now));
  expect([...ids].sort()).toEqual(ids);
});

test('is never the same twice and holds nothing but letters, digits and its prefix', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId('wf', 1)));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^wf_[0-9a-z]{36}$/);
});

test('ids of the same millisecond sort as they were made', () => {
  const ids = Array.from({ length: 1000 }, () => newId('aud', 1_800_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
});
