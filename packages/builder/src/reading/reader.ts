import { type Placed, structureOf } from './structure.ts';
import { hiddenOf, type Segment, tag } from './tag.ts';
import { linear, type ReaderWeights, sigmoid, type Table, table } from './reader-weights.ts';
import { isTriggerLabel, type Reading, type ReadStep, tailOf, type TriggerLabel, triggerLabels } from './reading.ts';
import { shownToModel, type Word, wordsOf } from './words.ts';

/** Turns the words of one text into vectors, row after row, by the model that the reader's head was trained on. */
export type ReadWords = (words: readonly string[]) => Promise<Float32Array>;

export type Reader = (text: string) => Promise<Reading>;

/** Longer requests are read as far as this; the model has places for 512 pieces. */
const mostWords = 220;

/** The trained reader: which words of a request ask for what, in which order, and what stands inside what. */
export function createReader(readWords: ReadWords, weights: ReaderWeights): Reader {
  return async (text) => {
    const words = wordsOf(text).slice(0, mostWords);
    if (words.length === 0) return { trigger: undefined, hasFile: false, steps: [], sure: 1 };
    const vectors = await readWords(words.map((word) => shownToModel(word.text)));
    const rows = Math.min(words.length, Math.floor(vectors.length / 384));
    return readFrom(text, words.slice(0, rows), { rows, columns: 384, values: vectors }, weights);
  };
}

function readFrom(text: string, words: readonly Word[], vectors: Table, weights: ReaderWeights): Reading {
  const hidden = hiddenOf(vectors, weights);
  const tagged = tag(hidden, weights);
  const { segments } = tagged;
  const structure = structureOf(segments, words, hidden, weights);
  const said = (index: number): string => {
    const segment = segments[index];
    return segment ? textOf(text, words, segment.from, closed(words, segment, segments[index + 1]?.from)) : '';
  };
  const gaps = [...segments, undefined].map((segment, index) =>
    textOf(text, words, segments[index - 1]?.to ?? 0, segment?.from ?? words.length),
  );
  const order = segments.map(({ label }) => label);
  const steps = (placed: readonly Placed[]): ReadStep[] =>
    placed.map(({ segment, branches }) => ({
      label: (segment === undefined ? 'each' : (segments[segment]?.label ?? 'unmet')) as ReadStep['label'],
      words: segment === undefined ? '' : said(segment),
      ...(segment === undefined ? {} : { at: words[segments[segment]?.from ?? 0]?.start ?? 0 }),
      lead: segment === undefined ? '' : (gaps[segment] ?? ''),
      tail: segment === undefined ? '' : tailOf(segment, order, gaps),
      sure: segment === undefined ? 1 : (segments[segment]?.sure ?? 0),
      branches: branches.map((branch) => steps(branch)),
    }));
  const whole = wholeOf(hidden);
  return {
    trigger: triggerOf(segments, said, whole, weights),
    hasFile: sigmoid(linear(whole, table(weights, 'file'), table(weights, 'fileb')).values[0] ?? 0) > 0.5,
    steps: steps(structure.steps),
    sure: Math.exp(tagged.logSure + structure.logSure),
  };
}

function textOf(text: string, words: readonly Word[], from: number, to: number): string {
  return from < to ? text.slice(words[from]?.start ?? 0, words[to - 1]?.end ?? 0) : '';
}

/** Where a segment ends once a quotation or bracket that it opens, or that follows it at once, is closed. */
function closed(words: readonly Word[], { from, to }: Segment, next = words.length): number {
  const quotes = words.slice(from, to).filter(({ text }) => text === '"').length;
  const isOpen = quotes % 2 === 1 || words[to]?.text === '"';
  const end = isOpen ? words.findIndex(({ text }, index) => text === '"' && index >= to + (quotes % 2 === 1 ? 0 : 1)) : -1;
  return end >= 0 && end < next ? end + 1 : to;
}

/** Of several starts the one that the request as a whole speaks for: a workflow has one. */
function triggerOf(
  segments: readonly Segment[],
  said: (index: number) => string,
  whole: Table,
  weights: ReaderWeights,
): Reading['trigger'] {
  const scores = linear(whole, table(weights, 'trig'), table(weights, 'trigb')).values;
  const starts = segments.flatMap(({ label }, index) => (isTriggerLabel(label) ? [{ label, index }] : []));
  const score = (label: TriggerLabel): number => scores[triggerLabels.indexOf(label)] ?? 0;
  const [first] = starts.toSorted((a, b) => score(b.label) - score(a.label) || a.index - b.index);
  return first && { label: first.label, words: said(first.index) };
}

/** The request as a whole: the strongest and the mean of what is made of its words. */
function wholeOf({ rows, columns, values }: Table): Table {
  const most = new Float32Array(columns).fill(-Infinity);
  const mean = new Float32Array(columns);
  values.forEach((value, index) => {
    const column = index % columns;
    most[column] = Math.max(most[column] ?? 0, value);
    mean[column] = (mean[column] ?? 0) + value / rows;
  });
  return { rows: 1, columns: columns * 2, values: Float32Array.from([...most, ...mean]) };
}
