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

const PORTS: { readonly [type: string]: readonly string[] } = {
  if: ['true', 'false'],
  approval: ['approved', 'rejected'],
  'flow.break': [],
  'flow.continue': [],
};

const SETTINGS: readonly WorkflowSettings[] = [
  {},
  { concurrency: 1 },
  { concurrency: 2 },
  { executionMode: 'sequential' },
  { executionMode: 'hybrid' },
  { errorHandling: 'lenient' },
];

const CONTAINERS = ['flow.for_each', 'flow.while', 'flow.parallel', 'flow.try'];
const MAX_DEPTH = 3;

/** Where a graph stands. */
interface Place {
  readonly depth: number;
  readonly inLoop: boolean;
  /** Marks may not leave a clean-up. */
  readonly inCleanUp: boolean;
}

interface Drawing {
  readonly gen: Gen;
  readonly behaviours: Map<string, Behaviour>;
  count: number;
}

/** A random acyclic workflow over the test catalog: branches, joins, failures, retries, waits, containers of every sort and the marks in them. */
export function randomWorkflow(gen: Gen): RandomWorkflow {
  const drawing: Drawing = { gen, behaviours: new Map(), count: 0 };
  const graph = randomGraph(drawing, { depth: 0, inLoop: false, inCleanUp: false });
  const settings = SETTINGS[gen(fc.nat, { max: SETTINGS.length - 1 })] ?? {};
  return { document: { schemaVersion: 1, id: 'wf_random', name: 'Random', ...graph, settings }, behaviours: drawing.behaviours };
}

/** @param mark what first steps hang on */
function randomGraph(drawing: Drawing, place: Place, most = place.depth === 0 ? 7 : 2, mark?: WorkflowNode): WorkflowGraph {
  const { gen } = drawing;
  const nodes: WorkflowNode[] = [];
  const edges: WorkflowEdge[] = [];
  for (let left = gen(fc.integer, { min: 1, max: most }); left > 0; left -= 1) {
    const id = nextId(drawing);
    const earlier = nodes.filter((node) => portsOf(node).length > 0 && gen(fc.boolean));
    const sources = mark && earlier.length === 0 ? [mark] : earlier;
    for (const source of sources) {
      const sourcePort = gen(fc.constantFrom, ...portsOf(source)) as string;
      edges.push(edgeFrom(source.id, id, sourcePort));
    }
    nodes.push(randomNode(drawing, id, sources, place));
  }
  return { nodes, edges };
}

function nextId(drawing: Drawing): string {
  drawing.count += 1;
  return `n${drawing.count}`;
}

function edgeFrom(source: string, target: string, sourcePort = 'out'): WorkflowEdge {
  return { id: `${source}-${target}`, source, sourcePort, target, targetPort: 'in' };
}

function portsOf(node: WorkflowNode): readonly string[] {
  const own = PORTS[node.type] ?? ['out'];
  return own.length > 0 && node.policy?.onError === 'route' ? [...own, 'error'] : own;
}

function randomNode(drawing: Drawing, id: string, sources: readonly WorkflowNode[], place: Place): WorkflowNode {
  const { gen, behaviours } = drawing;
  const marks = place.inLoop && !place.inCleanUp ? ['flow.break', 'flow.continue'] : [];
  const containers = place.depth < MAX_DEPTH ? [...CONTAINERS, ...(place.depth === 0 ? CONTAINERS : [])] : [];
  const types = ['effect', 'effect', 'touch', 'set', 'if', 'merge', 'delay', 'approval', ...marks, ...containers];
  const type = gen(fc.constantFrom, ...types) as string;
  const onError = gen(fc.constantFrom<(OnError | undefined)[]>, undefined, undefined, 'fail', 'continue', 'route') as OnError | undefined;
  const policy = { ...(onError ? { onError } : {}), retry: { maxAttempts: gen(fc.integer, { min: 1, max: 3 }) } };
  const seen = Object.fromEntries(sources.map((source) => [source.id, `{{ default(nodes.${source.id}.output, "none") }}`]));
  switch (type) {
    case 'effect':
    case 'touch': {
      behaviours.set(id, { failures: gen(fc.constantFrom, 0, 0, 0, 1, 2), fatal: gen(fc.constantFrom, false, false, false, true) });
      const things = type === 'touch' ? { things: [gen(fc.constantFrom, 'x', 'y')] } : {};
      return { id, type, policy, config: { seen, item: place.inLoop ? '{{ item }}' : null, ...things } };
    }
    case 'set':
      return { id, type, config: { fields: { set: seen } }, disabled: gen(fc.constantFrom, false, false, true) };
    case 'if':
      return { id, type, config: { when: gen(fc.constantFrom, 'true', 'false') } };
    case 'delay':
      return { id, type, config: { seconds: gen(fc.integer, { min: 0, max: 2 }) } };
    case 'approval':
      return { id, type, config: { title: id } };
    case 'flow.break':
    case 'flow.continue':
      return { id, type, config: gen(fc.boolean) ? { value: id } : {} };
    case 'merge':
      return { id, type, config: {} };
    default:
      return { id, type, policy, ...randomContainer(drawing, id, type, place) };
  }
}

function randomContainer(drawing: Drawing, id: string, type: string, place: Place): Pick<WorkflowNode, 'config' | 'body'> {
  const { gen } = drawing;
  const inside = { ...place, depth: place.depth + 1 };
  const inLoop = { ...inside, inLoop: true, inCleanUp: false };
  switch (type) {
    case 'flow.for_each': {
      const items = Array.from({ length: gen(fc.integer, { min: 0, max: place.depth === 0 ? 3 : 2 }) }, (_, index) => `${id}${index}`);
      return { config: { items, concurrency: gen(fc.integer, { min: 1, max: 2 }) }, body: randomGraph(drawing, inLoop) };
    }
    case 'flow.while': {
      const rounds = gen(fc.integer, { min: 0, max: 2 });
      return {
        config: { condition: `index < ${rounds}`, maxIterations: gen(fc.constantFrom, 1, 2, 3) },
        body: randomGraph(drawing, inLoop),
      };
    }
    case 'flow.parallel': {
      const need = gen(fc.constantFrom, 'all', 'all', 'any', 1, 2);
      const concurrency = gen(fc.boolean) ? { concurrency: 1 } : {};
      return { config: { need, ...concurrency }, body: randomGraph(drawing, inside, 3) };
    }
    default:
      return { config: {}, body: randomTry(drawing, inside) };
  }
}

/** A main part, and perhaps an error part and a clean-up that hang on their marks. */
function randomTry(drawing: Drawing, place: Place): WorkflowGraph {
  const parts = [randomGraph(drawing, place)];
  for (const mark of ['flow.on_error', 'flow.cleanup']) {
    if (!drawing.gen(fc.boolean)) continue;
    const node: WorkflowNode = { id: nextId(drawing), type: mark, config: {} };
    const part = randomGraph(drawing, { ...place, inCleanUp: place.inCleanUp || mark === 'flow.cleanup' }, 2, node);
    parts.push({ ...part, nodes: [node, ...part.nodes] });
  }
  return { nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) };
}
