import { contentStems } from '../words/words.ts';
import { findTopics, memberLikeness } from './find-topics.ts';
import { nameTopics } from './name-topics.ts';
import { addTo, centred, centroids, dot, mean, nearest, type Rows, seededRandom, toUnit } from './vectors.ts';

export interface GroupOptions {
  /** The number of topics; found when absent. */
  readonly topics?: number;
  /** Smallest topic, in comments. Default 2, and 3 or 1 % of the different comments from 20 on. */
  readonly minSize?: number;
}

export interface Topic {
  /** In words of the comments, such as `Slow delivery`. */
  readonly label: string;
  readonly size: number;
  /** Of all comments that say anything, 0 to 1. */
  readonly share: number;
  readonly keywords: readonly string[];
  /** Up to three typical comments, as they were written, no two alike. */
  readonly examples: readonly string[];
  /** Indexes into the texts. */
  readonly members: readonly number[];
  /** Mean cosine of the members to their middle. */
  readonly cohesion: number;
}

export interface Grouping {
  /** Largest first. */
  readonly topics: readonly Topic[];
  /** Indexes of comments without a topic, empty ones included. */
  readonly other: readonly number[];
  /** For each text the index of its topic, or −1. */
  readonly assignments: readonly number[];
  /** 0 to 1. */
  readonly confidence: number;
  readonly confidenceWords: string;
  /** Things a reader should know, as plain sentences. */
  readonly notes: readonly string[];
}

/** Comments that the topics are found on; the rest is sorted into them. The work grows with its square. */
const sampleSize = 1200;

/** What `groupTexts` does, once its input is known to be right. Imports nothing from other rooms, so that a worker is up at once. */
export function groupChecked(texts: readonly string[], vectors: Rows, options: GroupOptions): Grouping {
  const distinct = distinctTexts(texts);
  const said = distinct.reduce((sum, { indexes }) => sum + indexes.length, 0);
  const rows = distinct.map(({ indexes }) => vectors[indexes[0] as number] as Float32Array);
  const sample = sampleOf(rows.length);
  const minSize = options.minSize ?? (sample.length < 8 ? 1 : sample.length < 20 ? 2 : Math.max(3, Math.round(sample.length / 100)));
  const found = findTopics(
    sample.map((index) => rows[index] as Float32Array),
    {
      minSize,
      weights: sample.map((index) => (distinct[index] as Distinct).indexes.length),
      ...(options.topics === undefined ? {} : { wanted: options.topics }),
    },
  );
  const labels = assignAll(rows, sample, found.labels, found.count);
  const topics = topicsFrom(texts, distinct, rows, labels, found.count, said);
  const assignments = texts.map(() => -1);
  topics.forEach(({ members }, topic) => {
    for (const member of members) assignments[member] = topic;
  });
  const other = assignments.flatMap((topic, index) => (topic < 0 ? [index] : []));
  const notes = notesOn({
    texts: texts.length,
    said,
    distinct: distinct.length,
    sample: sample.length,
    topics: topics.length,
    wanted: options.topics,
  });
  const confidence = confidenceOf(found.firmness, said, other.length - (texts.length - said), topics.length);
  return { topics, other, assignments, confidence, confidenceWords: inWords(confidence, topics.length, said), notes };
}

interface Facts {
  readonly texts: number;
  /** Texts that say anything. */
  readonly said: number;
  readonly distinct: number;
  readonly sample: number;
  readonly topics: number;
  readonly wanted: number | undefined;
}

function notesOn({ texts, said, distinct, sample, topics, wanted }: Facts): string[] {
  const notes: string[] = [];
  const silent = texts - said;
  if (silent > 0)
    notes.push(
      `${countOf(silent, 'comment')} ${silent === 1 ? 'says' : 'say'} nothing to group by (empty, “ok”, “thanks”) and went to “other”.`,
    );
  if (distinct > 0 && distinct < 8)
    notes.push(`With ${countOf(distinct, 'different comment')} there is little to count: only near repetitions were put together.`);
  if (sample < distinct)
    notes.push(
      `The topics were found on an even sample of ${sample} of ${distinct} different comments; all others were then sorted into them.`,
    );
  if (wanted !== undefined && topics < wanted) notes.push(`${wanted} topics were asked for; the comments hold only ${topics} apart.`);
  if (topics === 0 && distinct > 0) notes.push('The comments have no topic in common: each is about something else.');
  return notes;
}

interface Distinct {
  readonly text: string;
  readonly indexes: number[];
}

/** Texts that differ in more than case and blanks; those without a word that says anything are left out. */
function distinctTexts(texts: readonly string[]): Distinct[] {
  const byKey = new Map<string, Distinct>();
  texts.forEach((text, index) => {
    const key = text.toLowerCase().replace(/\s+/gu, ' ').trim();
    if (contentStems(text.slice(0, 2000)).length === 0) return;
    const known = byKey.get(key);
    if (known) known.indexes.push(index);
    else byKey.set(key, { text, indexes: [index] });
  });
  return [...byKey.values()];
}

