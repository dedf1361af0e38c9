import type { Patch, WorkflowDocument, WorkflowGraph, WorkflowNode } from '../document.ts';
import { edgeIdsWithin, idsWithin, inserted, levelOf, mapNodes, updateNode, withEntry, withField, withGraph } from './edit-graph.ts';
import { type NodePlace, walkGraphs, walkNodes } from './graph.ts';
import { jsonDepth, sameJson } from './json-copy.ts';
import { documentLimits } from './limits.ts';
import { type Applied, PatchRefusal, type PatchOf, requireNode } from './patch-refusal.ts';
import { renameInValue } from './rename-references.ts';

export function addNode(document: WorkflowDocument, { node, parent, position, index }: PatchOf<'add_node'>): Applied {
  const container = parent === undefined ? undefined : requireNode(document, parent, '/parent');
  const graph: WorkflowGraph = container ? (container.node.body ?? { nodes: [], edges: [] }) : document;
  refuseTaken(document, node, undefined);
  const level = (container ? levelOf(container) + 1 : 1) + 2;
  if (level + jsonDepth(node) - 1 > documentLimits.depth) throw new PatchRefusal('The step would lie too deep inside others.', '/node');
  if (index !== undefined && index > graph.nodes.length)
    throw new PatchRefusal(`There are only ${graph.nodes.length} steps here.`, '/index');
  let next = withGraph(document, parent, { nodes: inserted(graph.nodes, index, node), edges: graph.edges });
  if (position) next = withField(next, 'layout', withEntry(next.layout, node.id, position));
  const inverse: Patch[] = [{ op: 'remove_node', nodeId: node.id }, ...reconnections(graph, node.id, parent)];
  // The body was made for this node and goes with it.
  if (container && !container.node.body) inverse.push({ op: 'replace_node', node: container.node });
  return { document: next, inverse };
}

export function removeNode(document: WorkflowDocument, nodeId: string): Applied {
  const { node, graph, index, parent } = requireNode(document, nodeId);
  const edges = graph.edges.filter((edge) => edge.source !== nodeId && edge.target !== nodeId);
  const next = withGraph(document, parent?.id, { nodes: graph.nodes.toSpliced(index, 1), edges });
  const forgotten = forget(next, idsWithin(node));
  const back: Patch = { op: 'add_node', node, index, ...(parent && { parent: parent.id }) };
  return { document: forgotten.document, inverse: [back, ...reconnections(graph, nodeId, parent?.id), ...forgotten.inverse] };
}

/** Brings back the edges that go with a node. An edge may have named the node before there was one. */
function reconnections(graph: WorkflowGraph, nodeId: string, parent: string | undefined): Patch[] {
  return graph.edges.flatMap((edge, index): Patch[] => {
    if (edge.source !== nodeId && edge.target !== nodeId) return [];
    return [{ op: 'connect', edge, index, ...(parent !== undefined && { parent }) }];
  });
}

export function replaceNode(document: WorkflowDocument, node: WorkflowNode): Applied {
  const place = requireNode(document, node.id, '/node/id');
  refuseTaken(document, node, place.node);
  if (levelOf(place) + jsonDepth(node) - 1 > documentLimits.depth) throw new PatchRefusal('The step holds too many levels.', '/node');
  const kept = new Set(idsWithin(node));
  const forgotten = forget(
    document,
    idsWithin(place.node).filter((id) => !kept.has(id)),
  );
  const next = updateNode(forgotten.document, node.id, () => node);
  return { document: next, inverse: [{ op: 'replace_node', node: place.node }, ...forgotten.inverse] };
}

/** Takes positions and pins of nodes that are gone; the inverse brings them back. */
function forget(document: WorkflowDocument, ids: readonly string[]): Applied {
  let { layout, pins } = document;
  const positions: Record<string, { x: number; y: number }> = {};
  const inverse: Patch[] = [];
  for (const id of ids) {
    const position = layout && Object.hasOwn(layout, id) ? layout[id] : undefined;
    if (position) positions[id] = position;
    layout = withEntry(layout, id, undefined);
    if (pins && Object.hasOwn(pins, id)) inverse.push({ op: 'set_pin', nodeId: id, value: pins[id] });
    pins = withEntry(pins, id, undefined);
  }
  if (Object.keys(positions).length > 0) inverse.push({ op: 'move', positions });
  let next = document;
  if (layout !== document.layout) next = withField(next, 'layout', layout);
  if (pins !== document.pins) next = withField(next, 'pins', pins);
  return { document: next, inverse };
}

