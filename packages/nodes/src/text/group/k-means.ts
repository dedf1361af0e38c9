import { centroids, dot, nearest, type Rows } from './vectors.ts';

/** Spherical k-means on unit rows, from given labels 0…count−1, until nothing moves or 15 rounds are over. */
export function kMeans(rows: Rows, labels: Int32Array, count: number): Int32Array {
  let current = labels;
  for (let round = 0; round < 15; round++) {
    const middles = centroids(rows, current, count);
    let moved = 0;
    const next = current.map((label, index) => {
      const { index: closest } = nearest(rows[index] as Float32Array, middles);
      if (closest !== label) moved++;
      return closest;
    });
    current = next;
    if (moved === 0) break;
  }
  return current;
}

/** First labels by k-means++: far-apart rows become the seeds. */
export function seedLabels(rows: Rows, count: number, random: () => number): Int32Array {
  const seeds = [Math.floor(random() * rows.length)];
  const distance = new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY);
  while (seeds.length < count) {
    const last = rows[seeds[seeds.length - 1] as number] as Float32Array;
    let total = 0;
    rows.forEach((row, index) => {
      const own = Math.min(distance[index] as number, Math.max(0, 1 - dot(row, last)));
      distance[index] = own;
      total += own;
    });
    let left = random() * total;
    let pick = 0;
    while (pick < rows.length - 1 && (left -= distance[pick] as number) > 0) pick++;
    seeds.push(pick);
  }
  const middles = seeds.map((seed) => rows[seed] as Float32Array);
  return Int32Array.from(rows, (row) => nearest(row, middles).index);
}
