import { isLeftOutToo } from './left-out.ts';
import type { ReadStep } from './reading.ts';
import { marksApart } from './marked-rows.ts';
import { ontoList } from './separate-lists.ts';
import { intoColumn } from './price-list.ts';
import { type ReadValue, valuesOf } from './values.ts';

/** Steps on rows whose words were cut in two: the further columns of a sort, the further prices of a list; and what only says that a column is there. */
export function wholeRowSteps(steps: readonly ReadStep[], text: string): ReadStep[] {
  return steps
    .filter((step) => !saysColumn(step))
    .flatMap((step) => asRows(step, text))
    .map((step) => ({ ...asLeft(step), branches: step.branches.map((branch) => wholeRowSteps(branch, text)) }))
    .reduce<ReadStep[]>((done, step) => {
      const last = done.at(-1);
      if (last && isLeftOutToo(last, step)) return [...done, { ...step, isLeftOut: true }];
      if (last && isOfSort(last, step, text)) return [...done.slice(0, -1), sortedBoth(last, step, text)];
      if (last && isOfGroup(last, step)) return [...done.slice(0, -1), { ...together(last, step, text, step.values), label: 'total' }];
      if (last && isOfSorted(last, step)) return [...done, { ...step, values: [...step.values, ...byOf(last)] }];
      if (last && isOfPrices(last, step)) return [...done.slice(0, -1), together(last, step, text, pricesIn(step))];
      return [...done, step];
    }, []);
}

/** The two with all that was said between them. */
function together(last: ReadStep, step: ReadStep, text: string, values: readonly ReadValue[]): ReadStep {
  const isPlaced =
    last.at !== undefined && step.at !== undefined && text.startsWith(step.words, step.at) && text.startsWith(last.words, last.at);
  const words = isPlaced ? text.slice(last.at, (step.at ?? 0) + step.words.length) : `${last.words} … ${step.words}`;
  return { ...last, words, tail: step.tail, sure: Math.max(last.sure, step.sure), values: [...last.values, ...values] };
}

/** “Only where the margin is under 2”, “put the unpaid ones on a second sheet”, “highlight in red | where spent is over budget” are about rows. */
function asRows(step: ReadStep, text: string): ReadStep[] {
  const { label, words, at, branches } = step;
  const isOnly = label === 'if' && /^\W*only\s+(?:where|those|the ones)\b/iu.test(words) && (branches[1] ?? []).length === 0;
  if (isOnly) return [{ ...step, label: 'filter', branches: [] }, ...(branches[0] ?? [])];
  const isOfDoubles = /\b(?:dup\w*|de-?dup\w*|doubl\w*|twice|unique|distinct|same|repeat\w*|once|cop(?:y|ies)|again|already)\b/iu.test(
    words,
  );
  if (label === 'deduplicate' && !isOfDoubles && /\b(?:who|that|which|whose|where)\b/iu.test(words)) return [{ ...step, label: 'filter' }];
  // “Work out per project how much was spent”
  const isPer = label === 'calculate' && valuesOf(step.values, 'by').length > 0 && /\bhow (?:much|many)\b/iu.test(words);
  if (isPer) return [{ ...step, label: 'total' }];
  if (label === 'combine' && ontoList.test(words)) return [{ ...step, label: 'filter' }];
  const end = at === undefined ? '' : (text.slice(at + words.length).split(/[,.;]|\s(?:and|then)\s/u)[0] ?? '').trim();
  const isPointedOut =
    label !== 'filter' && label !== 'if' && marksApart.test(words) && /^(?:where|when|if|all|those|the ones|every\w+|any\w+)\b/iu.test(end);
  const whole = `${words} ${end}`;
  return [isPointedOut && at !== undefined && text.startsWith(whole, at) ? { ...step, label: 'filter', words: whole } : step];
}

/** “Old price is in a column too” tells what there is. */
const saysColumn = ({ label, words, branches }: ReadStep): boolean =>
  branches.length === 0 &&
  (label === 'set' || label === 'calculate' || label === 'unmet') &&
  /\b(?:is|are|stands?)\s+(?:also\s+|already\s+|there\s+)*in\s+(?:an?(?:other)?\s+|the\s+|its own\s+)?columns?\b/iu.test(words);

