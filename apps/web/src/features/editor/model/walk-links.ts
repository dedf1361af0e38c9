import { findNode, type WorkflowDocument, type WorkflowGraph } from '@arches/kernel';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The step an arrow key leads to: up and down along links, left and right among those beside each other. */
export function walked(
  document: WorkflowDocument,
  from: string | undefined,
  direction: Direction,
  xOf: (id: string) => number,
): string | undefined {
  const place = from === undefined ? undefined : findNode(document, from);
  if (!place) return document.nodes[0]?.id;
  const { graph, node, parent } = place;
  const byX = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted((a, b) => xOf(a) - xOf(b));
  const before = byX(graph.edges.filter(({ target }) => target === node.id).map(({ source }) => source));
  const after = byX(graph.edges.filter(({ source }) => source === node.id).map(({ target }) => target));
  if (direction === 'down') return (node.body && firstOf(node.body)) ?? after[0] ?? parentNext(document, parent?.id);
  if (direction === 'up') return before[0] ?? parent?.id;
  const beside = byX(siblings(graph, node.id, before));
  const at = beside.indexOf(node.id);
  return beside[at + (direction === 'right' ? 1 : -1)] ?? undefined;
}

function firstOf(body: WorkflowGraph): string | undefined {
  return body.nodes.find(({ id }) => !body.edges.some(({ target }) => target === id))?.id ?? body.nodes[0]?.id;
}

/** Out of a container's last step to what comes after the container. */
function parentNext(document: WorkflowDocument, parent: string | undefined): string | undefined {
  const place = parent === undefined ? undefined : findNode(document, parent);
  return place?.graph.edges.find(({ source }) => source === parent)?.target;
}

/** Steps reached from the same step; without one, those that nothing leads to. */
function siblings(graph: WorkflowGraph, id: string, before: readonly string[]): readonly string[] {
  if (before.length === 0)
    return graph.nodes.filter((node) => !graph.edges.some(({ target }) => target === node.id)).map((node) => node.id);
  const beside = graph.edges.filter(({ source }) => before.includes(source)).map(({ target }) => target);
  return beside.includes(id) ? beside : [...beside, id];
}
