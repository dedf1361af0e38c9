/**
 * Writes the mean of `count` token vectors, scaled to length 1, into `target` at `at`. A zero mean stays zero.
 *
 * @param tokens token vectors, row after row
 * @param firstRow row in `tokens` of the text's first token
 */
export function meanPool(
  tokens: Float32Array,
  firstRow: number,
  count: number,
  dimensions: number,
  target: Float32Array,
  at: number,
): void {
  for (let row = firstRow; row < firstRow + count; row++) {
    for (let d = 0; d < dimensions; d++) target[at + d] = (target[at + d] ?? 0) + (tokens[row * dimensions + d] ?? 0);
  }
  let square = 0;
  for (let d = 0; d < dimensions; d++) square += (target[at + d] ?? 0) ** 2;
  const length = Math.sqrt(square);
  if (length === 0) return;
  for (let d = 0; d < dimensions; d++) target[at + d] = (target[at + d] ?? 0) / length;
}
