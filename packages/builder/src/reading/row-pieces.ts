import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';

/** Steps on rows whose words were cut in two: the further columns of a sort. */
export const wholeRowSteps = (steps: readonly ReadStep[]): ReadStep[] =>
  steps.reduce<ReadStep[]>((done, step) => {
    const last = done.at(-1);
    return last && isOfSort(last, step) ? [...done.slice(0, -1), together(last, step)] : [...done, step];
  }, []);

/** “Sort by supplier | then price, highest first | inside each by name”: what follows decides where the sort before it does not. */
function isOfSort(last: ReadStep, step: ReadStep): boolean {
  if (last.label !== 'sort' || valuesOf(last.values, 'count').length > 0 || valuesOf(step.values, 'count').length > 0) return false;
  if (step.label === 'sort') return !/^\W*(?:(?:and|then)\s+)*(?:sort|order|rank|take|keep|show|list|give|get|find)\b/iu.test(step.words);
  if (insideEach.test(step.words)) return true;
  // Nothing but names of columns.
  return (
    step.label === 'set' &&
    rest(step.words, [...valuesOf(step.values, 'field'), ...valuesOf(step.values, 'column')]) === '' &&
    valuesOf(step.values, 'field').length > 0
  );
}

const insideEach = /^\W*(?:(?:and|then)\s+)*(?:within|inside|in)\s+(?:(?:each|every|the|a)\s+)?\p{L}+(?:\s\p{L}+)?\s*,?\s+by\s/iu;

/** What is left of the words without the values and the words that link them. */
const rest = (words: string, values: readonly string[]): string =>
  values
    .reduce((left, value) => left.replace(value, ' '), words.toLowerCase())
    .replaceAll(/\b(?:and|then|by|last|first|finally|the|after that)\b|[^\p{L}\p{N}]/giu, '');

function together(last: ReadStep, step: ReadStep): ReadStep {
  // “Inside each region by turnover” names no new column with the region.
  const values = insideEach.test(step.words) ? step.values.filter(({ name }) => name === 'by' || name === 'dir') : step.values;
  return { ...last, words: `${last.words} … ${step.words}`, tail: step.tail, values: [...last.values, ...values] };
}
