import {
  edgeIdFor,
  findNode,
  type NodeCard,
  outputPortsOf,
  type Patch,
  type PortSpec,
  walkGraphs,
  walkNodes,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowGraph,
  type WorkflowNode,
} from '@arches/kernel';
import { suggestedConfig } from './suggested-config.ts';

type Cards = ReadonlyMap<string, NodeCard>;

/** Where a new step goes. */
export type Place =
  | { readonly kind: 'start' }
  | { readonly kind: 'after'; readonly nodeId: string; readonly port?: string }
  | { readonly kind: 'edge'; readonly edgeId: string }
  | { readonly kind: 'inside'; readonly parent: string };

export interface Edit {
  readonly patches: readonly Patch[];
  /** The steps to select afterwards. */
  readonly select: readonly string[];
  /** Read out: "Step Write a reply added after Is it urgent, branch No." */
  readonly words: string;
}

export function nameOf(node: WorkflowNode, cards: Cards): string {
  return node.name || cards.get(node.type)?.title || node.id;
}

export function allIds(document: WorkflowDocument): Set<string> {
  return new Set([...walkNodes(document)].map(({ node }) => node.id));
}

export function allEdges(document: WorkflowDocument): WorkflowEdge[] {
  return [...walkGraphs(document)].flatMap(({ graph }) => graph.edges);
}

/** `filter`, `filter_2`, …: short, and readable in expressions. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const base =
    wanted
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .replace(/^[^A-Za-z]+/, '')
      .slice(0, 40) || 'step';
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}_${number}`;
  return id;
}

/** Ports a step's links may leave by, the one for errors included when the step routes them, or a person may. */
export function portsOf(node: WorkflowNode, cards: Cards): readonly PortSpec[] {
  const card = cards.get(node.type);
  const own = card ? outputPortsOf(card, node.config) : [{ name: 'out', label: '' }];
  const { onError } = node.policy ?? {};
  return onError === 'route' || onError === 'ask' ? [...own, { name: 'error', label: 'When it fails' }] : own;
}

export function newStep(document: WorkflowDocument, card: NodeCard, place: Place, cards: Cards): Edit {
  const taken = allIds(document);
  const id = freeId(card.type.split('.').at(-1) ?? 'step', taken);
  const source = sourceOf(document, place);
  const node: WorkflowNode = {
    id,
    type: card.type,
    config: suggestedConfig(document, card, source?.id),
    ...(card.kind === 'container' ? { body: { nodes: [], edges: [] } } : {}),
  };
  const parent = parentOf(document, place);
  const where = parent === undefined ? {} : { parent };
  const position = positionFor(document, place);
  const add: Patch = { op: 'add_node', node, ...where, ...(position && parent === undefined ? { position } : {}) };
  const links = beginsAlone(card) ? [] : linksFor(document, place, node, cards);
  const after = source ? ` after ${nameOf(source, cards)}` : '';
  const branch = links.find((patch) => patch.op === 'connect' && patch.edge.target === id);
  const ports = source ? portsOf(source, cards) : [];
  const port = branch?.op === 'connect' && ports.length > 1 ? branch.edge.sourcePort : undefined;
  const label = ports.find(({ name }) => name === port)?.label;
  return { patches: [add, ...links], select: [id], words: `Step ${card.title} added${after}${label ? `, branch ${label}` : ''}.` };
}

/** Triggers, and the marks that begin a part of a “Try”: nothing leads to them. */
function beginsAlone(card: NodeCard | undefined): boolean {
  return card?.kind === 'trigger' || card?.mark === 'on_error' || card?.mark === 'cleanup';
}

function sourceOf(document: WorkflowDocument, place: Place): WorkflowNode | undefined {
  if (place.kind === 'after') return findNode(document, place.nodeId)?.node;
  if (place.kind !== 'edge') return undefined;
  const edge = allEdges(document).find(({ id }) => id === place.edgeId);
  return edge && findNode(document, edge.source)?.node;
}

function parentOf(document: WorkflowDocument, place: Place): string | undefined {
  if (place.kind === 'inside') return place.parent;
  const source = sourceOf(document, place);
  return source && findNode(document, source.id)?.parent?.id;
}

const stepHeight = 144;

/** Only where steps were moved by hand; otherwise the whole picture is laid out anew. */
function positionFor(document: WorkflowDocument, place: Place): { x: number; y: number } | undefined {
  const layout = document.layout ?? {};
  if (Object.keys(layout).length === 0) return undefined;
  const source = sourceOf(document, place);
  const at = source && layout[source.id];
  if (at) return { x: at.x, y: at.y + stepHeight };
  const all = Object.values(layout);
  return { x: Math.min(...all.map(({ x }) => x)), y: Math.max(...all.map(({ y }) => y)) + stepHeight };
}

function connectPatch(
  document: WorkflowDocument,
  edge: Omit<WorkflowEdge, 'id'>,
  parent: string | undefined,
  also: readonly string[] = [],
): Patch {
  const taken = new Set([...allEdges(document).map(({ id }) => id), ...also]);
  return { op: 'connect', edge: { id: edgeIdFor(edge, taken), ...edge }, ...(parent === undefined ? {} : { parent }) };
}

