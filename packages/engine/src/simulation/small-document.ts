import { createHash } from 'node:crypto';
import type {
  JsonObject,
  NodePolicy,
  RunPlan,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
  WorkflowSettings,
} from '@arches/kernel';
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

/** Documents from here on start no others, and are what others start. */
const firstChild = 1_000_000;
const childCount = 40;

export const numberOf = (documentId: string): number => Number(documentId.slice('wf_'.length));

const settings: readonly WorkflowSettings[] = [
  {},
  {},
  { concurrency: 1 },
  { executionMode: 'sequential' },
  { executionMode: 'hybrid' },
  { errorHandling: 'lenient' },
  { errorHandling: 'adaptive' },
  { timeoutMs: 8000 },
];

interface Drawing {
  readonly chance: Chance;
  readonly isChild: boolean;
  nextId: number;
}

interface Place {
  readonly depth: number;
  readonly inLoop: boolean;
  readonly inCleanUp: boolean;
}

/** Document number `index`: always the same. */
export function smallDocument(index: number): SmallDocument {
  const chance = chanceOf(index, 77);
  const drawing = { chance, isChild: index >= firstChild, nextId: 1 };
  const start: WorkflowNode = { id: 'start', type: 'trigger.manual', config: {} };
  const graph = smallGraph(drawing, { depth: 0, inLoop: false, inCleanUp: false }, drawing.isChild ? 2 : 4, start);
  const document: WorkflowDocument = { schemaVersion: 1, id: `wf_${index}`, name: 'Small', ...graph, settings: chance.oneOf(settings) };
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
  return { document, hash, plan: compile(document, simulationCatalog) };
}

/** Chains, fans, branches and joins come from how far back the sources of the next step are looked for. */
function smallGraph(drawing: Drawing, place: Place, most: number, first?: WorkflowNode): WorkflowGraph {
  const { chance } = drawing;
  const nodes: WorkflowNode[] = first ? [first] : [];
  const edges: WorkflowEdge[] = [];
  for (let left = chance.between(1, most); left > 0; left -= 1) {
    const id = nextId(drawing);
    const last = nodes.at(-1);
    const sources = nodes.filter((node) => portsOf(node).length > 0 && chance.holds(node === last ? 0.75 : 0.25));
    if (sources.length === 0 && nodes[0]) sources.push(nodes[0]);
    for (const source of sources) {
      const ports = portsOf(source);
      if (ports.length === 0) continue;
      edges.push({ id: `${source.id}-${id}`, source: source.id, sourcePort: chance.oneOf(ports), target: id, targetPort: 'in' });
    }
    nodes.push(smallNode(drawing, id, sources, place));
  }
  return { nodes, edges };
}

const nextId = (drawing: Drawing): string => `n${drawing.nextId++}`;

function portsOf({ type, policy }: WorkflowNode): readonly string[] {
  if (type === 'flow.break' || type === 'flow.continue') return [];
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
const containers = ['for_each', 'while', 'parallel', 'try'] as const;

function smallNode(drawing: Drawing, id: string, sources: readonly WorkflowNode[], place: Place): WorkflowNode {
  const { chance } = drawing;
  if (place.depth < 2 && chance.holds(place.depth === 0 ? 0.2 : 0.1)) return containerNode(drawing, id, place);
  if (place.inLoop && !place.inCleanUp && chance.holds(0.12))
    return { id, type: chance.oneOf(['flow.break', 'flow.continue']), config: {} };
  if (!drawing.isChild && chance.holds(0.08)) return childNode(chance, id);
  const onError = chance.oneOf([undefined, undefined, undefined, 'continue', 'route', 'ask'] as const);
  const join: NodePolicy = chance.holds(0.1) && sources.length > 1 ? { join: 'any' } : {};
  const policy: NodePolicy = { ...(onError ? { onError } : {}), ...join };
  const [source] = sources;
  const from = source && chance.holds(0.4) ? `{{ default(nodes.${source.id}.output, null) }}` : null;
  const kind = chance.oneOf(kinds);
  switch (kind) {
    case 'effect':
      return { id, type: 'effect', policy, config: { from, ...(chance.holds(0.3) ? { thing: 'same' } : {}) } };
    case 'once':
      return { id, type: 'effect', policy: { ...policy, effect: 'at_most_once' }, config: { from } };
    case 'set':
      return { id, type: 'set', config: { value: from }, disabled: chance.holds(0.2) };
    case 'if':
      return { id, type: 'if', config: { when: chance.holds(0.5) } };
    case 'delay':
      return { id, type: 'delay', config: { ms: chance.oneOf([0, 300, 2000, 5000]) } };
    case 'approval':
      return { id, type: 'approval', config: approval(chance) };
    case 'merge':
    case 'callback':
      return { id, type: kind, config: {} };
  }
}

function approval(chance: Chance): JsonObject {
  return {
    ...(chance.holds(0.5) ? { timeoutMs: chance.between(500, 6000), onTimeout: chance.oneOf(['approve', 'reject', 'fail']) } : {}),
    ...(chance.holds(0.3) ? { assignees: ['ann', 'bob'], quorum: 2 } : {}),
    ...(chance.holds(0.2) ? { remindEveryMs: 1500 } : {}),
    ...(chance.holds(0.2) ? { escalation: { afterMs: 1000, to: ['cyn'] } } : {}),
  };
}

function childNode(chance: Chance, id: string): WorkflowNode {
  const onError = chance.holds(0.5) ? { policy: { onError: 'continue' as const } } : {};
  return { id, type: 'flow.run_workflow', ...onError, config: { workflow: `wf_${firstChild + chance.below(childCount)}` } };
}

function containerNode(drawing: Drawing, id: string, place: Place): WorkflowNode {
  const { chance } = drawing;
  const kind = chance.oneOf(containers);
  const onError = chance.oneOf([undefined, 'continue', 'route'] as const);
  const node = { id, type: `flow.${kind}`, ...(onError ? { policy: { onError } } : {}) };
  const inside = { ...place, depth: place.depth + 1 };
  const inLoop = { ...inside, inLoop: true, inCleanUp: false };
  switch (kind) {
    case 'for_each': {
      const items = Array.from({ length: chance.between(1, 3) }, (_, item) => item);
      return { ...node, config: { items, concurrency: chance.between(1, 2) }, body: smallGraph(drawing, inLoop, 2) };
    }
    case 'while':
      return { ...node, config: { condition: `index < ${chance.between(1, 2)}` }, body: smallGraph(drawing, inLoop, 2) };
    case 'parallel': {
      const parts = [smallGraph(drawing, inside, 2), smallGraph(drawing, inside, 1)];
      return { ...node, config: { need: chance.oneOf(['all', 'any', 1]) }, body: joined(parts) };
    }
    case 'try':
      return { ...node, config: {}, body: joined([smallGraph(drawing, inside, 2), ...tryParts(drawing, inside)]) };
  }
}

function tryParts(drawing: Drawing, place: Place): WorkflowGraph[] {
  return (['flow.on_error', 'flow.cleanup'] as const).flatMap((type) => {
    if (drawing.chance.holds(0.4)) return [];
    const mark: WorkflowNode = { id: nextId(drawing), type, config: {} };
    return [smallGraph(drawing, { ...place, inCleanUp: place.inCleanUp || type === 'flow.cleanup' }, 1, mark)];
  });
}

const joined = (parts: readonly WorkflowGraph[]): WorkflowGraph => ({
  nodes: parts.flatMap(({ nodes }) => nodes),
  edges: parts.flatMap(({ edges }) => edges),
});
