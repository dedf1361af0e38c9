import { allSteps, type ReadStep } from './reading.ts';

const opens = /^\W*(?:only\s+)?(?:if|when|unless|in case|provided|over|above|under|below|more than|less than|from|up to|at least)\b/iu;
const goesOn = /[.;]\s|\n|\bthen\b|\bafterwards?\b/iu;

/**
 * “Ask Dana for a yes if it is over 100, then mail the customer”: a condition that is said right after a step, and before what comes then, is that
 * step’s and holds nothing of what comes then.
 */
export function withConditionsBefore(steps: readonly ReadStep[], text: string): ReadStep[] {
  const done: ReadStep[] = [];
  const inside = steps.map((one) => ({ ...one, branches: one.branches.map((branch) => withConditionsBefore(branch, text)) }));
  for (const step of asSaid(inside, text)) {
    const last = done.at(-1);
    if (last && isSaidAfter(last, step, text)) {
      done.pop();
      done.push({ ...step, branches: [[last]], cases: [] }, ...(step.branches[0] ?? []));
    } else done.push(step);
  }
  return done;
}

/** “The treasurer approves | over 5000”: the step before its condition, as it was said. */
const asSaid = (steps: readonly ReadStep[], text: string): readonly ReadStep[] =>
  steps.reduce<readonly ReadStep[]>((done, step) => {
    const last = done.at(-1);
    return last && step.label === 'approve' && isSaidAfter(step, last, text) ? [...done.slice(0, -1), step, last] : [...done, step];
  }, []);

function isSaidAfter(before: ReadStep, { label, words, at, branches }: ReadStep, text: string): boolean {
  const next = branches[0]?.[0];
  if (
    label !== 'if' ||
    (branches[1]?.length ?? 0) > 0 ||
    at === undefined ||
    before.at === undefined ||
    before.words === '' ||
    !opens.test(words)
  )
    return false;
  const isRight = /^\s+$/u.test(text.slice(before.at + before.words.length, at));
  const held = allSteps(branches[0] ?? []).flatMap((step) => step.at ?? []);
  return (
    isRight &&
    before.branches.length === 0 &&
    next?.at !== undefined &&
    held.every((place) => place > at) &&
    goesOn.test(text.slice(at + words.length, next.at))
  );
}
