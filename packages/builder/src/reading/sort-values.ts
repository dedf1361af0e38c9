import { wordNumber } from '../language/durations.ts';
import type { WishKind } from '../recognise/wish.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

type Sort = Extract<WishKind, { kind: 'sort' }>;

const ascending =
  /\b(?:ascending|asc|oldest|lowest|smallest|cheapest|least|fewest|alphabet\w*|a[- ](?:to[- ])?z|soonest|earliest|nearest|closest|next|worst|shortest|youngest|low to high|small to large)\b/iu;
const descending =
  /\b(?:descending|desc|newest|latest|highest|biggest|largest|most|best|longest|top|priciest|dearest|recent|high to low|large to small|urgent|heaviest|loudest|busiest)\b/iu;

/** “The two cheapest”, “oldest first” begin with the least. */
export const isAscending = (words: string): boolean => ascending.test(words);

/** “shop and month”, “class then surname” are two keys. */
export const keys = (words: readonly string[]): string[] =>
  words
    .flatMap((one) =>
      bare(one)
        .toLowerCase()
        .split(/\s*(?:,|\b(?:and )?then(?: by)?\b|\band\b|&|\+)\s*/u),
    )
    .filter(Boolean);

export function sorted(wish: Sort, values: readonly ReadValue[], words: string): Sort {
  const direction = valuesOf(values, 'dir').join(' ').replaceAll(/[–—]/gu, '-');
  const said = valuesOf(values, 'count')[0];
  const { limit: _, ...rest } = wish;
  const limit = wordNumber((said ?? '').replace(/^.*?\b(\S+)$/u, '$1').toLowerCase()) ?? numberIn(said) ?? wish.limit;
  const limited = limit === undefined ? {} : { limit };
  const named = keys([...valuesOf(values, 'by'), ...valuesOf(values, 'column')]);
  const [first, ...then] = severalIn([...named, ...keys(valuesOf(values, 'field'))], words);
  if (first && then.length > 0) return { ...rest, by: first.column, direction: first.direction, then, ...limited };
  const key = named[0] ?? impliedKey(direction) ?? wish.by;
  const by = key === undefined || ascending.test(key) || descending.test(key) ? within(direction) : key;
  const isDown =
    descending.test(direction) || (named[0] === key && descending.test(key ?? '')) || limit !== undefined || measured.test(by ?? '');
  return { ...rest, by, direction: ascending.test(direction) ? 'ascending' : isDown ? 'descending' : wish.direction, ...limited };
}

interface Key {
  readonly column: string;
  readonly direction: Sort['direction'];
}

/** “By shelf ascending and quantity descending”: each key in the order in which they were said, with the direction that stands behind it. */
function severalIn(columns: readonly string[], words: string): Key[] {
  const text = words.toLowerCase().replaceAll(/[–—]/gu, '-');
  const said = [...new Set(columns)]
    .filter((column) => !ascending.test(column) && !descending.test(column))
    .map((column) => ({ column, at: text.indexOf(column) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  return said.map(({ column, at }, index) => {
    const behind = text.slice(at + column.length, said[index + 1]?.at);
    const isUp = ascending.test(behind);
    return { column, direction: !isUp && (descending.test(behind) || measured.test(column)) ? 'descending' : 'ascending' };
  });
}

/** “Largest debt first” is by debt. */
function within(direction: string): string | undefined {
  const noun =
    /\b(?:largest|biggest|highest|lowest|smallest|most|least|best|worst|longest|shortest)\s+([\p{L}]+)(?:\s+(?:first|on top|at the top))?$/iu
      .exec(direction)?.[1]
      ?.toLowerCase();
  return noun && !/^(?:first|on|ones?|recent|selling|sold|expensive|important|urgent|to)$/u.test(noun) ? noun : undefined;
}

/** Amounts are looked at from the highest; a number that is a name, as of a table, is not one. */
const measured =
  /\b(?:revenue|sales|amount|score|rating|stars|points|spend|costs?|totals?|profit|turnover|value|quantity|hours|votes|count|number of|size)\b|^number$/u;

/** “newest first” is by date. */
export function impliedKey(direction: string): string | undefined {
  if (/\b(?:newest|oldest|latest|earliest|soonest|recent)\b/iu.test(direction)) return 'date';
  if (/\b(?:cheapest|priciest|dearest)\b/iu.test(direction)) return 'price';
  return /\balphabet\w*|\ba[- ](?:to[- ])?z\b/iu.test(direction) ? 'name' : undefined;
}

function numberIn(words: string | undefined): number | undefined {
  const found = /\d+/u.exec(words ?? '')?.[0];
  return found === undefined ? undefined : Number(found);
}
