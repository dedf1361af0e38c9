import { walkNodes, type WorkflowDocument, type WorkflowEdge, type WorkflowNode } from '@arches/kernel';
import { corners, type Point } from '../../../ui/graph/edge-path.ts';
import { type CardSize, sceneOf } from '../../../ui/graph/scene.ts';

export const stepCard: CardSize = { width: 236, height: 92 };

/** A card, at its place: within its container's frame where it has one. */
export interface PlacedStep {
  readonly node: WorkflowNode;
  readonly parent?: string;
  /** Relative to the parent's frame. */
  readonly x: number;
  readonly y: number;
  /** On the whole canvas. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Drawn as a frame around its steps. */
  readonly frame: boolean;
}

export interface PlacedLink {
  readonly edge: WorkflowEdge;
  /** From the bottom of one card to the top of the other, on the whole canvas. */
  readonly corners: readonly Point[];
}

export interface CanvasScene {
  readonly steps: readonly PlacedStep[];
  readonly links: readonly PlacedLink[];
}

/**
 * Where everything stands. Without places of its own a document is laid out from top to bottom; steps that were moved stand where they
 * were put, and links to and from them turn half-way.
 */
export function canvasScene(document: WorkflowDocument): CanvasScene {
  const scene = sceneOf(document, stepCard);
  const layout = document.layout ?? {};
  const parents = new Map([...walkNodes(document)].map(({ node, parent }) => [node.id, parent?.id]));
  const drawn = new Map(scene.nodes.map((node) => [node.node.id, node]));
  const placed = new Map<string, PlacedStep>();
  for (const { node, x, y, width, height, container } of scene.nodes) {
    const parentId = parents.get(node.id);
    const parent = parentId === undefined ? undefined : placed.get(parentId);
    const parentDrawn = parentId === undefined ? undefined : drawn.get(parentId);
    const own = parent && parentDrawn ? { x: x - parentDrawn.x, y: y - parentDrawn.y } : (layout[node.id] ?? { x, y });
    placed.set(node.id, {
      node,
      ...(parentId === undefined ? {} : { parent: parentId }),
      x: own.x,
      y: own.y,
      left: own.x + (parent?.left ?? 0),
      top: own.y + (parent?.top ?? 0),
      width,
      height,
      frame: container,
    });
  }
  const edges = new Map(
    [document, ...[...walkNodes(document)].flatMap(({ node }) => node.body ?? [])].flatMap((graph) =>
      graph.edges.map((edge) => [edge.id, edge] as const),
    ),
  );
  const links = scene.edges.flatMap((drawnEdge): PlacedLink[] => {
    const edge = edges.get(drawnEdge.id);
    const [from, to] = [placed.get(drawnEdge.source), placed.get(drawnEdge.target)];
    if (!edge || !from || !to) return [];
    const [start, end] = [bottomOf(from), topOf(to)];
    const [first, last] = [drawnEdge.corners[0], drawnEdge.corners.at(-1)];
    const asDrawn = first && last && first.x === start.x && first.y === start.y && last.x === end.x && last.y === end.y;
    return [{ edge, corners: asDrawn ? drawnEdge.corners : elbow(start, end) }];
  });
  return { steps: [...placed.values()], links };
}

function bottomOf({ left, top, width, height }: PlacedStep): Point {
  return { x: Math.round(left + width / 2), y: top + height };
}

function topOf({ left, top, width }: PlacedStep): Point {
  return { x: Math.round(left + width / 2), y: top };
}

/** Down, across, down; around the side when the target stands higher. */
export function elbow(start: Point, end: Point): Point[] {
  if (end.y - start.y >= 24) return corners(start, end, [], [Math.round((start.y + end.y) / 2)]);
  const side = Math.max(start.x, end.x) + stepCard.width / 2 + 28;
  return [
    start,
    { x: start.x, y: start.y + 18 },
    { x: side, y: start.y + 18 },
    { x: side, y: end.y - 18 },
    { x: end.x, y: end.y - 18 },
    end,
  ];
}

/** Places of all top-level steps as they are drawn: what a first move by hand keeps for the others. */
export function drawnPlaces(scene: CanvasScene): Record<string, { x: number; y: number }> {
  return Object.fromEntries(
    scene.steps.filter(({ parent }) => parent === undefined).map(({ node, x, y }) => [node.id, { x: Math.round(x), y: Math.round(y) }]),
  );
}
