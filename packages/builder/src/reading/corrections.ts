import { onTheirWays } from './arrange.ts';
import { isAnswer } from './decisions.ts';
import { isPartId, partIdOf, placeOfPart } from './part-ids.ts';
import { placed, withStep } from './places.ts';
import { isTriggerLabel, type Reading, type ReadStep, type StepLabel, stepLabels } from './reading.ts';

type Answers = { readonly [id: string]: string };

/** What a person says of words that were read: that they were read rightly, that they ask for nothing, or what they ask for. */
export const isRight = 'right';
export const asksNothing = 'nothing';

/** A reading as a person put it right, part by part. What was said of words that are not there any more is passed over. */
export function corrected(reading: Reading, text: string, answers: Answers): Reading {
  const said = new Map(Object.entries(answers).filter(([id]) => isPartId(id)));
  if (said.size === 0) return placed(reading, text, answers);
  let doubt = 1;
  const take = (words: string, at: number | undefined, sure: number): string | undefined => {
    const id = words === '' || at === undefined ? '' : partIdOf(text, words, at);
    const meant = said.get(id);
    if (meant !== undefined) doubt *= sure;
    said.delete(id);
    return meant;
  };
  const mend = (steps: readonly ReadStep[]): ReadStep[] =>
    steps.flatMap((step): ReadStep[] => {
      const branches = step.branches.map(mend);
      const meant = take(step.words, step.at, step.sure);
      // Without its condition or repetition what stands inside is done in any case.
      if (meant === asksNothing) return branches[0] ?? [];
      const label = isStep(meant) && branches.length === 0 ? meant : step.label;
      return [{ ...step, label, branches, sure: meant === undefined ? step.sure : 1 }];
    });
  const steps = mend(reading.steps);
  const { trigger } = reading;
  const start = trigger && take(trigger.words, trigger.at, trigger.sure ?? 1);
  const added = [...said].flatMap(([id, meant]) => {
    const place = placeOfPart(text, id);
    return place && isStep(meant) ? [{ ...place, label: meant, lead: '', tail: '', values: [], sure: 1, branches: [] }] : [];
  });
  const whole: Reading = {
    ...reading,
    trigger:
      start === asksNothing ? undefined : trigger && start && isTriggerLabel(start) ? { ...trigger, label: start, sure: 1 } : trigger,
    steps: added.toSorted((a, b) => a.at - b.at).reduce<readonly ReadStep[]>(withStep, steps),
    sure: Math.min(1, reading.sure / Math.max(doubt, 1e-6)),
  };
  return placed(asksAnew(answers) ? onTheirWays(whole, text) : whole, text, answers);
}

/** Now that somebody is asked, or texts are sorted, other words say what is done then; not those that are to ask for nothing. */
function asksAnew(answers: Answers): boolean {
  const said = Object.entries(answers).filter(([id]) => isPartId(id));
  const isAsked = said.some(([, meant]) => meant === 'approve' || meant === 'classify');
  return isAsked && !said.some(([id, meant]) => meant === asksNothing && isAnswer(id.replace(/^part:\d+:/u, '')));
}

const isStep = (meant: string | undefined): meant is StepLabel => (stepLabels as readonly string[]).includes(meant ?? '');
