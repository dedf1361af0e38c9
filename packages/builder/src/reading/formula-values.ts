import { type Operand, operandOf, type Token, tokensOf } from './formula-operands.ts';

/** What is worked out, and how: `column` as the words call it, `formula` on `item`. */
export interface Calculation {
  readonly column?: string;
  readonly formula?: string;
}

/** “units × 0.04”, “nights x 85 plus 12 per dog” as an expression on a row; undefined for words that are no plain sum. */
export function formulaOf(words: string): string | undefined {
  return readCalculation(words).formula;
}

/** Stands in a formula for what was worked out just before: “multiply by 0.31”. */
export const resultBefore = 'item.previousresult';

const orders =
  /^\W*(?:(?:and|then|please|also|it|which|works?|calculates?|computes?|figures?|determines?|adds?|puts?|includes?|out|up|in)\s+)+(?=\S+\s)/iu;

/** “usage (new reading minus old)”, “pay = hours × 9.50”, “price is nights x 85 plus 12 per dog”, “total pay at 9.50 per hour”. */
export function readCalculation(words: string): Calculation {
  const onward = onwardOf(words);
  if (onward) return onward;
  const said = words
    .replace(/[\s.,;:]+$/u, '')
    .replace(orders, '')
    .replace(/^(?:an?\s+|the\s+)?(?:new\s+|extra\s+)?columns?\s+(?:(?:for|called|named|with)\s+)?(?:the\s+)?/iu, '');
  for (const naming of namings) {
    const [, name = '', formula = ''] = naming.exec(said) ?? [];
    const read = formula === '' ? undefined : sumOf(formula);
    if (read !== undefined && isName(name)) return { column: bareName(name), formula: read };
  }
  const [, formula = '', after = ''] = namedAfter.exec(said) ?? [];
  const read = formula === '' ? undefined : sumOf(formula);
  if (read !== undefined) return { column: bareName(after), formula: read };
  const alone = sumOf(said);
  return alone === undefined ? {} : { formula: alone };
}

/** “Km end minus km start is the distance” */
const namedAfter = /^(.+?)\s+(?:is|makes|gives|equals|=)\s+((?:the\s+|our\s+|their\s+)?[\p{L}_]+(?: [\p{L}_]+)?)$/iu;

const goesOn: readonly [RegExp, string][] = [
  [/^(?:multipl(?:y|ies|ied|ying)(?: (?:it|that|this|them|the result))? (?:by|with)|times|x|×|\*)\s+(.+)$/iu, '*'],
  [/^(?:divid(?:e|es|ed|ing)(?: (?:it|that|this|them|the result))? by|÷)\s+(.+)$/iu, '/'],
  [/^(?:plus|\+|adds?(?: on)?|with)\s*(?=[$€£\d])(.+)$/iu, '+'],
  [/^(?:minus|-|–|subtracts?|deducts?|takes? off|less)\s*(?=[$€£\d])(.+)$/iu, '-'],
  [/^(\d+(?:[.,]\d+)?\s?(?:%|percent|per cent)) (?:off|discount)$/iu, '-'],
  [/^(?:minus|less|plus)\s+(.+)$/iu, ''],
];

/** “Multiply by 0.31”, “add 19 % VAT”, “minus planned hours”: goes on from what was worked out just before. */
function onwardOf(words: string): Calculation | undefined {
  const said = words.replace(/[\s.,;:]+$/u, '').replace(/^\W*(?:(?:and|then|please|also|finally|with)\s+)*/iu, '');
  for (const [pattern, sign] of goesOn) {
    const operand = pattern.exec(said)?.[1];
    const own = sign === '' ? (/^plus/iu.test(said) ? '+' : '-') : sign;
    const formula = operand === undefined ? undefined : sumOf(`previousresult ${own === '*' ? 'times' : own} ${operand}`);
    if (formula === undefined) continue;
    const kind = /\b(vat|tax|discount|markup|margin|tip|fee|commission|shipping)\b/iu.exec(said)?.[1]?.toLowerCase();
    return { formula, ...(kind ? { column: `Total with ${kind}` } : {}) };
  }
  return undefined;
}

/** How the name of what is worked out stands before the way to work it out. */
const namings = [
  /^([^()=:]+?)\s*\(\s*(?:=\s*)?([^()]+)\)?\s*$/u,
  /^([^()=:]+?)\s*[=:]\s*(.+)$/u,
  /^([^()=:]+?),?\s+(?:which is|that is|is|are|as|being|equals|will be|comes to|comes out of|from)\s+(.+)$/iu,
  /^([^()=:]+?)\s+by\s+((?:multiply|divid|subtract|add)ing\s.+)$/iu,
  /^([^()=:\d]+?)\s+(?:costs?|at|with|of)\s+(\d.*\b(?:per|an?|each)\b.+)$/iu,
  /^([^()=:]+? column)\s+([^()]+)$/iu,
  /^(prices?|costs?|fees?|rents?|pay|fares?|charges?)\s+(\d.+)$/iu,
];

