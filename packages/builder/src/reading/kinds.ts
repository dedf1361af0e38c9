import type { Condition } from '../recognise/conditions.ts';
import { excludes } from '../recognise/exclusive.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, inEveryList } from './wish-lists.ts';

type If = Extract<Wish, { kind: 'if' }>;

/**
 * “If wedding …, if conference …, else …”: several conditions that are a word each say of what kind it is, which reading the text can tell.
 * One of them alone is asked for. A second kind does not hang on the first.
 */
export function withKinds(wishes: readonly Wish[]): Wish[] {
  const kinds = new Set(
    allWishes(wishes).flatMap((wish) => (wish.kind === 'if' && isKind(wish.condition) ? [String(wish.condition.value)] : [])),
  );
  const judged =
    kinds.size < 2
      ? wishes
      : inEveryList(wishes, (list) =>
          list.map((wish) =>
            wish.kind === 'if' && isKind(wish.condition) ? { ...wish, condition: { ...wish.condition, test: 'judged' as const } } : wish,
          ),
        );
  return inEveryList(judged, (list) => list.map((wish) => (wish.kind === 'if' ? untangled(wish) : wish)));
}

/** “If wedding”, “for conference”: the word alone. */
const isKind = ({ test, value, subject, words }: Condition): boolean =>
  test === 'unread' &&
  subject === '' &&
  typeof value === 'string' &&
  value !== '' &&
  value.split(/\s+/u).length <= 3 &&
  !/\d/u.test(value) &&
  words
    .replace(/^(?:(?:it['’]?s?|is|this|that|for|an?|the|about|they|tick(?:ed|s)?|of|type|kind)\s+)+/iu, '')
    .replaceAll(/["“”]/gu, '')
    .toLowerCase() === value;

/** A condition inside another that cannot hold beside it is the next one to be asked. */
function untangled(wish: If): If {
  const inner = wish.then.find((one): one is If => one.kind === 'if' && excludes(wish.condition, one.condition));
  if (!inner) return wish;
  const next: If = { ...inner, otherwise: [...inner.otherwise, ...wish.otherwise] };
  return { ...wish, then: wish.then.filter((one) => one !== inner), otherwise: [next] };
}
