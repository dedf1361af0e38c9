/** Rows of equal length. Where a function says "unit rows", each has length 1 and a dot product is a cosine. */
export type Rows = readonly Float32Array[];

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Scales to length 1, in place; a zero row stays zero. */
export function toUnit(row: Float32Array): Float32Array {
  const length = Math.sqrt(dot(row, row));
  if (length > 0) for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) / length;
  return row;
}

export function addTo(target: Float32Array, row: Float32Array, weight = 1): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + weight * (row[i] as number);
}

export function mean(rows: Rows, weights?: readonly number[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  let total = 0;
  rows.forEach((row, index) => {
    const weight = weights?.[index] ?? 1;
    total += weight;
    addTo(sum, row, weight);
  });
  if (total > 0) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / total;
  return sum;
}

/** Unit rows of what each row has beyond `middle`: what all comments share says nothing about their topics. */
export function centred(rows: Rows, middle: Float32Array): Float32Array[] {
  return rows.map((row) => {
    const rest = Float32Array.from(row);
    addTo(rest, middle, -1);
    return toUnit(rest);
  });
}

/** Unit centroids, one a label 0…count−1. */
export function centroids(rows: Rows, labels: ArrayLike<number>, count: number): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float32Array(rows[0]?.length ?? 0));
  rows.forEach((row, index) => {
    const sum = sums[labels[index] as number];
    if (sum) addTo(sum, row);
  });
  return sums.map(toUnit);
}

/** Index of the most similar of `candidates`, and how similar it is; −1 when there is none. */
export function nearest(row: Float32Array, candidates: Rows): { index: number; similarity: number } {
  let index = -1;
  let similarity = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = dot(row, candidates[i] as Float32Array);
    if (candidate > similarity) {
      similarity = candidate;
      index = i;
    }
  }
  return { index, similarity };
}

/** All dot products, as a full square, row after row. */
export function products(rows: Rows): Float32Array {
  const n = rows.length;
  const square = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const value = dot(rows[i] as Float32Array, rows[j] as Float32Array);
      square[i * n + j] = value;
      square[j * n + i] = value;
    }
  }
  return square;
}

/** Numbers in [0, 1), the same for the same seed: groups must not change when nothing else did. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