const isName = (words: string): boolean =>
  /^\W*(?:(?:the|an?|their|its|our|each|every)\s+)*(?:new |line )?[\p{L}_]+(?:[ _/-][\p{L}\d_%]+){0,3}\W*$/u.test(
    words.trim().toLowerCase(),
  );

const bareName = (words: string): string =>
  words
    .trim()
    .replace(/^(?:(?:the|an?|their|its|our|his|her)\s+)+/iu, '')
    .replace(/\s+column$/iu, '');

/** A whole formula; undefined where one of its words is not understood. */
function sumOf(words: string): string | undefined {
  const said = words.replace(/\b(multiply|divid|subtract|add)ing\b/giu, (_, verb: string) =>
    verb.toLowerCase() === 'divid' ? 'divide' : verb,
  );
  const tokens = withSharedNouns(tokensOf(said));
  const isAlone = tokens.length === 1 && tokens[0]?.kind === 'operand' && operandOf(tokens[0].words)?.kind !== 'rate';
  if (tokens.length === 0 || isAlone) return undefined;
  const { value, rest } = sum(tokens);
  return rest.length === 0 ? value?.text : undefined;
}

interface Value {
  readonly text: string;
  /** A sum, which is bracketed before it is multiplied. */
  readonly isSum?: boolean;
  /** Something of the row is in it, so that a rate beside it counts nothing more. */
  readonly hasColumn?: boolean;
}

interface Step {
  readonly value: Value | undefined;
  readonly rest: readonly Token[];
}

const nothing: Step = { value: undefined, rest: [] };
const bracketed = ({ text, isSum }: Value): string => (isSum ? `(${text})` : text);

function sum(tokens: readonly Token[]): Step {
  let { value, rest } = product(tokens);
  for (;;) {
    const [sign, next] = rest;
    if (!value || sign?.kind !== 'sign' || (sign.sign !== '+' && sign.sign !== '-')) return { value, rest };
    // “Minus 5 %” takes a share of all that stands before it.
    const operand: Operand | undefined = next?.kind === 'operand' ? operandOf(next.words) : undefined;
    if (operand?.kind === 'share') {
      const share = sign.sign === '+' ? 100 + operand.percent : 100 - operand.percent;
      value = { text: `${bracketed(value)} * ${share / 100}`, hasColumn: true };
      rest = rest.slice(2);
      continue;
    }
    const right = product(rest.slice(1));
    if (!right.value) return nothing;
    const own = sign.sign === '-' ? bracketed(right.value) : right.value.text;
    value = { text: `${value.text} ${sign.sign} ${own}`, isSum: true, hasColumn: true };
    rest = right.rest;
  }
}

function product(tokens: readonly Token[]): Step {
  let { value, rest } = factor(tokens, false);
  for (;;) {
    const [sign] = rest;
    if (!value || sign?.kind !== 'sign' || (sign.sign !== '*' && sign.sign !== '/')) return { value, rest };
    const right = factor(rest.slice(1), value.hasColumn === true);
    if (!right.value) return nothing;
    value = {
      text: `${bracketed(value)} ${sign.sign} ${bracketed(right.value)}`,
      hasColumn: value.hasColumn || right.value.hasColumn === true,
    };
    rest = right.rest;
  }
}

/** @param isCounted what stands before it is multiplied with it, so that “0.30 per trip” is 0.30 */
function factor([first, ...rest]: readonly Token[], isCounted: boolean): Step {
  if (first?.kind === 'open') {
    const inner = sum(rest);
    return inner.rest[0]?.kind === 'close' ? { value: inner.value, rest: inner.rest.slice(1) } : nothing;
  }
  const operand = first?.kind === 'operand' ? operandOf(first.words) : undefined;
  switch (operand?.kind) {
    case 'number':
      return { value: { text: operand.text }, rest };
    case 'share':
      return { value: { text: `${operand.percent} / 100` }, rest };
    case 'column':
      return { value: { text: `number(item.${operand.column})`, hasColumn: true }, rest };
    case 'rate':
      return {
        value: isCounted
          ? { text: operand.text }
          : { text: [operand.text, ...operand.columns.map((column) => `number(item.${column})`)].join(' * '), hasColumn: true },
        rest,
      };
    case undefined:
      return nothing;
  }
}

/** “New reading minus old”: the old one is a reading as well. */
function withSharedNouns(tokens: readonly Token[]): Token[] {
  const nouns = tokens.flatMap((token) =>
    token.kind === 'operand' ? (/^\s*(?:new|old|previous|last|current|this|first|second)\s+(.+)$/u.exec(token.words)?.[1] ?? []) : [],
  );
  const [noun] = nouns;
  return tokens.map((token) =>
    token.kind === 'operand' && noun !== undefined && /^(?:new|old|previous|last|current)$/u.test(token.words.trim())
      ? { ...token, words: `${token.words.trim()} ${noun}` }
      : token,
  );
}
