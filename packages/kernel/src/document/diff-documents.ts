import type { Patch, WorkflowDocument, WorkflowEdge, WorkflowGraph, WorkflowNode } from '../document.ts';
import type { JsonObject } from '../json.ts';
import { applyPatches } from './apply-patches.ts';
import { findNode, walkNodes } from './graph.ts';
import { sameJson } from './json-copy.ts';
import { longestRising } from './longest-rising.ts';
import { graphOf } from './patch-edges.ts';

const META = ['name', 'description', 'inputs', 'outputs', 'settings', 'notes'] as const;
const FIELDS = ['type', 'version', 'name', 'summary', 'policy', 'disabled'] as const;

/** The document on its way from `before` to `after`; each patch is applied as soon as it is found, so the next sees what is left to do. */
class Path {
  readonly patches: Patch[] = [];
  document: WorkflowDocument;

  constructor(document: WorkflowDocument) {
    this.document = document;
  }

  take(patch: Patch): void {
    this.document = applyPatches(this.document, [patch]).document;
    this.patches.push(patch);
  }
}

/**
 * Patches that make `before` deep-equal to `after`, both as `parseDocument` reads them, with unique ids. The documents' own `id` stays.
 * Unchanged nodes and edges are not touched; a node that moved into or out of a container is removed and added.
 */
export function diffDocuments(before: WorkflowDocument, after: WorkflowDocument): Patch[] {
  const path = new Path(before);
  removeGone(path, after);
  diffGraph(path, undefined, after);
  diffMeta(path, after);
  return path.patches;
}

/** First everywhere, so that the ids and edges of what goes are free for what comes. */
function removeGone(path: Path, after: WorkflowDocument): void {
  const homes = new Map([...walkNodes(after)].map(({ node, parent }) => [node.id, { node, parent: parent?.id }]));
  for (const { node, parent } of walkNodes(path.document)) {
    const home = homes.get(node.id);
    const stays = home && home.parent === parent?.id && (node.body === undefined) === (home.node.body === undefined);
    if (!stays && findNode(path.document, node.id)) path.take({ op: 'remove_node', nodeId: node.id });
  }
  const edgeHomes = new Map<string, { edge: WorkflowEdge; parent: string | undefined }>();
  forEachGraph(after, (graph, parent) => {
    for (const edge of graph.edges) edgeHomes.set(edge.id, { edge, parent });
  });
  forEachGraph(path.document, (graph, parent) => {
    for (const edge of graph.edges) {
      const home = edgeHomes.get(edge.id);
      if (!home || home.parent !== parent || !sameJson(home.edge, edge)) path.take({ op: 'disconnect', edgeId: edge.id });
    }
  });
}

function forEachGraph(document: WorkflowDocument, visit: (graph: WorkflowGraph, parent: string | undefined) => void): void {
  visit(document, undefined);
  for (const { node } of walkNodes(document)) if (node.body) visit(node.body, node.id);
}

function diffGraph(path: Path, parent: string | undefined, after: WorkflowGraph): void {
  const where = parent === undefined ? {} : { parent };
  const wanted = new Map(after.nodes.map((node, index) => [node.id, index]));
  const kept = longestRising(graphOf(path.document, parent).nodes.map((node) => wanted.get(node.id) ?? -1));
  for (const [at, node] of [...graphOf(path.document, parent).nodes].entries()) {
    if (!kept.has(at)) path.take({ op: 'remove_node', nodeId: node.id });
  }
  const present = new Map(graphOf(path.document, parent).nodes.map((node) => [node.id, node]));
  for (const [index, node] of after.nodes.entries()) {
    const old = present.get(node.id);
    if (!old) path.take({ op: 'add_node', node, index, ...where });
    else diffNode(path, old, node);
  }
  diffEdges(path, parent, after.edges);
}

function diffNode(path: Path, before: WorkflowNode, after: WorkflowNode): void {
  if (before === after) return;
  for (const field of FIELDS) {
    if (sameJson(before[field], after[field])) continue;
    const value = after[field];
    path.take({ op: 'set_node', nodeId: after.id, field, ...(value !== undefined && { value }) });
  }
  diffConfig(path, after.id, [], before.config, after.config);
  if (after.body) diffGraph(path, after.id, after.body);
}

/** Objects key by key; anything else as a whole, for a list's entries have no names by which to tell them apart. */
function diffConfig(path: Path, nodeId: string, at: readonly string[], before: JsonObject, after: JsonObject): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) path.take({ op: 'set_config', nodeId, path: [...at, key] });
  }
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (sameJson(old, value)) continue;
    if (isObject(old) && isObject(value)) diffConfig(path, nodeId, [...at, key], old, value);
    else path.take({ op: 'set_config', nodeId, path: [...at, key], value });
  }
}

function diffEdges(path: Path, parent: string | undefined, after: readonly WorkflowEdge[]): void {
  const wanted = new Map(after.map((edge, index) => [edge.id, index]));
  const current = [...graphOf(path.document, parent).edges];
  const kept = longestRising(current.map((edge) => wanted.get(edge.id) ?? -1));
  const present = new Set<string>();
  for (const [at, edge] of current.entries()) {
    if (kept.has(at)) present.add(edge.id);
    else path.take({ op: 'disconnect', edgeId: edge.id });
  }
  for (const [index, edge] of after.entries()) {
    if (!present.has(edge.id)) path.take({ op: 'connect', edge, index, ...(parent !== undefined && { parent }) });
  }
}

function diffMeta(path: Path, after: WorkflowDocument): void {
  for (const field of META) {
    if (sameJson(path.document[field], after[field])) continue;
    const value = after[field];
    path.take({ op: 'set_meta', field, ...(value !== undefined && { value }) });
  }
  diffLayout(path, after.layout ?? {});
  diffPins(path, after.pins ?? {});
}

function diffLayout(path: Path, newLayout: NonNullable<WorkflowDocument['layout']>): void {
  const positions: Record<string, { readonly x: number; readonly y: number } | null> = {};
  const oldLayout = path.document.layout ?? {};
  for (const id of Object.keys(oldLayout)) if (!Object.hasOwn(newLayout, id)) positions[id] = null;
  for (const [id, position] of Object.entries(newLayout)) {
    if (!Object.hasOwn(oldLayout, id) || !sameJson(oldLayout[id], position)) positions[id] = position;
  }
  if (Object.keys(positions).length > 0) path.take({ op: 'move', positions });
}

function diffPins(path: Path, newPins: JsonObject): void {
  const oldPins = path.document.pins ?? {};
  for (const id of Object.keys(oldPins)) if (!Object.hasOwn(newPins, id)) path.take({ op: 'set_pin', nodeId: id });
  for (const [id, value] of Object.entries(newPins)) {
    if (!Object.hasOwn(oldPins, id) || !sameJson(oldPins[id], value)) path.take({ op: 'set_pin', nodeId: id, value });
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
