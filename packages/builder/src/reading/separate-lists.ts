import { keptWords } from '../assemble/names.ts';
import type { Wish } from '../recognise/wish.ts';
import { inEveryList } from './wish-lists.ts';

const list = String.raw`(?:an?|its|their|the)?\s*(?:separate|second|own|extra|other|different|another)\s+(?:list|sheet|file|table|tab|excel|csv)`;
/** “In a separate list” and nothing more. */
const alone = new RegExp(
  String.raw`^\W*(?:(?:and|then|that|goes|go|put|into|in|on|onto|to|as|make|give|me|them|these|those|it)\s+)*${list}\W*$`,
  'iu',
);
const inside = new RegExp(String.raw`\b(?:in|into|on|onto|to|as)\s+${list}\b`, 'iu');
/** “Put the unpaid ones on a second sheet” */
export const ontoList = new RegExp(
  String.raw`^\W*(?:(?:and|then|please)\s+)*(?:put|place|list|move|collect|write)\s+(?:all|any|every|the|those)\b.+\b(?:in|into|on|onto|to)\s+${list}\W*$`,
  'iu',
);

/** Rows that are to stand in a list of their own are a file of their own; what follows is of all rows again. */
export function withSeparateLists(wishes: readonly Wish[]): Wish[] {
  return inEveryList(wishes, (all) => {
    const apart = all.flatMap((wish, index): Wish[] => {
      const before = all[index - 1];
      const isList =
        (wish.kind === 'combine' || wish.kind === 'keep' || wish.kind === 'unmet' || wish.kind === 'set') && alone.test(wish.because);
      if (isList && before?.kind === 'filter') return [fileOf(wish.because, before, all.slice(index + 1))];
      if (wish.kind === 'filter' && !wish.marks && inside.test(wish.because))
        return [named(wish), fileOf(wish.because, wish, all.slice(index + 1))];
      return [wish];
    });
    return apart.flatMap((wish, index): Wish[] =>
      wish.kind === 'email' && isBoth(wish, apart[index - 1]) ? [{ ...whole, because: '' }, wish] : [wish],
    );
  });
}

const whole = { kind: 'write', format: 'excel', name: 'report' } as const;

/** “Mail both”: the list beside and all rows. */
const isBoth = ({ because }: Wish, before: Wish | undefined): boolean =>
  before?.kind === 'write' && before.isAside === true && /\bboth\b/iu.test(because);

/** The filter without the words for where its rows go. */
function named(wish: Extract<Wish, { kind: 'filter' }>): Wish {
  const { condition } = wish;
  return condition ? { ...wish, condition: { ...condition, words: rowsIn(condition.words) } } : wish;
}

/** “put the unpaid ones on a second sheet” → unpaid ones */
const rowsIn = (words: string): string =>
  keptWords(words.replace(inside, ' ').replaceAll(/\s+/gu, ' ').trim())
    .replace(/^(?:put|place|move|collect|write)\s+/iu, '')
    .replace(/^(?:the|all|any|those)\s+/iu, '');

function fileOf(because: string, filter: Wish, after: readonly Wish[]): Wish {
  const name = rowsIn(filter.because).replaceAll(/[^\p{L}\p{N} -]/gu, '');
  const [next] = after;
  const isAside = next === undefined || next.kind === 'write' || next.kind === 'email';
  return {
    kind: 'write',
    format: /\bcsv\b/iu.test(because) ? 'csv' : 'excel',
    name: name.trim() || 'list',
    ...(isAside ? { isAside } : {}),
    because,
  };
}
