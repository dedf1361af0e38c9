import type { Condition } from './conditions.ts';

/** “Under 50” and “over 50” of the same amount. */
const areApart = (a: Condition, b: Condition): boolean =>
  /^(?:under|at_most)$/u.test(a.test) &&
  /^(?:over|at_least)$/u.test(b.test) &&
  a.subject === b.subject &&
  !a.negated &&
  !b.negated &&
  Number(b.value) >= Number(a.value);

/** Whether the one cannot hold where the other does. */
export function excludes(a: Condition, b: Condition): boolean {
  if (areApart(a, b) || areApart(b, a)) return true;
  const isSame = a.test === b.test && a.subject === b.subject && !a.negated && !b.negated;
  return isSame && (a.test === 'judged' || a.test === 'equals') && a.value !== b.value && a.subject !== 'decision';
}
