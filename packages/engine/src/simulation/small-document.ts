import { createHash } from 'node:crypto';
import type { NodePolicy, RunPlan, WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode, WorkflowSettings } from '@arches/kernel';
import { compile } from '@arches/kernel';
import { type Chance, chanceOf } from './chance.ts';
import { simulationCatalog } from './simulation-catalog.ts';

/** A document of a few steps with what the simulation must know of it, made once and used by many schedules. */
export interface SmallDocument {
  readonly document: WorkflowDocument;
  /** sha256, as the engine names it. */
  readonly hash: string;
  readonly plan: RunPlan;
}

const settings: readonly WorkflowSettings[] = [
  {},
  {},
  { concurrency: 1 },
  { executionMode: 'sequential' },
  { errorHandling: 'lenient' },
  { timeoutMs: 8000 },
];

/** Document number `index`: always the same. */
export function smallDocument(index: number): SmallDocument {
  const chance = chanceOf(index, 77);
  const ids = { next: 0 };
  const { nodes, edges } = smallGraph(chance, ids, 0);
  const document: WorkflowDocument = { schemaVersion: 1, id: `wf_${index}`, name: 'Small', nodes, edges, settings: chance.oneOf(settings) };
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  return { document, hash, plan: compile(document, simulationCatalog) };
}

/** Chains, fans, branches and joins come from how far back the sources of the next step are looked for. */
function smallGraph(chance: Chance, ids: { next: number }, depth: number): WorkflowGraph {
  const nodes: WorkflowNode[] = depth === 0 ? [{ id: 'start', type: 'trigger.manual', config: {} }] : [];
  const edges: WorkflowEdge[] = [];
  const steps = chance.between(1, depth === 0 ? 5 : 2);
  for (let step = 0; step < steps; step += 1) {
    ids.next += 1;
    const id = `n${ids.next}`;
    const last = nodes.at(-1);
    const sources = nodes.filter((node) => (node === last ? chance.holds(0.75) : chance.holds(0.25)));
    if (sources.length === 0 && nodes[0]) sources.push(nodes[0]);
    for (const source of sources) {
      const sourcePort = chance.oneOf(portsOf(source));
      edges.push({ id: `${source.id}-${id}`, source: source.id, sourcePort, target: id, targetPort: 'in' });
    }
    nodes.push(smallNode(chance, id, sources, ids, depth));
  }
  return { nodes, edges };
}

function portsOf({ type, policy }: WorkflowNode): readonly string[] {
  const own = type === 'if' ? ['true', 'false'] : type === 'approval' ? ['approved', 'rejected'] : ['out'];
  return policy?.onError === 'route' ? [...own, 'error'] : own;
}

const kinds = [
  'effect',
  'effect',
  'effect',
  'effect',
  'effect',
  'once',
  'once',
  'set',
  'if',
  'merge',
  'delay',
  'delay',
  'approval',
  'callback',
] as const;

function smallNode(chance: Chance, id: string, sources: readonly WorkflowNode[], ids: { next: number }, depth: number): WorkflowNode {
  const kind = depth < 1 && chance.holds(0.15) ? 'loop' : chance.oneOf(kinds);
  const onError = chance.oneOf([undefined, undefined, 'continue', 'route'] as const);
  const policy: NodePolicy = { ...(onError ? { onError } : {}), ...(chance.holds(0.1) && sources.length > 1 ? { join: 'any' } : {}) };
  const source = sources[0];
  const from = source ? `{{ default(nodes.${source.id}.output, null) }}` : null;
  switch (kind) {
    case 'effect':
      return { id, type: 'effect', policy, config: { from } };
    case 'once':
      return { id, type: 'effect', policy: { ...policy, effect: 'at_most_once' }, config: { from } };
    case 'set':
      return { id, type: 'set', config: { value: from } };
    case 'if':
      return { id, type: 'if', config: { when: chance.holds(0.5) } };
    case 'delay':
      return { id, type: 'delay', config: { ms: chance.oneOf([0, 300, 2000, 5000]) } };
    case 'approval':
      return { id, type: 'approval', config: chance.holds(0.5) ? { timeoutMs: chance.between(500, 6000) } : {} };
    case 'merge':
    case 'callback':
      return { id, type: kind, config: {} };
    case 'loop': {
      const items = Array.from({ length: chance.between(1, 3) }, (_, item) => item);
      const config = { items, concurrency: chance.between(1, 2) };
      return { id, type: 'flow.for_each', policy, config, body: smallGraph(chance, ids, depth + 1) };
    }
  }
}
