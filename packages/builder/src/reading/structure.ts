import { gelu, linear, logSumExp, type ReaderWeights, sigmoid, type Table, table } from './reader-weights.ts';
import { isBeside, isTriggerLabel } from './reading.ts';
import type { Segment } from './tag.ts';
import type { Word } from './words.ts';

/** A segment in its place: what is done inside it, way by way. */
export interface Placed {
  /** Index of the segment; undefined for a loop that nobody names but that its steps need. */
  readonly segment: number | undefined;
  readonly branches: readonly (readonly Placed[])[];
}

export interface Structure {
  readonly steps: readonly Placed[];
  /** Logarithm of how likely all places are right. */
  readonly logSure: number;
}

/** Ways out of each kind of step that holds others. */
const waysOf: { readonly [label: string]: number } = { if: 2, each: 1, switch: 6 };
const mostWays = 6;

interface Place {
  readonly parent: number;
  readonly branch: number;
}

/** Which step stands inside which, and what happens before what, though the words may say it the other way round. */
export function structureOf(segments: readonly Segment[], words: readonly Word[], hidden: Table, weights: ReaderWeights): Structure {
  const means = meansOf(segments, hidden);
  const isStep = segments.map(({ label }) => !isTriggerLabel(label) && !isBeside(label));
  const steps = segments.flatMap((_, index) => (isStep[index] ? [index] : []));
  const order = pairScores('o', means, segments, weights);
  const places = placesOf(steps, means, { segments, words }, weights);
  const loops = linear(means, table(weights, 'imp')).values.map(
    (score, index) => score + label('il', index, segments, weights) + (table(weights, 'ib').values[0] ?? 0),
  );
  const always = table(weights, 'oc').values[0] ?? 0;
  const usual = weights.tables['prior']?.values;
  const number = (index: number): number => weights.labels.indexOf(segments[index]?.label ?? 'O');
  const before = (i: number, j: number): number =>
    (order.at(i, j, betweenSteps(segments, words, i, j))[0] ?? 0) + always + (usual?.[number(i) * weights.labels.length + number(j)] ?? 0);
  /** Above 0 when step `i` comes first. */
  const first = (i: number, j: number): number => (i < j ? before(i, j) : -before(j, i));
  let logSure = places.logSure;
  for (const step of steps) logSure += Math.log(sigmoid(Math.abs(loops[step] ?? 0)));

  const build = (parent: number, branch: number): Placed[] => {
    const inside = steps.filter((step) => places.of.get(step)?.parent === parent && places.of.get(step)?.branch === branch);
    for (const [index, a] of inside.entries()) for (const b of inside.slice(index + 1)) logSure += Math.log(sigmoid(Math.abs(first(a, b))));
    const wins = (step: number): number => inside.filter((other) => other !== step && first(step, other) > 0).length;
    const sorted = inside.toSorted((a, b) => wins(b) - wins(a) || a - b);
    return sorted.reduce<Placed[]>((done, step) => {
      const placed = placedOf(step);
      if (!placed) return done;
      const last = done.at(-1);
      if ((loops[step] ?? 0) <= 0) done.push(placed);
      // Neighbours that are done for each entry share one loop.
      else if (last && last.segment === undefined) done[done.length - 1] = { ...last, branches: [[...(last.branches[0] ?? []), placed]] };
      else done.push({ segment: undefined, branches: [[placed]] });
      return done;
    }, []);
  };
  const placedOf = (step: number): Placed | undefined => {
    const ways = waysOf[segments[step]?.label ?? ''];
    if (ways === undefined) return { segment: step, branches: [] };
    const branches = Array.from({ length: ways }, (_, way) => build(step, way));
    // A condition may have nothing on its yes way; other ways without steps are none.
    const kept = segments[step]?.label === 'if' ? branches : branches.filter((branch) => branch.length > 0);
    return branches.some((branch) => branch.length > 0) ? { segment: step, branches: kept } : undefined;
  };
  return { steps: build(-1, 0), logSure };
}

/** Of each segment the mean of its words, then the mean of the words between it and the one before. */
function meansOf(segments: readonly Segment[], { columns, values }: Table): Table {
  const width = 2 * columns;
  const means = new Float32Array(segments.length * width);
  const addMean = (at: number, from: number, to: number): void => {
    for (let word = from; word < to; word += 1)
      for (let column = 0; column < columns; column += 1)
        means[at + column] = (means[at + column] ?? 0) + (values[word * columns + column] ?? 0) / (to - from);
  };
  for (const [index, { from, to }] of segments.entries()) {
    addMean(index * width, from, to);
    addMean(index * width + columns, segments[index - 1]?.to ?? 0, from);
  }
  return { rows: segments.length, columns: width, values: means };
}

function label(name: string, index: number, segments: readonly Segment[], weights: ReaderWeights): number {
  return table(weights, name).values[weights.labels.indexOf(segments[index]?.label ?? 'O')] ?? 0;
}

