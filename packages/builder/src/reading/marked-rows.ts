import type { Wish } from '../recognise/wish.ts';
import { inEveryList } from './wish-lists.ts';

type Filter = Extract<Wish, { kind: 'filter' }>;

const verb = String.raw`(?:highlight|point(?:ed)? out|flag|mark|colou?r|emphasi[sz]e|underline|stress|tick|star)`;
const lead = String.raw`^\W*(?:(?:and|then|please|also|oh|in it)\s+)*`;
/** “Highlight those over 500” */
export const marks = new RegExp(String.raw`${lead}${verb}(?:\s+in\s+\p{L}+)?\s+\S`, 'iu');
/** “Highlight in red”, “put a mark next to”: which rows is said apart. */
export const marksApart = new RegExp(
  String.raw`${lead}(?:${verb}(?:\s+(?:it|them))?(?:\s+(?:in\s+)?\p{L}+)?|(?:put|add|set|place)\s+an?\s+(?:mark|star|flag|tick|note|asterisk|cross)\b(?:\s+(?:next to|beside|at|on|behind|to|for))?)\W*$`,
  'iu',
);
/** “… should be pointed out in the overview” */
const isMarked =
  /\b(?:pointed out|highlighted|flagged|marked|emphasi[sz]ed|underlined)\b|^\W*(?:(?:and|then|please)\s+)*(?:highlight|flag|mark|point)\s+(?:it|them|that|those)\b/iu;

/** What is said of the rows, without the order to point them out. */
export const withoutMark = (words: string): string =>
  marks.test(words) ? words.replace(new RegExp(String.raw`${lead}${verb}(?:\s+in\s+\p{L}+)?\s+`, 'iu'), '') : words;

/** Rows that are pointed out stay among the others, and a column says which they are. */
export function withMarkedRows(wishes: readonly Wish[]): Wish[] {
  return inEveryList(wishes, (list) => beforeTheirMail(besideTheirMark(list.map((wish) => marked(wish)))));
}

function marked(wish: Wish): Wish {
  if (wish.kind === 'filter')
    return marks.test(wish.because) && wish.condition?.test !== 'judged' && !/\bas\b|\bor not\b/iu.test(wish.because)
      ? { ...wish, marks: true }
      : wish;
  if (wish.kind !== 'if' || wish.otherwise.length > 0 || wish.then.length !== 1 || !hasNumber(wish)) return wish;
  const [only] = wish.then;
  const isOfNobody = only && (only.kind !== 'email' || (only.to.length === 0 && only.person === undefined));
  if (!only || !isOfNobody || !isMarked.test(only.because) || !/^(?:email|respond|set|unmet|filter|generate)$/u.test(only.kind))
    return wish;
  const { because, condition, at } = wish;
  return { kind: 'filter', condition, marks: true, because: `${because} … ${only.because}`, ...(at === undefined ? {} : { at }) };
}

const hasNumber = ({ condition }: Extract<Wish, { kind: 'if' }>): boolean => typeof condition.value === 'number';

/** “Put a mark next to | everything older than 30 days” */
function besideTheirMark(list: readonly Wish[]): Wish[] {
  const apart = list.find(
    (wish) => /^(?:respond|set|combine|unmet|summarize|generate|template)$/u.test(wish.kind) && marksApart.test(wish.because),
  );
  const rows = apart && list.find((wish): wish is Filter => wish.kind === 'filter' && (wish.at ?? 0) > (apart.at ?? 0));
  if (!apart || !rows) return [...list];
  const because = `${apart.because} … ${rows.because}`;
  return list
    .filter((wish) => wish !== apart)
    .map((wish) => (wish === rows ? { ...rows, marks: true, because, ...(apart.at === undefined ? {} : { at: apart.at }) } : wish));
}

/** “Send me an overview. Anyone over 800 should be pointed out in it”: before the mail that shows it. */
function beforeTheirMail(list: readonly Wish[]): Wish[] {
  const last = list.at(-1);
  const shown = list.findLastIndex(({ kind }) => kind === 'email' || kind === 'write');
  if (last?.kind !== 'filter' || !last.marks || shown < 0) return [...list];
  const file = list[shown - 1]?.kind === 'write' ? shown - 1 : shown;
  return [...list.slice(0, file), last, ...list.slice(file, -1)];
}
