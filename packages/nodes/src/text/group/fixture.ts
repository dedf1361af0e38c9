import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Comments with the topic that their author gave them; `undefined` for noise. */
export interface LabelledSet {
  readonly name: string;
  readonly texts: readonly string[];
  readonly topics: readonly (string | undefined)[];
}

/** Sets of one folder under `fixtures/`. Lines under `# topic` belong to it; under `# -` they are noise. */
export function fixtureSets(folder: 'tuning' | 'held-out'): LabelledSet[] {
  const directory = path.join(import.meta.dirname, 'fixtures', folder);
  return readdirSync(directory)
    .sort()
    .map((file) => parseSet(file.replace(/\.txt$/, ''), readFileSync(path.join(directory, file), 'utf8')));
}

function parseSet(name: string, source: string): LabelledSet {
  const texts: string[] = [];
  const topics: (string | undefined)[] = [];
  let topic: string | undefined;
  for (const line of source.split('\n')) {
    if (line.startsWith('# ')) topic = line === '# -' ? undefined : line.slice(2);
    else if (line !== '') {
      texts.push(line);
      topics.push(topic);
    }
  }
  return { name, texts, topics };
}

const openings = [
  '',
  '',
  '',
  'Hi, ',
  'Again: ',
  'Just to say, ',
  'For your information: ',
  'I am sorry but ',
  'Room 12: ',
  'Unfortunately ',
  'My feedback: ',
];
const endings = [
  '',
  '',
  '',
  ' Thank you.',
  ' This must change.',
  ' We will not come back.',
  ' Otherwise fine.',
  ' :(',
  ' Not what I expected',
  ' Please look into it!',
];

/** The same comments as many people would send them: repeated with other openings and endings, every seventh word for word. */
export function enlarged(set: LabelledSet, size: number): LabelledSet {
  const texts: string[] = [];
  const topics: (string | undefined)[] = [];
  for (let i = 0; i < size; i++) {
    const source = Math.floor(((i * 0.6180339887) % 1) ** 1.5 * set.texts.length); // early topics come up more often than late ones
    const text = set.texts[source] ?? '';
    texts.push(i % 7 === 0 ? text : `${openings[(i * 5) % openings.length] ?? ''}${text}${endings[(i * 3) % endings.length] ?? ''}`);
    topics.push(set.topics[source]);
  }
  return { name: `${set.name} ×${size}`, texts, topics };
}

/** Adjusted Rand index of two labellings: 1 for the same partition, 0 for chance. Every label, noise included, is a class. */
export function adjustedRandIndex(a: readonly unknown[], b: readonly unknown[]): number {
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const cells = new Map<string, number>();
  const rows = new Map<unknown, number>();
  const columns = new Map<unknown, number>();
  a.forEach((label, i) => {
    const key = `${String(label)}\u0000${String(b[i])}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
    rows.set(label, (rows.get(label) ?? 0) + 1);
    columns.set(b[i], (columns.get(b[i]) ?? 0) + 1);
  });
  const sum = (map: Map<unknown, number>): number => [...map.values()].reduce((total, n) => total + pairs(n), 0);
  const expected = (sum(rows) * sum(columns)) / Math.max(1, pairs(a.length));
  const most = (sum(rows) + sum(columns)) / 2;
  return most === expected ? 1 : (sum(cells) - expected) / (most - expected);
}