/** One hidden layer over two segments, their labels and what lies between them; `kind` names its tables. */
function pairScores(
  kind: 'o' | 'p',
  means: Table,
  segments: readonly Segment[],
  weights: ReaderWeights,
): { at: (i: number, j: number, features: readonly number[]) => Float32Array } {
  const left = linear(means, table(weights, `${kind}a`));
  const right = linear(means, table(weights, `${kind}b`));
  const width = left.columns;
  const labelLeft = table(weights, `${kind}la`).values;
  const labelRight = table(weights, `${kind}lb`).values;
  const bias = table(weights, `${kind}bias`).values;
  const numbers = segments.map(({ label: name }) => weights.labels.indexOf(name));
  const given = table(weights, `${kind}f`).values;
  const out = table(weights, kind === 'p' ? 'pv' : 'ou');
  const outBias = kind === 'p' ? table(weights, 'pvb') : undefined;
  return {
    at: (i, j, features) => {
      const values = new Float32Array(width);
      for (let column = 0; column < width; column += 1) {
        let sum =
          (left.values[i * width + column] ?? 0) +
          (right.values[j * width + column] ?? 0) +
          (labelLeft[(numbers[i] ?? 0) * width + column] ?? 0) +
          (labelRight[(numbers[j] ?? 0) * width + column] ?? 0) +
          (bias[column] ?? 0);
        features.forEach((feature, row) => {
          if (feature !== 0) sum += feature * (given[row * width + column] ?? 0);
        });
        values[column] = gelu(sum);
      }
      return linear({ rows: 1, columns: width, values }, out, outBias).values;
    },
  };
}

const thenWords = new Set(['then', 'after', 'afterwards', 'next', 'finally', 'later', 'once', 'subsequently']);
const beforeWords = new Set(['before', 'first', 'until', 'prior', 'beforehand']);

/** What lies between two steps, for which of them happens first; the order of these numbers is that of the training. */
function betweenSteps(segments: readonly Segment[], words: readonly Word[], i: number, j: number): number[] {
  const a = segments[i];
  const b = segments[j];
  if (!a || !b) return [];
  const gap = words.slice(a.to, b.from).map(({ text }) => text.toLowerCase());
  const said = [...words.slice(b.from, b.to).map(({ text }) => text.toLowerCase()), ...gap];
  const steps = segments.filter(({ label: name, from }) => a.to <= from && from < b.from && !isBeside(name)).length;
  return [
    gap.some((word) => /^[.;!?]$/u.test(word)),
    gap.some((word) => word === '>' || word === '→'),
    said.some((word) => thenWords.has(word)),
    gap.some((word) => beforeWords.has(word)),
    said.some((word) => beforeWords.has(word)),
    steps === 0,
    steps === 1,
    steps >= 2,
    a.label === b.label,
  ].map(Number);
}

/** For each step the step and way it stands in; -1 for none. */
function placesOf(
  steps: readonly number[],
  means: Table,
  { segments, words }: { readonly segments: readonly Segment[]; readonly words: readonly Word[] },
  weights: ReaderWeights,
): { of: Map<number, Place>; logSure: number } {
  const score = pairScores('p', means, segments, weights);
  const roots = linear(means, table(weights, 'root')).values;
  const of = new Map<number, Place>();
  let logSure = 0;
  for (const step of steps) {
    const root = (roots[step] ?? 0) + label('rl', step, segments, weights) + (table(weights, 'rb').values[0] ?? 0);
    const choices: (Place & { score: number })[] = [{ parent: -1, branch: 0, score: root }];
    for (const parent of steps) {
      const ways = Math.min(waysOf[segments[parent]?.label ?? ''] ?? 0, mostWays);
      if (ways === 0 || parent === step) continue;
      const scores = score.at(step, parent, between(segments, words, step, parent));
      for (let branch = 0; branch < ways; branch += 1) choices.push({ parent, branch, score: scores[branch] ?? 0 });
    }
    const total = logSumExp(choices.map((choice) => choice.score));
    const ranked = choices.toSorted((a, b) => b.score - a.score);
    const chosen = ranked.find(({ parent }) => !leadsTo(of, parent, step)) ?? ranked[0];
    if (!chosen) continue;
    of.set(step, { parent: chosen.parent, branch: chosen.branch });
    logSure += chosen.score - total;
  }
  return { of, logSure };
}

/** Whether `from` stands inside `step` already, so that it cannot hold it. */
function leadsTo(of: ReadonlyMap<number, Place>, from: number, step: number): boolean {
  for (let at = from; at !== -1; at = of.get(at)?.parent ?? -1) if (at === step) return true;
  return false;
}

/** What lies between a step and one that may hold it; the order of these numbers is that of the training. */
function between(segments: readonly Segment[], words: readonly Word[], step: number, holder: number): number[] {
  const a = segments[Math.min(step, holder)];
  const b = segments[Math.max(step, holder)];
  if (!a || !b) return [];
  const inside = segments.filter(({ from }) => a.to <= from && from < b.from);
  const elses = inside.filter((segment) => segment.label === 'else').length;
  const holders = inside.filter((segment) => waysOf[segment.label] !== undefined).length;
  const cases = inside.filter((segment) => segment.label === 'case').length;
  const steps = inside.filter((segment) => !isBeside(segment.label)).length;
  const hasStop = words.slice(a.to, b.from).some(({ text }) => /^[.;!?]$/u.test(text));
  return [
    step > holder,
    hasStop,
    elses === 1,
    elses >= 2,
    holders > 0,
    steps === 0,
    steps === 1,
    steps === 2,
    steps >= 3,
    cases === 1,
    cases === 2,
    cases >= 3,
  ].map(Number);
}
