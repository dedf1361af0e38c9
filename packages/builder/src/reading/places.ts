import { partIdOf, placeOfPart } from './part-ids.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';

type Answers = { readonly [id: string]: string };

const prefix = 'place:';

/** Names where a part stands, as `partIdOf` names what it means. */
export const placeIdOf = (partId: string): string => `${prefix}${partId}`;

/** The steps where a person put them: at the beginning, after another one, on a way of a condition, inside a loop. */
export function placed(reading: Reading, text: string, answers: Answers): Reading {
  const wanted = Object.entries(answers)
    .flatMap(([id, where]) => (id.startsWith(prefix) ? [{ partId: id.slice(prefix.length), where }] : []))
    .toSorted((a, b) => (placeOfPart(text, a.partId)?.at ?? 0) - (placeOfPart(text, b.partId)?.at ?? 0));
  let { steps } = reading;
  for (const { partId, where } of wanted) {
    const step = allSteps(steps).find((one) => idOf(text, one) === partId);
    if (step) steps = inserted(without(steps, step), step, { where, text }) ?? steps;
  }
  return { ...reading, steps };
}

const idOf = (text: string, { words, at }: ReadStep): string => (words === '' || at === undefined ? '' : partIdOf(text, words, at));

/** A loop that nobody named goes with the last of what it held. */
const without = (steps: readonly ReadStep[], gone: ReadStep): ReadStep[] =>
  steps
    .filter((step) => step !== gone)
    .map((step) => ({ ...step, branches: step.branches.map((branch) => without(branch, gone)) }))
    .filter(({ words, branches }) => words !== '' || branches.some((branch) => branch.length > 0));

function inserted(
  steps: readonly ReadStep[],
  step: ReadStep,
  { where, text }: { readonly where: string; readonly text: string },
): readonly ReadStep[] | undefined {
  if (where === 'first') return [step, ...steps];
  const way = /^way:(\d+):(.+)$/su.exec(where);
  const target = way?.[2] ?? /^after:(.+)$/su.exec(where)?.[1];
  if (target === undefined || !allSteps(steps).some((one) => idOf(text, one) === target)) return undefined;
  const put = (list: readonly ReadStep[]): ReadStep[] =>
    list.flatMap((one): ReadStep[] => {
      const branches = one.branches.map(put);
      if (idOf(text, one) !== target) return [{ ...one, branches }];
      if (!way) return [{ ...one, branches }, step];
      const index = Number(way[1]);
      const all = Array.from({ length: Math.max(branches.length, index + 1) }, (_, at) => branches[at] ?? []);
      return [{ ...one, branches: all.map((branch, at) => (at === index ? [...branch, step] : branch)) }];
    });
  return put(steps);
}

/** Where a step may stand instead. */
export function placesFor(step: ReadStep, steps: readonly ReadStep[], text: string): { value: string; label: string }[] {
  const inside = new Set(allSteps([step]));
  const others = allSteps(steps).filter((one) => !inside.has(one) && idOf(text, one) !== '');
  return [
    { value: 'first', label: 'At the beginning' },
    ...others.flatMap((one) => [
      ...waysOf(one).map(({ index, label }) => ({ value: `way:${index}:${idOf(text, one)}`, label })),
      { value: `after:${idOf(text, one)}`, label: `After “${one.words}”` },
    ]),
  ];
}

function waysOf({ label, words, branches, cases = [] }: ReadStep): { index: number; label: string }[] {
  switch (label) {
    case 'if':
      return [
        { index: 0, label: `Only if it is so: “${words}”` },
        { index: 1, label: `Only if it is not so: “${words}”` },
      ];
    case 'each':
      return [{ index: 0, label: `Once for each: “${words}”` }];
    case 'switch':
      return branches.map((_, index) => ({ index, label: `Only in the case “${cases[index]?.words ?? index + 1}”` }));
    default:
      return [];
  }
}

/** After the last step that was said before it, inside what that one stands in. */
export function withStep(steps: readonly ReadStep[], added: ReadStep & { readonly at: number }): readonly ReadStep[] {
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
