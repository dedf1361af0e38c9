import { isOver, sentenceEnd, spansOf } from './read-spans.ts';
import { allSteps, type ReadCase, type Reading, type ReadStep } from './reading.ts';
import { type ReadValue, valuesOf } from './values.ts';

const number = String.raw`[$€£]?\s?\d[\d.,']*(?:\s?k)?(?:\s?(?:%|€|\$|£|euros?|eur|usd|dollars?|pounds?|kr|chf)(?![\p{L}]))?`;
const compares = String.raw`(?:below|under|less than|up to|until|over|above|more than|at least|at most|from|bigger than|higher than|lower than|<=?|>=?|≤|≥)`;
const opened = new RegExp(
  String.raw`(?<=(?:^|[.;,:!?(\n–]|\b(?:and|but|if|when|for|or))\s*)(?:(?:it['’]?s|it is|the amount is|amounts?|between)\s+)?(?:(${number}\s*(?:-|–|—|to|and|up to)\s*${number})|(${compares})\s*(?:(?:than|an?)\s+)?(${number}))`,
  'giu',
);
const passes =
  /^\W*(?:(?:it['’]?s|it|is|are|that['’]?s|that|just|auto(?:matic(?:ally)?)?|always|straight(?: away)?|then|gets?|will be)\s+)*(?:ok(?:ay)?|fine|good|free|approved|accepted|go(?:es)?\s+(?:straight |right |ahead|on|through)|pass(?:es)?|through|no (?:approval|one|need|question)|nobody|nothing|auto(?:matic(?:ally)?)?|straight away)\b/iu;
const asksFor =
  /\b(?:(?:must|has to|have to|needs? to|should|shall|to)\s+(?:both\s+)?(?:ok(?:ay)?|approve|agree|say (?:yes|ok)|sign(?: off)?|confirm|decide|allow)|approves?|decides?|agrees?|signs?(?: it)? off|allows?|confirms?|ok(?:ay)?s|asks?)\b/iu;
const openBand =
  /\b(?:(?:any(?:thing)?|all|everything|whatever)\s+(?:above|over|more|below|under|else)|(?:above|over|below|beyond) (?:that|this|it)|otherwise|else|the rest|others?|if (?:more|less))\b|(?:^|[,;.]\s*)(?:more|above|less|higher|bigger)\s*[:,→-]/iu;
const andAlso = /\b(?:also|as well|too|plus|in addition|additionally)\b/iu;
const nextStep = /(?:,\s*)?(?:\b(?:and\s+)?then\b|\bafter (?:that|this)\b|\bafterwards\b)/iu;

interface Band {
  readonly at: number;
  readonly named: ReadCase;
  readonly from: number;
  readonly to: number;
}

/** “Below 200 ok. 200–2000 the boss must ok. Above 2000 the boss and also cfo@x. Then …”: each amount asks its own people, and what follows is once for all. */
export function withApprovalBands(reading: Reading, text: string): Reading {
  const bands = bandsIn(text);
  const [first] = bands;
  const last = bands.at(-1);
  if (bands.length < 2 || !first || !last) return reading;
  const isIn = ({ at = -1 }: ReadStep): boolean => at >= first.at && at < last.to;
  // Inside a loop or another condition they are left as they were read.
  if (reading.steps.some((step) => !isIn(step) && step.label !== 'write' && allSteps(step.branches.flat()).some(isIn))) return reading;
  const within = allSteps(reading.steps).filter(isIn);
  if (!isTorn(reading, { bands, text })) return reading;
  const ways = waysOf(bands, { within, text });
  if (!ways) return reading;
  const lifted = reading.steps.flatMap((step) => (isIn(step) ? outside(step, isIn) : [step]));
  const choice: ReadStep = {
    label: 'switch',
    words: first.named.words,
    at: first.at,
    lead: '',
    tail: '',
    values: [],
    sure: Math.min(...within.map(({ sure }) => sure), 0.9),
    branches: ways,
    cases: bands.map(({ named }) => named),
  };
  const isBefore = ({ at = -1 }: ReadStep): boolean => at < first.at;
  const after = lifted.filter((step) => !isBefore(step)).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  return { ...reading, steps: [...lifted.filter(isBefore), choice, ...after] };
}

