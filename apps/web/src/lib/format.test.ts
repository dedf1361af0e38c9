import { expect, test } from 'vitest';
import { agoWords, budgetWords, costWords, count, dayAndTime, durationWords, sizeWords } from './format.ts';

test.each([
  [12, '12 ms'],
  [1234, '1.2 s'],
  [59_400, '59 s'],
  [130_000, '2 min 10 s'],
  [1_866_000, '31 min 6 s'],
  [3 * 3_600_000, '3 h'],
  [90 * 3_600_000, '3 d 18 h'],
  [-5, '< 1 ms'], // clocks of two machines may disagree by a little
])('%d milliseconds read as %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});

test.each([
  [null, '—'],
  [0, '$0'],
  [0.0065, '$0.0065'],
  [0.00002, '< $0.0001'],
  [1.2, '$1.20'],
])('a cost of %s reads as %s', (usd, words) => {
  expect(costWords(usd)).toBe(words);
});

test.each([
  [412, '412 B'],
  [18_000, '18 kB'],
  [2_400_000, '2.4 MB'],
  [999_900, '1 MB'],
])('%d bytes read as %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});

test('times near now are told from now, far ones by their date', () => {
  const now = new Date('2026-03-10T12:00:00');
  expect(agoWords(new Date('2026-03-10T11:59:50'), now)).toBe('just now');
  expect(agoWords(new Date('2026-03-10T11:56:00'), now)).toBe('4 min ago');
  expect(agoWords(new Date('2026-03-09T12:00:00'), now)).toBe('yesterday');
  expect(agoWords(new Date('2026-03-10T14:00:00'), now)).toBe('in 2 hr');
  expect(agoWords(new Date('2025-11-10T14:00:00'), now)).toBe('Nov 10, 2025');
});

test('a day is named by its distance', () => {
  const now = new Date('2026-03-10T12:00:00');
  expect(dayAndTime(new Date('2026-03-10T00:10:00'), now)).toBe('Today 00:10');
  expect(dayAndTime(new Date('2026-03-09T23:50:00'), now)).toBe('Yesterday 23:50');
  expect(dayAndTime(new Date('2025-12-01T08:00:00'), now)).toBe('1 Dec 2025 08:00');
});

test('one is one and the rest are many', () => {
  expect(count(1, 'step')).toBe('1 step');
  expect(count(1200, 'step')).toBe('1,200 steps');
});

test.each([
  [{ budgetUsd: 0.05, spentUsd: 0.031, reservedUsd: 0.01 }, '$0.031 of $0.05 spent, $0.01 reserved'],
  [{ budgetUsd: 2, spentUsd: 0, reservedUsd: 0 }, '$0 of $2.00 spent'],
])('a budget %j is %s', (budget, words) => {
  expect(budgetWords(budget)).toBe(words);
});
