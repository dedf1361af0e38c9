import { type Placed, structureOf } from './structure.ts';
import { hiddenOf, type Segment, tag } from './tag.ts';
import { linear, type ReaderWeights, sigmoid, type Table, table } from './reader-weights.ts';
import { isTriggerLabel, type Label, type Reading, tailOf, type TriggerLabel, triggerLabels } from './reading.ts';
import { type PlacedStep, readSteps, type Stretch, withMore } from './read-steps.ts';
import type { ReadValue, ValueName } from './values.ts';
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
    if (words.length === 0) return { trigger: undefined, otherStarts: [], hasFile: false, steps: [], policies: [], sure: 1 };
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
  const stretches = stretchesOf(text, words, segments, valuesIn(text, words, hidden, weights));
  const whole = wholeOf(hidden);
  return {
    ...startsOf(stretches, whole, weights),
    hasFile: sigmoid(linear(whole, table(weights, 'file'), table(weights, 'fileb')).values[0] ?? 0) > 0.5,
    steps: readSteps(stretches, placedSteps(structure.steps, stretches)),
    policies: stretches.flatMap((one) => (one.label === 'policy' ? [one.words] : [])),
    sure: Math.exp(tagged.logSure + structure.logSure),
  };
}

function stretchesOf(text: string, words: readonly Word[], segments: readonly Segment[], values: readonly PlacedValue[]): Stretch[] {
  const gaps = [...segments, undefined].map((segment, index) =>
    textOf(text, words, segments[index - 1]?.to ?? 0, segment?.from ?? words.length),
  );
  const order = segments.map(({ label }) => label);
  const stretches = segments.map((segment, index) => {
    const end = closed(words, segment, segments[index + 1]?.from);
    return {
      label: segment.label as Label,
      words: textOf(text, words, segment.from, end),
      at: words[segment.from]?.start ?? 0,
      lead: gaps[index] ?? '',
      tail: tailOf(index, order, gaps),
      sure: segment.sure,
      others: segment.others,
      values: values.filter(({ from }) => from >= segment.from && from < end),
    };
  });
  return withMore(stretches);
}

interface PlacedValue extends ReadValue {
  /** Its first word. */
  readonly from: number;
}

/** The values that the words give; none where the reader was not trained on values. */
function valuesIn(text: string, words: readonly Word[], hidden: Table, weights: ReaderWeights): PlacedValue[] {
  if (weights.values.length === 0) return [];
  return tag(hidden, weights, 'values').segments.map(({ label, from, to }) => ({
    name: label as ValueName,
    words: textOf(text, words, from, to),
    from,
  }));
}

function placedSteps(placed: readonly Placed[], stretches: readonly Stretch[]): PlacedStep[] {
  return placed.map(({ segment, branches }) => ({
    stretch: segment,
    label: segment === undefined ? 'each' : ((stretches[segment]?.label ?? 'unmet') as PlacedStep['label']),
    branches: branches.map((branch) => placedSteps(branch, stretches)),
  }));
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
function startsOf(stretches: readonly Stretch[], whole: Table, weights: ReaderWeights): Pick<Reading, 'trigger' | 'otherStarts'> {
  const scores = linear(whole, table(weights, 'trig'), table(weights, 'trigb')).values;
  const score = (label: TriggerLabel): number => scores[triggerLabels.indexOf(label)] ?? 0;
  const [first, ...others] = stretches
    .flatMap(({ label, words, values, at, sure }) => (isTriggerLabel(label) ? [{ label, words, values, at, sure }] : []))
    .toSorted((a, b) => score(b.label) - score(a.label) || a.at - b.at);
  return {
    trigger: first,
    otherStarts: others.flatMap((one) => (one.label === first?.label ? [] : [one.words])),
  };
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
