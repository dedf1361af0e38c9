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
  label === 'if' && (words === '' || isAnswer(words)) && values.every(({ name }) => name !== 'column' && name !== 'op');
