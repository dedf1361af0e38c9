import type { Wish } from '../recognise/wish.ts';
import { allWishes, inEveryList, placeOf } from './wish-lists.ts';

const thing = String.raw`((?:(?:the|an?|this|today['’]?s|current|last|previous|their|his|her)\s+)*[\p{L}'’-]+(?:\s+(?!(?:goes?|is|should|must|shall|comes?|stands?|in|into)\b)[\p{L}'’-]+){0,4}?)`;
const subject = String.raw`(?:the\s+|its\s+)?(?:e-?mail(?:['’]s)?\s+|mail\s+)?subject(?:\s+line)?\b`;
const into = new RegExp(
  String.raw`\b(?:put|puts|write|use|set|include|add|have|with|and|,)?\s*${thing}\s+(?:(?:goes?|is|should|must|shall|comes?|stands?|be|go|also|as well)\s+)*(?:in|into|as|to|on)\s+${subject}`,
  'giu',
);
const has = new RegExp(
  String.raw`\bsubject(?:\s+line)?\s+(?:(?:should|must|shall|has to|needs to|to)\s+)?(?:has|have|contains?|includes?|shows?|with)\s+${thing}(?=\s*(?:$|[.,;!]|\band\s+(?:the\s+)?text\b))`,
  'giu',
);

/** What is to stand in the subject of a mail, with where that is said: “put the month name in the subject”. */
function partsIn(text: string): { readonly at: number; readonly end: number; readonly words: string }[] {
  return [...text.matchAll(into), ...text.matchAll(has)].flatMap((match) => {
    const words = (match[1] ?? '').replace(/^(?:(?:and|with|put|add|use|include|have|write|set)\s+)+/iu, '').trim();
    return words === '' || /^(?:it|that|this|what|something)$/iu.test(words)
      ? []
      : [{ at: match.index, end: match.index + match[0].length, words }];
  });
}

const mayBeOrder = new Set<Wish['kind']>(['template', 'set', 'unmet', 'generate', 'email', 'write', 'extract', 'calculate']);

/** Mails with what their subjects are to have; an order to put it there is no step of its own. */
export function withSubjectParts(wishes: readonly Wish[], text: string): Wish[] {
  const parts = partsIn(text);
  if (parts.length === 0) return [...wishes];
  const isOrder = (wish: Wish): boolean => {
    const at = placeOf(wish, text);
    return (
      mayBeOrder.has(wish.kind) &&
      /\bsubject\b/iu.test(wish.because) &&
      at >= 0 &&
      parts.some((part) => part.at <= at + 1 && at + wish.because.length <= part.end + 1)
    );
  };
  const kept = inEveryList(wishes, (list) => list.filter((wish) => !isOrder(wish)));
  const mails = allWishes(kept)
    .filter(({ kind }) => kind === 'email')
    .map((wish) => ({ wish, at: placeOf(wish, text) }))
    .toSorted((a, b) => a.at - b.at);
  const takers = parts.map((part) => (mails.findLast(({ at }) => at < part.end) ?? mails[0])?.wish.because);
  if (takers.some((because) => because === undefined)) return [...wishes];
  return inEveryList(kept, (list) =>
    list.map((wish): Wish => {
      const own = parts.filter((_, index) => takers[index] === wish.because).map(({ words }) => words);
      if (wish.kind !== 'email' || own.length === 0) return wish;
      const { subject: said, ...mail } = wish;
      const isOnlyNamed = said !== undefined && own.some((words) => words.toLowerCase().endsWith(said.toLowerCase()));
      const orders = allWishes(wishes).filter((one) => isOrder(one) && !mail.because.includes(one.because));
      return {
        ...mail,
        because: [mail.because, ...orders.map(({ because }) => because)].join(' … '),
        ...(said === undefined || isOnlyNamed ? {} : { subject: said }),
        inSubject: own,
      };
    }),
  );
}
