import type { Wish } from '../recognise/wish.ts';
import { impliedKey, isAscending } from './sort-values.ts';
import { inEveryList } from './wish-lists.ts';

type Sort = Extract<Wish, { kind: 'sort' }>;
type Total = Extract<Wish, { kind: 'total' }>;

/** Work on each row that one step does for all of them, and the first of each group. */
export const withRowWishes = (wishes: readonly Wish[]): Wish[] =>
  inEveryList(wishes, (list) =>
    // Whoever calls with a list gets back what a loop over it gives.
    firstOfGroups(list.some(({ kind }) => kind === 'respond') ? list : list.flatMap((wish) => beforeLoop(wish))),
  );

/** “Go through every answer, say positive or negative”: each row gets its label, and keeps all else that it says. */
function beforeLoop(wish: Wish): readonly Wish[] {
  if (wish.kind !== 'each') return [wish];
  const count = wish.body.findIndex(({ kind }) => kind !== 'classify');
  const own = wish.body.slice(0, count < 0 ? wish.body.length : count);
  const rest = wish.body.slice(own.length);
  // What hangs on the label of one row stays beside it.
  if (own.length === 0 || rest.some(({ kind }) => kind === 'if' || kind === 'switch')) return [wish];
  return [...own.map((one) => ({ ...one, isOfRows: true })), ...(rest.length > 0 ? [{ ...wish, body: rest }] : [])];
}

const group =
  /\b(?:(?:in|of|from|for|within)\s+(?:each|every)|per)\s+([\p{L}][\p{L} -]*?)(?=\s+(?:by|and|with|then)\b|\s*…|[.,;:)]|\s*$)/iu;
const key = /\bby\s+(?:the\s+)?([\p{L}][\p{L} -]*?)(?=\s+(?:and|in|per|of|for|from|then)\b|\s*…|[.,;:)]|\s*$)/iu;

/** “Rank by time in every age group, take the first three”: the first three of each group, not three of all. */
function firstOfGroups(list: readonly Wish[]): readonly Wish[] {
  const at = list.findIndex((wish) => wish.kind === 'sort' && wish.limit !== undefined);
  const last = list[at];
  if (last?.kind !== 'sort') return list;
  const before = list.slice(Math.max(0, at - 2), at).filter((wish): wish is Sort | Total => isOfRanking(wish));
  const all = [...before, last];
  const words = all.map(({ because }) => because ?? '').join(' … ');
  const within = group.exec(words)?.[1]?.toLowerCase();
  if (within === undefined) return list;
  const named = [key.exec(words)?.[1]?.toLowerCase(), ...all.flatMap((wish) => (wish.kind === 'sort' ? (wish.by ?? []) : []))];
  const by = named.find((one) => one !== undefined && one !== within) ?? impliedKey(words);
  const ranked = before.find((wish): wish is Sort => wish.kind === 'sort');
  const isUp = isAscending(words) || (ranked?.direction === 'ascending' && !/\b(?:top|best|most|highest)\b/iu.test(words));
  const sort: Sort = { ...last, by, direction: isUp ? 'ascending' : 'descending', within, because: words };
  return list.flatMap((wish) => (wish === last ? [sort] : before.includes(wish as Sort) ? [] : [wish]));
}

/** “In every age group” counts nothing, and “rank by time” alone keeps all. */
const isOfRanking = (wish: Wish): boolean =>
  (wish.kind === 'sort' && wish.limit === undefined) ||
  (wish.kind === 'total' && /^\W*(?:(?:in|of|for|from|within)\s+(?:each|every)|per)\b/iu.test(wish.because ?? ''));
