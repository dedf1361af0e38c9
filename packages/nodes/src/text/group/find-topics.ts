import { coAssociation } from './consensus.ts';
import { agglomerate, cutTree, renumbered } from './linkage.ts';
import { centred, centroids, dot, mean, nearest, products, type Rows, toUnit } from './vectors.ts';

/**
 * Cosines of all-MiniLM-L6-v2 on short comments: two of one topic have 0.25–0.6, two of different topics below 0.3, unrelated sentences about 0.05.
 * Chosen on the fixtures under `fixtures/tuning`.
 */
const likeness = {
  /** Groups whose comments are on average this close to each other are one topic. */
  merge: 0.36,
  /** A group must hold together at least so much, small ones more: three strangers are easily a little alike. */
  cohesion: (size: number): number => 0.16 + 0.3 / size,
  /** A comment farther from the middle of its topic than this belongs to none. */
  member: 0.3,
} as const;

/** Comments closer than this say the same in other words: they count once when topics are looked for, or each would draw a topic of its own. */
const sameThing = 0.82;

/** Share of groupings in which two parts of one topic must have met. */
const agreement = 0.38;

export interface FoundTopics {
  /** Topic 0…count−1 of each row, −1 for none. */
  readonly labels: Int32Array;
  readonly count: number;
  /** How firmly the groups stand, 0 to 1: how much oftener comments met their own topic than the next one. */
  readonly firmness: number;
}

interface TopicSearch {
  /** Comments that each row stands for. */
  readonly weights: readonly number[];
  readonly minSize: number;
  /** The number of topics; found when absent. */
  readonly wanted?: number;
}

/** Topics of at most some 1,500 unit rows, O(n²) in time and memory. */
export function findTopics(rows: Rows, search: TopicSearch): FoundTopics {
  const n = rows.length;
  const similarity = products(rows);
  if (n < 8) return fewTopics(similarity, n, search.wanted);
  const { of, middles } = condensed(rows);
  if (middles.length < 8) return fewTopics(similarity, n, search.wanted);
  const together = coAssociation(centred(middles, mean(middles)));
  const tree = agglomerate(
    together.map((share) => 1 - share),
    middles.length,
    'average',
  );
  const cut = (count: number): Int32Array => {
    const labels = cutTree(tree, middles.length, count);
    return of.map((middle) => labels[middle] as number);
  };
  let labels: Int32Array;
  if (search.wanted === undefined) {
    const count = middles.length - tree.filter(({ distance }) => distance <= 1 - agreement).length;
    labels = withoutWeakGroups(mergedWhereAlike(cut(count), similarity), similarity, search);
    labels = withoutStrays(labels, rows, search);
  } else {
    labels = cutWanted(cut, middles.length, search.wanted, search);
  }
  labels = renumbered(labels);
  const count = Math.max(-1, ...labels) + 1;
  return { labels, count, firmness: count === 1 ? firmnessOfOne(labels, similarity) : firmnessOf(labels, count, together, of) };
}

/** Puts rows that say the same thing together, each with the first one it is close enough to. */
function condensed(rows: Rows): { of: Int32Array; middles: Float32Array[] } {
  const leaders: Float32Array[] = [];
  const of = Int32Array.from(rows, (row) => {
    const { index, similarity } = nearest(row, leaders);
    return similarity >= sameThing ? index : leaders.push(row) - 1;
  });
  return { of, middles: centroids(rows, of, leaders.length) };
}

/** With a handful of comments statistics say nothing: those that say nearly the same go together, each of the others stands alone. */
function fewTopics(similarity: Float32Array, n: number, wanted: number | undefined): FoundTopics {
  const tree = agglomerate(
    similarity.map((value) => 1 - value),
    n,
    'average',
  );
  const count = wanted === undefined ? n - tree.filter(({ distance }) => distance <= 1 - likeness.merge).length : Math.min(wanted, n);
  return { labels: cutTree(tree, n, count), count, firmness: n < 2 ? 0.5 : 0.4 };
}

/** The coarsest cut with `wanted` groups of a useful size; rows of smaller groups are left over. */
function cutWanted(cut: (count: number) => Int32Array, most: number, wanted: number, { weights, minSize }: TopicSearch): Int32Array {
  let best = cut(Math.min(wanted, most));
  let found = 0;
  for (let count = wanted; count <= Math.min(most, wanted * 4); count++) {
    const labels = cut(count);
    const sizes = sizesOf(labels, weights);
    const useful = sizes.filter((size) => size >= minSize).length;
    if (useful > found) {
      found = useful;
      best = labels.map((label) => ((sizes[label] ?? 0) >= minSize ? label : -1));
    }
    if (useful >= wanted) break;
  }
  return best;
}

