import { isLetter } from '../assemble/letters.ts';
import { bindStep } from '../reading/bind-step.ts';
import type { Trigger } from '../recognise/trigger.ts';
import { placesNamed } from '../recognise/tables.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, endOf, inEveryList, overlaps, placeOf } from './places.ts';

/** What follows from other words than the wish’s own: where it is kept, what is done once somebody agreed, texts that are written row by row. */
export function mendFinish(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  const places = placesNamed(text);
  const isTable = trigger.kind === 'form' && trigger.fields.some(({ type, label }) => type === 'file' && /csv|excel/iu.test(label));
  return inEveryList(withRows(wishes, trigger), (list) =>
    list.flatMap((wish, index): Wish[] => {
      if (wish.kind === 'keep' && wish.place === undefined) {
        const named = places.find(
          ({ words, at }) => overlaps(wish, words, text) || (at > placeOf(wish, text) && at - endOf(wish, text) < 12),
        );
        return [named ? { ...wish, place: named.place } : wish];
      }
      if (
        wish.kind === 'generate' &&
        isTable &&
        /\b(?:translat|rewrit|shorten|simplif)/iu.test(wish.because) &&
        list.slice(index + 1).some(({ kind }) => kind === 'write')
      )
        return [
          {
            kind: 'each',
            noun: 'row',
            body: [wish],
            beside: /translat/iu.test(wish.because) ? 'translation' : 'new text',
            because: wish.because,
            ...(wish.at === undefined ? {} : { at: wish.at }),
          },
        ];
      // “yesterday's tickets” are rows that come from somewhere.
      if (
        wish.kind === 'fetch' &&
        wish.url === undefined &&
        wish.method === 'GET' &&
        /^\W*(?:yesterday|today|last (?:week|month)|this (?:week|month))'?s?\s+(?:\p{L}+\s+)?\p{L}+s\W*$/iu.test(wish.because)
      )
        return [
          {
            ...bindStep(
              { label: 'filter', words: `from ${/^\W*(yesterday|today|(?:last|this) \p{L}+?)(?:'?s)?\s/iu.exec(wish.because)?.[1] ?? ''}` },
              { before: '', after: '' },
            ),
            because: wish.because,
            ...(wish.at === undefined ? {} : { at: wish.at }),
          },
        ];
      if (wish.kind === 'each' && wish.body.length === 2) {
        const [made, mail] = wish.body;
        // “translate each review and send it to me” is one mail.
        if (
          made?.kind === 'generate' &&
          /\btranslat/iu.test(made.because) &&
          mail?.kind === 'email' &&
          (mail.to.length > 0 || /^(?:me|us)$/u.test(mail.person ?? ''))
        )
          return [{ ...wish, body: [made], beside: 'translation' }, mail];
      }
      // “collect the open invoices from the excel I upload” calls no web address.
      if (wish.kind === 'fetch' && wish.url === undefined && wish.method === 'GET' && isOfFile(wish, text))
        return [{ kind: 'read', because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) }];
      return [wish.kind === 'if' ? askedFirst(wish, text) : wish];
    }),
  );
}

const listed = /\b(?:list|overview|table)\s+of\s+(?:(?:the|all|our|my)\s+)*\p{L}+/iu;

/** “on Friday send me the list of open invoices”: the list has to come from somewhere. */
function withRows(wishes: readonly Wish[], trigger: Trigger): Wish[] {
  const index = wishes.findIndex((wish) => wish.kind === 'email' && listed.test(wish.about));
  const mail = wishes[index];
  if (!mail || mail.kind !== 'email' || trigger.kind !== 'schedule') return [...wishes];
  return wishes.slice(0, index).every(({ kind }) => kind === 'email' || kind === 'wait')
    ? [...wishes.slice(0, index), { kind: 'read', because: listed.exec(mail.about)?.[0] ?? mail.because }, ...wishes.slice(index)]
    : [...wishes];
}

const isOfFile = (wish: Wish, text: string): boolean => {
  const end = endOf(wish, text);
  return (
    end > 0 &&
    /^\s*(?:from|in|out of|of)\s+(?:the|my|our|an?)\s+(?:\p{L}+\s+)?(?:excel|csv|file|spreadsheet|xlsx|list|export|sheet)\b/iu.test(
      text.slice(end),
    )
  );
};

/** “ask me before we confirm, otherwise confirm right away”: what is done right away is done after the yes as well. */
function askedFirst(wish: Extract<Wish, { kind: 'if' }>, text: string): Wish {
  const [only, ...more] = wish.then;
  const [other, ...others] = wish.otherwise;
  if (only?.kind !== 'approve' || more.length > 0 || other?.kind !== 'email' || others.length > 0 || !isLetter(other.about)) return wish;
  const said = text.slice(Math.max(0, placeOf(only, text)), Math.max(0, placeOf(other, text)));
  return /\bbefore\b|\bfirst\b/iu.test(said) && allWishes(wish.then).length === 1 ? { ...wish, then: [only, other] } : wish;
}
