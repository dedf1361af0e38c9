import { addTo, dot, products, type Rows, seededRandom, toUnit } from './vectors.ts';

/**
 * Principal components of centred rows by orthogonal iteration, strongest first: rows × `count` coordinates, not scaled to length 1.
 * The first components carry the topics; the long tail is the wording of single comments.
 */
export function principalCoordinates(rows: Rows, count: number): Float32Array[] {
  const size = rows[0]?.length ?? 0;
  const wanted = Math.max(1, Math.min(count, size, rows.length - 1));
  const covariance = covarianceOf(rows, size);
  const random = seededRandom(7);
  let axes = Array.from({ length: wanted }, () => Float32Array.from({ length: size }, () => random() - 0.5));
  orthonormalise(axes);
  for (let round = 0; round < 30; round++) {
    axes = axes.map((axis) => Float32Array.from(covariance, (line) => dot(line, axis)));
    orthonormalise(axes);
  }
  return rows.map((row) => Float32Array.from(axes, (axis) => dot(row, axis)));
}

function covarianceOf(rows: Rows, size: number): Float32Array[] {
  const covariance = Array.from({ length: size }, () => new Float32Array(size));
  for (const row of rows) {
    for (let i = 0; i < size; i++) addTo(covariance[i] as Float32Array, row, row[i] as number);
  }
  return covariance;
}

/** Gram–Schmidt, in place and in order. */
function orthonormalise(axes: Float32Array[]): void {
  axes.forEach((axis, index) => {
    for (let before = 0; before < index; before++) {
      const other = axes[before] as Float32Array;
      addTo(axis, other, -dot(axis, other));
    }
    toUnit(axis);
  });
}

/** Unit rows of the first `count` coordinates. */
export function firstCoordinates(coordinates: Rows, count: number): Float32Array[] {
  return coordinates.map((row) => toUnit(row.slice(0, count)));
}

/** Moves every row half-way to the mean of its `neighbours` most similar ones, which draws groups together and leaves strays where they are. */
export function smoothed(rows: Rows, neighbours: number): Float32Array[] {
  const n = rows.length;
  const similarity = products(rows);
  return rows.map((row, index) => {
    const line = similarity.subarray(index * n, index * n + n);
    const closest = topIndexes(line, neighbours, index);
    let total = 0;
    for (const other of closest) total += Math.max(0, line[other] as number);
    const moved = Float32Array.from(row);
    if (total > 0) for (const other of closest) addTo(moved, rows[other] as Float32Array, Math.max(0, line[other] as number) / total);
    return toUnit(moved);
  });
}

function topIndexes(values: Float32Array, count: number, except: number): number[] {
  const top: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i === except) continue;
    const value = values[i] as number;
    if (top.length === count && value <= (values[top[count - 1] as number] as number)) continue;
    let at = top.length;
    while (at > 0 && (values[top[at - 1] as number] as number) < value) at--;
    top.splice(at, 0, i);
    if (top.length > count) top.pop();
  }
  return top;
}
