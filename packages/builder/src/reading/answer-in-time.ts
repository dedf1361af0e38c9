import type { Condition } from '../recognise/conditions.ts';
import type { ReadStep } from './reading.ts';
import { secondsOf } from '../recognise/wait-time.ts';
import type { Wish } from '../recognise/wish.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

const silence =
  /\b(?:no|without(?: an?| any)?) (?:\p{L}+ )?(?:answer|repl(?:y|ies)|reaction|response|decision|release|word|feedback|approval|ok|signature)\b|(?:n['’]?t|\b(?:not|never|nothing|nobody|no ?one))\b.{0,16}\b(?:answer|repl|react|respon|decid|sign|releas|approv|confirm|said|voted|ok)|\b(?:silent|silence|unanswered|undecided|no objection)\b|^\W*(?:(?:and|if|when|but|should|unless)\s+)*(?:he|she|they|it|nothing|not)?\s*(?:(?:has|have|did|does|do|is|was)n['’]?t|not|comes?|confirms|signs)\W*$/iu;
const deadline = /\b(?:within|inside|in under|gets?|has|have|give[ns]?|deadline|limit|latest|no later|sla|by)\b/iu;

/**
 * An approval that is to be given in time. “If nobody answered within three days ask the deputy” asks more people then, “… remind him” reminds
 * those who were asked, and anything else is done when the time is over, which counts as a no.
 */
export function withDeadlines(wishes: readonly Wish[], answers: (list: readonly Wish[]) => Wish[]): Wish[] {
  const at = wishes.findIndex((wish, index) => wish.kind === 'approve' && isDeadline(wishes, index));
  const asked = wishes[at];
  const wait = wishes[at + 1];
  if (asked?.kind !== 'approve' || wait?.kind !== 'wait') return [...wishes];
  const late = wishes[at + 2];
  const isLate = late?.kind === 'if' && isSilence(late.condition);
  const hours = wait.time?.span && !wait.time.clock && wait.time.side !== 'before' ? secondsOf(wait.time.span) / 3600 : undefined;
  const until = hours === undefined ? { within: wait.time?.said ?? wait.because } : {};
  const before = wishes.slice(0, at);
  const because = `${asked.because} … ${wait.because}`;
  if (!isLate)
    return [
      ...before,
      { ...asked, ...until, ...(hours === undefined ? {} : { hours }), because },
      ...withDeadlines(wishes.slice(at + 2), answers),
    ];
  const rest = answers([asked, ...withDeadlines([...late.otherwise, ...wishes.slice(at + 3)], answers)]).slice(1);
  const [first, ...others] = late.then;
  if (first?.kind === 'approve' && others.length === 0 && hours !== undefined)
    return [
      ...before,
      { ...asked, escalate: { hours, who: first.who, address: first.address }, because: `${because} … ${first.because}` },
      ...rest,
    ];
  if (first && isReminder(first, asked) && hours !== undefined) {
    const timed: Of<'approve'> = { ...asked, remindEveryHours: hours, because: `${because} … ${first.because}` };
    const further = others.length === 0 ? timed : withFurther(timed, hours, others);
    if (further) return [...before, further, ...rest];
  }
  return lateOf(before, { ...asked, ...until, ...(hours === undefined ? {} : { hours }), because }, late, rest);
}

/** A wait right after an approval is for its answer, where what follows asks whether one came, or the words give a limit. */
function isDeadline(wishes: readonly Wish[], at: number): boolean {
  const [wait, next] = [wishes[at + 1], wishes[at + 2]];
  if (wait?.kind !== 'wait' || wait.time === undefined) return false;
  if (next?.kind === 'if' && isSilence(next.condition)) return true;
  if (wait.time.side === 'before' || wait.time.ref !== undefined) return false;
  const isDecided = next?.kind === 'if' && next.condition.subject === 'decision';
  return isDecided || (deadline.test(wait.because) && (next === undefined || /\b(?:within|limit|deadline|latest)\b/iu.test(wait.because)));
}

const isSilence = ({ words, subject, value, negated, test }: Condition): boolean =>
  silence.test(words) || (subject === 'decision' && negated && value === 'approved' && test === 'equals' && /n['’]t|not\b/iu.test(words));

/** “… remind him, and 48 hours more: the CEO” */
function withFurther(asked: Of<'approve'>, hours: number, [wait, mail, ...others]: readonly Wish[]): Of<'approve'> | undefined {
  const isTold = wait?.kind === 'wait' && wait.time?.span && mail?.kind === 'email' && others.length === 0;
  if (!isTold || !wait.time?.span) return undefined;
  const all = hours + secondsOf(wait.time.span) / 3600;
  return { ...asked, escalate: { hours: all, who: mail.person, address: mail.to[0] }, because: `${asked.because} … ${mail.because}` };
}

/** “Remind him”, “ask again”: those who were asked. */
const isReminder = (wish: Wish, asked: Of<'approve'>): boolean =>
  wish.kind === 'email' &&
  /\b(?:remind\w*|nudge|again|chase|ping|nag)\b/iu.test(wish.because) &&
  (wish.to.length === 0 ? isSamePerson(wish.person, asked.who) : asked.address !== undefined && wish.to.includes(asked.address));

const isSamePerson = (person: string | undefined, who: string | undefined): boolean =>
  person === undefined ||
  /^(?:him|her|them|he|she|they|us)$/iu.test(person) ||
  (who !== undefined && (who.toLowerCase().includes(person.toLowerCase()) || person.toLowerCase().includes(who.toLowerCase())));

/** What is done when nobody answered stands on the way of the no, which a time that is over counts as. */
function lateOf(before: readonly Wish[], asked: Of<'approve'>, late: Of<'if'>, rest: readonly Wish[]): Wish[] {
  const [decision, ...others] = rest;
  const own: Of<'if'> = {
    ...late,
    condition: { words: 'nobody answered in time', subject: 'answer in time', test: 'unread', value: '', negated: false },
    otherwise: [],
  };
  if (decision?.kind === 'if' && decision.condition.subject === 'decision') {
    const isNo = (decision.condition.value === 'approved') === decision.condition.negated;
    const no = { ...own, otherwise: isNo ? decision.then : decision.otherwise };
    return [...before, asked, isNo ? { ...decision, then: [no] } : { ...decision, otherwise: [no] }, ...others];
  }
  return [
    ...before,
    asked,
    {
      kind: 'if',
      condition: { words: 'approved', subject: 'decision', test: 'equals', value: 'approved', negated: false },
      then: rest,
      otherwise: [own],
      because: late.because,
    },
  ];
}

/** The step that a condition speaks about: an approval stays so while its answer is waited for. */
export function askedBefore(steps: readonly ReadStep[], index: number): ReadStep | undefined {
  const last = steps[index - 1];
  const isOfAnswer = steps[index]?.label === 'if' && answered.test(steps[index].words) && !silence.test(steps[index].words);
  if (!isOfAnswer) return last;
  const asked = steps.slice(0, index).findLastIndex(({ label }) => label === 'approve');
  const between = steps.slice(asked + 1, index);
  return asked >= 0 && between.every(({ label, words }) => label === 'wait' || (label === 'if' && silence.test(words)))
    ? steps[asked]
    : last;
}

const answered =
  /\b(?:yes|no|not|ok(?:ay)?|accept\w*|approv\w*|agree\w*|confirm\w*|sign\w*|refus\w*|reject\w*|declin\w*|den(?:y|ied|ies)|picked|chosen|granted|allowed|for|against)\b/iu;