/** Refuses a node whose ids, or those in its body, are used by others; `instead` is the node it takes the place of. */
function refuseTaken(document: WorkflowDocument, node: WorkflowNode, instead: WorkflowNode | undefined): void {
  const takenNodes = new Set<string>();
  for (const place of walkNodes(document)) takenNodes.add(place.node.id);
  const takenEdges = new Set<string>();
  for (const place of walkGraphs(document)) for (const edge of place.graph.edges) takenEdges.add(edge.id);
  for (const id of instead ? idsWithin(instead) : []) takenNodes.delete(id);
  for (const id of instead ? edgeIdsWithin(instead) : []) takenEdges.delete(id);
  for (const id of idsWithin(node)) {
    if (takenNodes.has(id)) throw new PatchRefusal(`There is already a step “${id}”. Choose another id.`, '/node/id');
    takenNodes.add(id);
  }
  for (const id of edgeIdsWithin(node)) {
    if (takenEdges.has(id)) throw new PatchRefusal(`There is already an edge “${id}”.`, '/node/body');
    takenEdges.add(id);
  }
  if (takenNodes.size > documentLimits.nodes) throw new PatchRefusal(`A workflow may have at most ${documentLimits.nodes} steps.`, '/node');
  if (takenEdges.size > documentLimits.edges) throw new PatchRefusal(`A workflow may have at most ${documentLimits.edges} edges.`, '/node');
}

export function renameNode(document: WorkflowDocument, oldId: string, newId: string): Applied {
  const place = requireNode(document, oldId);
  if (oldId === newId) return { document, inverse: [] };
  for (const other of walkNodes(document)) {
    if (other.node.id === newId) throw new PatchRefusal(`There is already a step “${newId}”. Choose another id.`, '/newId');
  }
  const renamed = renamedDocument(document, place, oldId, newId);
  return { document: renamed, inverse: [{ op: 'rename_node', nodeId: newId, newId: oldId }, ...repairs(document, renamed, oldId, newId)] };
}

function renamedDocument(document: WorkflowDocument, place: NodePlace, oldId: string, newId: string): WorkflowDocument {
  let next = mapNodes(document, (node) => {
    const config = renameInValue(node.config, oldId, newId);
    const policy = renameInValue(node.policy, oldId, newId);
    if (config === node.config && policy === node.policy && node.id !== oldId) return node;
    return { ...node, id: node.id === oldId ? newId : node.id, config, ...(policy ? { policy } : {}) };
  });
  const parent = place.parent?.id;
  const graph = parent === undefined ? next : ([...walkGraphs(next)].find((found) => found.parent?.id === parent)?.graph ?? next);
  if (graph.edges.some((edge) => edge.source === oldId || edge.target === oldId)) {
    const edges = graph.edges.map((edge) => {
      if (edge.source !== oldId && edge.target !== oldId) return edge;
      return { ...edge, source: edge.source === oldId ? newId : edge.source, target: edge.target === oldId ? newId : edge.target };
    });
    next = withGraph(next, parent, { nodes: graph.nodes, edges });
  }
  if (next.outputs) {
    const outputs = renameInValue(next.outputs, oldId, newId);
    if (outputs !== next.outputs) next = { ...next, outputs };
  }
  for (const field of ['layout', 'pins'] as const) {
    const entries: { readonly [id: string]: unknown } | undefined = next[field];
    if (!entries || !Object.hasOwn(entries, oldId)) continue;
    next = { ...next, [field]: withEntry(withEntry(entries, newId, entries[oldId]), oldId, undefined) };
  }
  return next;
}

/**
 * What renaming back would not restore: references that already said `newId` while no node had that id, edges likewise,
 * and the way in which a reference was written.
 */
function repairs(before: WorkflowDocument, after: WorkflowDocument, oldId: string, newId: string): Patch[] {
  const patches: Patch[] = [];
  const [place] = [...walkNodes(after)].filter((found) => found.node.id === newId);
  if (!place) return patches;
  const back = renamedDocument(after, place, newId, oldId);
  const restored = walkNodes(back);
  for (const original of walkNodes(before)) {
    const { config, policy } = restored.next().value?.node ?? {};
    if (!sameJson(original.node.policy, policy))
      patches.push({ op: 'set_node', nodeId: original.node.id, field: 'policy', value: original.node.policy });
    if (sameJson(original.node.config, config)) continue;
    patches.push({ op: 'set_config', nodeId: original.node.id, path: [], value: original.node.config });
  }
  const graphs = walkGraphs(back);
  for (const { graph, parent } of walkGraphs(before)) {
    const others = graphs.next().value?.graph.edges ?? [];
    for (const [index, edge] of graph.edges.entries()) {
      if (sameJson(edge, others[index])) continue;
      patches.push({ op: 'disconnect', edgeId: edge.id }, { op: 'connect', edge, index, ...(parent && { parent: parent.id }) });
    }
  }
  if (!sameJson(before.outputs, back.outputs)) patches.push({ op: 'set_meta', field: 'outputs', value: before.outputs });
  return patches;
}
