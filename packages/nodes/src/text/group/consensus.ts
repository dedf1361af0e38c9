import { kMeans, seedLabels } from './k-means.ts';
import { agglomerate, cutTree } from './linkage.ts';
import { firstCoordinates, principalCoordinates, smoothed } from './projection.ts';
import { products, type Rows, seededRandom } from './vectors.ts';

/**
 * How often two comments land in one group over many different groupings (views of the data × algorithms × numbers of groups): n × n, 0 to 1.
 * Evidence accumulation (Fred and Jain, 2005): what holds under all of them is a topic; what depends on one of them is not.
 */
export function coAssociation(rows: Rows): Float32Array {
  const n = rows.length;
  const together = new Float32Array(n * n);
  let runs = 0;
  const random = seededRandom(11);
  const counts = groupCounts(n);
  for (const view of views(rows)) {
    const similarity = products(view);
    const ward = agglomerate(
      similarity.map((value) => 2 - 2 * value),
      n,
      'ward',
    );
    const average = agglomerate(
      similarity.map((value) => 1 - value),
      n,
      'average',
    );
    for (const count of counts) {
      for (const start of [cutTree(ward, n, count), cutTree(average, n, count), seedLabels(view, count, random)]) {
        countPairs(kMeans(view, start, count), together);
        runs++;
      }
    }
  }
  if (runs > 0) for (let i = 0; i < together.length; i++) together[i] = (together[i] as number) / runs;
  return together;
}

/** Five numbers of groups between 4 and about twice the logarithm of the number of comments. */
function groupCounts(n: number): number[] {
  const most = Math.max(2, Math.min(Math.floor(n / 3), Math.round(2 * Math.log2(n))));
  const least = Math.min(4, most);
  return [...new Set([0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(least + part * (most - least))))];
}

function views(rows: Rows): Float32Array[][] {
  const coordinates = principalCoordinates(rows, 48);
  const fine = firstCoordinates(coordinates, 48);
  const once = smoothed(fine, 4);
  return [
    firstCoordinates(coordinates, 8),
    firstCoordinates(coordinates, 12),
    firstCoordinates(coordinates, 16),
    smoothed(once, 4),
    smoothed(smoothed(fine, 6), 6),
    fine,
  ];
}

function countPairs(labels: Int32Array, together: Float32Array): void {
  const n = labels.length;
  const groups = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  });
  for (const group of groups.values()) {
    for (const i of group) for (const j of group) together[i * n + j] = (together[i * n + j] as number) + 1;
  }
}