/** A band that nothing was read of, or what is said in a sentence after all bands inside one of them. */
function isTorn({ steps, policies }: Reading, { bands, text }: { readonly bands: readonly Band[]; readonly text: string }): boolean {
  const [from, to] = [bands[0]?.at ?? 0, bands.at(-1)?.to ?? 0];
  const spans = spansOf({ steps, policies }, text);
  const isUnread = bands.some(({ at, named }) => !isOver(spans, at, at + named.words.length));
  const held = steps.filter(({ at = -1 }) => at >= from && at < to).flatMap(({ branches }) => allSteps(branches.flat()));
  return isUnread || held.some(({ at = -1 }) => at >= to && nextStep.test(text.slice(to - 1, at)));
}

/** What stood in a band's step though it was said after all bands. */
const outside = (step: ReadStep, isIn: (step: ReadStep) => boolean): ReadStep[] =>
  step.branches.flat().flatMap((one) => (isIn(one) ? outside(one, isIn) : [one]));

function bandsIn(text: string): Band[] {
  const found = [...text.matchAll(opened)];
  return found.map((match, index) => {
    const from = match.index + match[0].length;
    const next = found[index + 1]?.index;
    const rest = text.slice(from, next ?? sentenceEnd(text, from));
    const stop = next === undefined ? nextStep.exec(rest)?.index : undefined;
    const [words = '', range, op = '', value = ''] = match;
    const values: ReadValue[] = range
      ? [{ name: 'value', words: range.replace(/^between\s+/iu, '') }]
      : [
          { name: 'op', words: op },
          { name: 'value', words: value },
        ];
    return { at: match.index, named: { words: words.trim(), values }, from, to: from + (stop ?? rest.length) };
  });
}

/** What each band does; undefined where none asks anybody, or one does what nobody can tell. */
function waysOf(
  bands: readonly Band[],
  { within, text }: { readonly within: readonly ReadStep[]; readonly text: string },
): ReadStep[][] | undefined {
  const ways: ReadStep[][] = [];
  let asked: readonly string[] = [];
  for (const { from, to } of bands) {
    const said = text.slice(from, to);
    const own = within.filter(({ at = -1, branches }) => at >= from && at < to && branches.length === 0);
    const isAlso = andAlso.test(said) && asked.length > 0;
    // “Anything above that …” is a band without a number.
    if (openBand.test(said)) return undefined;
    if (passes.test(said) && !asksFor.test(said) && own.every(({ values }) => valuesOf(values, 'to').length === 0)) ways.push([]);
    else if (asksFor.test(said) || isAlso) {
      const people = own.flatMap((step) => peopleOf(step));
      const named = people.length > 0 ? people : (said.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu) ?? []);
      const all = isAlso && !named.some((one) => asked.some((other) => isSamePerson(one, other))) ? [...asked, ...named] : named;
      if (all.length === 0) return undefined;
      // Whoever has an address is named by it, so that nobody is asked twice.
      asked = all.map((who) => (who.includes('@') ? addressOf(who) : who));
      ways.push([approvalOf(said, from, asked)]);
    } else if (own.length > 0) ways.push([...own]);
    else return undefined;
  }
  const asks = ways.some((way) => way.some(({ label }) => label === 'approve'));
  // Two bands that both ask leave open what is between or below them.
  return asks && (ways.length > 2 || ways.some((way) => way.length === 0)) ? ways : undefined;
}

/** “The sales lead must agree (lead@x)” is one. */
function peopleOf({ values, words }: ReadStep): string[] {
  const [first, second, ...more] = valuesOf(values, 'to');
  const isOne =
    first !== undefined &&
    second !== undefined &&
    more.length === 0 &&
    !first.includes('@') &&
    second.includes('@') &&
    !/\b(?:and|or)\b|[&+,;]/iu.test(words.slice(words.indexOf(first) + first.length, words.indexOf(second)));
  return isOne ? [second] : valuesOf(values, 'to');
}

const addressOf = (who: string): string => /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/u.exec(who)?.[0] ?? who.toLowerCase();
const isSamePerson = (one: string, other: string): boolean => addressOf(one) === addressOf(other);

function approvalOf(said: string, from: number, people: readonly string[]): ReadStep {
  const words = said.replace(/^[\s:,→>–-]+/u, '').replace(/[\s.,;]+$/u, '');
  return {
    label: 'approve',
    words,
    at: from + said.indexOf(words),
    lead: '',
    tail: '',
    values: [...new Set(people)].map((who): ReadValue => ({ name: 'to', words: who })),
    sure: 0.9,
    branches: [],
  };
}
