import { gelu, linear, logSumExp, type ReaderWeights, type Table, table } from './reader-weights.ts';

/** Words `from` up to `to` ask for one thing. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** How likely its words ask for this, on average, 0 to 1. */
  readonly sure: number;
  /** What else they may ask for, likeliest first; “nothing” (`O`) is among them. */
  readonly others: readonly string[];
}

export interface Tagged {
  readonly segments: readonly Segment[];
  /** Logarithm of how likely exactly these segments are. */
  readonly logSure: number;
}

const never = -1e4;
/** Less likely meanings are not worth offering. */
const leastOther = 0.01;

/** Wishes and the values in them have a chain each. */
type Kind = 'wishes' | 'values';
const prefix: { readonly [kind in Kind]: string } = { wishes: '', values: 'v' };

/** What the head makes of each word: the word, its neighbours and the mean of all words, through one hidden layer. */
export function hiddenOf(words: Table, weights: ReaderWeights): Table {
  const { rows, columns } = words;
  const mean = new Float32Array(columns);
  for (let index = 0; index < words.values.length; index += 1)
    mean[index % columns] = (mean[index % columns] ?? 0) + (words.values[index] ?? 0) / rows;
  const values = new Float32Array(rows * columns * 4);
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns * 4;
    if (row > 0) values.set(words.values.subarray((row - 1) * columns, row * columns), at);
    values.set(words.values.subarray(row * columns, (row + 1) * columns), at + columns);
    if (row + 1 < rows) values.set(words.values.subarray((row + 1) * columns, (row + 2) * columns), at + 2 * columns);
    values.set(mean, at + 3 * columns);
  }
  const hidden = linear({ rows, columns: columns * 4, values }, table(weights, 'w1'), table(weights, 'b1'));
  return { ...hidden, values: hidden.values.map(gelu) };
}

/**
 * The likeliest segments: a linear chain over the states “begins label k” and “inside label k”, where inside follows only its own label.
 * State 0 is a word that asks for nothing; state `labels + k` is inside label k.
 */
export function tag(hidden: Table, weights: ReaderWeights, kind: Kind = 'wishes'): Tagged {
  const names = kind === 'wishes' ? weights.labels : ['O', ...weights.values];
  const count = names.length;
  const states = 2 * count;
  const moves = movesOf(weights, kind, count);
  const emitted = emissions(hidden, weights, kind, count);
  let best: Float64Array = emitted(0).map((score, state) => (state < count ? score : never));
  const totals = [best.slice()];
  const back: Int16Array[] = [];
  for (let word = 1; word < hidden.rows; word += 1) {
    const score = emitted(word);
    const all = totals[word - 1] ?? best;
    const next = new Float64Array(states);
    const total = new Float64Array(states);
    const from = new Int16Array(states);
    const into = new Float64Array(states);
    for (let state = 0; state < states; state += 1) {
      let top = -Infinity;
      for (let before = 0; before < states; before += 1) {
        const move = moves[before * states + state] ?? never;
        const path = (best[before] ?? never) + move;
        if (path > top) [top, from[state]] = [path, before];
        into[before] = (all[before] ?? never) + move;
      }
      next[state] = top + (score[state] ?? never);
      total[state] = logSumExp(into) + (score[state] ?? never);
    }
    back.push(from);
    best = next;
    totals.push(total);
  }
  const { path, score } = traced(best, back);
  const whole = logSumExp(totals.at(-1) ?? best);
  const likely = likelihoods(totals, { moves, emitted, whole }, count);
  const segments = segmentsOf(path, names).map((segment) => {
    const words = likely.slice(segment.from, segment.to);
    const sure = names.map((label, index) => ({ label, sure: words.reduce((sum, one) => sum + (one[index] ?? 0), 0) / words.length }));
    const others = sure.filter((one) => one.label !== segment.label && one.sure >= leastOther).toSorted((a, b) => b.sure - a.sure);
    return { ...segment, sure: sure.find(({ label }) => label === segment.label)?.sure ?? 0, others: others.map(({ label }) => label) };
  });
  return { segments, logSure: Math.min(0, score - whole) };
}

interface Chain {
  readonly moves: Float32Array;
  readonly emitted: (word: number) => Float64Array;
  /** Logarithm of the sum over all ways through the chain. */
  readonly whole: number;
}

/** Of each word how likely it has each label, whether it begins a wish or goes on with one. */
function likelihoods(totals: readonly Float64Array[], { moves, emitted, whole }: Chain, count: number): Float64Array[] {
  const states = 2 * count;
  let after = new Float64Array(states);
  const likely: Float64Array[] = [];
  for (let word = totals.length - 1; word >= 0; word -= 1) {
    const here = (state: number): number => Math.exp((totals[word]?.[state] ?? never) + (after[state] ?? never) - whole);
    likely.push(Float64Array.from({ length: count }, (_, label) => here(label) + (label === 0 ? 0 : here(label + count))));
    const score = emitted(word);
    const before = new Float64Array(states);
    const out = new Float64Array(states);
    for (let state = 0; state < states; state += 1) {
      for (let next = 0; next < states; next += 1)
        out[next] = (moves[state * states + next] ?? never) + (score[next] ?? never) + (after[next] ?? never);
      before[state] = logSumExp(out);
    }
    after = before;
  }
  return likely.reverse();
}

function movesOf(weights: ReaderWeights, kind: Kind, count: number): Float32Array {
  const states = 2 * count;
  return table(weights, `${prefix[kind]}tr`).values.map((learned, index) => {
    const from = Math.floor(index / states);
    const to = index % states;
    const isAllowed = from !== count && (to < count || (to > count && (from === to || from === to - count)));
    return isAllowed ? learned : learned + never;
  });
}

function emissions(hidden: Table, weights: ReaderWeights, kind: Kind, count: number): (word: number) => Float64Array {
  const at = prefix[kind];
  const kinds = linear(hidden, table(weights, `${at}typ`), table(weights, `${at}typb`)).values;
  const begins = linear(hidden, table(weights, `${at}beg`), table(weights, `${at}begb`)).values;
  return (word) =>
    Float64Array.from({ length: 2 * count }, (_, state) => {
      const begin = state > 0 && state < count ? 1 : 0;
      return (kinds[word * count + (state % count)] ?? 0) + (begins[word * 2 + begin] ?? 0);
    });
}

function traced(last: Float64Array, back: readonly Int16Array[]): { path: number[]; score: number } {
  let state = last.indexOf(Math.max(...last));
  const score = last[state] ?? never;
  const path = [state];
  for (const from of back.toReversed()) {
    state = from[state] ?? 0;
    path.push(state);
  }
  return { path: path.reverse(), score };
}

function segmentsOf(path: readonly number[], labels: readonly string[]): Pick<Segment, 'from' | 'to' | 'label'>[] {
  const segments: { from: number; to: number; label: string }[] = [];
  path.forEach((state, word) => {
    if (state === 0) return;
    const last = segments.at(-1);
    if (state > labels.length && last) last.to = word + 1;
    else segments.push({ from: word, to: word + 1, label: labels[state % labels.length] ?? 'O' });
  });
  return segments;
}
