import type { WorkflowDocument, WorkflowGraph, WorkflowNode } from '../document.ts';
import { findNode, walkGraphs, walkNodes, type NodePlace } from './graph.ts';

/** Everything an edit does not touch is shared with the document before it. */

/** The document with another graph in the body of `parentId`, or at the top without one. The container must exist. */
export function withGraph(document: WorkflowDocument, parentId: string | undefined, graph: WorkflowGraph): WorkflowDocument {
  if (parentId === undefined) return { ...document, nodes: graph.nodes, edges: graph.edges };
  return updateNode(document, parentId, (node) => ({ ...node, body: graph }));
}

/** The document with one node changed, wherever it stands. */
export function updateNode(document: WorkflowDocument, nodeId: string, change: (node: WorkflowNode) => WorkflowNode): WorkflowDocument {
  const place = findNode(document, nodeId);
  if (!place) return document;
  const indexes = place.path.filter((key) => typeof key === 'number');
  return { ...document, nodes: updateAt(document.nodes, indexes, change) };
}

function updateAt(
  nodes: readonly WorkflowNode[],
  indexes: readonly number[],
  change: (node: WorkflowNode) => WorkflowNode,
): WorkflowNode[] {
  const [index = 0, ...rest] = indexes;
  return nodes.map((node, at) => {
    if (at !== index) return node;
    if (rest.length === 0 || !node.body) return change(node);
    return { ...node, body: { ...node.body, nodes: updateAt(node.body.nodes, rest, change) } };
  });
}

/** Every node changed by one function, bodies first; what the function gives back unchanged stays shared. */
export function mapNodes<Graph extends WorkflowGraph>(graph: Graph, change: (node: WorkflowNode) => WorkflowNode): Graph {
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    const body = node.body && mapNodes(node.body, change);
    const result = change(body && body !== node.body ? { ...node, body } : node);
    if (result !== node) changed = true;
    return result;
  });
  return changed ? { ...graph, nodes } : graph;
}

/** The ids of a node and of all in its body. */
export function idsWithin(node: WorkflowNode): string[] {
  return [node.id, ...(node.body ? [...walkNodes(node.body)].map((place) => place.node.id) : [])];
}

export function edgeIdsWithin(node: WorkflowNode): string[] {
  return node.body ? [...walkGraphs(node.body)].flatMap((place) => place.graph.edges.map((edge) => edge.id)) : [];
}

export function inserted<Item>(items: readonly Item[], index: number | undefined, item: Item): Item[] {
  return index === undefined ? [...items, item] : items.toSpliced(index, 0, item);
}

/** How deep in the JSON of the document a node's own object lies; the document itself is level 1. */
export function levelOf(place: NodePlace): number {
  return place.path.length + 1;
}

/** The record with one entry set or, for `undefined`, taken out; `undefined` when nothing is left. */
export function withEntry<Value>(
  record: { readonly [key: string]: Value } | undefined,
  key: string,
  value: Value | undefined,
): { readonly [key: string]: Value } | undefined {
  if (value !== undefined) return { ...record, [key]: value };
  if (!record || !Object.hasOwn(record, key)) return record;
  const { [key]: _, ...rest } = record;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** The document with one optional field set, or taken out for `undefined`. */
export function withField<Key extends keyof WorkflowDocument>(
  document: WorkflowDocument,
  field: Key,
  value: WorkflowDocument[Key] | undefined,
): WorkflowDocument {
  const { [field]: _, ...rest } = document;
  return (value === undefined ? rest : { ...rest, [field]: value }) as WorkflowDocument;
}
