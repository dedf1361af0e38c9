import { parseArgs } from 'node:util';
import type { Catalog, WorkflowDocument } from '@arches/kernel';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { heldOut } from './held-out.ts';
import { type Planned, type Score, scoreCases } from './score.ts';

/**
 * Prints how the keyless planner does: `node packages/builder/src/evaluation/run.ts [--misses] [--held-out]`.
 * Misses are listed for the tuning half only, so that nobody writes rules from the other one.
 */
interface PlannerModule {
  readonly planFromWords: (
    request: { readonly sentence: string },
    deps: { readonly catalog: Catalog },
  ) => { readonly document: WorkflowDocument; readonly questions?: readonly unknown[] };
}

const plannerFile = new URL('../plan-from-words.ts', import.meta.url);
const { planFromWords } = (await import(plannerFile.href)) as PlannerModule;
const plan = (sentence: string): Planned => planFromWords({ sentence }, { catalog: realCatalog });

const scores = {
  tuning: scoreCases(tuning, plan),
  ...(process.argv.includes('--held-out') ? { 'held out': scoreCases(heldOut, plan) } : {}),
};
console.table(Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, inWords(score)])));

if (parseArgs({ options: { misses: { type: 'boolean' } } }).values.misses) {
  for (const { sentence, misses } of scores.tuning.perCase) {
    if (misses.length > 0) console.log(`\n${sentence}\n  ${misses.join('\n  ')}`);
  }
}

function inWords(score: Score): Record<string, string | number> {
  const { triggers, exact, f1, placeholders, hallucinated, cron, config, questions } = score;
  const shares = { triggers, exact, f1, placeholders, hallucinated, cron, config, questions };
  const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  return { cases: score.cases, ...Object.fromEntries(Object.entries(shares).map(([name, value]) => [name, percent(value)])) };
}
