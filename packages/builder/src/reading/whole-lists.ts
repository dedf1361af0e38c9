import { allSteps, type ReadStep } from './reading.ts';
import { endOf, inEveryStepList } from './step-lists.ts';

const all = String.raw`(?:(?:they|these|those|them|we|you|i|it|that|this)\s+(?:(?:are|is|were|have|has)\s+)?(?:all\s+)?|all(?:\s+(?:of\s+)?(?:them|the\s+\p{L}+|\p{L}+))?\s+|every(?:one|body|thing|\s+\p{L}+)\s+|the\s+\p{L}+\s+)`;
const through = String.raw`(?:(?:are|is|were|was|have|has|been|got|gotten)\s+)*(?:sent(?: out)?|done|finished|ready|through|processed|written|mailed|out|gone out|informed|told|handled|over|complete[d]?)`;
/** “When all are sent”, “once everybody has been told” */
const whenDone = new RegExp(
  String.raw`^\W*(?:(?:and|then)\s+)*(?:when(?:ever)?|once|after|as soon as)\s+(?:${all}${through}|(?:done|finished|ready|through))\W*$`,
  'iu',
);
const atEnd =
  /^\W*(?:(?:and|then)\s+)*(?:at the (?:very )?end|in the end|finally|last(?:ly| of all)?|to finish|when (?:done|finished)|afterwards?|after (?:that|all that|all of (?:that|them|it)))\W*$/iu;
/** What is said just before a step that is done once, after the whole list. */
const opensEnd = new RegExp(
  String.raw`(?:\bat the (?:very )?end|\bin the end|\bfinally|\blast(?:ly| of all)|\bto finish|\b(?:when|once|after|as soon as)\s+(?:${all}${through}|done|finished))\s*[,:]?\s*$`,
  'iu',
);
const ofAll =
  /\b(?:one|a single|a common)\s+(?:big\s+|common\s+|single\s+)?(?:pdf|file|excel|csv|list|mail|e-?mail|document|summary|report|overview|letter)\b.*\b(?:all|every|them)\b|\b(?:all|all of|everything in)\s+(?:the |these |those |them )?(?:\p{L}+\s+)?(?:in|into|as|together)\s+(?:(?:in|into|as)\s+)?(?:one|a single)\b|\b(?:a|the)\s+(?:list|summary|overview)\s+of\s+(?:all|every|who|whom|how many)\b|\bhow many\b.*\b(?:sent|done|got|were|have)\b/iu;

/** What is said of a whole list stands after the loop over it: “at the end mail me a list”, “put all letters into one PDF and mail it”. */
export const withWholeLists = (steps: readonly ReadStep[], text: string): ReadStep[] =>
  inEveryStepList(steps, (list) => inOrder(withoutEnds(list).flatMap((step) => outOfLoop(step, text))));

/** “At the end” is no time to wait for, and “when all are sent” is nothing that can be looked up. */
const withoutEnds = (list: readonly ReadStep[]): ReadStep[] =>
  list.flatMap((step, index): readonly ReadStep[] => {
    if (step.label === 'wait' && atEnd.test(step.words)) return [];
    const [then = [], otherwise = []] = step.branches;
    return step.label === 'if' && whenDone.test(step.words) && index > 0 && otherwise.length === 0 ? then : [step];
  });

/** A loop, and behind it the steps that are for the whole of it. */
function outOfLoop(step: ReadStep, text: string): readonly ReadStep[] {
  const [body = []] = step.branches;
  if (step.label !== 'each') return [step];
  const at = body.findIndex((one, index) => index > 0 && isForAll(one, body.slice(0, index), text));
  return at < 0 ? [step] : [{ ...step, branches: [body.slice(0, at)] }, ...body.slice(at)];
}

function isForAll({ at, words }: ReadStep, before: readonly ReadStep[], text: string): boolean {
  if (at === undefined) return false;
  const said = allSteps(before).map((step) => endOf(step));
  const from = Math.max(0, ...said.filter((end) => end <= at));
  return ofAll.test(words) || opensEnd.test(text.slice(from, at));
}

/** “… put all of them in one PDF | and mail it”: what is said after a step behind the loop comes after that. */
function inOrder(list: readonly ReadStep[]): readonly ReadStep[] {
  const at = list.findIndex(({ label }) => label === 'each');
  const loop = list[at];
  const [body = []] = loop?.branches ?? [];
  const after = list.slice(at + 1);
  const isLate = (step: ReadStep): boolean => after.some((one) => isBefore(loop, one) && isBefore(one, step));
  const late = body.filter((step) => isLate(step));
  if (!loop || late.length === 0 || late.length === body.length) return list;
  const rest = late.reduce<readonly ReadStep[]>((done, step) => {
    const index = done.findLastIndex((one) => isBefore(one, step));
    return [...done.slice(0, index + 1), step, ...done.slice(index + 1)];
  }, after);
  return [...list.slice(0, at), { ...loop, branches: [body.filter((step) => !late.includes(step))] }, ...rest];
}

const isBefore = (a: ReadStep | undefined, b: ReadStep): boolean => a?.at !== undefined && b.at !== undefined && a.at < b.at;
