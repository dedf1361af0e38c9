import path from 'node:path';
import { parseArgs } from 'node:util';
import { planWithReader } from '../plan-with-reader.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { caseOf } from './labelled-cases.ts';
import { validationRequests } from './labelled-requests.ts';
import type { PlannerCase } from './planner-case.ts';
import { shippedReader } from './reader.ts';
import { type Score, scoreCases } from './score.ts';

/**
 * Prints how the keyless planner does as it is used: `node packages/builder/src/evaluation/run.ts [--misses] [--validation] [--held-out]
 * [--blind] [--rules] [--models=folder]`. `--rules` leaves the trained reader out.
 * Misses are listed for the tuning half and the validation split only, so that nobody writes rules from the other two.
 */
const { values } = parseArgs({
  options: {
    misses: { type: 'boolean' },
    validation: { type: 'boolean' },
    'held-out': { type: 'boolean' },
    blind: { type: 'boolean' },
    rules: { type: 'boolean' },
    models: { type: 'string', default: 'models' },
  },
});
const modelsDir = path.resolve(values.models);
const shipped = values.rules ? undefined : shippedReader(modelsDir);
console.log(shipped ? 'Trained reader and rules' : 'Rules only');

interface Result {
  readonly score: Score;
  readonly sureness: readonly { readonly confidence: number; readonly exact: boolean }[];
}

function planned(sentence: string): Promise<Plan> {
  return planWithReader({ sentence }, { catalog: realCatalog, ...(shipped && { reader: shipped.reader }) });
}

async function scored(cases: readonly PlannerCase[]): Promise<Result> {
  const plans = new Map<string, Plan>();
  for (const { sentence } of cases) plans.set(sentence, await planned(sentence));
  const score = scoreCases(cases, (sentence) => plans.get(sentence) as Plan);
  const sureness = score.perCase.map(({ sentence, exact }) => ({ confidence: plans.get(sentence)?.metadata.confidence ?? 0, exact }));
  return { score, sureness };
}

/** The list of cases in a file that nobody who works on the planner reads. */
function casesIn(file: object): readonly PlannerCase[] {
  return (Object.values(file).find((list) => Array.isArray(list)) as PlannerCase[] | undefined) ?? [];
}

const results: Record<string, Result> = { tuning: await scored(tuning) };
if (values.validation) results['validation'] = await scored(validationRequests('ordinary').map((request) => caseOf(request)));
if (values.validation) results['validation, long'] = await scored(validationRequests('long').map((request) => caseOf(request)));
if (values['held-out']) results['held out'] = await scored(casesIn(await import('./held-out.ts')));
if (values.blind) results['blind'] = await scored(casesIn(await import('./blind.ts')));
await shipped?.close();
console.table(Object.fromEntries(Object.entries(results).map(([name, { score }]) => [name, inWords(score)])));
for (const [name, { sureness }] of Object.entries(results)) console.log(`${name}: ${binned(sureness)}`);

if (values.misses) {
  for (const { sentence, misses } of [results['tuning'], results['validation']].flatMap((result) => result?.score.perCase ?? [])) {
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
