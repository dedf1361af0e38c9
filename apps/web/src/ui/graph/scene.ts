import type { WorkflowGraph, WorkflowNode } from '@arches/kernel';
import { corners, type Point } from './edge-path.ts';
import { type Layout, layoutGraph, routeKey } from './layout.ts';

export const cardWidth = 244;
export const cardHeight = 86;
const padding = 16;
const headHeight = 76;

/** Every card of one drawing has the same size. */
export interface CardSize {
  readonly width: number;
  readonly height: number;
}

const cardSize: CardSize = { width: cardWidth, height: cardHeight };

/** A card at its place; containers hold the cards of their body. */
export interface SceneNode {
  readonly node: WorkflowNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly container: boolean;
}

export interface SceneEdge {
  readonly id: string;
  /** From the bottom of the source to the top of the target. */
  readonly corners: readonly Point[];
  readonly sourcePort: string;
  readonly source: string;
  readonly target: string;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly width: number;
  readonly height: number;
}

/** Lays out a graph and the bodies within it, the innermost first. */
export function sceneOf(graph: WorkflowGraph, card: CardSize = cardSize): Scene {
  const inner = new Map(
    graph.nodes.map((node) => [node.id, node.body && node.body.nodes.length > 0 ? sceneOf(node.body, card) : undefined]),
  );
  const sizes = new Map(
    graph.nodes.map(({ id }) => {
      const body = inner.get(id);
      return [id, body ? { width: Math.max(card.width, body.width) + padding * 2, height: body.height + headHeight + padding } : card];
    }),
  );
  const boxes = graph.nodes.map(({ id }) => ({ id, ...(sizes.get(id) ?? card) }));
  const layout = layoutGraph(boxes, graph.edges);
  const nodes = graph.nodes.flatMap((node) => {
    const place = layout.places.get(node.id) ?? { x: 0, y: 0 };
    const size = sizes.get(node.id) ?? card;
    const body = inner.get(node.id);
    const own: SceneNode = { node, ...place, ...size, container: body !== undefined };
    return [own, ...(body ? body.nodes.map((child) => moved(child, bodyOffset(place, size.width, body.width))) : [])];
  });
  const edges = graph.edges.flatMap((edge) => placedEdge(edge, layout, sizes));
  const innerEdges = graph.nodes.flatMap(({ id }) => {
    const body = inner.get(id);
    const offset = bodyOffset(layout.places.get(id) ?? { x: 0, y: 0 }, sizes.get(id)?.width ?? 0, body?.width ?? 0);
    return (body?.edges ?? []).map((edge) => ({ ...edge, corners: edge.corners.map((point) => added(point, offset)) }));
  });
  return { nodes, edges: [...edges, ...innerEdges], width: layout.width, height: layout.height };
}

function bodyOffset(place: { readonly x: number; readonly y: number }, width: number, bodyWidth: number): { x: number; y: number } {
  return { x: place.x + (width - bodyWidth) / 2, y: place.y + headHeight };
}

function moved(node: SceneNode, offset: { readonly x: number; readonly y: number }): SceneNode {
  return { ...node, x: node.x + offset.x, y: node.y + offset.y };
}

function added(
  point: { readonly x: number; readonly y: number },
  offset: { readonly x: number; readonly y: number },
): { x: number; y: number } {
  return { x: point.x + offset.x, y: point.y + offset.y };
}

function placedEdge(
  edge: WorkflowGraph['edges'][number],
  { places, routes }: Layout,
  sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
): SceneEdge[] {
  const [from, to] = [places.get(edge.source), places.get(edge.target)];
  const [fromSize, toSize] = [sizes.get(edge.source), sizes.get(edge.target)];
  if (!from || !to || !fromSize || !toSize) return [];
  const start = { x: Math.round(from.x + fromSize.width / 2), y: from.y + fromSize.height };
  const end = { x: Math.round(to.x + toSize.width / 2), y: to.y };
  const route = routes.get(routeKey(edge.source, edge.target)) ?? { lanes: [], gaps: [(start.y + end.y) / 2] };
  return [
    {
      id: edge.id,
      source: edge.source,
      target: edge.target,
      sourcePort: edge.sourcePort,
      corners: corners(start, end, route.lanes, route.gaps),
    },
  ];
}
