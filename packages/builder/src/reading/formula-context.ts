import type { Condition } from '../recognise/conditions.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { fieldName } from '../assemble/expressions.ts';
import { priceListOf } from './price-list.ts';
import { inEveryList } from './wish-lists.ts';

type Calculate = Extract<Wish, { kind: 'calculate' }>;

/** Formulas that need more than their own words: price lists, changes between two columns, what is left of one. */
export function withFormulas(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  const fields = trigger.kind === 'form' ? trigger.fields.flatMap(({ name, type }) => (type === 'file' ? [] : [name])) : [];
  return inEveryList(wishes, (list) => list.map((wish) => (wish.kind === 'calculate' ? formed(wish, text, fields) : compared(wish, text))));
}

function formed(wish: Calculate, text: string, fields: readonly string[]): Wish {
  const prices = priceListOf(wish.because, text, fields);
  if (prices) {
    const { column, kinds, formula, name } = prices;
    return { ...wish, formula, choice: { column, kinds }, column: wish.column === 'Result' ? (name ?? 'price') : wish.column };
  }
  if (wish.formula !== undefined) return wish;
  const change = changeIn(wish.because, text);
  if (change) return { ...wish, ...change, column: wish.column === 'Result' ? change.column : wish.column };
  const left = leftIn(wish.because, text);
  if (left) return { ...wish, ...left };
  return wish.column === 'Result' && /\bleft\b/iu.test(wish.because) ? { ...wish, column: 'left' } : wish;
}

/** “Equal to ‘more than budget’” is nothing that a column says. */
const isOpen = (condition: Condition | undefined): boolean =>
  condition === undefined ||
  condition.test === 'unread' ||
  (condition.test === 'equals' &&
    /^(?:more|less|fewer|higher|lower|greater|smaller|bigger|over|under|above|below)\b/iu.test(String(condition.value)));

const moved =
  /\b(?:more expensive|dearer|pricier|cheaper|(?:went|gone|goes|got|gotten) (?:up|down)|risen|rose|increased|decreased|dropped|fallen|fell|gr[eo]wn?|higher|lower|more|less)\b/iu;
const earlier = /\b(?:than|then|since)\s+(?:it was |they were |in |the )*(?:before|last|previous|earlier|a (?:year|month|week) ago)\b/iu;
const up = /\b(?:more|dearer|pricier|up|risen|rose|increased|higher|gr[eo]wn?)\b/iu;

/** “What got more expensive than before”: of no date, but of what it was then. */
export const isOfBefore = (words: string): boolean => moved.test(words) && earlier.test(words);

/** “… old price is in a column too” compares the two columns; how much it was before is asked where nothing says it. */
function compared(wish: Wish, text: string): Wish {
  if (wish.kind !== 'filter' || !(isOpen(wish.condition) || isOfBefore(wish.because))) return wish;
  const { due: _, ...rest } = wish;
  const words = wish.condition?.words ?? wish.because;
  const columns = columnsIn(words);
  if (columns) return { ...rest, condition: { words, ...columns, value: '', negated: wish.leavesOut === true } };
  const pair = moved.test(words) && !/\d/u.test(words) ? pairIn(text) : undefined;
  if (pair)
    return {
      ...rest,
      condition: {
        words,
        subject: pair.now,
        than: pair.before,
        test: up.test(words) ? 'over' : 'under',
        value: '',
        negated: wish.leavesOut === true,
      },
    };
  return isOfBefore(words) ? { ...rest, condition: { words, subject: '', test: 'unread', value: '', negated: false } } : wish;
}

const noColumn =
  /\b(?:before|usual\w*|average|normal\w*|expected|last|ago|that|this|it|zero|half|double|twice|ours|yesterday|today|tomorrow|once|one|two|three|\d+|anyone|everyone|those|these|ones|them|they|he|she|who|which|what|rows?|items?|people)\b/iu;