function linksFor(document: WorkflowDocument, place: Place, node: WorkflowNode, cards: Cards): Patch[] {
  const parent = parentOf(document, place);
  const out = portsOf(node, cards)[0]?.name ?? 'out';
  const into = (source: string, sourcePort: string): Patch =>
    connectPatch(document, { source, sourcePort, target: node.id, targetPort: 'in' }, parent);
  if (place.kind === 'edge') {
    const edge = allEdges(document).find(({ id }) => id === place.edgeId);
    if (!edge) return [];
    return [{ op: 'disconnect', edgeId: edge.id }, into(edge.source, edge.sourcePort), onward(document, node.id, out, edge, parent)];
  }
  if (place.kind !== 'after') return [];
  const source = findNode(document, place.nodeId);
  if (!source) return [];
  const leaving = source.graph.edges.filter((edge) => edge.source === place.nodeId);
  const ports = portsOf(source.node, cards);
  const port = place.port ?? ports.find(({ name }) => !leaving.some((edge) => edge.sourcePort === name))?.name ?? ports[0]?.name ?? 'out';
  const former = leaving.filter((edge) => edge.sourcePort === port);
  return [
    ...former.map((edge): Patch => ({ op: 'disconnect', edgeId: edge.id })),
    into(place.nodeId, port),
    ...former.map((edge) => onward(document, node.id, out, edge, parent)),
  ];
}

function onward(document: WorkflowDocument, source: string, sourcePort: string, edge: WorkflowEdge, parent: string | undefined): Patch {
  return connectPatch(document, { source, sourcePort, target: edge.target, targetPort: edge.targetPort }, parent);
}

/** Steps that a link from `nodeId` may lead to: of the same graph, none that begins something, not itself, not one that leads back to it. */
export function possibleTargets(document: WorkflowDocument, nodeId: string, cards: Cards): readonly WorkflowNode[] {
  const place = findNode(document, nodeId);
  if (!place) return [];
  const before = stepsBefore(place.graph, nodeId);
  return place.graph.nodes.filter(({ id, type }) => id !== nodeId && !before.has(id) && !beginsAlone(cards.get(type)));
}

/** Every step from which links lead here. */
export function stepsBefore(graph: WorkflowGraph, nodeId: string): Set<string> {
  const found = new Set<string>();
  const queue = [nodeId];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const edge of graph.edges) {
      if (edge.target !== id || found.has(edge.source)) continue;
      found.add(edge.source);
      queue.push(edge.source);
    }
  }
  return found;
}

export function connection(
  document: WorkflowDocument,
  source: string,
  sourcePort: string | undefined,
  target: string,
  cards: Cards,
): Edit | undefined {
  const from = findNode(document, source);
  const to = findNode(document, target);
  if (!from || !to || !possibleTargets(document, source, cards).some(({ id }) => id === target)) return undefined;
  const leaving = from.graph.edges.filter((edge) => edge.source === source);
  const ports = portsOf(from.node, cards);
  const port = sourcePort ?? ports.find(({ name }) => !leaving.some((edge) => edge.sourcePort === name))?.name ?? ports[0]?.name ?? 'out';
  if (leaving.some((edge) => edge.sourcePort === port && edge.target === target)) return undefined;
  const label = ports.find(({ name }) => name === port)?.label;
  return {
    patches: [connectPatch(document, { source, sourcePort: port, target, targetPort: 'in' }, from.parent?.id)],
    select: [target],
    words: `${nameOf(from.node, cards)} connected to ${nameOf(to.node, cards)}${ports.length > 1 && label ? `, branch ${label}` : ''}.`,
  };
}

/** Takes steps out; what led into one leads on to what came after it, so that a chain stays a chain. */
export function removal(document: WorkflowDocument, ids: readonly string[], cards: Cards): Edit {
  const gone = new Set(ids);
  const places = ids.flatMap((id) => findNode(document, id) ?? []);
  const heirs: Patch[] = [];
  if (places.length === 1 && places[0]) {
    const { node, graph, parent } = places[0];
    const coming = graph.edges.filter(({ target }) => target === node.id);
    const going = graph.edges.filter(({ source }) => source === node.id);
    const [onlyGoing] = going;
    if (going.length === 1 && onlyGoing && cards.get(node.type)?.kind !== 'trigger') {
      for (const edge of coming) {
        const { source, sourcePort } = edge;
        const { target, targetPort } = onlyGoing;
        if (graph.edges.some((other) => other.source === source && other.sourcePort === sourcePort && other.target === target)) continue;
        heirs.push(connectPatch(document, { source, sourcePort, target, targetPort }, parent?.id));
      }
    }
  }
  const outer = places.filter(({ parent }) => !parent || !gone.has(parent.id));
  const names = outer.map(({ node }) => nameOf(node, cards)).join(', ');
  const next = places[0] && neighbourOf(places[0].graph, places[0].node.id, gone);
  return {
    patches: [...outer.map(({ node }): Patch => ({ op: 'remove_node', nodeId: node.id })), ...heirs],
    select: next ? [next] : [],
    words: `Removed ${names}.`,
  };
}

function neighbourOf(graph: WorkflowGraph, id: string, gone: ReadonlySet<string>): string | undefined {
  const near = [
    ...graph.edges.filter(({ target }) => target === id).map(({ source }) => source),
    ...graph.edges.filter(({ source }) => source === id).map(({ target }) => target),
  ];
  return near.find((other) => !gone.has(other));
}
