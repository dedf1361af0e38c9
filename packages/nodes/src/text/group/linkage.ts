/** One merge of a tree over n leaves: the groups that hold leaves `a` and `b` become one at this distance. */
export interface Merge {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/**
 * Agglomerative tree by the nearest-neighbour-chain algorithm, O(n²) time; `distances` (n × n, squared Euclidean for Ward) is used up.
 * Both linkages are reducible, so the merges sorted by distance are the ones that the naive algorithm makes.
 */
export function agglomerate(distances: Float32Array, n: number, linkage: 'average' | 'ward'): Merge[] {
  const size = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  let start = 0;
  while (merges.length < n - 1) {
    if (chain.length === 0) {
      while (!alive[start]) start++;
      chain.push(start);
    }
    const tip = chain[chain.length - 1] as number;
    const before = chain.length > 1 ? (chain[chain.length - 2] as number) : -1;
    // On a tie the one before wins, so that the chain cannot run in a circle.
    let next = before;
    let shortest = before < 0 ? Number.POSITIVE_INFINITY : (distances[tip * n + before] as number);
    for (let other = 0; other < n; other++) {
      if (!alive[other] || other === tip) continue;
      const distance = distances[tip * n + other] as number;
      if (distance < shortest) {
        shortest = distance;
        next = other;
      }
    }
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    merges.push({ a: before, b: tip, distance: shortest });
    absorb(distances, n, size, alive, before, tip, linkage);
  }
  return merges.sort((x, y) => x.distance - y.distance);
}

/** `into` takes `from` over; the distances of all others to it follow by the Lance–Williams formula. */
function absorb(
  d: Float32Array,
  n: number,
  size: Float64Array,
  alive: Uint8Array,
  into: number,
  from: number,
  linkage: 'average' | 'ward',
): void {
  const a = size[into] as number;
  const b = size[from] as number;
  const between = d[into * n + from] as number;
  alive[from] = 0;
  size[into] = a + b;
  for (let other = 0; other < n; other++) {
    if (!alive[other] || other === into) continue;
    const da = d[into * n + other] as number;
    const db = d[from * n + other] as number;
    const c = size[other] as number;
    const distance = linkage === 'average' ? (a * da + b * db) / (a + b) : ((a + c) * da + (b + c) * db - c * between) / (a + b + c);
    d[into * n + other] = distance;
    d[other * n + into] = distance;
  }
}

/** Labels 0…count−1 after the first n − count merges of a sorted tree. */
export function cutTree(merges: readonly Merge[], n: number, count: number): Int32Array {
  const parent = Int32Array.from({ length: n }, (_, i) => i);
  const root = (leaf: number): number => {
    let at = leaf;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  for (const { a, b } of merges.slice(0, Math.max(0, n - count))) parent[root(b)] = root(a);
  return renumbered(Int32Array.from({ length: n }, (_, leaf) => root(leaf)));
}

/** The same partition with labels 0, 1, 2 … in order of appearance; negative labels stay as they are. */
export function renumbered(labels: Int32Array): Int32Array {
  const names = new Map<number, number>();
  return labels.map((label) => {
    if (label < 0) return label;
    const known = names.get(label);
    if (known !== undefined) return known;
    names.set(label, names.size);
    return names.size - 1;
  });
}
