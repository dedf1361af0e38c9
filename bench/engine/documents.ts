import { parseDocument, type NodeType, type WorkflowDocument } from '@arches/kernel';
import { allNodes, catalogOf } from '@arches/nodes';

/** An effect that does nothing, so that what is measured is the engine. */
const effect: NodeType = {
  type: 'bench.effect',
  version: 1,
  category: 'connect',
  title: 'Do nothing',
  description: '',
  icon: 'Box',
  keywords: [],
  outside: 'none',
  summary: '',
  config: { type: 'object' },
  output: {},
  sampleConfig: {},
  sampleOutput: {},
  kind: 'effect',
  ports: { kind: 'fixed', ports: [{ name: 'out', label: 'Then' }] },
};

export const catalog = catalogOf([...allNodes, effect]);

interface Step {
  readonly id: string;
  readonly type: string;
  readonly config: object;
  readonly body?: object;
}

export function chain(id: string, nodes: readonly Step[]): WorkflowDocument {
  const edges = nodes.slice(1).map((node, i) => ({ source: nodes[i]?.id, target: node.id }));
  const parsed = parseDocument({ id: `wf_${id}`, name: id, nodes, edges });
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

export const answering = chain('answering', [
  { id: 'hook', type: 'trigger.webhook', config: { path: 'bench', method: 'POST', respond: 'respond_node' } },
  { id: 'set', type: 'data.set', config: { fields: { n: '{{ trigger.body.n + 1 }}' } } },
  { id: 'answer', type: 'flow.respond', config: { status: 200, body: '{{ nodes.set.output }}' } },
]);

const start: Step = { id: 'start', type: 'trigger.manual', config: {} };

export const transforms = (count: number): WorkflowDocument =>
  chain(`transforms_${count}`, [
    start,
    ...Array.from({ length: count }, (_, i) => ({
      id: `t${i}`,
      type: 'data.set',
      config: { fields: { n: `{{ input.n + ${i} }}`, text: 'kept {{ input.n }}' } },
    })),
  ]);

const forEach = (step: Step, atOnce: number): Step => ({
  id: 'each',
  type: 'flow.for_each',
  config: { items: '{{ input.list }}', concurrency: atOnce },
  body: { nodes: [step], edges: [] },
});

/** The items go through one code step, one by one inside it; then each of them through a transform of its own. */
export const codeThenEach = chain('code_then_each', [
  start,
  { id: 'code', type: 'code.javascript', config: { code: 'return input.map((item) => ({ n: item.n * 2 }));', input: '{{ input.list }}' } },
  {
    ...forEach({ id: 'set', type: 'data.set', config: { fields: { n: '{{ item.n + 1 }}' } } }, 100),
    config: { items: '{{ nodes.code.output.result }}', concurrency: 100 },
  },
]);

/** A code step of its own for each item. */
export const eachWithCode = chain('each_with_code', [
  start,
  forEach({ id: 'code', type: 'code.javascript', config: { code: 'return { n: input.n * 2 };', input: '{{ item }}' } }, 100),
]);

/** The same without code: what the engine and the database take. */
export const eachWithEffect = chain('each_with_effect', [
  start,
  forEach({ id: 'do', type: 'bench.effect', config: { n: '{{ item.n }}' } }, 100),
]);

/** Nothing but what the kernel itself works out. */
export const eachWithTransform = chain('each_with_transform', [
  start,
  forEach({ id: 'set', type: 'data.set', config: { fields: { n: '{{ item.n + 1 }}' } } }, 100),
]);

export const listOf = (length: number): object => ({ list: Array.from({ length }, (_, n) => ({ n })) });
