import type { WorkflowDocument, WorkflowNode } from '@arches/kernel';
import { expect, test } from 'vitest';
import { realCatalog } from '../testing/real-catalog.ts';
import { tuning } from './cases.ts';
import { heldOut } from './held-out.ts';
import { planned } from './planner-case.ts';
import { orderedF1, scoreCases, stepTypes } from './score.ts';

/** A chain of steps, each with the configuration that belongs to its type. */
function chain(types: readonly string[], configs: Record<string, Record<string, unknown>> = {}): WorkflowDocument {
  const nodes = types.map((type, index): WorkflowNode => ({ id: `n${index}`, type, config: configs[type] ?? {} }));
  const edges = nodes
    .slice(1)
    .map(({ id }, index) => ({ id: `e${index}`, source: `n${index}`, sourcePort: 'out', target: id, targetPort: 'in' }));
  return { schemaVersion: 1, id: 'w', name: 'W', nodes, edges };
}

const all = [...tuning, ...heldOut];
const known = new Set(['placeholder', ...realCatalog.list().map(({ type }) => type)]);
/** Planned for every list of node types; they need no entry in the catalogue to be wished for. */
const textSteps = ['ai.classify', 'ai.extract', 'ai.summarize', 'ai.group', 'ai.generate'];

test('there are at least 150 sentences, none of them twice', () => {
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(new Set(all.map(({ sentence }) => sentence.toLowerCase())).size).toBe(all.length);
});

test('expectations name node types that exist', () => {
  const types = all.flatMap(({ steps, alternatives = [], config = [] }) => [
    ...steps,
    ...alternatives.flat(),
    ...config.map(({ type }) => type),
  ]);
  expect(types.filter((type) => !known.has(type) && !textSteps.includes(type))).toEqual([]);
});

test('a sentence with a time starts on schedule, and one without steps asks', () => {
  expect(all.filter(({ cron, trigger }) => cron !== undefined && trigger !== 'trigger.schedule')).toEqual([]);
  expect(all.filter(({ steps, question = false }) => (steps.length === 0) !== question)).toEqual([]);
});

test('a plan that draws what is expected scores full marks', () => {
  const score = scoreCases(
    [
      planned('weekly', 'trigger.schedule', 'http.request email.send', { cron: '0 8 * * 1,0', config: ['http.request: a.example'] }),
      planned('nonsense', 'trigger.manual', '', { question: true }),
    ],
    (sentence) =>
      sentence === 'weekly'
        ? {
            document: chain(['trigger.schedule', 'http.request', 'email.send'], {
              'trigger.schedule': { cron: '0 8 * * 7,1' },
              'http.request': { url: 'https://A.example' },
            }),
          }
        : { document: chain(['trigger.manual']), questions: ['What should start it?'] },
  );
  expect(score).toMatchObject({ triggers: 1, exact: 1, f1: 1, hallucinated: 0, cron: 1, config: 1, questions: 1, placeholders: null });
});

test('what is wrong is counted and named', () => {
  const cases = [planned('a', 'trigger.form', 'file.read placeholder', { placeholders: ['slack|teams'] })];
  const { perCase, ...score } = scoreCases(cases, () => ({ document: chain(['trigger.webhook', 'file.read', 'email.send']) }));
  expect(score).toMatchObject({ triggers: 0, exact: 0, f1: 0.5, hallucinated: 0.5, placeholders: 0, questions: 1 });
  expect(perCase[0]?.misses).toEqual([
    'trigger trigger.webhook instead of trigger.form',
    'steps [file.read email.send] instead of [file.read placeholder]',
    'no placeholder for slack|teams',
  ]);
});

test('the closest of the alternatives counts', () => {
  const cases = [planned('a', 'trigger.manual', 'ai.generate email.send', { alternatives: ['email.send'] })];
  expect(scoreCases(cases, () => ({ document: chain(['trigger.manual', 'email.send']) })).exact).toBe(1);
});

test('branches are read depth-first, a meeting step after both, a body after its container', () => {
  const node = (id: string, type: string, body?: WorkflowDocument): WorkflowNode => ({ id, type, config: {}, ...(body && { body }) });
  const edge = (source: string, target: string) => ({ id: `${source}-${target}`, source, sourcePort: 'out', target, targetPort: 'in' });
  const nodes = [
    node('end', 'flow.respond'),
    node('each', 'flow.for_each', chain(['data.set', 'email.send'])),
    node('other', 'http.request'),
    node('check', 'flow.if'),
    node('start', 'trigger.manual'),
  ];
  const edges = [edge('start', 'check'), edge('check', 'each'), edge('check', 'other'), edge('each', 'end'), edge('other', 'end')];
  expect(stepTypes({ nodes, edges })).toEqual(['flow.if', 'flow.for_each', 'data.set', 'email.send', 'http.request', 'flow.respond']);
});

test.each([
  [[], [], 1],
  [['a'], [], 0],
  [['a', 'b', 'c'], ['a', 'c'], 0.8],
  [['b', 'a'], ['a', 'b'], 0.5],
])('order counts: %j against %j is %d', (actual, wanted, f1) => {
  expect(orderedF1(actual, wanted)).toBeCloseTo(f1);
});
