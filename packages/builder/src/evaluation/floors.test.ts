import path from 'node:path';
import { validateDocument } from '@arches/kernel';
import { afterAll, expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { planWithReader } from '../plan-with-reader.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { caseOf } from './labelled-cases.ts';
import { validationRequests } from './labelled-requests.ts';
import { shippedReader } from './reader.ts';
import type { PlannerCase } from './planner-case.ts';
import { scoreCases } from './score.ts';

const plan = (sentence: string) => planFromWords({ sentence }, { catalog: realCatalog });

const shipped = shippedReader(path.resolve(import.meta.dirname, '../../../../models'));
afterAll(() => shipped?.close());

/** As the planner is used: the trained reader, with the rules behind it. */
async function read(cases: readonly PlannerCase[]) {
  const plans = new Map<string, Plan>();
  for (const { sentence } of cases) {
    plans.set(sentence, await planWithReader({ sentence }, { catalog: realCatalog, ...(shipped && { reader: shipped.reader }) }));
  }
  return { plans, score: scoreCases(cases, (sentence) => plans.get(sentence) as Plan) };
}

test('the trained reader stays as good as it was on requests that it was not trained on', { timeout: 120_000 }, async () => {
  // Every third of them is enough to see a slip.
  const cases = validationRequests('ordinary').filter((_, index) => index % 3 === 0);
  const { plans, score } = await read(cases.map((request) => caseOf(request)));
  expect(score.triggers).toBeGreaterThanOrEqual(0.95);
  expect(score.exact).toBeGreaterThanOrEqual(0.54);
  expect(score.f1).toBeGreaterThanOrEqual(0.87);
  expect(score.hallucinated).toBeLessThanOrEqual(0.11);
  expect(score.questions).toBeGreaterThanOrEqual(0.97);
  // Plans that are said to be sure are right far oftener. What is said speaks of values too, so that the steps alone are right oftener than said.
  const drawn = score.perCase.map(({ sentence, exact }) => ({ exact, confidence: plans.get(sentence)?.metadata.confidence ?? 0 }));
  const sure = drawn.filter(({ confidence }) => confidence >= 0.6);
  const unsure = drawn.filter(({ confidence }) => confidence < 0.35 && confidence > 0.05);
  const share = (list: typeof drawn): number => list.filter(({ exact }) => exact).length / Math.max(1, list.length);
  expect(share(sure)).toBeGreaterThanOrEqual(0.65);
  expect(share(unsure)).toBeLessThanOrEqual(share(sure) - 0.3);
});

test('the trained reader stays as good as it was on long requests that it was not trained on', { timeout: 120_000 }, async () => {
  const { score } = await read(
    validationRequests('long')
      .filter((_, index) => index % 3 === 0)
      .map((request) => caseOf(request)),
  );
  expect(score.triggers).toBeGreaterThanOrEqual(0.98);
  expect(score.exact).toBeGreaterThanOrEqual(0.31);
  expect(score.f1).toBeGreaterThanOrEqual(0.85);
  expect(score.hallucinated).toBeLessThanOrEqual(0.11);
});

test('the trained reader and the rules together keep what the rules alone could do on the tuning half', { timeout: 120_000 }, async () => {
  const { score } = await read(tuning);
  expect(score.triggers).toBeGreaterThanOrEqual(0.93);
  expect(score.exact).toBeGreaterThanOrEqual(0.85);
  expect(score.hallucinated).toBeLessThanOrEqual(0.04);
  expect(score.cron).toBe(1);
  expect(score.config).toBeGreaterThanOrEqual(0.91);
  expect(score.questions).toBe(1);
});

test('the rules alone stay as good as they were on the sentences it was tuned on', () => {
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
        errors.filter(({ message }) => !/must not be empty|needs a time/u.test(message)),
        sentence,
      ).toEqual([]);
  }
});
