import type { WorkflowDocument, WorkflowGraph } from '../document.ts';
import { documentLimits } from './limits.ts';
import { inserted, withGraph } from './edit-graph.ts';
import { walkGraphs } from './graph.ts';
import { type Applied, PatchRefusal, type PatchOf, requireNode } from './patch-refusal.ts';

export function connect(document: WorkflowDocument, { edge, parent, index }: PatchOf<'connect'>): Applied {
  const graph = graphOf(document, parent);
  let count = 0;
  for (const place of walkGraphs(document)) {
    count += place.graph.edges.length;
    if (place.graph.edges.some((other) => other.id === edge.id))
      throw new PatchRefusal(`There is already an edge “${edge.id}”.`, '/edge/id');
  }
  if (count >= documentLimits.edges) throw new PatchRefusal(`A workflow may have at most ${documentLimits.edges} edges.`, '/edge');
  if (index !== undefined && index > graph.edges.length)
    throw new PatchRefusal(`There are only ${graph.edges.length} edges here.`, '/index');
  const next = withGraph(document, parent, { nodes: graph.nodes, edges: inserted(graph.edges, index, edge) });
  return { document: next, inverse: [{ op: 'disconnect', edgeId: edge.id }] };
}

export function disconnect(document: WorkflowDocument, edgeId: string): Applied {
  for (const { graph, parent } of walkGraphs(document)) {
    const index = graph.edges.findIndex((edge) => edge.id === edgeId);
    const edge = graph.edges[index];
    if (!edge) continue;
    const next = withGraph(document, parent?.id, { nodes: graph.nodes, edges: graph.edges.toSpliced(index, 1) });
    return { document: next, inverse: [{ op: 'connect', edge, index, ...(parent && { parent: parent.id }) }] };
  }
  throw new PatchRefusal(`There is no edge “${edgeId}”.`, '/edgeId');
}

/** The graph that a patch names: the document's own, or the body of a container. */
export function graphOf(document: WorkflowDocument, parent: string | undefined): WorkflowGraph {
  if (parent === undefined) return document;
  const { node } = requireNode(document, parent, '/parent');
  if (!node.body) throw new PatchRefusal(`The step “${parent}” has no steps inside it.`, '/parent');
  return node.body;
}
