import type { ReadStep } from './reading.ts';
import { sentenceEnd } from './read-spans.ts';
import { allSteps } from './reading.ts';
import { endOf, inEveryStepList } from './step-lists.ts';

const sending = String.raw`(?:go(?:es|ing)?(?:\s+(?:out|to|off))?|(?:is|are|gets?|being|be|been)\s+(?:sent|mailed|posted|published)|send(?:s|ing)?|mail(?:s|ing)?|leaves?|reach(?:es)?|publish(?:es|ing)?)`;
const it = String.raw`(?:anything|something|everything|it|they|this|that|these|any of it|we|you|i|(?:the|any|an?)\s+[\p{L}-]+(?:\s+[\p{L}-]+)?)`;
const beforeOut = new RegExp(String.raw`\b(?:before|until|till)\s+(?:${it}\s+)?(?:(?:can|may|will|do|does)\s+)?${sending}\b`, 'iu');
const first = /\b(?:first|beforehand|before that)\b/iu;
const echo = new RegExp(String.raw`^\W*(?:before\s+)?${it}\s+${sending}(?:\s+(?:out|off))?\W*$`, 'iu');
const onlyTells = /\b(?:confirm\w*|acknowledg\w*|receipt|received|thank\w*|got it)\b/iu;

/** “Mail it to the guest. If it is over 900 Ida looks at it first”: who is to see it before it goes out is asked before that, though it is said last. */
export function withAskedFirst(steps: readonly ReadStep[], text: string): ReadStep[] {
  return inEveryStepList(
    steps.flatMap((step) => forSome(step, text)),
    (list) => list.flatMap((step) => withSaidBefore(step)).reduce<readonly ReadStep[]>((done, step) => placed(done, step, text), []),
  );
}

function placed(done: readonly ReadStep[], step: ReadStep, text: string): readonly ReadStep[] {
  // “… before | it goes out” is no second mail.
  if (
    step.label === 'email' &&
    echo.test(step.words) &&
    /\b(?:before|until|till)\b/iu.test(step.lead) &&
    done.some(({ label }) => sends.has(label))
  )
    return done;
  const asked = approvalIn(step);
  if (asked?.at === undefined || (step.branches[1]?.length ?? 0) > 0) return [...done, step];
  const from = step.at ?? asked.at;
  const said = text.slice(from, sentenceEnd(text, endOf(asked)));
  const isForAll = beforeOut.test(said);
  if (!isForAll && !first.test(asked.words)) return [...done, step];
  const isSent = ({ label, at, words }: ReadStep): boolean =>
    sends.has(label) && at !== undefined && at < from && (/\b(?:anything|nothing)\b/iu.test(said) || !onlyTells.test(words));
  const index = done.findIndex((one) => allSteps([one]).some(isSent));
  return index < 0 ? [...done, step] : [...done.slice(0, index), step, ...done.slice(index)];
}

/** “Mail the contract; over 50 guests Finn signs it off first”: what was said before the condition is for all. */
function withSaidBefore(step: ReadStep): readonly ReadStep[] {
  const [asked, ...more] = step.branches[0] ?? [];
  const { at } = step;
  const isEarlier = at !== undefined && more.length > 0 && more.every((one) => one.at !== undefined && one.at < at);
  if (step.label !== 'if' || step.words === '' || asked?.label !== 'approve' || !isEarlier || (step.branches[1]?.length ?? 0) > 0)
    return [step];
  return [{ ...step, branches: [[asked], []] }, ...more];
}

const sends = new Set<ReadStep['label']>(['email', 'respond']);

/** An approval, alone or as all that a condition holds. */
function approvalIn(step: ReadStep): ReadStep | undefined {
  if (step.label === 'approve') return step;
  const [only, ...more] = step.branches[0] ?? [];
  return step.label === 'if' && only?.label === 'approve' && more.length === 0 ? only : undefined;
}

/** “For weddings | the mayor must approve”: asked for these alone. */
function forSome(step: ReadStep, text: string): readonly ReadStep[] {
  if (step.label !== 'approve' || step.at === undefined) return [step];
  const said =
    /(?:^|[.;!?]\s+)((?:for|with)\s+(?!(?:this|that|it|all|each|every|approval|me|us|now)\b)(?:the\s+)?[\p{L}-]+(?:\s+[\p{L}-]+){0,2}?),?\s*$/iu.exec(
      text.slice(0, step.at),
    );
  const words = said?.[1];
  if (words === undefined) return [step];
  return [{ ...step, label: 'if', words, at: text.lastIndexOf(words, step.at), values: [], sure: 0.6, branches: [[step], []], cases: [] }];
}
