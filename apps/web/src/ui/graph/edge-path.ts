export interface Point {
  readonly x: number;
  readonly y: number;
}

const maxRadius = 10;

/** A line from the bottom of one card to the top of another: down, across, down, with rounded corners. An SVG path. */
export function edgePath(from: Point, to: Point): string {
  if (Math.abs(from.x - to.x) < 1) return `M${from.x} ${from.y}V${to.y}`;
  const middle = to.y > from.y + 16 ? to.y - Math.min(26, (to.y - from.y) / 2) : (from.y + to.y) / 2;
  const radius = Math.min(maxRadius, Math.abs(to.x - from.x) / 2, Math.abs(middle - from.y), Math.abs(to.y - middle));
  const side = to.x > from.x ? 1 : -1;
  const down = middle > from.y ? 1 : -1;
  const onward = to.y > middle ? 1 : -1;
  return [
    `M${from.x} ${from.y}`,
    `V${middle - radius * down}`,
    `Q${from.x} ${middle} ${from.x + radius * side} ${middle}`,
    `H${to.x - radius * side}`,
    `Q${to.x} ${middle} ${to.x} ${middle + radius * onward}`,
    `V${to.y}`,
  ].join('');
}