/** “What's left from the budget” is worked out; nothing is brought together. */
const asLeft = (step: ReadStep): ReadStep =>
  step.label === 'combine' && /\bwhat(?:['’]?s| is| remains)\b.*\b(?:left|remain\w*)\b|\bwhat remains\b/iu.test(step.words)
    ? { ...step, label: 'calculate' }
    : step;

/** “Group by donor | sum” is the sum of each group. */
const isOfGroup = (last: ReadStep, step: ReadStep): boolean =>
  (last.label === 'total' || (last.label === 'topics' && !/\b(?:topics?|themes?|subjects?)\b/iu.test(last.words))) &&
  step.label === 'total' &&
  valuesOf(last.values, 'by').length > 0 &&
  valuesOf(last.values, 'calc').length === 0 &&
  valuesOf(step.values, 'by').length === 0 &&
  valuesOf(step.values, 'calc').length > 0 &&
  /^\W*(?:(?:and|then)\s+)*(?:group|split|break|pivot)/iu.test(last.words) &&
  !/\b(?:grand|overall|all|whole|bottom|end|row|line)\b/iu.test(step.words);

/** “Sort by category, total each”: each of what they were sorted by. */
const isOfSorted = (last: ReadStep, step: ReadStep): boolean =>
  last.label === 'sort' &&
  step.label === 'total' &&
  byOf(last).length > 0 &&
  valuesOf(step.values, 'by').length === 0 &&
  /\beach\W*$/iu.test(step.words);

const byOf = ({ values }: ReadStep): readonly ReadValue[] => values.filter(({ name }) => name === 'by').slice(0, 1);

const price = /\d\s*(?:[€$£]|\p{L}+)?\s*(?:\/|\bper\b|\ban?\b|\beach\b)\s*\p{L}+/iu;

/** “Oak 240/m | laminate 90/m, plus 350 fitting | put the price in a new column” is one price of several. */
function isOfPrices(last: ReadStep, step: ReadStep): boolean {
  if (last.label !== 'calculate' || !price.test(last.words)) return false;
  if (step.label === 'calculate') return price.test(step.words) && !/[=×*]|\btimes\b|\bmultipl/iu.test(`${last.words} ${step.words}`);
  return step.label === 'set' && intoColumn.test(step.words);
}

/** A name that the price gets; the other values are read again in the whole. */
function pricesIn({ words, values }: ReadStep): readonly ReadValue[] {
  const name = intoColumn.exec(words)?.[1];
  return name === undefined ? values.filter(({ name: kind }) => kind === 'calc') : [{ name: 'field', words: name }];
}

/** “Sort by supplier | then price, highest first | inside each by name”: what follows decides where the sort before it does not. */
function isOfSort(last: ReadStep, step: ReadStep, text: string): boolean {
  if (last.label !== 'sort' || valuesOf(last.values, 'count').length > 0 || valuesOf(step.values, 'count').length > 0) return false;
  if (step.label === 'sort') return !/^\W*(?:(?:and|then)\s+)*(?:sort|order|rank|take|keep|show|list|give|get|find)\b/iu.test(step.words);
  if (insideEach.test(step.words)) return true;
  if (isNameAfterThen(last, step, text)) return true;
  // Nothing but names of columns.
  return (
    step.label === 'set' &&
    rest(step.words, [...valuesOf(step.values, 'field'), ...valuesOf(step.values, 'column')]) === '' &&
    valuesOf(step.values, 'field').length > 0
  );
}

/** “Sort by customer | then order date” */
function isNameAfterThen(last: ReadStep, { label, words, at, values }: ReadStep, text: string): boolean {
  const gap = last.at === undefined || at === undefined ? '' : text.slice(last.at + last.words.length, at);
  return (
    (label === 'unmet' || label === 'set') &&
    values.length === 0 &&
    /\bthen\W*(?:by\W*)?$/iu.test(gap) &&
    /^[\p{L}]+(?: [\p{L}]+)?$/u.test(words.trim())
  );
}

const insideEach =
  /^\W*(?:(?:and|then)\s+)*(?:within|inside|in)\s+(?:(?:(?:each|every|the|a)\s+)?\p{L}+(?:\s\p{L}+)?\s*,?\s+by|(?:that|this|those|it|each)(?:\s+(?:by|of|on))?)\s/iu;

/** What is left of the words without the values and the words that link them. */
const rest = (words: string, values: readonly string[]): string =>
  values
    .reduce((left, value) => left.replace(value, ' '), words.toLowerCase())
    .replaceAll(/\b(?:and|then|by|last|first|finally|the|after that)\b|[^\p{L}\p{N}]/giu, '');

function sortedBoth(last: ReadStep, step: ReadStep, text: string): ReadStep {
  // “Inside each region by turnover” names no new column with the region.
  const isInside = insideEach.test(step.words);
  const own = isInside ? step.values.filter(({ name }) => name === 'by' || name === 'dir') : step.values;
  const isNamed = own.some(({ name }) => name === 'by' || name === 'column' || name === 'field' || name === 'dir');
  const column = step.words.replace(insideEach, '').trim();
  return together(last, step, text, isNamed ? own : [...own, { name: 'by', words: column }]);
}
