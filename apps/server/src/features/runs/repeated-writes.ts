import { type Catalog, changesOutside, type NodeType, type WorkflowDocument, type WorkflowGraph, type WorkflowNode } from '@arches/kernel';

/** Names of the steps at or after a node that write outside: what a rerun from there would do again. All of them without a node. */
export function repeatedWrites(document: WorkflowDocument, nodeId: string | null, catalog: Catalog): string[] {
  return repeatedWriters(document, nodeId, catalog).map(({ name }) => name);
}

export interface Writer {
  readonly node: WorkflowNode;
  readonly name: string;
}

/** The same, with the nodes. */
export function repeatedWriters(document: WorkflowDocument, nodeId: string | null, catalog: Catalog): Writer[] {
  return [...writesFrom(document, nodeId, catalog)];
}

function* writesFrom(graph: WorkflowGraph, nodeId: string | null, catalog: Catalog): Generator<Writer> {
  const from = nodeId === null ? undefined : graph.nodes.find(({ id, body }) => id === nodeId || holds(body, nodeId));
  const repeated = from && following(graph, from.id);
  for (const node of graph.nodes) {
    if (repeated && !repeated.has(node.id)) continue;
    const type = catalog.get(node.type, node.version);
    if (type && writes(node, type)) yield { node, name: node.name ?? type.title };
    // Only what follows inside the container, where the node itself stands in it.
    if (node.body) yield* writesFrom(node.body, node === from && nodeId !== node.id ? nodeId : null, catalog);
  }
}

function writes({ config, disabled }: WorkflowNode, type: NodeType): boolean {
  return !disabled && changesOutside(type, config);
}

function holds(graph: WorkflowGraph | undefined, nodeId: string): boolean {
  return graph?.nodes.some(({ id, body }) => id === nodeId || holds(body, nodeId)) ?? false;
}

function following(graph: WorkflowGraph, from: string): ReadonlySet<string> {
  const reached = new Set([from]);
  // A set grows while it is walked, so this visits what it finds.
  for (const id of reached) for (const { source, target } of graph.edges) if (source === id) reached.add(target);
  return reached;
}
