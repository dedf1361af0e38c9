import type { ReadStep } from './reading.ts';
import { inEveryStepList } from './step-lists.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

/** Classes as they are meant: “urgent (water, gas) or not” are two, “A1 to C1” are five. */
export const withClassLists = (steps: readonly ReadStep[]): ReadStep[] =>
  inEveryStepList(steps, (list) =>
    list.flatMap((one) => graded(one)).map((step) => (step.label === 'classify' ? ranged(described(step)) : step)),
  );

const decides =
  /^\W*(?:(?:and|then|please)\s+)*(?:decide|determine|work out|figure out|find out|judge|assess|assign|give (?:it|them|him|her|each)|rate|grade|set|tell|choose|calculate)\b/iu;
const onScale =
  /\b(?:level|grade|mark|score|rating|class|category|priority|size|stars?)s?\s+(?:from\s+|between\s+|of\s+|is\s+|\()?\s*([A-Z]\d|[A-J]|X*[SML]|\d{1,2})\s*(?:to|and|-|–|—|until|till|through|up to|\.\.+|→)\s*([A-Z]\d|[A-J]|X*[SML]|\d{1,2})\b/u;

/** “Give it a grade A to F”, “decide the level from 1 to 5” sorts, whatever it was read as. */
function graded(step: ReadStep): readonly ReadStep[] {
  const [low, high] = onScale.exec(step.words)?.slice(1) ?? [];
  if (!mayGrade.has(step.label) || !decides.test(step.words) || low === undefined || high === undefined) return [step];
  const classes = scaleBetween(low, high).map((words): ReadValue => ({ name: 'class', words }));
  if (classes.length < 3) return [step];
  return [
    { ...step, label: 'classify', values: classes, sure: Math.max(step.sure, 0.6), branches: [], cases: [] },
    ...step.branches.flat(),
  ];
}

const mayGrade = new Set<ReadStep['label']>(['classify', 'unmet', 'calculate', 'if', 'generate', 'extract', 'set', 'write', 'email']);

/** “Whether it's an emergency (pain, bleeding) or not” */
const whether =
  /\b(?:if|whether)\s+(?:(?:it|this|that|they)(?:['’]?s|['’]re)?\s+)?(?:(?:is|are|its|was)\s+)?(?:an?\s+)?(\p{L}[\p{L} -]{2,24}?)\s*\([^)]*\)\s*or not\b/iu;

/** What stands in brackets right after a class says what it takes in; it is no class beside it. */
function described(step: ReadStep): ReadStep {
  const [, only] = whether.exec(step.words) ?? [];
  if (only !== undefined) {
    const others = step.values.filter(({ name }) => name !== 'class');
    return { ...step, values: [...others, { name: 'class', words: only }, { name: 'class', words: 'not' }] };
  }
  const brackets = [...step.words.matchAll(/\(([^)]*)\)?/gu)].map((match) => [match.index, match.index + match[0].length] as const);
  let end = 0;
  const placed = step.values.map((value) => {
    const next = value.name === 'class' ? step.words.indexOf(value.words, end) : -1;
    const at = next < 0 && value.name === 'class' ? step.words.indexOf(value.words) : next;
    if (next >= 0) end = at + value.words.length;
    return { value, at, end: at + value.words.length };
  });
  const isRightAfter = (open: number): boolean =>
    placed.some(
      ({ at, end: last }) => at >= 0 && last <= open && /^(?:\s+(?:ones?|stuff|cases?))?\s*$/iu.test(step.words.slice(last, open)),
    );
  const inside = brackets.filter(([open]) => isRightAfter(open));
  const isInside = (at: number): boolean => at >= 0 && inside.some(([open, close]) => at > open && at < close);
  const values = placed.flatMap(({ value, at }) => (isInside(at) ? [] : [value]));
  return values.length === step.values.length ? step : { ...step, values };
}

/** What each class takes in, as brackets after its name say. */
export function takenIn(words: string, labels: readonly string[]): { readonly [label: string]: string } {
  return Object.fromEntries(
    labels.flatMap((label) => {
      const name = label.replaceAll(/[^\p{L}\p{N} ]/gu, '.');
      const said = new RegExp(String.raw`(?<!\bnot )\b${name}(?:\s+(?:ones?|stuff|cases?))?\s*\(([^)]{3,80})\)?`, 'iu').exec(words)?.[1];
      return said === undefined || said.includes('@') ? [] : [[label, said.trim()] as const];
    }),
  );
}

const scales: readonly (readonly string[])[] = [
  ['A1', 'A2', 'B1', 'B2', 'C1', 'C2'],
  ['XS', 'S', 'M', 'L', 'XL', 'XXL'],
  [...'ABCDEFGHIJ'],
  Array.from({ length: 10 }, (_, index) => String(index + 1)),
];
const span = /^(?:from\s+)?(\S+)\s*(?:to|-|–|—|until|till|through|thru|up to|\.\.+|→)\s*(\S+)$/iu;

/** “A1 to C1”, “grade A–F”, “1 to 5”: every step of a scale that is known between the two. */
function ranged(step: ReadStep): ReadStep {
  const named = valuesOf(step.values, 'class');
  const [low, high] = named.length === 2 ? named.map((name) => bare(name)) : (span.exec(bare(named[0] ?? ''))?.slice(1) ?? []);
  const isAlone = named.length === 1 || (named.length === 2 && isSpanned(step.words, named));
  const between = isAlone && low !== undefined && high !== undefined ? scaleBetween(low, high) : [];
  if (between.length < 3) return step;
  const others = step.values.filter(({ name }) => name !== 'class');
  return { ...step, values: [...others, ...between.map((words): ReadValue => ({ name: 'class', words }))] };
}

/** Nothing but “to” or a dash stands between the two. */
function isSpanned(words: string, [low = '', high = '']: readonly string[]): boolean {
  const from = words.indexOf(low) + low.length;
  return /^\s*(?:to|-|–|—|until|till|through|thru|up to|\.\.+|→)\s*$/iu.test(words.slice(from, words.indexOf(high, from)));
}

function scaleBetween(low: string, high: string): readonly string[] {
  for (const scale of scales) {
    const [from, to] = [low, high].map((name) => scale.indexOf(name.toUpperCase()));
    if (from !== undefined && to !== undefined && from >= 0 && to > from) return scale.slice(from, to + 1);
  }
  return [];
}
