import type { ReadStep } from './reading.ts';
import { inEveryStepList } from './step-lists.ts';

const yes = String.raw`(?:approval|sign[- ]?off|ok(?:ay)?|go[- ]?ahead|green light|permission|authori[sz]ation|consent|blessing|yes(?: or no)?|thumbs up)`;
const whose = String.raw`(?:(?:an?|the|his|her|their|my|our|final|written|formal|quick|[\p{L}-]+['’]s)\s+)*`;
const approves = String.raw`(?:approve[sd]?|ok(?:ay)?s?|sign(?:s|ed)?(?:\s+it)?\s+off|authori[sz]es?|green-?lights?)`;
/** Words that ask a person for a yes, whatever they were read as. */
const asked = [
  // “goes to the chief for approval”, “send it to me for an ok”
  new RegExp(String.raw`\b(?:for|to get|to give)\s+${whose}${yes}\b`, 'iu'),
  // “send it to me at a@x to OK”
  new RegExp(
    String.raw`\bto\s+(?:(?:check|review|read|see)\s+and\s+)?(?:approve|ok(?:ay)?|sign off|authori[sz]e|decide)(?:\s+(?:it|them|this|that|first|on it|or (?:refuse|reject|decline)))*\W*$`,
    'iu',
  ),
  // “Ahmed has to OK it”, “somebody must approve”
  new RegExp(String.raw`\b(?:must|should|shall|needs? to|has to|have to|had to)\s+(?:first\s+|both\s+)?${approves}\b`, 'iu'),
  // “wait for Maria's OK”
  new RegExp(String.raw`\b(?:wait\w*|hold(?:\s+it)?|await)\s+(?:(?:for|until|till)\s+)?${whose}${yes}\b`, 'iu'),
  new RegExp(
    String.raw`\b(?:wait\w*|hold(?:\s+it)?)\s+(?:until|till)\s+(?:it\s+is\s+|[\p{L}-]+(?:\s+[\p{L}-]+)?\s+(?:has\s+|have\s+)?)?${approves}\b`,
    'iu',
  ),
  // “let me check it before it goes”
  /\blet\s+[\p{L}-]+(?:\s+[\p{L}-]+)?\s+(?:check|review|approve|ok|look (?:it )?over|look at|see|read|confirm|sign off)\b.*\b(?:before|first)\b/iu,
];
/** Somebody is told of an approval, or thanked or reminded. */
const told =
  /\b(?:remind\w*|thank\w*|that|about|tell|inform|notify|ask(?:ing)? (?:them|him|her|the (?:customer|client|guest|applicant)s?) for|invit\w*|tickets?|waiting|pending|list|report|summary)\b/iu;
const mayAsk = new Set<ReadStep['label']>(['email', 'wait', 'unmet', 'fetch', 'respond']);
const isAsked = ({ label, words }: ReadStep): boolean =>
  mayAsk.has(label) && !told.test(words) && asked.some((pattern) => pattern.test(words)) && !/https?:/u.test(words);

/** Words that ask somebody for a yes are approvals; an approval that only says what comes after it is none. */
export function withApprovals(steps: readonly ReadStep[], text: string): ReadStep[] {
  return inEveryStepList(steps, (list) =>
    withoutEchoes(
      list.map((step) => withOther(decided(step, text))),
      text,
    ),
  );
}

const decided = (step: ReadStep, text: string): ReadStep =>
  isAsked(step) || (isQuestion(step) && answerFollows(step, text)) ? asApproval(step) : step;

const asApproval = (step: ReadStep): ReadStep => ({ ...step, label: 'approve' });

/** “Ask the guard whether he may come in” */
const isQuestion = ({ label, words }: ReadStep): boolean =>
  (label === 'email' || label === 'unmet') &&
  /^\W*(?:(?:and|then|first|please)\s+)*asks?\s+(?!(?:for|them|him|her|it)\b).*\b(?:whether|if)\s+.*\b(?:may|can|could|should|ok(?:ay)?|allowed|fine|agree[sd]?|approve[sd]?|accept\w*)\b/iu.test(
    words,
  );

/** Further on somebody is told what was decided, or something hangs on it. */
const answerFollows = ({ at, words }: ReadStep, text: string): boolean =>
  at !== undefined &&
  /\b(?:the (?:decision|answer|outcome)|yes or no|(?:if|when|once) (?:\p{L}+ ){0,4}?(?:yes|no|ok|approve[sd]?|agree[sd]?|refuse[sd]?|reject(?:s|ed)?|decline[sd]?)|approved\b|refused\b|rejected\b|declined\b|(?:in both|either) (?:cases?|way))/iu.test(
    text.slice(at + words.length),
  );

/** “Over 9 m it goes to the chief for approval, otherwise to a@x”: the other one is asked as well. */
function withOther(step: ReadStep): ReadStep {
  if (step.label !== 'if') return step;
  const asked = step.branches.flatMap(([first]) => (first?.label === 'approve' ? [first.words] : []));
  const isOther = ({ label, words }: ReadStep): boolean =>
    label === 'email' &&
    ((asked.some((one) => sentTo.test(one)) && toSomebody.test(words)) || (asked.some((one) => asks.test(one)) && somebody.test(words)));
  const branches = step.branches.map((branch) => branch.map((one, index) => (index === 0 && isOther(one) ? asApproval(one) : one)));
  return { ...step, branches };
}

const sentTo = /\b(?:goes?|is sent|send it)\s+to\b.*\bfor\b/iu;
const asks = new RegExp(String.raw`\b(?:must|has to|have to|needs? to|${approves}|decides?|signs?)\b`, 'iu');
const address = String.raw`\(?[\w.+-]+@[\w.-]+`;
/** “to a@x”, “to the clerk”: the verb of the other way, left out. */
const toSomebody = new RegExp(
  String.raw`^\W*(?:(?:it|that|this)\s+)?(?:goes\s+)?to\s+(?:(?:the|my|our)\s+)?(?:[\p{L}-]+\s+){0,2}(?:${address}|[\p{L}-]+)\W*$`,
  'iu',
);
/** “the clerk a@x”: whom, and nothing that is done. */
const somebody = new RegExp(String.raw`^\W*(?:the|my|our)\s+[\p{L}-]+\s+(?:[\p{L}-]+\s+)?${address}\W*$`, 'iu');

const echo =
  /^\W*(?:(?:and|but|then|only)\s+)*(?:(?:once|when|after|as soon as|if|until)\b|(?:one after (?:the other|another)|in (?:that|this|the same) order|in turn|both)\W*$)/iu;

/** “Whatever he decides” */
const whatever = /^\W*(?:and\s+)?(?:whatever|whichever|no matter|regardless|either way)\b/iu;

/** “Wait for my ok; once I ok it …”, “A and B must approve, one after the other”: the second says nothing more to be asked. */
const withoutEchoes = (list: readonly ReadStep[], text: string): ReadStep[] =>
  list.filter((step, index) => {
    if (step.label === 'approve' && whatever.test(step.words)) return false;
    const before = list[index - 1];
    const isNear =
      before?.at === undefined ||
      step.at === undefined ||
      !/\b(?:also|second|other)\b/iu.test(text.slice(before.at + before.words.length, step.at));
    return !(step.label === 'approve' && before?.label === 'approve' && echo.test(step.words) && isNear && !/@/u.test(step.words));
  });
