/** Prints how well planted topics are found again: `node packages/nodes/src/text/testing/evaluate-grouping.ts [--topics]`. */
import path from 'node:path';
import { createMiniLmEmbedder, type Embedder } from '@arches/knowledge';
import { adjustedRandIndex, enlarged, fixtureSets, type LabelledSet } from '../group/fixture.ts';
import { groupTexts } from '../group/group-texts.ts';
import { kMeans, seedLabels } from '../group/k-means.ts';
import { centred, centroids, dot, mean, type Rows, seededRandom } from '../group/vectors.ts';

/** For comparison: spherical k-means with the number of groups that has the best (centroid) silhouette. */
function plainKMeans(vectors: Rows): Int32Array {
  const rows = centred(vectors, mean(vectors));
  const random = seededRandom(5);
  let best = new Int32Array(rows.length).fill(0);
  let most = Number.NEGATIVE_INFINITY;
  for (let count = 2; count <= Math.min(14, rows.length - 1); count++) {
    for (let start = 0; start < 5; start++) {
      const labels = kMeans(rows, seedLabels(rows, count, random), count);
      const middles = centroids(rows, labels, count);
      const silhouette = rows.reduce((sum, row, index) => {
        const own = 1 - dot(row, middles[labels[index] as number] as Float32Array);
        const next = Math.min(
          ...middles.map((middle, other) => (other === labels[index] ? Number.POSITIVE_INFINITY : 1 - dot(row, middle))),
        );
        return sum + (next - own) / Math.max(next, own, 1e-9);
      }, 0);
      if (silhouette <= most) continue;
      most = silhouette;
      best = Int32Array.from(labels);
    }
  }
  return best;
}

async function evaluate(embedder: Embedder, set: LabelledSet, showTopics: boolean): Promise<number> {
  const vectors = await embedder.embed(set.texts);
  const started = performance.now();
  const result = groupTexts(set.texts, vectors);
  const ms = performance.now() - started;
  const planted = set.topics.map((topic) => topic ?? 'noise');
  const index = adjustedRandIndex(planted, result.assignments);
  const simple = adjustedRandIndex(planted, [...plainKMeans(vectors)]);
  const noise = set.topics.filter((topic) => topic === undefined).length;
  const names = new Set(set.topics.filter((topic) => topic !== undefined)).size;
  const cells = [
    set.texts.length,
    names,
    result.topics.length,
    noise,
    result.other.length,
    index.toFixed(2),
    simple.toFixed(2),
    result.confidence.toFixed(2),
    ms.toFixed(0),
  ];
  console.log(set.name.padEnd(24) + cells.map((cell) => String(cell).padStart(9)).join(''));
  if (showTopics)
    for (const { label, size, keywords, examples } of result.topics)
      console.log(`    ${String(size).padStart(4)}  ${label}  [${keywords.join(', ')}]  e.g. ${examples[0] ?? ''}`);
  return index;
}

const embedder = createMiniLmEmbedder({ modelsDir: path.resolve(import.meta.dirname, '../../../../../models') });
const showTopics = process.argv.includes('--topics');
for (const folder of ['tuning', 'held-out'] as const) {
  const small = fixtureSets(folder);
  const large = small
    .filter(({ name }) => ['shop', 'school', 'restaurant', 'saas'].includes(name))
    .map((set, index) => enlarged(set, 400 - 100 * index));
  console.log(
    `\n${folder}\n${''.padEnd(24)}${['comments', 'planted', 'found', 'noise', 'other', 'ARI', 'k-means', 'sure', 'ms'].map((head) => head.padStart(9)).join('')}`,
  );
  const indexes: number[] = [];
  for (const set of [...small, ...large]) indexes.push(await evaluate(embedder, set, showTopics));
  console.log(
    `mean ARI ${(indexes.reduce((sum, value) => sum + value, 0) / indexes.length).toFixed(2)}, lowest ${Math.min(...indexes).toFixed(2)}`,
  );
}
await embedder.close();
