import { fieldName } from '../assemble/expressions.ts';

const operators: readonly [RegExp, string][] = [
  [/^(?:×|x|\*|times|multiplied by)$/iu, '*'],
  [/^(?:\+|plus)$/iu, '+'],
  [/^(?:-|–|minus|less)$/iu, '-'],
  [/^(?:\/|÷|divided by)$/iu, '/'],
];
const divider =
  /\s*(×|\*|\+|÷|\/|\bmultiplied by\b|\bdivided by\b|\btimes\b|\bplus\b|\bminus\b|\bless\b|(?<=\s)x(?=\s)|(?<=\s)[-–](?=\s))\s*/iu;

/** “units × 0.04”, “hours times their rate”, “gross minus discount” as an expression on a row; undefined for words that are no plain sum. */
export function formulaOf(words: string): string | undefined {
  const said = words.replace(/^.*?[=:]\s*/u, '').replaceAll(/\b(?:the|their|its|our|an?|each|every)\s+/giu, '');
  const parts = said.split(divider);
  if (parts.length < 3 || parts.length % 2 === 0) return undefined;
  const out: string[] = [];
  for (const [index, part] of parts.entries()) {
    const next = index % 2 === 0 ? operand(part, out) : operators.find(([pattern]) => pattern.test(part.trim()))?.[1];
    if (next === undefined) return undefined;
    out.push(next);
  }
  return out.join(' ');
}

/** A number, a share of what stands before it, or a column. */
function operand(words: string, before: readonly string[]): string | undefined {
  const plain = words
    .trim()
    .toLowerCase()
    .replace(/[.,;]+$/u, '');
  const share = /^(\d+(?:[.,]\d+)?)\s?(?:%|percent)/u.exec(plain)?.[1]?.replace(',', '.');
  if (share !== undefined) {
    const isOfBefore = before.at(-1) === '+' || before.at(-1) === '-';
    return isOfBefore ? (before.length === 2 ? `${before[0]} * ${share} / 100` : undefined) : `${share} / 100`;
  }
  const number = /^[$€£]?\s?(\d+(?:[.,]\d+)?)(?:\s?[$€£\p{L}]+)?$/u.exec(plain)?.[1];
  if (number !== undefined) return number.replace(',', '.');
  const column = plain
    .replaceAll(/[^\p{L}\d_ ]/gu, '')
    .trim()
    .split(/\s+/u);
  return column.length > 3 || column[0] === '' || column.some((word) => /^\d|[^a-z\p{L}0-9_]/u.test(word))
    ? undefined
    : `number(item.${fieldName(column.join(' '), [])})`;
}
