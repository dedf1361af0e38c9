import { isLetter } from '../assemble/letters.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';

const drafts = /^\W*(?:(?:and|then|please|also)\s+)*(?:write|draft|compose|prepare)\b/iu;
const echo = /^\W*(?:(?:and|then|please)\s+)*(?:send|mail|e-?mail)\s+(?:it|that|this|them)(?:\s+(?:off|out|too))?\W*$/iu;
const mailNoun = /\b(?:e-?mail|mail)$/iu;
const getsOne = /^\W*(?:(?:to|should|will|shall|must|then|also|and|they)\s+)*(?:get|gets|receive|receives)\b/iu;

/** “Write them a mail and send it” is one mail; “they get a mail written just for them” is one that is sent as well. */
export function withWrittenMails(list: readonly Wish[]): Wish[] {
  return list.reduce<Wish[]>((done, wish, index) => {
    const before = done.at(-1);
    const isEcho =
      wish.kind === 'email' &&
      before?.kind === 'email' &&
      drafts.test(before.because) &&
      echo.test(wish.because) &&
      wish.to.length === 0 &&
      (wish.person === undefined || /^(?:them|him|her)$/u.test(wish.person));
    if (isEcho) return [...done.slice(0, -1), { ...before, because: `${before.because} … ${wish.because}` }];
    const isSent = list.slice(index + 1).some(({ kind }) => kind === 'email' || kind === 'approve' || kind === 'if');
    if (wish.kind !== 'generate' || isSent || !mailNoun.test(wish.noun) || !getsOne.test(wish.because)) return [...done, wish];
    return [...done, wish, { kind: 'email', to: [], person: 'them', about: wish.because, because: wish.because }];
  }, []);
}

const answersThem =
  /\b(?:answer|reply to|respond to)\s+(?:them|him|her|the (?:customer|client|guest|person|sender|parent|member|applicant)|whoever)\b/iu;

/** Whoever sends a form hears of it by mail: there is nobody on the line to be answered. */
export function asLetter(wish: Wish, trigger: Trigger): Wish {
  if (
    trigger.kind !== 'form' ||
    wish.kind !== 'respond' ||
    !(isLetter(`${wish.because} ${wish.what ?? ''}`) || answersThem.test(wish.because))
  )
    return wish;
  return { kind: 'email', to: [], person: 'them', about: wish.because, because: wish.because, ...(wish.what ? { what: wish.what } : {}) };
}
