export interface Point {
  readonly x: number;
  readonly y: number;
}

const maxRadius = 10;

/** An SVG path along corners that stand right above, below or beside each other, with rounded turns. */
export function roundedPath(corners: readonly Point[]): string {
  const points = corners.filter((point, index) => index === 0 || !same(point, corners[index - 1]));
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = rest.map((corner, index) => {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (!after) return `L${corner.x} ${corner.y}`;
    const radius = Math.min(maxRadius, distance(before, corner) / 2, distance(corner, after) / 2);
    const [from, to] = [toward(corner, before, radius), toward(corner, after, radius)];
    return `L${from.x} ${from.y}Q${corner.x} ${corner.y} ${to.x} ${to.y}`;
  });
  return `M${first.x} ${first.y}${parts.join('')}`;
}

/**
 * Corners of a link from the bottom of one card to the top of another: down the lane, across in the gap between two ranks, down the
 * next lane. `lanes` are the x of the ranks passed on the way, `gaps` the y of every gap crossed: one more than lanes.
 */
export function corners(from: Point, to: Point, lanes: readonly number[], gaps: readonly number[]): Point[] {
  const xs = [from.x, ...lanes, to.x];
  const turns = gaps.flatMap((y, index) => [
    { x: xs[index] ?? from.x, y },
    { x: xs[index + 1] ?? to.x, y },
  ]);
  return straightened([from, ...turns, to]);
}

/** Without the points that lie on the way between their neighbours. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}

function same(a: Point, b: Point | undefined): boolean {
  return b !== undefined && a.x === b.x && a.y === b.y;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function toward(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}
