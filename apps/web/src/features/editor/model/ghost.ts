import { applyPatches, findNode, type Patch, walkGraphs, walkNodes, type WorkflowDocument } from '@arches/kernel';

/** The proposed document with what it takes away still in it, so that a person sees all three: new, changed, removed. */
export function ghostDocument(current: WorkflowDocument, proposed: WorkflowDocument): WorkflowDocument {
  const patches: Patch[] = [];
  const edgeIds = new Set([...walkGraphs(proposed)].flatMap(({ graph }) => graph.edges.map(({ id }) => id)));
  for (const { node, parent } of walkNodes(current)) {
    const parentIsGone = parent && !findNode(proposed, parent.id);
    if (!findNode(proposed, node.id) && !parentIsGone) patches.push({ op: 'add_node', node, ...(parent ? { parent: parent.id } : {}) });
  }
  const added = new Set(patches.flatMap((patch) => (patch.op === 'add_node' ? [patch.node.id] : [])));
  for (const { graph, parent } of walkGraphs(current)) {
    for (const edge of graph.edges) {
      if (edgeIds.has(edge.id) || !(added.has(edge.source) || added.has(edge.target))) continue;
      patches.push({ op: 'connect', edge, ...(parent ? { parent: parent.id } : {}) });
    }
  }
  let document = proposed;
  for (const patch of patches) {
    try {
      document = applyPatches(document, [patch]).document;
    } catch {
      // A step that cannot be shown on top is still in the list of changes.
    }
  }
  return document;
}
