import type { Condition } from '../recognise/conditions.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';

/** One way of a choice: its condition, if it says one, and what is done on it. */
export interface Way {
  readonly words: string;
  readonly condition: Condition | undefined;
  readonly then: readonly Wish[];
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Ways that are told apart by amounts: exclusive, the narrower ones asked first, two as if and else, more as a choice. */
export function bandsOf(said: readonly Way[]): WishKind {
  const ways = tightestFirst(ofOneThing(said.map((way) => signed(way))));
  const last = ways.at(-1);
  // “Above” after “up to 30”, or bands that leave nothing between them: what is left goes the last way.
  const isRest = last !== undefined && (last.condition === undefined || coversRest(ways));
  const tested = ways.filter(({ condition }, index) => condition !== undefined && !(isRest && index === ways.length - 1));
  const otherwise = isRest ? last.then : ways.filter(({ condition }) => condition === undefined).flatMap(({ then }) => then);
  const [first, second] = tested;
  if (first?.condition && tested.length === 1) return { kind: 'if', condition: first.condition, then: first.then, otherwise };
  if (first?.condition && second?.condition && tested.length === 2 && otherwise.length === 0) {
    const next: Wish = { kind: 'if', condition: second.condition, then: second.then, otherwise: [], because: second.words };
    return { kind: 'if', condition: first.condition, then: first.then, otherwise: [next] };
  }
  const names = new Set<string>();
  const cases = tested.map(({ words, condition, then }) => {
    const name = free(bandName(words, condition), names);
    return { name, then, ...(condition ? { condition } : {}) };
  });
  return { kind: 'switch', field: first?.condition?.subject ?? 'amount', cases, ...(otherwise.length > 0 ? { otherwise } : {}) };
}

/** “Negative” beside amounts is below zero, not a mood. */
const signed = (way: Way): Way =>
  way.condition?.test === 'judged' && /^(?:negative|positive)$/u.test(String(way.condition.value))
    ? {
        ...way,
        condition: {
          ...way.condition,
          subject: 'amount',
          test: way.condition.value === 'negative' ? 'under' : 'over',
          value: 0,
          isGuessed: true,
        },
      }
    : way;

/** What the other way of a condition says of itself: “if it is between 4 and 6” after “warmer than 6” leaves out what is colder. */
export function otherOf(condition: Condition, other: Condition | undefined, otherwise: readonly Wish[]): readonly Wish[] {
  if (!other || otherwise.length === 0 || !isBand(condition) || !(isBand(other) || isList(other))) return otherwise;
  const [one] = ofOneThing([
    { words: other.words, condition: other, then: otherwise },
    { words: condition.words, condition, then: [] },
  ]);
  if (!one?.condition || areComplements(condition, one.condition)) return otherwise;
  return [{ kind: 'if', condition: one.condition, then: otherwise, otherwise: [], because: other.words }];
}

/** “Over 50” beside “up to 50”: one of them always holds. People say “under 5 stars” and “5 stars” so, too. */
export function areComplements(a: Condition, b: Condition): boolean {
  const [one, two] = [boundsOf(a), boundsOf(b)];
  if (!one || !two) return false;
  const isNext = (x: Bounds, y: Bounds): boolean =>
    Math.abs(x.high - y.low) <= 1 && x.low === -Infinity && (y.high === Infinity || y.high === y.low);
  const isAfter = (x: Bounds, y: Bounds): boolean =>
    Math.abs(x.low - y.high) <= 1 && x.high === Infinity && (y.low === -Infinity || y.high === y.low);
  return isNext(one, two) || isAfter(one, two);
}

const isBand = (condition: Condition): boolean => boundsOf(condition) !== undefined;
const isList = ({ test, value }: Condition): boolean => test === 'equals' && /^\d+(?: or \d+)+$/u.test(String(value));

function boundsOf({ test, value, most, negated }: Condition): Bounds | undefined {
  if (typeof value !== 'number') return undefined;
  switch (test) {
    case 'over':
    case 'at_least':
      return negated ? { low: -Infinity, high: value } : { low: value, high: Infinity };
    case 'under':
    case 'at_most':
      return negated ? { low: value, high: Infinity } : { low: -Infinity, high: value };
    case 'between':
      return negated ? undefined : { low: value, high: most ?? value };
    case 'equals':
      return negated ? undefined : { low: value, high: value };
    default:
      return undefined;
  }
}

/** Bands are of one thing: what one of them names is what the others look at. */
function ofOneThing(ways: readonly Way[]): Way[] {
  const known = ways.find(({ condition }) => condition && isBand(condition) && !condition.isGuessed)?.condition?.subject;
  const first = known ?? ways.find(({ condition }) => condition && isBand(condition))?.condition?.subject;
  if (first === undefined) return [...ways];
  return ways.map((way) => {
    const { condition } = way;
    if (!condition || !(isBand(condition) || isList(condition)) || (known !== undefined && !condition.isGuessed)) return way;
    const { isGuessed: _, ...rest } = condition;
    return { ...way, condition: { ...rest, subject: first, ...(known === undefined ? { isGuessed: true } : {}) } };
  });
}

/** Over 8 before over 4, under 2,000 before under 10,000: a wider band would take what a narrower one is for. */
function tightestFirst(ways: readonly Way[]): Way[] {
  const sorted = [...ways];
  const order = (isWanted: (bounds: Bounds) => boolean, compare: (a: Bounds, b: Bounds) => number): void => {
    const places = sorted.flatMap(({ condition }, index) => {
      const bounds = condition && boundsOf(condition);
      return bounds && isWanted(bounds) ? [{ index, bounds, way: sorted[index] as Way }] : [];
    });
    const ordered = places.toSorted((a, b) => compare(a.bounds, b.bounds));
    places.forEach(({ index }, at) => {
      const next = ordered[at];
      if (next) sorted[index] = next.way;
    });
  };
  order(
    ({ low, high }) => high === Infinity && low !== -Infinity,
    (a, b) => b.low - a.low,
  );
  order(
    ({ low, high }) => low === -Infinity && high !== Infinity,
    (a, b) => a.high - b.high,
  );
  return sorted;
}

/** Whether the last band takes all that the others leave. */
function coversRest(ways: readonly Way[]): boolean {
  const bounds = ways.map(({ condition }) => condition && boundsOf(condition));
  if (bounds.some((one) => one === undefined)) return false;
  const sorted = (bounds as Bounds[]).toSorted((a, b) => a.low - b.low || a.high - b.high);
  const isWhole = sorted[0]?.low === -Infinity && sorted.at(-1)?.high === Infinity;
  return isWhole && sorted.every((one, index) => index === 0 || one.low - (sorted[index - 1]?.high ?? 0) <= 1);
}

const signs: { readonly [test: string]: string } = { over: 'over', at_least: 'at least', under: 'under', at_most: 'up to' };

/** A way’s name: its words, or the comparison where they are signs. */
function bandName(words: string, condition: Condition | undefined): string {
  const sign = condition && signs[condition.test];
  if (sign && /[<>≤≥+]/u.test(words)) return `${sign} ${condition.value}`;
  return (
    words
      .toLowerCase()
      .replaceAll(/[–—]/gu, ' to ')
      .replaceAll(/[^\p{L}\p{N} .,%°-]/gu, ' ')
      .replace(/^\s*(?:(?:if|when|for|and|or|it|it's|is|are|but|those|with|the|an?)\s+)+/u, '')
      .replaceAll(/\s+/gu, ' ')
      .trim()
      .slice(0, 40) || 'way'
  );
}

function free(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let count = 2; names.has(name); count += 1) name = `${wanted} ${count}`;
  names.add(name);
  return name;
}
