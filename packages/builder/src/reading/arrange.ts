import { withAnswersInOrder } from './answer-order.ts';
import { withAnsweredWays } from './answered-ways.ts';
import { withApprovalBands } from './approval-bands.ts';
import { withApprovals } from './as-approvals.ts';
import { withAskedFirst } from './asked-first.ts';
import { withClassLists } from './class-lists.ts';
import { withCollected } from './collected.ts';
import { withSecondLooks } from './checked-again.ts';
import { withGoingOn } from './going-on.ts';
import { withNamedWays } from './named-ways.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { withConditionsBefore } from './said-after.ts';
import { inEveryStepList } from './step-lists.ts';
import { withWholeLists } from './whole-lists.ts';

/** A reading with its steps where the words leave no doubt that they stand, before a person puts right what is left. */
export function arranged(read: Reading, text: string): Reading {
  const reading = withApprovalBands(read, text);
  const asked = { ...reading, steps: withConditionsBefore(withApprovals(withClassLists(reading.steps), text), text) };
  const named = onTheirWays({ ...asked, steps: asLetters(asked) }, text);
  const answered = withCollected({ ...named, steps: withAskedFirst(withAnswersInOrder(named.steps, text), text) }, text);
  return { ...named, steps: withSecondLooks(withWholeLists(withGoingOn(answered, text), text), text) };
}

/** What is said for one answer or one class, after a person has said what asks for it. */
export const onTheirWays = (reading: Reading, text: string): Reading => withNamedWays(withAnsweredWays(reading, text), text);

/** “Tell the visitor the decision”: whoever started it is not on the line any more when somebody has decided. */
function asLetters({ trigger, steps }: Reading): readonly ReadStep[] {
  const asked = allSteps(steps).find(({ label }) => label === 'approve')?.at;
  if (asked === undefined || trigger?.label !== 't.form') return steps;
  const isLetter = ({ label, at = -1, words, values }: ReadStep): boolean =>
    label === 'respond' && at > asked && values.some(({ name }) => name === 'to') && !/\b(?:see|show\w*|screen|page)\b/iu.test(words);
  return inEveryStepList(steps, (list) => list.map((step) => (isLetter(step) ? { ...step, label: 'email' } : step)));
}
