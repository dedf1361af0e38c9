import { validateDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { realCatalog } from '../testing/real-catalog.ts';
import { templateCategories, templates } from './index.ts';

test.each(templates.map(({ id, document }) => ({ id, document })))('$id has nothing wrong with it', ({ document }) => {
  expect(validateDocument(document, realCatalog)).toEqual([]);
});

test('there are at least thirty, and every category has one', () => {
  expect(templates.length).toBeGreaterThanOrEqual(30);
  expect(new Set(templates.map(({ category }) => category))).toEqual(new Set(templateCategories));
});

test('ids, names and sentences are all different', () => {
  for (const values of [
    templates.map(({ id }) => id),
    templates.map(({ name }) => name),
    templates.map(({ sentence }) => sentence.toLowerCase()),
  ])
    expect(new Set(values).size).toBe(values.length);
});

test('every step has a name of its own, and summaries are left to be made', () => {
  for (const { document } of templates) {
    const names = document.nodes.map(({ name }) => name);
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    expect(document.nodes.filter(({ summary }) => summary !== undefined)).toEqual([]);
  }
});