function membersOf(labels: Int32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, index) => {
    if (label < 0) return;
    const group = members.get(label);
    if (group) group.push(index);
    else members.set(label, [index]);
  });
  return members;
}

function sizesOf(labels: Int32Array, weights: readonly number[]): number[] {
  const sizes: number[] = [];
  labels.forEach((label, index) => {
    if (label >= 0) sizes[label] = (sizes[label] ?? 0) + (weights[index] as number);
  });
  return sizes;
}

/** Joins the two most alike groups as long as they are close enough to be one topic. */
function mergedWhereAlike(labels: Int32Array, similarity: Float32Array): Int32Array {
  const n = labels.length;
  const groups = [...membersOf(labels).values()];
  const between = groups.map((a) => groups.map((b) => meanOver(similarity, n, a, b)));
  const distances = Float32Array.from(between.flat(), (value) => 1 - value);
  // Weighted by groups, not by comments: a large topic must not swallow a small one by its size.
  const tree = agglomerate(distances, groups.length, 'average');
  const count = groups.length - tree.filter(({ distance }) => distance <= 1 - likeness.merge).length;
  const joined = cutTree(tree, groups.length, count);
  const result = new Int32Array(n).fill(-1);
  groups.forEach((group, index) => {
    for (const row of group) result[row] = joined[index] as number;
  });
  return result;
}

function withoutWeakGroups(labels: Int32Array, similarity: Float32Array, { weights, minSize }: TopicSearch): Int32Array {
  const result = Int32Array.from(labels);
  for (const group of membersOf(labels).values()) {
    const size = group.reduce((sum, row) => sum + (weights[row] as number), 0);
    const coheres = group.length === 1 || meanOver(similarity, labels.length, group, group) >= likeness.cohesion(group.length);
    if (size >= minSize && coheres) continue;
    for (const row of group) result[row] = -1;
  }
  return result;
}

/** Lets go of rows far from the middle of their topic. */
function withoutStrays(labels: Int32Array, rows: Rows, { weights, minSize }: TopicSearch): Int32Array {
  const result = Int32Array.from(labels);
  const groups = [...membersOf(labels)];
  const middles = groups.map(([, group]) => toUnit(mean(group.map((row) => rows[row] as Float32Array))));
  groups.forEach(([, group], index) => {
    for (const row of group) if (dot(rows[row] as Float32Array, middles[index] as Float32Array) < likeness.member) result[row] = -1;
  });
  const sizes = sizesOf(result, weights);
  return result.map((label) => (label >= 0 && (sizes[label] ?? 0) < minSize ? -1 : label));
}

/** Mean over pairs of different rows. */
function meanOver(square: Float32Array, n: number, a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  let pairs = 0;
  for (const i of a) {
    for (const j of b) {
      if (i === j) continue;
      sum += square[i * n + j] as number;
      pairs++;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

/** Of one topic: how close its rows are; 0.5 is as close as comments on one narrow matter get. */
function firmnessOfOne(labels: Int32Array, similarity: Float32Array): number {
  const [group] = membersOf(labels).values();
  return group ? Math.max(0, Math.min(1, meanOver(similarity, labels.length, group, group) / 0.5)) : 0;
}

function firmnessOf(labels: Int32Array, count: number, together: Float32Array, of: Int32Array): number {
  if (count === 0) return 0;
  const n = Math.round(Math.sqrt(together.length));
  const groups = [...membersOf(labels).values()].map((group) => group.map((row) => of[row] as number));
  const middles = groups.map((group) => [...new Set(group)]);
  let total = 0;
  let rows = 0;
  groups.forEach((group, own) => {
    for (const row of group) {
      const met = middles.map((other) => meanOver(together, n, [row], other));
      const next = Math.max(...met.filter((_, index) => index !== own));
      total += ((middles[own] as number[]).length === 1 ? 1 : (met[own] as number)) - next;
      rows++;
    }
  });
  return Math.max(0, Math.min(1, total / rows));
}

export const memberLikeness: number = likeness.member;
