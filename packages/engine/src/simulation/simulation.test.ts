import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mistakeNames, mistakesTable, plantedMistakes } from './mistakes.ts';
import { simulate, traces } from './simulation-thread.ts';

const schedules = Number(process.env['ARCHES_SCHEDULES'] ?? 100_000);

test('a seed is a schedule: the same again, alone or among others, happens letter for letter', { timeout: 120_000 }, async () => {
  const seeds = Array.from({ length: 40 }, (_, i) => 1_000_003 + i);
  const together = await traces(seeds);
  const again = await traces(seeds.toReversed());
  const alone = await traces(seeds.slice(0, 1));
  expect(again.toReversed()).toEqual(together);
  expect(alone).toEqual(together.slice(0, 1));
  expect(together.every(({ trace }) => trace.length > 3)).toBe(true);
  expect(new Set(together.map(({ trace }) => trace.join('\n'))).size).toBe(seeds.length);
});

test(`every promise holds in ${schedules} schedules of crashes, freezes, lost replies and jumping clocks`, {
  timeout: 1_800_000,
}, async () => {
  const { failure, ...sum } = await simulate(1, schedules, 2);
  if (failure) {
    const [replayed] = await traces([failure.seed]);
    const trace = (replayed?.trace ?? []).join('\n');
    expect.fail(`Seed ${failure.seed}: ${failure.broken}\n${trace}\nReplay it with: npm run simulate -- --seed=${failure.seed}`);
  }
  expect(sum.schedules).toBe(schedules);
  // The generator reaches what it is meant to.
  expect(Math.min(sum.runs, sum.faults, sum.events / 5)).toBeGreaterThan(schedules / 2);
});

test('schedules in which a promise was once broken keep it', async () => {
  // 197365: a run taken a second time by a claim whose reply was lost, hidden by the copy of before.
  // 229940: a step put off because its service was left alone goes on before its timer, once the service answers another one.
  // 283428: the end of a child thrown away by the word of an old copy, read before the claim's reply was.
  const results = await traces([197_365, 229_940, 283_428]);
  expect(results.map(({ broken }) => broken)).toEqual([undefined, undefined, undefined]);
});

test.each(mistakeNames)('a planted mistake is found: %s', { timeout: 300_000 }, async (name) => {
  const { failure } = await simulate(1, plantedMistakes[name].within, 1, [name]);
  expect(failure?.broken).toBeTypeOf('string');
});

test('the documentation lists the planted mistakes as they are', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/engine/simulation.md'), 'utf8');
  expect(page).toContain(mistakesTable());
});
