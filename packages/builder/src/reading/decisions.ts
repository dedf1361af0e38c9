import type { ReadStep } from './reading.ts';

const no = String.raw`(?:not\s+(?:approved|accepted|granted|allowed|ok|agreed|signed(?: off)?)|no|nope|reject\w*|declin\w*|refus\w*|den(?:y|ied|ies|ial)|disapprov\w*|turn(?:s|ed)?\s+(?:it\s+)?down|(?:does|do|did)(?:\s+not|n['’]?t)\s+(?:approve|agree|accept|sign|like it|want it))`;
const yes = String.raw`(?:approv(?:ed|es?|al|ing)|accept(?:ed|s|ance)?|agree(?:d|s|ment)?|ok(?:ay)?(?:['’]?e?d|s)?|yes|grant(?:ed|s)?|allow(?:ed|s)?|sign(?:ed|s)(?:\s+(?:it\s+)?off)?|green light|thumbs up)`;
const whoever = String.raw`(?:(?:it|he|she|they|i|we|you|both|all|one|either|any|(?:(?:the|my|our|their|his|her|both|one of|either of)\s+)*[\p{L}-]+)\s+)?(?:of\s+them\s+)?(?:(?:is|was|are|were|has|have|had|gets?|got|been|say|says|said|gives?|gave|an?|the|his|her|their|final|comes? back(?: as)?|s)\s+|['’]s\s+)*`;

/** What a person answered, as words say it: “approved”, “he says no”, “the boss approved it”. */
export const answerWords = String.raw`${whoever}(?:(${no})|${yes})(?:\s+(?:it|them|that|this|off|to it))?`;

const aloneSaid = new RegExp(
  String.raw`^\W*(?:(?:and|but|or|then|only)\s+)*(?:(?:if|when|once|in case|after|as soon as|should|on|upon)\s+)?${answerWords}\W*$`,
  'iu',
);

/** “If the boss approved it”, “refused”: nothing but what was answered. */
export const isAnswer = (words: string): boolean => aloneSaid.test(words);

/** The answer is a no. */
export const saysNo = (words: string): boolean =>
  /\b(?:no|not|nope|reject\w*|declin\w*|refus\w*|den(?:y|ied|ies|ial)|disapprov\w*|turn(?:s|ed)? (?:it )?down|says? no|against)\b|n['’]?t\b/iu.test(
    words,
  );

/** “Up to 500 Ida decides, above that the board. If granted …” */
export const endsInApproval = ({ branches }: ReadStep): boolean =>
  branches.some((branch) => {
    const last = branch.at(-1);
    return last !== undefined && (last.label === 'approve' || endsInApproval(last));
  });

/** Whether a condition is about the answer to an approval before it, and not about anything that is compared. */
export const asksForAnswer = ({ label, words, values }: ReadStep): boolean =>
  label === 'if' &&
  (words === '' || isAnswer(words)) &&
  values.every(({ name, words: said }) => name !== 'column' && (name !== 'op' || onlyDenies.test(said)));

const onlyDenies = /^(?:is|are|was|were|not|no|is not|isn['’]?t|was not|wasn['’]?t)$/iu;

/** What is done for one answer, and the words that say for which. */
export interface Answered {
  readonly words: string;
  readonly at?: number;
  readonly own: readonly ReadStep[];
  readonly isNo: boolean;
}

/** The two ways of an answer; the first is for the yes where no words name it. */
export const answerOf = ({ words, at, own, isNo }: Answered): ReadStep => ({
  label: 'if',
  words,
  ...(at === undefined ? {} : { at }),
  lead: '',
  tail: '',
  values: [],
  sure: 1,
  branches: words === '' && isNo ? [[], own] : [own, []],
  cases: [],
});

/** The steps with some for one answer to what is asked at an index, beside what is there for it already. */
export function withAnswered(steps: readonly ReadStep[], index: number, said: Answered): ReadStep[] {
  const known = steps[index + 1];
  if (!known || !asksForAnswer(known)) return [...steps.slice(0, index + 1), answerOf(said), ...steps.slice(index + 1)];
  const way = saysNo(known.words) === said.isNo ? 0 : 1;
  const branches = [0, 1].map((one) => [...(known.branches[one] ?? []), ...(one === way ? said.own : [])]);
  return steps.map((step) => (step === known ? { ...step, branches } : step));
}

/** The steps with some after either answer to what is asked at an index; what was for the yes so far stays for it. */
export function withEither(steps: readonly ReadStep[], index: number, own: readonly ReadStep[]): ReadStep[] {
  const [known, ...rest] = steps.slice(index + 1);
  const before = steps.slice(0, index + 1);
  if (!known || !asksForAnswer(known)) return [...before, ...eitherOf(steps.slice(index + 1)), ...own];
  if (known.goesOn) return [...steps, ...own];
  const way = saysNo(known.words) ? 1 : 0;
  const branches = [0, 1].map((one) => [...(known.branches[one] ?? []), ...(one === way ? rest : [])]);
  return [...before, { ...known, branches, goesOn: true }, ...own];
}

/** What is done after a yes, before that which is done after either answer. */
export const eitherOf = (approved: readonly ReadStep[]): ReadStep[] => [
  { ...answerOf({ words: '', own: approved, isNo: false }), goesOn: true },
];
