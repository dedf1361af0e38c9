import { type Answered, answerOf, answerWords, endsInApproval, isAnswer, saysNo, withAnswered } from './decisions.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { isOver, sentenceEnd, type Span, spansOf } from './read-spans.ts';
import { endOf, outermost, withoutSteps } from './step-lists.ts';

/** Words that say what is done for one answer: “Refused: …”, “when he said yes …”. */
interface Mark {
  readonly at: number;
  readonly words: string;
  /** Up to where what is said is for this answer. */
  readonly from: number;
  readonly to: number;
}

const opened = new RegExp(
  String.raw`(?<=(?:^|[.;,:!?(\n–-]|\b(?:and|but|or|then))\s*)(?:(?:if|when|once|in case|as soon as|on|upon)\s+)${answerWords}(?=\s*[,:–→]|\s*->|\s+[\p{L}])`,
  'giu',
);
const headed = new RegExp(String.raw`(?<=(?:^|[.;,!?(\n–-])\s*(?:(?:and|but)\s+)?)${answerWords}(?=\s*(?::|→|->|=>|=))`, 'giu');
const trailing = new RegExp(
  String.raw`^\s*,?\s*(?:but\s+)?((?:only\s+)?(?:if|when|once|in case)\s+${answerWords})(?=\s*(?:[.;,)]|$))`,
  'iu',
);

/** What is said for one answer of an approval stands on that way, wherever in the request it is said, also where the reader saw no condition in it. */
export function withAnsweredWays(reading: Reading, text: string): Reading {
  const asked = allSteps(reading.steps).find(({ label }) => label === 'approve');
  if (asked?.at === undefined) return reading;
  const after = marksIn(reading, text, endOf(asked));
  const grouped = after.reduce<readonly ReadStep[]>((steps, mark) => put(steps, mark), reading.steps);
  const read = spansOf({ ...reading, steps: grouped }, text);
  return { ...reading, steps: trailed(grouped, { text, read }, false) };
}

/** Those outside all that was read. */
function marksIn(reading: Reading, text: string, from: number): Mark[] {
  const spans = spansOf(reading, text);
  const found = [...text.matchAll(opened), ...text.matchAll(headed)]
    .flatMap((match) => (match.index >= from ? [{ at: match.index, words: match[0] }] : []))
    .toSorted((a, b) => a.at - b.at)
    .filter(({ at }, index, all) => index === 0 || at >= (all[index - 1]?.at ?? 0) + (all[index - 1]?.words.length ?? 0));
  const isRead = ({ at, words }: { readonly at: number; readonly words: string }): boolean => isOver(spans, at, at + words.length);
  return found.flatMap((mark, index) => {
    const begin = mark.at + mark.words.length;
    const to = Math.min(found[index + 1]?.at ?? text.length, sentenceEnd(text, begin));
    const others = spans.flatMap(([at, end]) => (at >= begin && isAnswer(text.slice(at, end)) ? [at] : []));
    return isRead(mark) ? [] : [{ ...mark, from: begin, to: Math.min(to, ...others) }];
  });
}

/** What was said for this answer goes on its way, after the last step that holds an approval. */
function put(steps: readonly ReadStep[], { at, words, from, to }: Mark): readonly ReadStep[] {
  const isOf = (step: ReadStep): boolean => step.at !== undefined && step.at >= from && step.at < to;
  const own = outermost(steps, isOf);
  if (own.length === 0 || allSteps(own).some((step) => step.label === 'approve' || !isWithin(step, from, to))) return steps;
  const others = withoutSteps(steps, (step) => own.includes(step));
  return onWay(others, { at, words, own, isNo: saysNo(words) }) ?? steps;
}

const isWithin = ({ at, words }: ReadStep, from: number, to: number): boolean =>
  words === '' || (at !== undefined && at >= from && at < to);

/** In the list where the approvals come together; undefined where there is none. */
function onWay(steps: readonly ReadStep[], said: Answered & { readonly at: number }): readonly ReadStep[] | undefined {
  const index = steps.findLastIndex((step) => holdsApproval(step) && (step.at ?? 0) < said.at);
  const asked = steps[index];
  if (!asked) return undefined;
  // Asked once for each entry: the answers are inside as well.
  if (asked.label === 'each') {
    const body = onWay(asked.branches[0] ?? [], said);
    return body && steps.map((step) => (step === asked ? { ...step, branches: [body] } : step));
  }
  return withAnswered(steps, index, said);
}

const holdsApproval = (step: ReadStep): boolean =>
  step.label === 'approve' || endsInApproval(step) || (step.label === 'each' && allSteps([step]).some(({ label }) => label === 'approve'));

/** “Copy it to hr@x | if approved” */
function trailed(
  steps: readonly ReadStep[],
  around: { readonly text: string; readonly read: readonly Span[] },
  isAsked: boolean,
): ReadStep[] {
  let asked = isAsked;
  return steps.map((step): ReadStep => {
    const branches = step.branches.map((branch) => trailed(branch, around, asked));
    const mayBe = asked && step.branches.length === 0 && step.at !== undefined;
    const said = mayBe ? trailing.exec(around.text.slice(endOf(step))) : null;
    const words = said?.[1];
    asked ||= allSteps([step]).some(({ label }) => label === 'approve');
    const at = endOf(step) + (said?.[0].indexOf(words ?? '') ?? 0);
    if (words === undefined || isOver(around.read, at, at + words.length)) return { ...step, branches };
    return answerOf({ words, at, own: [step], isNo: saysNo(words) });
  });
}
