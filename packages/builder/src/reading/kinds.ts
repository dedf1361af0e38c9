import type { Condition } from '../recognise/conditions.ts';
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

const isKind = ({ test, value, subject }: Condition): boolean =>
  test === 'unread' && subject === '' && typeof value === 'string' && value !== '' && value.split(/\s+/u).length <= 3 && !/\d/u.test(value);

/** A condition inside another that cannot hold beside it is the next one to be asked. */
function untangled(wish: If): If {
  const inner = wish.then.find((one): one is If => one.kind === 'if' && excludes(wish.condition, one.condition));
  if (!inner) return wish;
  const next: If = { ...inner, otherwise: [...inner.otherwise, ...wish.otherwise] };
  return { ...wish, then: wish.then.filter((one) => one !== inner), otherwise: [next] };
}

/** “Under 50” and “over 50” of the same amount. */
const areApart = (a: Condition, b: Condition): boolean =>
  /^(?:under|at_most)$/u.test(a.test) &&
  /^(?:over|at_least)$/u.test(b.test) &&
  a.subject === b.subject &&
  !a.negated &&
  !b.negated &&
  Number(b.value) >= Number(a.value);

function excludes(a: Condition, b: Condition): boolean {
  if (areApart(a, b) || areApart(b, a)) return true;
  const isSame = a.test === b.test && a.subject === b.subject && !a.negated && !b.negated;
  return isSame && (a.test === 'judged' || a.test === 'equals') && a.value !== b.value && a.subject !== 'decision';
}
