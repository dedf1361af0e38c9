import { member } from '../recognise/detect-compute.ts';
import { fieldName } from '../assemble/expressions.ts';
import { unitColumn } from './formula-operands.ts';
import { formulaOf } from './formula-values.ts';

/** What each kind of something costs: “oak 240/m, laminate 90/m, plus 350 fitting”. */
export interface PriceList {
  /** The column or field that says which kind it is. */
  readonly column: string;
  readonly kinds: readonly string[];
  readonly formula: string;
  readonly name?: string;
}

interface Price {
  readonly kind: string;
  readonly amount: string;
  readonly unit: string | undefined;
}

/** “Put the price in a new column” says no more than where it goes. */
export const intoColumn =
  /^\W*(?:(?:and|then)\s+)*(?:put|add|write)\s+(?:the\s+)?(\p{L}+)\s+in(?:to)?\s+(?:an?\s+|the\s+)?(?:new\s+|extra\s+)?column\W*$/iu;

const entry =
  /^(?:(?:and|or|for|an?|the)\s+)*([\p{L}][\p{L}\d -]{0,30}?)\s*(?:is|are|=|:|costs?|at|→)?\s*[$€£]?\s?(\d+(?:[.,]\d+)?)(?:\s?(?:[€$£]|euros?|eur|dollars?|usd|pounds?|gbp|bucks|chf|francs?))?(?:\s*(?:\/|\bper\b|\bpro\b|\ban?\b|\beach\b|\bfor (?:each|every)\b)\s*(\p{L}+))?$/iu;
const isPrice =
  /\b(?:prices?|fees?|costs?|rates?|tariffs?|fares?|charges?|rents?|pay|wages?|commission|quotes?)\b|[$€£]|\d\s*(?:\/|\bper\b|\ban?\b)\s*\p{L}/iu;
/** What people call that which comes in several kinds, each with its price. */
const sorts =
  /\b((?:[\p{L}-]+ )?(?:material|membership|ticket|room|vehicle|car|tariff|plan|package)(?: types?)?|types?|kinds?|categor(?:y|ies)|sizes?|models?|class(?:es)?|zones?|services?|varieties|variety)\b/iu;

/** A list of prices, one for each kind, and what is added to or taken off all of them; undefined where one of its words is not understood. */
export function priceListOf(words: string, request: string, fields: readonly string[]): PriceList | undefined {
  const head =
    /^\W*(?:(?:and|then|please|calculate|compute|work out|add)\s+)*(?:the\s+)?(?:([\p{L}]+(?: \p{L}+)?)\s*(?:\(|:|=|\bis\b))?\s*(.+?)\)?[\s.,;:]*$/iu.exec(
      words.replaceAll(' … ', ', '),
    );
  const parts = (head?.[2] ?? words)
    .split(/\s*[,;]\s*|\s+or\s+|\s+and\s+(?=\p{L}+ [$€£]?\d)/iu)
    .filter((part) => part.trim() !== '' && !intoColumn.test(part));
  const prices = parts.map((part) => priceIn(part));
  const count = prices.findIndex((price) => price === undefined);
  const list = prices.slice(0, count < 0 ? prices.length : count).filter((price) => price !== undefined);
  const units = new Set(list.slice(0, -1).flatMap(({ unit }) => unit ?? []));
  const unit = list.at(-1)?.unit;
  const isOneUnit = units.size === 0 || (units.size === 1 && list.every((price) => price.unit === unit));
  if (
    list.length < 2 ||
    !isOneUnit ||
    new Set(list.map(({ kind }) => kind)).size < list.length ||
    !isPrice.test(`${head?.[1] ?? ''} ${words}`)
  )
    return undefined;
  const column = columnOf(list, request, fields);
  const rest = prices.slice(list.length).length === 0 ? '' : parts.slice(list.length).join(' ');
  const added = rest === '' ? '' : formulaOf(`previousresult ${rest.replace(/^(?:and\s+)?(?=(?:plus|minus|times)\b)/iu, '')}`);
  if (column === undefined || added === undefined) return undefined;
  const table = `{${list.map(({ kind, amount }) => `${JSON.stringify(kind)}: ${amount}`).join(', ')}}[lower(trim(string(${member(column)})))]`;
  const price = unit === undefined ? table : `${table} * number(item.${unitColumn(unit)})`;
  return {
    column,
    kinds: list.map(({ kind }) => kind),
    formula: added === '' ? price : added.replace('number(item.previousresult)', price),
    ...(head?.[1] && !/^(?:calculate|it)$/iu.test(head[1]) ? { name: head[1].toLowerCase() } : {}),
  };
}

function priceIn(part: string): Price | undefined {
  const [, kind = '', amount = '', unit] = entry.exec(part.trim()) ?? [];
  const isKind = kind !== '' && !/^(?:plus|minus|times|add|with|extra|per|over|under|from|until|up to|more|less)\b/iu.test(kind);
  return isKind ? { kind: kind.trim().toLowerCase(), amount: amount.replace(',', '.'), unit: unit?.toLowerCase() } : undefined;
}

/** A field or column of that kind that is spoken of; sizes are of a size. */
function columnOf(list: readonly Price[], request: string, fields: readonly string[]): string | undefined {
  const field = fields.find((name) => sorts.test(name.replaceAll(/([a-z])([A-Z])/gu, '$1 $2').toLowerCase()));
  if (field !== undefined) return field;
  const said = sorts.exec(request)?.[1]?.toLowerCase();
  if (said)
    return fieldName(
      said
        .replace(/ies$/u, 'y')
        .replace(/([^s])s$/u, '$1')
        .replace(/classes$/u, 'class'),
      [],
    );
  return list.every(({ kind }) => /^(?:extra )?(?:small|medium|large|big|xs|s|m|l|xl|xxl)$/u.test(kind)) ? 'size' : undefined;
}