/** “Where spent is more than budget”: two columns, each named. */
function columnsIn(
  words: string,
): { readonly subject: string; readonly than: string; readonly test: 'over' | 'under' | 'at_least' | 'at_most' } | undefined {
  const [, left = '', sign = '', right = ''] =
    /(?:\b(?:where|whose|when|if|with)\s+)(?:the\s+)?((?!\p{L}+ (?:is|are|was|were|has|got|goes)\s)[\p{L}]+ [\p{L}]+|[\p{L}]+)\s+(?:(?:is|are|was|were|has|got|goes)\s+)?((?:more|higher|greater|bigger|larger|less|lower|smaller|fewer) than|over|above|below|under|exceeds?|at least|at most|>=?|<=?)\s+(?:the\s+|its\s+|their\s+)?([\p{L}]+(?: [\p{L}]+)?)\W*$/iu.exec(
      words,
    ) ?? [];
  if (left === '' || noColumn.test(left) || noColumn.test(right)) return undefined;
  const test = /at least|>=/iu.test(sign)
    ? 'at_least'
    : /at most|<=/iu.test(sign)
      ? 'at_most'
      : /more|higher|greater|bigger|larger|over|above|exceed|>/iu.test(sign)
        ? 'over'
        : 'under';
  return { subject: left.toLowerCase(), than: right.toLowerCase(), test };
}

/** “Old price … new price”, “old price is in a column too”: what it is now and what it was, as columns. */
function pairIn(text: string): { readonly now: string; readonly before: string } | undefined {
  const [, age = '', noun = ''] =
    /\b(old|previous|former|last (?:year|month|week)['’]?s?|earlier|before)\s+((?!one\b|list\b|file\b)[\p{L}]+)/iu.exec(
      text.toLowerCase(),
    ) ?? [];
  if (noun === '') return undefined;
  const isNamed = new RegExp(
    String.raw`\b(?:new|current|this (?:year|month|week)['’]?s?)\s+${noun}\b(?!\s+(?:lists?|files?|sheets?|csv|excel))`,
    'iu',
  );
  const now = isNamed.exec(text)?.[0].toLowerCase() ?? noun;
  return { now: fieldName(now, []), before: fieldName(`${age} ${noun}`, []) };
}

/** “Calculate how much percent more expensive”: the change between two columns that are spoken of, as a share of the one before. */
function changeIn(words: string, text: string): { readonly column: string; readonly formula: string } | undefined {
  const isPercent = /%|\bper ?cent(?:age)?\b/iu.test(words);
  const isChange =
    /\b(?:more|less|expensive|dearer|cheaper|increase|decrease|rise|rose|change[ds]?|difference|went|up|down|how much|growth)\b/iu.test(
      words,
    );
  const pair = isChange ? pairIn(text) : undefined;
  if (!pair || (!isPercent && !/\b(?:change|difference|increase|decrease|rise)\b/iu.test(words))) return undefined;
  const difference = `number(item.${pair.now}) - number(item.${pair.before})`;
  return isPercent
    ? { column: 'change in percent', formula: `round((${difference}) / number(item.${pair.before}) * 100, 1)` }
    : { column: 'change', formula: difference };
}

/** “What's left from the budget”, where a column says what was spent. */
function leftIn(words: string, text: string): { readonly column: string; readonly formula: string } | undefined {
  const whole = /\b(?:left(?: over)?|remain\w*)\b.*?\b(?:from|of|in|on)\s+(?:(?:the|their|each|its|our)\s+)*([\p{L}]+)/iu
    .exec(words)?.[1]
    ?.toLowerCase();
  const spent = /\b(?:with|columns?|has|have|and|,)\s+(?:the\s+)?(spent|used|paid|sold|taken|booked|spending|expenses|costs?)\b/iu
    .exec(text)?.[1]
    ?.toLowerCase();
  if (!whole || !spent || whole === spent) return undefined;
  return { column: 'left', formula: `number(item.${fieldName(whole, [])}) - number(item.${fieldName(spent, [])})` };
}
