import { answerWords, asksForAnswer, endsInApproval, isAnswer, saysNo, withAnswered } from './decisions.ts';
import { sentenceEnd } from './read-spans.ts';
import type { ReadStep } from './reading.ts';
import { endOf, inEveryStepList } from './step-lists.ts';

type Steps = readonly ReadStep[];

/** What is said for the two answers to an approval stands on their ways, whole and before what is said after them. */
export const withAnswersInOrder = (steps: Steps, text: string): ReadStep[] =>
  inEveryStepList(steps, (list) => withWholeYes(saidLater(list.map((step) => ofInner(step))), text));

/** “Check the age, ask Jo; if yes …, and if no …”: the no is that of the approval inside, not of the condition around it. */
function ofInner(step: ReadStep): ReadStep {
  const [then = [], otherwise = []] = step.branches;
  const said = step.cases?.[1]?.words ?? '';
  if (step.label !== 'if' || otherwise.length === 0 || !isAnswer(said) || asksForAnswer(step) || !opensAnswer(said)) return step;
  const index = then.findLastIndex((one) => one.label === 'approve' || endsInApproval(one));
  if (index < 0) return step;
  return {
    ...step,
    branches: [withAnswered(then, index, { words: said, own: otherwise, isNo: saysNo(said) }), []],
    cases: [step.cases?.[0], undefined],
  };
}

const opensAnswer = (words: string): boolean => /\b(?:if|when|in case|once)\b/iu.test(words);

/** “… approves → send it. If not approved write to him. Put it in the list at the end”: what is said after the answers comes after them. */
function saidLater(list: Steps): Steps {
  const asked = list.findIndex((step) => step.label === 'approve' || endsInApproval(step));
  const answer = list.findIndex((step, index) => index > asked && asked >= 0 && asksForAnswer(step) && step.words !== '');
  const known = list[answer];
  if (!known || known.at === undefined) return list;
  const from = known.at;
  const late = list.slice(asked + 1, answer).filter(({ at, words }) => words !== '' && at !== undefined && at > from);
  if (late.length === 0) return list;
  return [...list.slice(0, answer + 1).filter((step) => !late.includes(step)), ...late, ...list.slice(answer + 1)];
}

const nextAnswer = new RegExp(
  String.raw`(?<=[.;,]\s*(?:(?:and|but)\s+)?|\b(?:and|but)\s+)(?:if|when|in case)\s+${answerWords}(?=[\s,:])`,
  'giu',
);

/** “If yes send it, wait a week and ask, and if no …”: all up to the other answer is for the yes. */
function withWholeYes(list: Steps, text: string): Steps {
  const index = list.findIndex((step) => asksForAnswer(step) && step.words !== '' && step.at !== undefined);
  const known = list[index];
  if (!known || known.at === undefined) return list;
  const way = 0;
  const from = endOf(known);
  const other = [...text.matchAll(nextAnswer)].find((match) => match.index >= from)?.index;
  if (other === undefined || other > sentenceEnd(text, from)) return list;
  const isOf = ({ at, words }: ReadStep): boolean => words !== '' && at !== undefined && at >= from && at < other;
  const own = list.filter((step, at) => at > index && isOf(step));
  if (own.length === 0) return list;
  const whole = [...(known.branches[way] ?? []), ...own].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const joined = { ...known, branches: known.branches.map((branch, at) => (at === way ? whole : branch)) };
  return list.filter((step) => !own.includes(step)).map((step) => (step === known ? joined : step));
}
