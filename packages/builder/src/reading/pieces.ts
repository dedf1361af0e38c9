import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';

/** Steps as they are meant, where their words were cut in two, or stand for nothing that is done. */
export function wholeSteps(steps: readonly ReadStep[]): ReadStep[] {
  return forWhat(
    afterTheirWaits(withWhatIsSent(withOneAddress(steps)))
      .filter((step) => !isAutomatic(step))
      .map((step) => joined(step)),
  ).flatMap((step) => outOfLoop(step));
}

const sent = String.raw`(?:reminder|e-?mail|mail|message|note|letter|survey|invitation|invite|confirmation|warning|greeting|newsletter|notice|receipt|statement|thank[- ]you|questionnaire|offer|quote)`;
const onlyWhat = new RegExp(String.raw`^\W*(?:an?|the|their|one|this|our)\s+(?:[\p{L}-]+\s+){0,2}${sent}\b(?!\s+(?:is|are|goes|to))`, 'iu');
const sends = new RegExp(String.raw`^\W*(?:(?:and|then|please|also)\s+)*(?:e-?mail|mail|send|write|give)s?\b(?!.*\b${sent}\b)`, 'iu');

/** “Send | each patient with … | a reminder”: what is sent stands after whom it is for. */
function withWhatIsSent(steps: readonly ReadStep[]): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const own = { ...step, branches: step.branches.map((branch) => withWhatIsSent(branch)) };
    const last = done.at(-1);
    const isWhat = own.label === 'email' && onlyWhat.test(own.words) && valuesOf(own.values, 'to').length === 0;
    const taken = isWhat && last ? takingWhat(last, own) : undefined;
    return taken ? [...done.slice(0, -1), taken] : [...done, own];
  }, []);
}

/** The mail, or the last one of a loop, with what it sends; undefined where it says that already. */
function takingWhat(step: ReadStep, { words, values }: ReadStep): ReadStep | undefined {
  if (step.label === 'each') {
    const [body = []] = step.branches;
    const last = body.at(-1);
    const inner = last && takingWhat(last, { ...step, words, values, branches: [] });
    return inner && { ...step, branches: [[...body.slice(0, -1), inner]] };
  }
  if (step.label !== 'email' || !sends.test(step.words) || valuesOf(step.values, 'what').length > 0) return undefined;
  const what = values.some(({ name }) => name === 'what') ? [] : [{ name: 'what' as const, words: words.trim() }];
  return { ...step, values: [...step.values, ...values, ...what] };
}

/** “Remind them | the day before | and thank them | the day after”: each mail goes out after its own wait. */
function afterTheirWaits(steps: readonly ReadStep[]): ReadStep[] {
  const from = steps.findIndex(({ label }, index) => label === 'wait' && steps[index + 1]?.label === 'wait');
  if (from < 0) return [...steps];
  const count = steps.slice(from).findIndex(({ label }) => label !== 'wait');
  const waits = steps.slice(from, from + count);
  const done = steps.slice(from + count, from + 2 * count);
  const places = waits.flatMap((wait, index) => [done[index]?.at ?? -1, wait.at ?? -1]);
  const isTold =
    done.length === count &&
    done.every(({ label }) => label !== 'wait') &&
    places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? 0)));
  if (!isTold) return [...steps];
  const paired = waits.flatMap((wait, index) => [wait, ...done.slice(index, index + 1)]);
  return [...steps.slice(0, from), ...paired, ...afterTheirWaits(steps.slice(from + 2 * count))];
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
