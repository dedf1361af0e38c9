import { bindCondition } from '../reading/bind-step.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, inEveryList, insideOf } from './places.ts';

const address = /https?:\/\/[^\s,;"')]+/giu;
const withPlace = /\s*\b(?:at|on|from|of|in|under|via|behind)?\s*https?:\/\/[^\s,;"')]+/giu;

/**
 * A condition about what is found at a web address: “if the temperature at https://… is over 8” gets the address first and compares what came,
 * and “check every 10 minutes” beside it is no call of its own.
 */
export function mendSaidAt(read: readonly Wish[]): Wish[] {
  const wishes = inEveryList(read, answeredWith);
  const said = allWishes(wishes).filter((wish) => wish.kind === 'if' && /https?:/u.test(wish.condition.words));
  if (said.length === 0) return [...wishes];
  const called = new Set(allWishes(wishes).flatMap((wish) => (wish.kind === 'fetch' && wish.url ? [wish.url] : [])));
  const placed = inEveryList(wishes, (list) =>
    list.flatMap((wish): Wish[] => {
      if (wish.kind === 'fetch' && wish.url === undefined && isLook(wish.because)) return [];
      if (wish.kind !== 'if') return [wish];
      const [url] = wish.because.match(address) ?? [];
      if (!url) return [wish];
      const bare: Wish = {
        ...wish,
        condition: bindCondition(
          wish.because.replace(withPlace, '').replace(/\s+\b(?:at|on)(?=\s+(?:is|are|drops?|falls?|rises?|goes|gets|was)\b|\s*$)/iu, ''),
        ),
      };
      if (called.has(url)) return [bare];
      called.add(url);
      return [
        { kind: 'fetch', url, method: 'GET', what: `get ${url}`, because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) },
        bare,
      ];
    }),
  );
  return placed.filter((wish) => wish.kind !== 'each' || insideOf(wish).some((list) => list.length > 0));
}

/** “status of https://… not 200 -> mail” chooses among answers, not among rows. */
function answeredWith(list: readonly Wish[]): Wish[] {
  const index = list.findIndex(
    (wish, place) =>
      wish.kind === 'filter' &&
      /^\W*(?:(?:is|are|it's|its|if)\s+)*(?:not\s+(?:ok|up|online|reachable|[1-5]\d\d)|down|offline|unreachable)\W*$/iu.test(
        wish.because,
      ) &&
      list.slice(0, place).some((one) => one.kind === 'fetch' && one.url !== undefined),
  );
  const wish = list[index];
  if (!wish) return [...list];
  const rest = list.slice(index + 1).filter((one) => one.kind !== 'fetch' || one.url !== undefined);
  return [
    ...list.slice(0, index),
    {
      kind: 'if',
      condition: bindCondition(`if it is ${wish.because}`),
      then: rest,
      otherwise: [],
      because: wish.because,
      ...(wish.at === undefined ? {} : { at: wish.at }),
    },
  ];
}

const isLook = (words: string): boolean =>
  /^\W*(?:please |and |then )*(?:check|look|test|query|poll|ask|see)\b(?:\s+\p{L}+){0,2}\W*$/iu.test(words);
