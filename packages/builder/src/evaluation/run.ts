import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createMiniLmEmbedder } from '@arches/knowledge';
import { createMeanings } from '../meaning/nearest-meaning.ts';
import { planFromWords } from '../plan-from-words.ts';
import { planWithMeaning } from '../plan-with-meaning.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { heldOut } from './held-out.ts';
import type { PlannerCase } from './planner-case.ts';
import { type Score, scoreCases } from './score.ts';

/**
 * Prints how the keyless planner does as it is used, rules and meaning together: `node packages/builder/src/evaluation/run.ts [--misses]
 * [--held-out] [--models=folder]`. Without the embedding model in `models/` only the rules read.
 * Misses are listed for the tuning half only, so that nobody writes rules from the other one.
 */
const { values } = parseArgs({
  options: { misses: { type: 'boolean' }, 'held-out': { type: 'boolean' }, models: { type: 'string', default: 'models' } },
});
const modelsDir = path.resolve(values.models);
const embedder = existsSync(path.join(modelsDir, 'all-MiniLM-L6-v2')) ? createMiniLmEmbedder({ modelsDir }) : undefined;
const meanings = embedder && createMeanings((texts) => embedder.embed(texts));
console.log(meanings ? 'Rules and meaning' : `Rules only: there is no embedding model in ${modelsDir}`);

interface Result {
  readonly score: Score;
  readonly sureness: readonly { readonly confidence: number; readonly exact: boolean }[];
}

async function scored(cases: readonly PlannerCase[]): Promise<Result> {
  const plans = new Map<string, Plan>();
  for (const { sentence } of cases) {
    const plan = meanings
      ? await planWithMeaning({ sentence }, { catalog: realCatalog, meanings })
      : planFromWords({ sentence }, { catalog: realCatalog });
    plans.set(sentence, plan);
  }
  const score = scoreCases(cases, (sentence) => plans.get(sentence) as Plan);
  const sureness = score.perCase.map(({ sentence, exact }) => ({ confidence: plans.get(sentence)?.metadata.confidence ?? 0, exact }));
  return { score, sureness };
}

const results = { tuning: await scored(tuning), ...(values['held-out'] ? { 'held out': await scored(heldOut) } : {}) };
await embedder?.close();
const scores = { tuning: results.tuning.score };
console.table(Object.fromEntries(Object.entries(results).map(([name, { score }]) => [name, inWords(score)])));
for (const [name, { sureness }] of Object.entries(results)) console.log(`${name}: ${binned(sureness)}`);

if (values.misses) {
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

/** Share of exact plans by how sure they said to be. */
function binned(sureness: Result['sureness']): string {
  const bins = Map.groupBy(sureness, ({ confidence }) => Math.floor(confidence * 10) / 10);
  return [...bins]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, list]) => `sure ${bin.toFixed(1)}: ${list.filter(({ exact }) => exact).length} of ${list.length} exact`)
    .join(', ');
}
