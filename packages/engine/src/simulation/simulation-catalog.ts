import type { Catalog, NodeResult, NodeType, OutputPorts } from '@arches/kernel';

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
  nodeType('effect', 'effect', { outside: 'write', retry, timeoutMs: 2500 }),
  nodeType('delay', 'wait', { wait: ({ ms }) => ({ kind: 'time', durationMs: Number(ms) }) }),
  nodeType('approval', 'wait', {
    ports: ports('approved', 'rejected'),
    wait: ({ timeoutMs }) => ({
      kind: 'approval',
      title: 'Go?',
      message: '',
      assignees: [],
      data: null,
      ...(typeof timeoutMs === 'number' ? { timeoutMs, onTimeout: 'reject' } : {}),
    }),
  }),
  nodeType('callback', 'wait', { wait: () => ({ kind: 'callback' }) }),
  nodeType('flow.for_each', 'container'),
];
const byType = new Map(types.map((type) => [type.type, type]));

/** Small node types that between them reach every way a step can end. */
export const simulationCatalog: Catalog = { get: (type) => byType.get(type), list: () => types };
