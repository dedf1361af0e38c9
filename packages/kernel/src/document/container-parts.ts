import type { ContainerKind, NodeMark } from '../catalog.ts';
import type { WorkflowEdge, WorkflowGraph, WorkflowNode } from '../document.ts';

/** Places of a `try`'s parts, in the list of its parts and in the ids of its steps. */
export const TRY_PART = { main: 0, error: 1, cleanUp: 2 } as const;

export type MarkOf = (node: WorkflowNode) => NodeMark | undefined;

/**
 * The graphs a container's body is cut into, in a stable order. Loops: the whole body. `parallel`: what edges hold together, in the order of
 * each one's first step. `try`: always three, what is missing without steps. Edges from one part to another are left out: see `edgesBetweenParts`.
 */
export function bodyParts(kind: ContainerKind, body: WorkflowGraph, markOf: MarkOf): WorkflowGraph[] {
  if (kind === 'for_each' || kind === 'while') return [body];
  const parts = kind === 'parallel' ? connectedParts(body) : tryParts(body, markOf);
  const count = kind === 'parallel' ? new Set(parts.values()).size : 3;
  const graphs = Array.from({ length: count }, (): { nodes: WorkflowNode[]; edges: WorkflowEdge[] } => ({ nodes: [], edges: [] }));
  for (const node of body.nodes) graphs[parts.get(node.id) ?? 0]?.nodes.push(node);
  for (const edge of body.edges) {
    const part = parts.get(edge.source) ?? parts.get(edge.target) ?? 0;
    if ((parts.get(edge.target) ?? part) === part) graphs[part]?.edges.push(edge);
  }
  return graphs;
}

/** The part of a `try` each step of its body belongs to: the one of the mark that leads to it, else the main one. */
export function tryParts(body: WorkflowGraph, markOf: MarkOf): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  const targets = Map.groupBy(body.edges, ({ source }) => source);
  const spread = (mark: NodeMark, part: number): void => {
    const found = body.nodes.filter((node) => markOf(node) === mark).map(({ id }) => id);
    for (const id of found) {
      if (parts.has(id)) continue;
      parts.set(id, part);
      for (const { target } of targets.get(id) ?? []) found.push(target);
    }
  };
  spread('on_error', TRY_PART.error);
  spread('cleanup', TRY_PART.cleanUp);
  for (const { id } of body.nodes) if (!parts.has(id)) parts.set(id, TRY_PART.main);
  return parts;
}

/** The edges of a `try`'s body that lead from one of its parts into another; none of them may be there. */
export function edgesBetweenParts(body: WorkflowGraph, markOf: MarkOf): WorkflowEdge[] {
  const parts = tryParts(body, markOf);
  return body.edges.filter(({ source, target }) => parts.has(source) && parts.has(target) && parts.get(source) !== parts.get(target));
}

/** Numbers the parts of a graph that no edge connects, in the order of their first nodes. */
function connectedParts({ nodes, edges }: WorkflowGraph): Map<string, number> {
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { source, target } of edges) {
    neighbours.get(source)?.push(target);
    neighbours.get(target)?.push(source);
  }
  const parts = new Map<string, number>();
  let count = 0;
  for (const { id } of nodes) {
    if (parts.has(id)) continue;
    const found = [id];
    for (const next of found) {
      if (parts.has(next)) continue;
      parts.set(next, count);
      found.push(...(neighbours.get(next) ?? []));
    }
    count += 1;
  }
  return parts;
}
