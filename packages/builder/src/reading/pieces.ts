import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';

/** Steps as they are meant, where their words were cut in two, or stand for nothing that is done. */
export function wholeSteps(steps: readonly ReadStep[]): ReadStep[] {
  return forWhat(
    withOneAddress(steps)
      .filter((step) => !isAutomatic(step))
      .map((step) => joined(step)),
  ).flatMap((step) => outOfLoop(step));
}

/** “The office gets a mail | at office@x.example” is one mail. */
function withOneAddress(steps: readonly ReadStep[]): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const last = done.at(-1);
    const isAddress =
      step.label === 'email' &&
      /^\W*(?:(?:an?|e-?mail|mail|at|to|under|via|on|namely)\s+)*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\W*$/iu.test(step.words);
    if (!isAddress || last?.label !== 'email' || /@/u.test(last.words) || /\b(?:and|also|too)\W*$/iu.test(step.lead))
      return [...done, step];
    const words = `${last.words} ${step.words}`;
    const people = last.values.filter(({ name }) => name !== 'to');
    return [...done.slice(0, -1), { ...last, words, values: [...people, ...step.values] }];
  }, []);
}

/** “If the humidity | at https://… | is above 60”: one condition in two pieces. */
function joined(step: ReadStep): ReadStep {
  const [then = [], otherwise = []] = step.branches;
  const [inner] = then;
  const isHalf = step.label === 'if' && valuesOf(step.values, 'op').length === 0 && valuesOf(step.values, 'value').length === 0;
  if (!isHalf || inner?.label !== 'if' || then.length > 1 || otherwise.length > 0) return step;
  return {
    ...inner,
    words: `${step.words} ${inner.words}`,
    values: [...step.values, ...inner.values],
    ...(step.at === undefined ? {} : { at: step.at }),
  };
}

/** “Mail it@x | for an account”: what is read as a condition says what the mail is for. */
function forWhat(steps: readonly ReadStep[]): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const last = done.at(-1);
    const isFor =
      step.label === 'if' &&
      /^for\s/iu.test(step.words) &&
      valuesOf(step.values, 'op').length === 0 &&
      valuesOf(step.values, 'column').length === 0;
    if (!isFor || last?.label !== 'email') return [...done, step];
    const what = { name: 'what' as const, words: step.words.replace(/^for\s+/iu, '') };
    return [
      ...done.slice(0, -1),
      { ...last, words: `${last.words} ${step.words}`, values: [...last.values, what] },
      ...step.branches.flat(),
    ];
  }, []);
}

/** “Are approved automatically” asks nobody. */
const isAutomatic = ({ label, words }: ReadStep): boolean =>
  (label === 'approve' || label === 'email') &&
  /\bautomatic(?:ally)?\b/iu.test(words) &&
  /\b(?:approv\w*|accept\w*|ok\w*|go(?:es)? through|pass\w*)\b/iu.test(words);

/** What is worked out for each row is worked out for the whole list by one step. */
function outOfLoop(step: ReadStep): readonly ReadStep[] {
  const [body = []] = step.branches;
  if (step.label !== 'each') return [step];
  const first = body.findIndex(({ label }) => label !== 'calculate' && label !== 'set');
  const before = body.slice(0, first < 0 ? body.length : first).filter(({ label }) => label === 'calculate');
  if (before.length === 0) return [step];
  const rest = body.filter((one) => !before.includes(one));
  return [...before, ...(rest.length > 0 ? [{ ...step, branches: [rest] }] : [])];
}
