import { expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { type ColorTokens, dark, light } from './tokens.ts';

const schemes = [
  ['light', light],
  ['dark', dark],
] as const;

const statuses = ['done', 'running', 'waiting', 'failed', 'quiet', 'ai'] as const;
const categories = ['trigger', 'data', 'flow', 'ai', 'connect'] as const;
const marks = ['added', 'changed', 'removed'] as const;

/** Text and what it stands on: 4.5:1. */
const textPairs: readonly (readonly [keyof ColorTokens, keyof ColorTokens])[] = [
  ...(['page', 'nav', 'surface', 'subtle', 'selected'] as const).flatMap((ground) => [
    ['text', ground] as const,
    ['muted', ground] as const,
  ]),
  ...(['page', 'surface', 'selected', 'subtle'] as const).map((ground) => ['brand-text', ground] as const),
  ['on-brand', 'brand'],
  ['on-brand', 'brand-hover'],
  ...statuses.map((status) => [`${status}-fg`, `${status}-bg`] as const),
  ...statuses.map((status) => [`${status}-fg`, 'surface'] as const),
  ...categories.map((category) => [`category-${category}-fg`, `category-${category}-bg`] as const),
  ...marks.map((mark) => [`diff-${mark}-fg`, `diff-${mark}-bg`] as const),
];

/** Borders and shapes that carry meaning: 3:1. */
const shapePairs: readonly (readonly [keyof ColorTokens, keyof ColorTokens])[] = [
  ['control', 'surface'],
  ['control', 'page'],
  ['focus', 'surface'],
  ['focus', 'page'],
  ['focus', 'nav'],
  ...(['bar-done', 'bar-running', 'bar-waiting', 'bar-failed', 'bar-quiet'] as const).map((bar) => [bar, 'page'] as const),
];

for (const [name, tokens] of schemes) {
  test.each(textPairs)(`${name}: %s is readable on %s`, (ink, ground) => {
    expect(contrast(tokens[ink], tokens[ground])).toBeGreaterThanOrEqual(4.5);
  });
  test.each(shapePairs)(`${name}: %s can be told from %s`, (shape, ground) => {
    expect(contrast(tokens[shape], tokens[ground])).toBeGreaterThanOrEqual(3);
  });
}

test('white on black has the greatest contrast there is', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
});
