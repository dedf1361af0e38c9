import fc from 'fast-check';
import type { OnError, WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode, WorkflowSettings } from '../document.ts';

/** How an effect behaves in a random run: so many retryable failures, then success or a failure for good. */
export interface Behaviour {
  readonly failures: number;
  readonly fatal: boolean;
}

export interface RandomWorkflow {
  readonly document: WorkflowDocument;
  /** By node id; the same in every iteration. */
  readonly behaviours: ReadonlyMap<string, Behaviour>;
}

type Gen = fc.GeneratorValue;

const PORTS: { readonly [type: string]: readonly string[] } = { if: ['true', 'false'], approval: ['approved', 'rejected'] };

const SETTINGS: readonly WorkflowSettings[] = [
  {},
  { concurrency: 1 },
  { concurrency: 2 },
  { executionMode: 'sequential' },
  { errorHandling: 'lenient' },
];

/** A random acyclic workflow over the test catalog: branches, joins, failures, retries, waits, nested loops. */
export function randomWorkflow(gen: Gen): RandomWorkflow {
  const behaviours = new Map<string, Behaviour>();
  const graph = randomGraph(gen, behaviours, { count: 0 }, 0);
  const settings = SETTINGS[gen(fc.nat, { max: SETTINGS.length - 1 })] ?? {};
  return { document: { schemaVersion: 1, id: 'wf_random', name: 'Random', ...graph, settings }, behaviours };
}

function randomGraph(gen: Gen, behaviours: Map<string, Behaviour>, ids: { count: number }, depth: number): WorkflowGraph {
  const nodes: WorkflowNode[] = [];
  const edges: WorkflowEdge[] = [];
  for (let left = gen(fc.integer, { min: 1, max: depth === 0 ? 7 : 2 }); left > 0; left -= 1) {
    ids.count += 1;
    const id = `n${ids.count}`;
    const sources = nodes.filter(() => gen(fc.boolean));
    for (const source of sources) {
      const sourcePort = gen(fc.constantFrom, ...portsOf(source)) as string;
      edges.push({ id: `${source.id}-${id}`, source: source.id, sourcePort, target: id, targetPort: 'in' });
    }
    nodes.push(randomNode(gen, id, sources, behaviours, ids, depth));
  }
  return { nodes, edges };
}

function portsOf(node: WorkflowNode): readonly string[] {
  const own = PORTS[node.type] ?? ['out'];
  return node.policy?.onError === 'route' ? [...own, 'error'] : own;
}

function randomNode(
  gen: Gen,
  id: string,
  sources: readonly WorkflowNode[],
  behaviours: Map<string, Behaviour>,
  ids: { count: number },
  depth: number,
): WorkflowNode {
  const types = ['effect', 'effect', 'set', 'if', 'merge', 'delay', 'approval', ...(depth < 2 ? ['flow.for_each'] : [])];
  const type = gen(fc.constantFrom, ...types) as string;
  const onError = gen(fc.constantFrom<(OnError | undefined)[]>, undefined, undefined, 'fail', 'continue', 'route') as OnError | undefined;
  const maxAttempts = gen(fc.integer, { min: 1, max: 3 });
  const policy = { ...(onError ? { onError } : {}), retry: { maxAttempts } };
  const seen = Object.fromEntries(sources.map((source) => [source.id, `{{ default(nodes.${source.id}.output, "none") }}`]));
  if (type === 'effect') {
    behaviours.set(id, { failures: gen(fc.constantFrom, 0, 0, 0, 1, 2), fatal: gen(fc.constantFrom, false, false, false, true) });
    return { id, type, policy, config: { seen, item: depth > 0 ? '{{ item }}' : null } };
  }
  if (type === 'set') return { id, type, config: { fields: { set: seen } }, disabled: gen(fc.constantFrom, false, false, true) };
  if (type === 'if') return { id, type, config: { when: gen(fc.constantFrom, 'true', 'false') } };
  if (type === 'delay') return { id, type, config: { seconds: gen(fc.integer, { min: 0, max: 2 }) } };
  if (type === 'approval') return { id, type, config: { title: id } };
  if (type === 'merge') return { id, type, config: {} };
  const items = Array.from({ length: gen(fc.integer, { min: 0, max: depth === 0 ? 3 : 2 }) }, (_, index) => `${id}${index}`);
  const config = { items, concurrency: gen(fc.integer, { min: 1, max: 2 }) };
  return { id, type, policy, config, body: randomGraph(gen, behaviours, ids, depth + 1) };
}
