import { wordNumber } from '../language/durations.ts';
import type { Wish } from '../recognise/wish.ts';
import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';

/** “Sort by revenue and mail me the top twelve”, “count them per country and mail the top 5”: how many, said with the mail. */
export function withCounts(wishes: readonly Wish[], steps: readonly ReadStep[]): Wish[] {
  const told = steps.find(({ label, values }) => (label === 'email' || label === 'write') && valuesOf(values, 'count').length > 0);
  const words = valuesOf(told?.values ?? [], 'count')[0] ?? '';
  const count = wordNumber(words.trim().split(/\s+/u).at(-1)?.toLowerCase() ?? '');
  if (count === undefined) return [...wishes];
  if (wishes.some(({ kind }) => kind === 'sort'))
    return wishes.map((wish) => (wish.kind === 'sort' && wish.limit === undefined ? { ...wish, limit: count } : wish));
  const at = wishes.findIndex(({ kind, because }) => (kind === 'email' || kind === 'write') && because === told?.words);
  const total = wishes.slice(0, Math.max(at, 0)).findLast((wish) => wish.kind === 'total' && wish.by.length > 0);
  if (!total || !/\b(?:top|best|most|largest|biggest|highest)\b/iu.test(told?.words ?? '')) return [...wishes];
  const sort: Wish = { kind: 'sort', by: undefined, direction: 'descending', limit: count, because: told?.words ?? '' };
  return [...wishes.slice(0, at), sort, ...wishes.slice(at)];
}

/** “Group by country, count them” is one count. */
export const countedOnce = (wishes: readonly Wish[]): Wish[] =>
  wishes.filter((wish, index) => {
    const before = wishes[index - 1];
    const isCount = wish.kind === 'total' && wish.by.length === 0 && wish.measures.every(({ calculate }) => calculate === 'count');
    return !(isCount && before?.kind === 'total' && before.by.length > 0 && before.measures.some(({ calculate }) => calculate === 'count'));
  });
