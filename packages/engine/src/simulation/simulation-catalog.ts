import type { Catalog, NodeResult, NodeType, OutputPorts, WaitSpec } from '@arches/kernel';

const ports = (...names: string[]): OutputPorts => ({ kind: 'fixed', ports: names.map((name) => ({ name, label: name })) });

function nodeType(type: string, kind: NodeType['kind'], rest: Partial<NodeType> = {}): NodeType {
  const card = { category: 'data', title: type, description: '', icon: 'Box', keywords: [], config: {}, output: {}, summary: '' } as const;
  const samples = { sampleConfig: {}, sampleOutput: { sample: true } };
  return { type, version: 1, kind, ...card, ...samples, ports: ports('out'), outside: 'none', ...rest };
}

const retry = { maxAttempts: 4, initialDelayMs: 400, backoff: 2, maxDelayMs: 2000 };

const types: readonly NodeType[] = [
  nodeType('trigger.manual', 'trigger'),
  nodeType('set', 'pure', { evaluate: (config) => ({ output: config['value'] ?? null }) }),
  nodeType('if', 'pure', {
    ports: ports('true', 'false'),
    evaluate: (config): NodeResult => ({ output: null, ports: [config['when'] === true ? 'true' : 'false'] }),
  }),
  nodeType('merge', 'pure', { evaluate: (_, { inputs }) => ({ output: inputs.map(({ output }) => output) }) }),
  nodeType('effect', 'effect', {
    outside: 'write',
    retry,
    timeoutMs: 2500,
    resources: ({ thing }) => (typeof thing === 'string' ? [thing] : []),
  }),
  nodeType('delay', 'wait', { wait: ({ ms }) => ({ kind: 'time', durationMs: Number(ms) }) }),
  nodeType('approval', 'wait', {
    ports: ports('approved', 'rejected'),
    wait: (config) => ({
      kind: 'approval',
      title: 'Go?',
      message: '',
      assignees: [],
      data: null,
      ...(config as Partial<Extract<WaitSpec, { kind: 'approval' }>>),
    }),
  }),
  nodeType('callback', 'wait', { wait: () => ({ kind: 'callback' }) }),
  nodeType('flow.run_workflow', 'wait', { wait: ({ workflow }) => ({ kind: 'child', workflowId: String(workflow), input: null }) }),
  nodeType('flow.for_each', 'container'),
  nodeType('flow.while', 'container', { container: 'while', expressionFields: ['condition'] }),
  nodeType('flow.parallel', 'container', { container: 'parallel' }),
  nodeType('flow.try', 'container', { container: 'try' }),
  nodeType('flow.break', 'pure', { mark: 'break', ports: ports() }),
  nodeType('flow.continue', 'pure', { mark: 'continue', ports: ports() }),
  nodeType('flow.on_error', 'pure', { mark: 'on_error' }),
  nodeType('flow.cleanup', 'pure', { mark: 'cleanup' }),
];
const byType = new Map(types.map((type) => [type.type, type]));

/** Small node types that between them reach every way a step can end. */
export const simulationCatalog: Catalog = { get: (type) => byType.get(type), list: () => types };
