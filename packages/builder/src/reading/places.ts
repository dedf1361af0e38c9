import { isRest } from './bind-cases.ts';
import { asksForAnswer, saysNo, withAnswered, withEither } from './decisions.ts';
import { classesOf, onWay } from './named-ways.ts';
import { partIdOf, placeOfPart } from './part-ids.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { inEveryStepList, withoutSteps } from './step-lists.ts';

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
    if (step)
      steps =
        inserted(
          withoutSteps(steps, (one) => one === step),
          step,
          { where, text },
        ) ?? steps;
  }
  return { ...reading, steps };
}

const idOf = (text: string, { words, at }: ReadStep): string => (words === '' || at === undefined ? '' : partIdOf(text, words, at));

function inserted(
  steps: readonly ReadStep[],
  step: ReadStep,
  { where, text }: { readonly where: string; readonly text: string },
): readonly ReadStep[] | undefined {
  if (where === 'first') return [step, ...steps];
  const found = /^(after|either|else|way:(\d+)):(part:.+)$/su.exec(where);
  const isTarget = (one: ReadStep): boolean => idOf(text, one) === found?.[3];
  if (!found || !allSteps(steps).some(isTarget)) return undefined;
  const [, kind = ''] = found;
  const way = found[2] === undefined ? kind : Number(found[2]);
  return inEveryStepList(steps, (list) => {
    const index = list.findIndex(isTarget);
    return index < 0 ? list : beside(list, index, { step, way });
  });
}

/** Where steps were put, after parts got other names. What was said of a name that there is now already stays. */
export function withPlacesOf(answers: Answers, renamed: ReadonlyMap<string, string>): Answers {
  const nameOf = (id: string): string => renamed.get(id) ?? id;
  const moved = Object.entries(answers).map(([id, where]) => {
    if (!id.startsWith(prefix)) return { id, where, isNew: false };
    const [, how = '', target] = /^(.*?)(part:.+)$/su.exec(where) ?? [];
    const now = placeIdOf(nameOf(id.slice(prefix.length)));
    return { id: now, where: target === undefined ? where : `${how}${nameOf(target)}`, isNew: now !== id };
  });
  // Those that were named anew first, so that the others win.
  const ordered = moved.toSorted((a, b) => Number(b.isNew) - Number(a.isNew));
  return Object.fromEntries(ordered.map(({ id, where }) => [id, where]));
}

/** Next to the step at an index, or on one of its ways. */
function beside(
  list: readonly ReadStep[],
  index: number,
  { step, way }: { readonly step: ReadStep; readonly way: number | string },
): readonly ReadStep[] {
  const target = list[index];
  const next = list[index + 1];
  const after = [...list.slice(0, index + 1), step, ...list.slice(index + 1)];
  if (!target || way === 'after') return after;
  if (target.label === 'approve') {
    if (way === 'either') return withEither(list, index, [step]);
    if (way !== 0) return withAnswered(list, index, { words: '', own: [step], isNo: true });
    if (!next || !asksForAnswer(next)) return after;
    const yes = next.branches[saysNo(next.words) ? 1 : 0] ?? [];
    // What comes after an answer is for the yes, where that has nothing of its own.
    if (yes.length === 0 && !next.goesOn) return [...list.slice(0, index + 2), step, ...list.slice(index + 2)];
    return withAnswered(list, index, { words: '', own: [step], isNo: false });
  }
  if (target.label === 'classify') {
    const name = classesOf(target)[Number(way)];
    if (name === undefined) return after;
    if (next?.label === 'switch') return list.map((one) => (one === next ? onWay(next, name, [step]) : one));
    const choice: ReadStep = { label: 'switch', words: '', lead: '', tail: '', values: [], sure: 1, branches: [], cases: [] };
    return [...list.slice(0, index + 1), onWay(choice, name, [step]), ...list.slice(index + 1)];
  }
  return list.map((one) => (one === target ? (way === 'else' ? forOthers(one, step) : onBranch(one, Number(way), step)) : one));
}

function onBranch(holder: ReadStep, way: number, step: ReadStep): ReadStep {
  const all = Array.from({ length: Math.max(holder.branches.length, way + 1) }, (_, at) => holder.branches[at] ?? []);
  return { ...holder, branches: all.map((branch, at) => (at === way ? [...branch, step] : branch)) };
}

/** On the way of a choice that whatever no other way takes goes. */
function forOthers(holder: ReadStep, step: ReadStep): ReadStep {
  const cases = holder.branches.map((_, way) => holder.cases?.[way]);
  const known = cases.findIndex((said) => isRest(said));
  if (known >= 0) return onBranch(holder, known, step);
  return { ...holder, branches: [...holder.branches, [step]], cases: [...cases, { words: 'otherwise', values: [] }] };
}

/** Where a step may stand instead. */
export function placesFor(step: ReadStep, steps: readonly ReadStep[], text: string): { value: string; label: string }[] {
  const inside = new Set(allSteps([step]));
  const all = allSteps(steps);
  const others = all.filter((one) => !inside.has(one) && idOf(text, one) !== '');
  const isAsked = all.some(({ label }) => label === 'approve');
  return [
    { value: 'first', label: 'At the beginning' },
    ...others.flatMap((one) => {
      // An approval offers its two answers itself.
      const ways = isAsked && asksForAnswer(one) ? [] : waysOf(one);
      const places = ways.map(({ way, label }) => ({ value: `${way}:${idOf(text, one)}`, label }));
      return one.label === 'approve' ? places : [...places, { value: `after:${idOf(text, one)}`, label: `After “${one.words}”` }];
    }),
  ];
}

function waysOf(step: ReadStep): { way: string; label: string }[] {
  const { label, words, branches, cases = [] } = step;
  switch (label) {
    case 'if':
      return [
        { way: 'way:0', label: `Only if it is so: “${words}”` },
        { way: 'way:1', label: `Only if it is not so: “${words}”` },
      ];
    case 'each':
      return [{ way: 'way:0', label: `Once for each: “${words}”` }];
    case 'approve':
      return [
        { way: 'way:0', label: `Only after a yes: “${words}”` },
        { way: 'way:1', label: `Only after a no: “${words}”` },
        { way: 'either', label: `After the answer, whatever it is: “${words}”` },
      ];
    case 'classify':
      return classesOf(step).map((name, index) => ({ way: `way:${index}`, label: `Only for “${name}”` }));
    case 'switch':
      return [
        ...branches.flatMap((_, index) =>
          isRest(cases[index]) ? [] : [{ way: `way:${index}`, label: `Only in the case “${cases[index]?.words ?? index + 1}”` }],
        ),
        { way: 'else', label: `In all other cases: “${words}”` },
      ];
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
