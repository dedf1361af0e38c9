import dagre from '@dagrejs/dagre';

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Link {
  readonly source: string;
  readonly target: string;
}

export interface Place {
  /** Top left corner. */
  readonly x: number;
  readonly y: number;
}

/** Where a link passes the ranks between its ends, and the gaps between those ranks. */
export interface Route {
  /** x at each rank passed. */
  readonly lanes: readonly number[];
  /** y of each gap crossed. */
  readonly gaps: readonly number[];
}

export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  /** By `routeKey(source, target)`. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly width: number;
  readonly height: number;
}

export function routeKey(source: string, target: string): string {
  return `${source} ${target}`;
}

export interface LayoutOptions {
  /** Room between neighbours of one rank. */
  readonly gapX?: number;
  /** Room between ranks. */
  readonly gapY?: number;
}

/**
 * Ranks from top to bottom, aligned by centre. `tight-tree`, because `longest-path` drags every source to the top.
 * Links to boxes that are not there are passed over; a cycle is drawn, not refused.
 */
export function layoutGraph(boxes: readonly Box[], links: readonly Link[], { gapX = 40, gapY = 52 }: LayoutOptions = {}): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', ranker: 'tight-tree', nodesep: gapX, ranksep: gapY, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(boxes.map(({ id }) => id));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  for (const { source, target } of links) {
    if (known.has(source) && known.has(target) && source !== target) graph.setEdge(source, target);
  }
  if (boxes.length > 0) dagre.layout(graph);
  const places = new Map(
    boxes.map(({ id, width, height }) => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
  const right = boxes.map(({ id, width }) => (places.get(id)?.x ?? 0) + width);
  const bottom = boxes.map(({ id, height }) => (places.get(id)?.y ?? 0) + height);
  const routes = new Map(
    graph.edges().map(({ v, w }) => {
      // The library halves ranks to make room for labels: every second point on the way stands in a gap, the others at a rank.
      const { points = [] } = graph.edge(v, w) as { points?: readonly Place[] };
      const way = points.slice(1, -1);
      return [
        routeKey(v, w),
        {
          lanes: way.filter((_, index) => index % 2 === 1).map(({ x }) => Math.round(x)),
          gaps: way.filter((_, index) => index % 2 === 0).map(({ y }) => Math.round(y)),
        },
      ];
    }),
  );
  return { places, routes, width: Math.max(0, ...right), height: Math.max(0, ...bottom) };
}
