import { validateDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { scoreCases } from './score.ts';

const plan = (sentence: string) => planFromWords({ sentence }, { catalog: realCatalog });

test('the planner stays as good as it was on the sentences it was tuned on', () => {
  const { triggers, exact, f1, hallucinated, cron, config, questions, placeholders } = scoreCases(tuning, plan);
  expect(triggers).toBeGreaterThanOrEqual(0.94);
  expect(exact).toBeGreaterThanOrEqual(0.92);
  expect(f1).toBeGreaterThanOrEqual(0.98);
  expect(hallucinated).toBeLessThanOrEqual(0.02);
  expect(cron).toBe(1);
  expect(config).toBeGreaterThanOrEqual(0.95);
  expect(questions).toBe(1);
  expect(placeholders).toBe(1);
});

test('plans that say they are sure are right more often than those that do not', () => {
  const scored = tuning
    .map(({ sentence }) => plan(sentence).metadata.confidence)
    .map((confidence, index) => ({ confidence, exact: scoreCases([tuning[index] as (typeof tuning)[number]], plan).exact }));
  const share = (list: typeof scored): number => list.reduce((sum, { exact }) => sum + exact, 0) / Math.max(1, list.length);
  const sure = scored.filter(({ confidence }) => confidence >= 0.46);
  const unsure = scored.filter(({ confidence }) => confidence < 0.46 && confidence > 0.1);
  expect(share(sure)).toBeGreaterThan(share(unsure));
  expect(share(sure)).toBeGreaterThanOrEqual(0.85);
});

test('every plan is valid but for wishes left visible and facts that are asked for', () => {
  for (const { sentence } of tuning) {
    const { document, questions } = plan(sentence);
    const errors = validateDocument(document, realCatalog).filter(
      ({ severity, code }) => severity === 'error' && code !== 'placeholder_left',
    );
    expect(questions.length, sentence).toBeLessThanOrEqual(1);
    if (questions.length === 0) expect(errors, sentence).toEqual([]);
    else
      expect(
        errors.filter(({ message }) => !message.includes('must not be empty')),
        sentence,
      ).toEqual([]);
  }
});
