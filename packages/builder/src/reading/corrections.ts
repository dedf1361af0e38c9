import { allSteps, isTriggerLabel, type Reading, type ReadStep, type StepLabel, stepLabels } from './reading.ts';

/** What a person says of words that were read: that they were read rightly, that they ask for nothing, or what they ask for. */
export const isRight = 'right';
export const asksNothing = 'nothing';

const prefix = 'part:';

/** Names words of a request for as long as they stand in it; the same words a second time have another name. */
export function partIdOf(text: string, words: string, at: number): string {
  return `${prefix}${text.slice(0, at).split(words).length - 1}:${words}`;
}

/** Where the words of a part stand; undefined where the request does not hold them any more. */
function placeOfPart(text: string, id: string): { readonly words: string; readonly at: number } | undefined {
  const found = /^part:(\d+):(.+)$/su.exec(id);
  const words = found?.[2] ?? '';
  let at = -1;
  for (let count = Number(found?.[1] ?? 0); count >= 0 && words !== ''; count -= 1) {
    at = text.indexOf(words, at + 1);
    if (at < 0) return undefined;
  }
  return at < 0 ? undefined : { words, at };
}

/** A reading as a person put it right, part by part. What was said of words that are not there any more is passed over. */
export function corrected(reading: Reading, text: string, answers: { readonly [id: string]: string }): Reading {
  const said = new Map(Object.entries(answers).filter(([id]) => id.startsWith(prefix)));
  if (said.size === 0) return reading;
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
  return {
    ...reading,
    trigger:
      start === asksNothing ? undefined : trigger && start && isTriggerLabel(start) ? { ...trigger, label: start, sure: 1 } : trigger,
    steps: added.toSorted((a, b) => a.at - b.at).reduce<readonly ReadStep[]>(withStep, steps),
    sure: Math.min(1, reading.sure / Math.max(doubt, 1e-6)),
  };
}

const isStep = (meant: string | undefined): meant is StepLabel => (stepLabels as readonly string[]).includes(meant ?? '');

/** After the last step that was said before it, inside what that one stands in. */
function withStep(steps: readonly ReadStep[], added: ReadStep & { readonly at: number }): readonly ReadStep[] {
  const isBefore = (step: ReadStep): boolean => allSteps([step]).some(({ at }) => at !== undefined && at < added.at);
  const index = steps.findLastIndex(isBefore);
  const step = steps[index];
  const way = step?.branches.findLastIndex((branch) => branch.some(isBefore)) ?? -1;
  if (step && way >= 0) {
    const branches = step.branches.map((branch, one) => (one === way ? withStep(branch, added) : branch));
    return [...steps.slice(0, index), { ...step, branches }, ...steps.slice(index + 1)];
  }
  return [...steps.slice(0, index + 1), added, ...steps.slice(index + 1)];
}
