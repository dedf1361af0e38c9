import { asksForAnswer, eitherOf, endsInApproval } from './decisions.ts';
import type { ReadStep } from './reading.ts';
import { endOf, inEveryStepList, withoutSteps } from './step-lists.ts';

const adverbs = String.raw`(?:\s+(?:on|ahead|through|forward|directly|straight(?: away)?|right away|right through|as (?:usual|normal|is|planned)|immediately|at once|automatically|normally|anyway|by itself|on its own|then|with(?:out)? (?:asking(?: anyone| anybody)?|any ?(?:one|body|thing)?(?: asking| approval| check(?:ing)?)?|(?:the |an? )?approval|(?:a |that |any )?check(?:ing)?|it|that|the next step|the rest)|to (?:the )?next(?: step)?))+`;
const on = String.raw`(?:(?:go(?:es)?|carr(?:y|ies)|moves?|keeps? going|pass(?:es)?|runs?|continues?|proceeds?)${adverbs}|continues?|proceeds?)`;
const nothing = String.raw`(?:no (?:approval|one has to approve|need(?: to (?:ask|approve)| for (?:that|approval))?|approval (?:is )?(?:needed|required|necessary))|(?:nothing|nobody|no ?one) (?:needs to|has to|must|need) (?:be )?(?:approved?|asked|ask)|nobody is asked|skip (?:that|this|the approval|this step|it)|(?:it['’]?s|it is|that is|that['’]?s) (?:fine|ok(?:ay)?|good)(?: as is| to go)?|not needed|(?:doesn['’]?t|does not|don['’]?t|do not) (?:need|have to)(?: (?:be approved|(?:an )?approval|ask(?:ing)?|any(?:thing| approval)))?)`;
const lead = String.raw`^\W*(?:(?:and|then|just|please|it|that|this|they|we|you|can|may|should|simply|so|the \p{L}+)\s+)*`;
const goesOn = new RegExp(String.raw`${lead}(?:${on}|${nothing})\W*$`, 'iu');
/** The words before a step say that nothing is to be done, and that something else comes after. */
const nothingBefore = new RegExp(String.raw`(?:${on}|${nothing})\s*(?:[.;!]|,\s*(?:and\s+)?(?:then|after|afterwards)\b)`, 'iu');
const whatever =
  /\b(?:in (?:any|every|each|either|both|all) (?:cases?|events?)|either way|both ways|(?:what|which)ever (?:the (?:answer|decision|outcome|result)|way|he|she|they|it|happens)\b[^.;,]*|no matter (?:what|how|which)|regardless(?: of [^.;,]*)?)\b/iu;

/** “… else mail b@x. At the end tell me”: a new sentence that closes both ways. */
const closing = /[.;!]\s+(?:(?:and|then)\s+)*(?:at the (?:very )?end|in the end|finally|lastly|last of all)\s*[,:]?\s*$/iu;

/** “If less go on directly; after that mail the client”: nothing is done on that way, and what is said after it is for both. */
export function withGoingOn(steps: readonly ReadStep[], text: string): ReadStep[] {
  const parted = inEveryStepList(steps, (list) =>
    forBoth(
      list.flatMap((step) => hoisted(step, text)),
      text,
    ),
  );
  return withoutSteps(parted, mayBeNothing);
}

function hoisted(step: ReadStep, text: string): readonly ReadStep[] {
  if (step.label !== 'if') return [step];
  const after: ReadStep[] = [];
  const branches = step.branches.map((branch, way) => {
    const from = cutOf(step, { branch, way }, text);
    const cut = branch.slice(from);
    // “Either way file it. When he says yes book it”: another sentence may be for one answer again.
    const own = asksForAnswer(step)
      ? cut.findIndex(({ at }, index) => /[.;!?]\s/u.test(text.slice(endOf(cut[index - 1] ?? cut[0] ?? step), at)))
      : -1;
    after.push(...cut.slice(0, own < 0 ? cut.length : own));
    return [...branch.slice(0, from), ...(own < 0 ? [] : cut.slice(own))];
  });
  if (after.length === 0) return [{ ...step, branches }];
  // What both answers to an approval lead to does not end with the no.
  return [{ ...step, branches, ...(asksForAnswer(step) ? { goesOn: true } : {}) }, ...after.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))];
}

/** From which step on a way is said for both ways. */
function cutOf(step: ReadStep, { branch, way }: { readonly branch: readonly ReadStep[]; readonly way: number }, text: string): number {
  const { cases, branches } = step;
  const [first] = branch;
  const named = cases?.[way]?.words ?? '';
  if (way === 1 && whatever.test(named)) return 0;
  const begin = Math.max(text.indexOf(named) + named.length, ...branches.slice(0, way).flat().map(endOf));
  // “If he agrees go on, else tell me. Then book it”: what comes then is for the yes.
  const mayGoOn = !asksForAnswer(step);
  const isElse = way === 1 && named !== '' && first?.at !== undefined;
  if (mayGoOn && isElse && nothingBefore.test(text.slice(begin, first.at))) return 0;
  const isClosing = (one: ReadStep): boolean => way === 1 && closing.test(text.slice(begin, one.at));
  const at = branch.findIndex((one) => (mayGoOn && mayBeNothing(one)) || saidForAll(one, text) || isClosing(one));
  return at < 0 ? branch.length : at;
}

/** “In any case mail the office”, “mail the office either way” */
function saidForAll(step: ReadStep, text: string): boolean {
  if (step.at === undefined) return false;
  const before = /[^.;:!?\n,]*,?\s*$/u.exec(text.slice(Math.max(0, step.at - 60), step.at))?.[0] ?? '';
  const after = /^[^.;:!?\n,]*/u.exec(text.slice(endOf(step)))?.[0] ?? '';
  return (
    whatever.test(before) ||
    whatever.test(step.words) ||
    (/^\s*(?:,\s*)?/u.test(after) && whatever.test(after) && !/\b(?:and|then)\b/iu.test(after))
  );
}

/** “Go on directly”, where the reader took it for something that is done. */
const mayBeNothing = ({ label, words, branches }: ReadStep): boolean => branches.length === 0 && label !== 'approve' && goesOn.test(words);

/** “Ask the boss. Mail the office in any case”: what is said for both answers does not wait for a yes. */
function forBoth(list: readonly ReadStep[], text: string): readonly ReadStep[] {
  const asked = list.findIndex((step) => step.label === 'approve' || endsInApproval(step));
  const next = list[asked + 1];
  if (asked < 0 || !next || asksForAnswer(next)) return list;
  const at = list.findIndex(
    (step, index) => index > asked && step.branches.length === 0 && !outcome.test(step.words) && saidForAll(step, text),
  );
  const areLetters = list.slice(asked + 1, at).some((step) => step.label === 'email' && outcome.test(step.words));
  return at < 0 || areLetters ? list : [...list.slice(0, asked + 1), ...eitherOf(list.slice(asked + 1, at)), ...list.slice(at)];
}

/** A letter about the answer is two letters. */
const outcome = /\b(?:answer|decision|outcome|result|yes or no|whether)\b/iu;
