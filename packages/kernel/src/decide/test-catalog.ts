import type { Catalog, NodeResult, NodeType, OutputPorts, WaitSpec } from '../catalog.ts';
import type { NodePolicy, WorkflowDocument, WorkflowNode } from '../document.ts';
import type { JsonObject } from '../json.ts';
import type { Command, RunEvent } from '../run.ts';

const ports = (...names: string[]): OutputPorts => ({ kind: 'fixed', ports: names.map((name) => ({ name, label: name })) });

function nodeType(type: string, kind: NodeType['kind'], rest: Partial<NodeType> = {}): NodeType {
  const card = { category: 'data', title: type, description: '', icon: 'Box', keywords: [], config: {}, output: {}, summary: '' } as const;
  return {
    type,
    version: 1,
    kind,
    ...card,
    sampleConfig: {},
    sampleOutput: { sample: true },
    ports: ports('out'),
    outside: 'none',
    ...rest,
  };
}

function inputsById(inputs: readonly { readonly source: string; readonly output: unknown }[]): JsonObject {
  return Object.fromEntries(inputs.map(({ source, output }) => [source, output]));
}

const types: readonly NodeType[] = [
  nodeType('trigger.manual', 'trigger'),
  nodeType('trigger.form', 'trigger'),
  nodeType('trigger.webhook', 'trigger'),
  nodeType('set', 'pure', { evaluate: (config) => ({ output: config.fields }) }),
  nodeType('if', 'pure', {
    ports: ports('true', 'false'),
    expressionFields: ['when'],
    evaluate: (config, { evaluate }): NodeResult => {
      const holds = evaluate(String(config.when)) === true;
      return { output: { holds }, ports: [holds ? 'true' : 'false'] };
    },
  }),
  nodeType('merge', 'pure', { evaluate: (_, { inputs }) => ({ output: inputsById(inputs) }) }),
  nodeType('flow.respond', 'pure', { evaluate: ({ status, headers, body }) => ({ output: { status, headers, body } }) }),
  nodeType('effect', 'effect'),
  nodeType('patient', 'effect', { retry: { maxAttempts: 3, initialDelayMs: 1_000, backoff: 2, maxDelayMs: 1_500 }, timeoutMs: 5_000 }),
  nodeType('send', 'effect', { outside: 'write', retry: { maxAttempts: 3, initialDelayMs: 1_000, backoff: 2, maxDelayMs: 10_000 } }),
  nodeType('pay', 'effect', {
    outside: 'write',
    effect: 'at_most_once',
    retry: { maxAttempts: 3, initialDelayMs: 1, backoff: 1, maxDelayMs: 1 },
  }),
  nodeType('delay', 'wait', { wait: ({ seconds }) => ({ kind: 'time', durationMs: Number(seconds) * 1_000 }) }),
  nodeType('approval', 'wait', {
    ports: ports('approved', 'rejected'),
    wait: ({ title, ...rest }) => ({
      kind: 'approval',
      title: String(title),
      message: '',
      assignees: [],
      data: null,
      ...(rest as Partial<Extract<WaitSpec, { kind: 'approval' }>>),
    }),
  }),
  nodeType('child', 'wait', {
    wait: ({ workflow, input, timeoutMs }) => ({
      kind: 'child',
      workflowId: String(workflow),
      input: input ?? null,
      ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    }),
  }),
  nodeType('callback', 'wait', {
    wait: ({ timeoutMs }) => ({ kind: 'callback', ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}) }),
  }),
  nodeType('touch', 'effect', { resources: ({ things }) => (Array.isArray(things) ? things.map(String) : []) }),
  nodeType('flow.for_each', 'container'),
  nodeType('flow.while', 'container', { container: 'while', expressionFields: ['condition'] }),
  nodeType('flow.parallel', 'container', { container: 'parallel' }),
  nodeType('flow.try', 'container', { container: 'try' }),
  nodeType('flow.break', 'pure', { mark: 'break', ports: ports() }),
  nodeType('flow.continue', 'pure', { mark: 'continue', ports: ports() }),
  nodeType('flow.on_error', 'pure', { mark: 'on_error' }),
  nodeType('flow.cleanup', 'pure', { mark: 'cleanup' }),
];

/** Small honest node types: enough to say everything about the kernel. */
export const testCatalog: Catalog = {
  get: (name) => types.find(({ type }) => type === name),
  list: () => types,
};

export interface NodeSketch {
  readonly type: string;
  readonly version?: number;
  readonly config?: JsonObject;
  readonly policy?: NodePolicy;
  readonly disabled?: boolean;
  readonly body?: Sketch;
}
export interface Sketch {
  readonly nodes: { readonly [id: string]: NodeSketch | string };
  /** `a -> b`, `a.true -> b`. */
  readonly edges?: readonly string[];
}

function graphOf({ nodes, edges = [] }: Sketch): Pick<WorkflowDocument, 'nodes' | 'edges'> {
  return {
    nodes: Object.entries(nodes).map(([id, sketch]): WorkflowNode => {
      const { body, ...rest }: NodeSketch = typeof sketch === 'string' ? { type: sketch } : sketch;
      return { id, ...rest, config: rest.config ?? {}, ...(body ? { body: graphOf(body) } : {}) };
    }),
    edges: edges.map((edge, index) => {
      const [from = '', target = ''] = edge.split(' -> ');
      const [source = '', sourcePort = 'out'] = from.split('.');
      return { id: `e${index}`, source, sourcePort, target, targetPort: 'in' };
    }),
  };
}

/** A document from a few words. */
export function sketch(graph: Sketch, rest: Partial<WorkflowDocument> = {}): WorkflowDocument {
  return { schemaVersion: 1, id: 'wf_test', name: 'Test', ...graphOf(graph), ...rest };
}

export function started(rest: Partial<Extract<RunEvent, { kind: 'run_started' }>> = {}): RunEvent {
  const trigger = { kind: 'manual', at: '2026-01-01T00:00:00.000Z', body: null, query: {}, headers: {}, files: {} } as const;
  return { kind: 'run_started', at: 1_000, runId: 'run_1', mode: 'live', trigger, input: {}, ...rest };
}

export function ok(step: string, output: unknown = `${step} done`, attempt = 1, at = 2_000): RunEvent {
  return { kind: 'step_succeeded', at, step, attempt, output };
}

export function bad(step: string, retryable = false, attempt = 1, at = 2_000): RunEvent {
  return { kind: 'step_failed', at, step, attempt, error: { code: 'broken', message: `${step} broke`, retryable } };
}

/** A command in one word and its step, for tables. */
export function brief(command: Command): string {
  const step = 'step' in command && command.step !== '' ? ` ${command.step}` : '';
  const timer = 'timer' in command ? ` ${command.timer}` : '';
  const status = command.kind === 'finish' ? ` ${command.status}` : '';
  return `${command.kind}${timer}${step}${status}`;
}