/** Positions of an even random sample, in order. */
function sampleOf(count: number): number[] {
  const positions = Array.from({ length: count }, (_, i) => i);
  if (count <= sampleSize) return positions;
  const random = seededRandom(3);
  for (let i = 0; i < sampleSize; i++) {
    const j = i + Math.floor(random() * (count - i));
    [positions[i], positions[j]] = [positions[j] as number, positions[i] as number];
  }
  return positions.slice(0, sampleSize).sort((a, b) => a - b);
}

function assignAll(rows: Rows, sample: readonly number[], sampleLabels: Int32Array, count: number): Int32Array {
  const labels = new Int32Array(rows.length).fill(-1);
  sample.forEach((row, index) => {
    labels[row] = sampleLabels[index] as number;
  });
  if (count === 0 || sample.length === rows.length) return labels;
  const middle = mean(rows);
  const own = centroids(rows, labels, count);
  const fromMiddle = centroids(centred(rows, middle), labels, count);
  const inSample = new Set(sample);
  const rest = new Float32Array(middle.length);
  rows.forEach((row, index) => {
    if (inSample.has(index)) return;
    rest.set(row);
    addTo(rest, middle, -1);
    const topic = count === 1 ? 0 : nearest(toUnit(rest), fromMiddle).index;
    if (dot(row, own[topic] as Float32Array) >= memberLikeness) labels[index] = topic;
  });
  return labels;
}

function topicsFrom(
  texts: readonly string[],
  distinct: readonly Distinct[],
  rows: Rows,
  labels: Int32Array,
  count: number,
  said: number,
): Topic[] {
  const groups = Array.from({ length: count }, () => [] as number[]);
  const strays: string[] = [];
  labels.forEach((label, index) => {
    if (label >= 0) (groups[label] as number[]).push(index);
    else strays.push((distinct[index] as Distinct).text);
  });
  const names = nameTopics(
    groups.map((group) => group.map((index) => (distinct[index] as Distinct).text)),
    strays,
  );
  const middles = centroids(rows, labels, count);
  const topics = groups.map((group, topic): Topic => {
    const members = group.flatMap((index) => (distinct[index] as Distinct).indexes).sort((a, b) => a - b);
    const likeness = group.map((index) => dot(rows[index] as Float32Array, middles[topic] as Float32Array));
    const cohesion = likeness.reduce((sum, value) => sum + value, 0) / Math.max(1, likeness.length);
    const { label, keywords } = names[topic] ?? { label: '', keywords: [] };
    const examples = typical(group, likeness, rows, distinct).map(
      (index) => texts[(distinct[index] as Distinct).indexes[0] as number] as string,
    );
    return { label, size: members.length, share: members.length / said, keywords, examples, members, cohesion };
  });
  return topics.sort((a, b) => b.size - a.size);
}

/** Up to three comments near the middle of a topic that differ from each other; neither very short nor very long ones where there is a choice. */
function typical(group: readonly number[], likeness: readonly number[], rows: Rows, distinct: readonly Distinct[]): number[] {
  const worth = group.map((index, position) => {
    const length = (distinct[index] as Distinct).text.length;
    return { index, worth: (likeness[position] as number) - (length < 15 || length > 240 ? 0.15 : 0) };
  });
  const near = worth.sort((a, b) => b.worth - a.worth).slice(0, 60);
  const chosen: number[] = [];
  while (chosen.length < Math.min(3, near.length)) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const { index, worth: own } of near) {
      if (chosen.includes(index)) continue;
      const alike = Math.max(0, ...chosen.map((other) => dot(rows[index] as Float32Array, rows[other] as Float32Array)));
      const score = 0.7 * own - 0.3 * alike; // maximal marginal relevance
      if (score > most) {
        most = score;
        best = index;
      }
    }
    chosen.push(best);
  }
  return chosen;
}

/** Firm groups of few comments prove less than of many, and every comment left over is one that the topics do not explain. */
function confidenceOf(firmness: number, said: number, leftOver: number, topics: number): number {
  if (topics === 0) return 0;
  const explained = 1 - leftOver / Math.max(1, said);
  return Math.round(firmness ** 0.7 * (0.5 + 0.5 * explained) * 100) / 100;
}

function inWords(confidence: number, topics: number, said: number): string {
  if (topics === 0) return said === 0 ? 'There is nothing to group.' : 'No topic was found.';
  if (said < 8) return 'Too few comments to be sure of anything.';
  if (confidence >= 0.7) return 'Clear: the topics stand well apart.';
  if (confidence >= 0.5) return 'Fairly clear: most comments have one obvious topic, some could go either way.';
  return 'Rough: the topics run into each other; look at the examples before relying on the counts.';
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
