import type { Wish } from '../recognise/wish.ts';
import { inEveryList } from './wish-lists.ts';

type Total = Extract<Wish, { kind: 'total' }>;

const sum = String.raw`(?:(?:grand |overall |over-?all )?(?:totals?|sums?|sum total)|(?:tot(?:al)?|add) (?:it|them|all|everything) (?:all )?up)`;
const end = String.raw`(?:at|on|in|to|as|for)\s+(?:the\s+|a\s+)?(?:very\s+)?(?:bottom|end|foot|last (?:line|row)|final (?:line|row))`;
/** “Total at the bottom”, “a totals row”, “the sum underneath”, “the grand total”, “one total without donors”. */
const below = new RegExp(
  String.raw`\b${sum}\b[^.;]*\b(?:${end}|underneath|below (?:it|them|the \p{L}+))\b|\b${end}[^.;]*\b${sum}\b|\b${sum}\s+(?:row|line)\b|\b(?:row|line)\s+(?:with|for)\s+(?:the\s+|a\s+)?${sum}\b|\b(?:grand|overall|over-all) (?:totals?|sums?)\b|\b(?:one|an?) (?:overall )?total (?:without|over all|of all|for all)\b`,
  'iu',
);

/** What goes on with rows, so that a row of totals comes after it. */
const ofRows = new Set<Wish['kind']>(['sort', 'filter', 'deduplicate', 'calculate', 'total']);

/** A row of totals below the rows: whatever it was read as, behind all that is done with them, before the file or mail that shows them. */
export function withTotalRows(wishes: readonly Wish[]): Wish[] {
  return inEveryList(wishes, (list) => {
    const said = list.flatMap((wish) => asBelow(wish));
    const own = said.filter((wish) => isBelow(wish)) as Total[];
    const [first] = own;
    if (!first) return list;
    // “Add up the amounts and put the sum at the end” is one total; an overview of rows is the rows.
    const before = said.findLast((wish): wish is Total => wish.kind === 'total' && !isBelow(wish) && wish.by.length === 0);
    const total = before && first.measures.length === 0 ? { ...first, measures: before.measures } : first;
    const kept = said.filter((wish) => wish !== before && (wish === first || !isBelow(wish)) && !isOverview(wish));
    const at = kept.indexOf(first);
    return placed(
      kept.filter((wish) => wish !== first),
      total,
      at,
    );
  });
}

const isOverview = ({ kind, because }: Wish): boolean =>
  kind === 'summarize' && /^\W*(?:(?:and|then|as|in|make|give|get|me|one|an?|the)\s+)*(?:overview|list|table)\b/iu.test(because);

/** “Tot it up at the bottom” makes no file. */
const ordersSum = /^\W*(?:(?:and|then|please)\s+)*(?:tot|total|add|sum|put)\b/iu;

const isBelow = (wish: Wish): boolean => wish.kind === 'total' && wish.place === 'below';

function asBelow(wish: Wish): Wish[] {
  const words = wish.because;
  const isOpen =
    wish.kind === 'set' ||
    wish.kind === 'total' ||
    wish.kind === 'unmet' ||
    wish.kind === 'summarize' ||
    (wish.kind === 'write' && ordersSum.test(words)) ||
    wish.kind === 'keep' ||
    (wish.kind === 'calculate' && wish.formula === undefined) ||
    (wish.kind === 'filter' && (wish.condition === undefined || wish.condition.test === 'unread' || wish.condition.test === 'empty'));
  const at = wish.at === undefined ? {} : { at: wish.at };
  if (wish.kind === 'total' && (wish.by.length > 0 || wish.measures.some(({ calculate }) => calculate !== 'sum' && calculate !== 'count')))
    return [wish];
  if (isOpen && below.test(words)) return [{ kind: 'total', by: [], measures: measuresIn(words), place: 'below', because: words, ...at }];
  // “An overview | with the grand total | by mail”
  if (wish.kind === 'if' && below.test(words) && wish.otherwise.length === 0 && typeof wish.condition.value !== 'number')
    return [{ kind: 'total', by: [], measures: measuresIn(words), place: 'below', because: words, ...at }, ...wish.then];
  if (
    (wish.kind === 'email' || wish.kind === 'write') &&
    below.test(words) &&
    /\b(?:with|and|plus|including)\b[^.;]*\btotals?\b/iu.test(words)
  )
    return [{ kind: 'total', by: [], measures: measuresIn(words), place: 'below', because: words, ...at }, wish];
  return [wish];
}

/** “The sum of hours in the last line”; nothing where no column is named. */
function measuresIn(words: string): Total['measures'] {
  const column =
    /\b(?:sum|totals?)\s+(?:of\s+)?(?:(?:the|all|their)\s+)*(?!row|line|at|in|on|to|as|for|below|underneath|without|over|of|all|with|and|is|too|also|up)([\p{L}]+)/iu
      .exec(words)?.[1]
      ?.toLowerCase() ?? undefined;
  return column === undefined ? [] : [{ calculate: 'sum', column }];
}

/** Behind the last of the steps on rows that follow it, or before the file that shows the rows. */
function placed(list: readonly Wish[], total: Total, said: number): Wish[] {
  const next = list.findIndex((wish, index) => index >= said && !ofRows.has(wish.kind));
  const from = next < 0 ? list.length : next;
  const isLast = list.slice(said).every((wish) => ofRows.has(wish.kind));
  const file = isLast ? list.findLastIndex((wish, index) => index < said && (wish.kind === 'write' || wish.kind === 'email')) : -1;
  const at = file >= 0 && said === list.length ? file : from;
  return [...list.slice(0, at), total, ...list.slice(at)];
}
