import type { ReadStep } from './reading.ts';

type Steps = readonly ReadStep[];

/** The same steps with every list of them, inner ones first, changed. */
export function inEveryStepList(steps: Steps, change: (list: Steps) => Steps): ReadStep[] {
  return [...change(steps.map((step) => ({ ...step, branches: step.branches.map((branch) => inEveryStepList(branch, change)) })))];
}

/** The steps without those that are unwanted, wherever they stand; a loop or a way that nobody named goes with the last of what it held. */
export function withoutSteps(steps: Steps, isGone: (step: ReadStep) => boolean): ReadStep[] {
  return steps
    .filter((step) => !isGone(step))
    .map((step) => ({ ...step, branches: step.branches.map((branch) => withoutSteps(branch, isGone)) }))
    .filter(
      ({ words, goesOn, branches }) =>
        words !== '' || goesOn === true || branches.length === 0 || branches.some((branch) => branch.length > 0),
    );
}

/** Where the words of a step end; where they begin if they are not known. */
export const endOf = ({ at = -1, words }: ReadStep): number => (at < 0 ? -1 : at + words.length);

/** The wanted steps, without looking for more inside of them. */
export const outermost = (steps: Steps, isWanted: (step: ReadStep) => boolean): ReadStep[] =>
  steps.flatMap((step) => (isWanted(step) ? [step] : step.branches.flatMap((branch) => outermost(branch, isWanted))));
