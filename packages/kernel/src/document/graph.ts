import type { NodeCard, PortSpec } from '../catalog.ts';
import type { WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode } from '../document.ts';
import { type JsonObject, isJsonObject } from '../json.ts';

/** A node and where it stands. */
export interface NodePlace {
  readonly node: WorkflowNode;
  /** The graph that lists it: the document, or the body of `parent`. */
  readonly graph: WorkflowGraph;
  readonly index: number;
  /** Keys from the document to the node, such as `['nodes', 2, 'body', 'nodes', 0]`. */
  readonly path: readonly (string | number)[];
  /** The container whose body it is in; absent at the top. */
  readonly parent?: WorkflowNode;
}

/** A graph of the document and where it stands. */
export interface GraphPlace {
  readonly graph: WorkflowGraph;
  readonly path: readonly (string | number)[];
  readonly parent?: WorkflowNode;
}

/** Every graph: the document first, then the bodies in the order of their containers, outer ones first. */
export function* walkGraphs(document: WorkflowGraph): Generator<GraphPlace> {
  yield* graphsBelow({ graph: document, path: [] });
}

function* graphsBelow(place: GraphPlace): Generator<GraphPlace> {
  yield place;
  for (const [index, node] of place.graph.nodes.entries()) {
    if (node.body) yield* graphsBelow({ graph: node.body, path: [...place.path, 'nodes', index, 'body'], parent: node });
  }
}

/** Every node, those of bodies included; a container comes before its body. */
export function* walkNodes(document: WorkflowGraph): Generator<NodePlace> {
  yield* nodesBelow({ graph: document, path: [] });
}

function* nodesBelow(place: GraphPlace): Generator<NodePlace> {
  for (const [index, node] of place.graph.nodes.entries()) {
    const path = [...place.path, 'nodes', index];
    yield { node, graph: place.graph, index, path, ...(place.parent && { parent: place.parent }) };
    if (node.body) yield* nodesBelow({ graph: node.body, path: [...path, 'body'], parent: node });
  }
}

export function findNode(document: WorkflowDocument, nodeId: string): NodePlace | undefined {
  for (const place of walkNodes(document)) if (place.node.id === nodeId) return place;
  return undefined;
}

/** The ports a node of this type and configuration has, in the order they are drawn. The `error` port of `onError: "route"` is not among them. */
export function outputPortsOf(card: NodeCard, config: JsonObject): readonly PortSpec[] {
  if (card.ports.kind === 'fixed') return card.ports.ports;
  const entries = Object.hasOwn(config, card.ports.field) ? config[card.ports.field] : undefined;
  const ports: PortSpec[] = [];
  const seen = new Set<string>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    const name: unknown = isJsonObject(entry) ? entry['name'] : entry;
    if (typeof name !== 'string' || name === '' || seen.has(name)) continue;
    const label: unknown = isJsonObject(entry) ? entry['label'] : undefined;
    seen.add(name);
    ports.push({ name, label: typeof label === 'string' && label !== '' ? label : name });
  }
  return [...ports, ...card.ports.rest.filter((port) => !seen.has(port.name))];
}

/** Edges of one graph by the node they leave and the node they reach; edges with an end outside the graph are left out. */
export interface Adjacency {
  readonly outgoing: ReadonlyMap<string, readonly WorkflowEdge[]>;
  readonly incoming: ReadonlyMap<string, readonly WorkflowEdge[]>;
}

export function adjacencyOf(graph: WorkflowGraph): Adjacency {
  const outgoing = new Map<string, WorkflowEdge[]>();
  const incoming = new Map<string, WorkflowEdge[]>();
  for (const node of graph.nodes) {
    outgoing.set(node.id, []);
    incoming.set(node.id, []);
  }
  for (const edge of graph.edges) {
    const from = outgoing.get(edge.source);
    const to = incoming.get(edge.target);
    if (!from || !to) continue;
    from.push(edge);
    to.push(edge);
  }
  return { outgoing, incoming };
}

/**
 * Node ids such that each comes after all that lead to it. Of several that could come next, the one listed first does, so the order is
 * the same wherever it is computed. Nodes on a cycle, and those behind one, are missing.
 */
export function topologicalOrder(graph: WorkflowGraph): string[] {
  const { outgoing, incoming } = adjacencyOf(graph);
  const place = new Map(graph.nodes.map((node, index) => [node.id, index]));
  const waiting = new Map([...incoming].map(([id, edges]) => [id, edges.length]));
  const ready = new MinHeap();
  for (const [id, count] of waiting) if (count === 0) ready.push(place.get(id) ?? 0);
  const order: string[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const id = graph.nodes[next]?.id ?? '';
    order.push(id);
    for (const edge of outgoing.get(id) ?? []) {
      const left = (waiting.get(edge.target) ?? 0) - 1;
      waiting.set(edge.target, left);
      if (left === 0) ready.push(place.get(edge.target) ?? 0);
    }
  }
  return order;
}

/**
 * The edges of one cycle, in order, the last being the one that closes it (the latest of them in the list of edges); `undefined` when there is none.
 * Taking that edge away breaks this cycle.
 */
export function findCycle(graph: WorkflowGraph): WorkflowEdge[] | undefined {
  const { outgoing } = adjacencyOf(graph);
  const state = new Map<string, 'open' | 'done'>();
  for (const root of graph.nodes) {
    if (state.has(root.id)) continue;
    const cycle = cycleFrom(root.id, outgoing, state);
    if (cycle) return closingLast(cycle, graph.edges);
  }
  return undefined;
}

/** Depth first without recursion: ten thousand nodes in a row are a document like any other. */
function cycleFrom(root: string, outgoing: Adjacency['outgoing'], state: Map<string, 'open' | 'done'>): WorkflowEdge[] | undefined {
  const trail: { id: string; next: number; via?: WorkflowEdge }[] = [{ id: root, next: 0 }];
  state.set(root, 'open');
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const edge = outgoing.get(top.id)?.[top.next];
    top.next += 1;
    if (!edge) {
      state.set(top.id, 'done');
      trail.pop();
    } else if (state.get(edge.target) === 'open') {
      const start = trail.findIndex((step) => step.id === edge.target);
      return [...trail.slice(start + 1).flatMap((step) => (step.via ? [step.via] : [])), edge];
    } else if (!state.has(edge.target)) {
      state.set(edge.target, 'open');
      trail.push({ id: edge.target, next: 0, via: edge });
    }
  }
  return undefined;
}

function closingLast(cycle: readonly WorkflowEdge[], edges: readonly WorkflowEdge[]): WorkflowEdge[] {
  const place = new Map(edges.map((edge, index) => [edge, index]));
  let last = 0;
  for (const [index, edge] of cycle.entries()) if ((place.get(edge) ?? 0) > (place.get(cycle[last] as WorkflowEdge) ?? 0)) last = index;
  return [...cycle.slice(last + 1), ...cycle.slice(0, last + 1)];
}

/** Smallest number first. */
class MinHeap {
  readonly #items: number[] = [];

  push(value: number): void {
    const items = this.#items;
    let index = items.push(value) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((items[parent] ?? 0) <= value) break;
      items[index] = items[parent] ?? 0;
      index = parent;
    }
    items[index] = value;
  }

  pop(): number | undefined {
    const items = this.#items;
    const smallest = items[0];
    const last = items.pop();
    if (smallest === undefined || last === undefined || items.length === 0) return smallest;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] ?? 0) < (items[child] ?? 0)) child += 1;
      if ((items[child] ?? 0) >= last) break;
      items[index] = items[child] ?? 0;
      index = child;
    }
    items[index] = last;
    return smallest;
  }
}
