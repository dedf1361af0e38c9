import { fieldName } from '../assemble/expressions.ts';
import { wordNumber } from '../language/durations.ts';

/** Signs and the words for them, as they stand between two operands. */
const signs: readonly [RegExp, string][] = [
  [/^(?:×|x|\*|times|multiplied (?:by|with))$/u, '*'],
  [/^(?:\+|plus)$/u, '+'],
  [/^(?:-|–|−|minus|less)$/u, '-'],
  [/^(?:\/|÷|divided by)$/u, '/'],
];
const sign = String.raw`×|\*|\+|÷|\/|\bmultiplied (?:by|with)\b|\bdivided by\b|\btimes\b|\bplus\b|\bminus\b|\bless\b|(?<=\s|\d)x(?=\s|\d)|(?<=\s)[-–−](?=\s)`;
const cutter = new RegExp(String.raw`(\(|\)|${sign})`, 'u');

export type Token =
  | { readonly kind: 'open' | 'close' }
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'operand'; readonly words: string };

/** A formula in words, cut into operands, signs and brackets. */
export function tokensOf(words: string): Token[] {
  return tidied(words)
    .split(cutter)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): Token => {
      if (part === '(' || part === ')') return { kind: part === '(' ? 'open' : 'close' };
      const found = signs.find(([pattern]) => pattern.test(part))?.[1];
      return found === undefined ? { kind: 'operand', words: part } : { kind: 'sign', sign: found };
    });
}

/** “multiply hours by wage” → hours times wage; “240/m”, “20 a day” → 240 per m, 20 per day; “30 cents” → 0.30. */
function tidied(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/(\d)\s*(?:,|\s)?\s*(?:cents?|ct)\b/gu, '$1 cents')
    .replaceAll(/\b(\d+(?:[.,]\d+)?) cents\b/gu, (_, amount: string) => String(Number(amount.replace(',', '.')) / 100))
    .replaceAll(/[$€£]\s?(?=\d)|(?<=\d)\s?(?:[€$£]|euros?\b|eur\b|dollars?\b|usd\b|pounds?\b|gbp\b|bucks\b|chf\b|francs?\b)/gu, '')
    .replaceAll(/(?<=\d)\s*\/\s*(?=\p{L})|(?<=\d)\s+(?:an?|each|every|for (?:each|every|an?)|pro)\s+(?=\p{L})/gu, ' per ')
    .replaceAll(/\bper\s+(?:each|every|an?)\s+/gu, 'per ')
    .replace(/^multiply\s+(.+?)\s+(?:by|with|and|times)\s+(.+)$/u, '$1 times $2')
    .replace(/^divide\s+(.+?)\s+by\s+(.+)$/u, '$1 divided by $2')
    .replace(/^(?:subtract|deduct|take)\s+(.+?)\s+from\s+(.+)$/u, '$2 minus $1')
    .replace(/^(?:the\s+)?difference between\s+(.+?)\s+and\s+(.+)$/u, '$1 minus $2')
    .replace(/^(?:the\s+)?(?:sum of|add)\s+(?=\D)(.+?)\s+(?:and|to)\s+(.+)$/u, '$1 plus $2')
    .replace(/^(?:the\s+)?product of\s+(.+?)\s+and\s+(.+)$/u, '$1 times $2')
    .replace(/^(\d+(?:[.,]\d+)?)\s?(?:%|percent|per cent) of\s+(.+)$/u, '$2 times $1 %')
    .replaceAll(/\b(?:the|their|its|our|an?|each|every)\s+/gu, '')
    .replaceAll(/\b(?:and|,)\s*(?:then\s+)?(?=(?:times|plus|minus|less|divided by|multiplied (?:by|with))\b)/gu, '')
    .replaceAll(/,\s*(?=(?:times|plus|minus|divided by|multiplied (?:by|with))\b)/gu, ' ');
}

/** A share of something, a number, so much for each of something, or a column. */
export type Operand =
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'rate'; readonly text: string; readonly columns: readonly string[] }
  | { readonly kind: 'column'; readonly column: string };

export function operandOf(words: string): Operand | undefined {
  const plain = words.replace(/[.,;]+$/u, '').trim();
  const share = /^(\d+(?:[.,]\d+)?)\s?(?:%|percent|per cent)(?:\s+\p{L}+)?$/u.exec(plain)?.[1];
  if (share !== undefined) return { kind: 'share', percent: Number(share.replace(',', '.')) };
  const rate = /^(\d+(?:[.,]\d+)?)\s+per\s+(\p{L}+)(?:\s+(?:and\s+)?per\s+(\p{L}+))?$/u.exec(plain);
  if (rate) {
    const units = [rate[2], rate[3]].flatMap((unit) => (unit === undefined ? [] : [unitColumn(unit)]));
    return { kind: 'rate', text: (rate[1] ?? '').replace(',', '.'), columns: units };
  }
  const number =
    /^(\d+(?:[.,]\d+)?)(?:\s(?!per\b|each\b|off\b|or\b|if\b|(?:day|week|month|year|hour|minute)s?\b)\p{L}+){0,2}$/u.exec(plain)?.[1] ??
    wordNumber(plain)?.toString();
  if (number !== undefined) return { kind: 'number', text: number.replace(',', '.') };
  const column = columnIn(plain);
  return column === undefined ? undefined : { kind: 'column', column };
}

/** What “per …” counts, as columns and fields are mostly called. */
const units: { readonly [unit: string]: string } = {
  m: 'metres',
  metre: 'metres',
  meter: 'metres',
  km: 'km',
  kg: 'kg',
  h: 'hours',
  hr: 'hours',
  person: 'people',
  head: 'people',
  child: 'children',
  piece: 'quantity',
  unit: 'quantity',
  item: 'quantity',
};

/** What fields for so much of a unit are called otherwise. */
export const otherNames: { readonly [column: string]: RegExp } = {
  metres: /length|metres|meters|size/iu,
  kg: /weight|kg/iu,
  km: /distance|kilomet|km/iu,
  people: /people|persons|guests|participants|number/iu,
  hours: /hours|time/iu,
  quantity: /quantity|pieces|number|amount/iu,
};

export function unitColumn(unit: string): string {
  const one = unit.toLowerCase();
  if (units[one] !== undefined) return units[one];
  if (one.endsWith('s')) return one;
  return one.endsWith('y') && !/[aeiou]y$/u.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`;
}

/** Words that no name of a column has: with them it is something else that is said. */
const noColumn =
  /\b(?:if|when|where|that|which|who|how|over|under|above|below|than|percent|off|or|and|by|for|in|at|to|from|with|is|are|was|then|it|them|this|result|everything|what|date|double|half)\b/u;

function columnIn(words: string): string | undefined {
  const plain = words
    .replace(/^(?:what (?:was|is|has been|they)|how (?:much|many)(?: (?:was|is|were))?|already|any)\s+/u, '')
    .replaceAll(/[^\p{L}\d_ ]/gu, '')
    .trim();
  const isRate = /^(?:price|rate|cost|fee|pay|wage|charge) per \p{L}+$/u.test(plain);
  const isCount = /^number of \p{L}+$/u.test(plain);
  const named = plain.split(/\s+/u);
  const isName =
    named.length <= 3 && !noColumn.test(plain) && !/\b(?:per|of)\b/u.test(plain) && named.every((word) => /^[\p{L}_]/u.test(word));
  return plain !== '' && (isName || isRate || isCount) ? fieldName(plain, []) : undefined;
}
