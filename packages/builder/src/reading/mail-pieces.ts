import type { Reading, ReadStep } from './reading.ts';
import { inEveryStepList } from './step-lists.ts';
import { type ReadValue, valuesOf } from './values.ts';

/** Mails as they are meant, where their words were cut, or the values of one stand for another: copies, what several pieces say, what comes with it. */
export function wholeMails(steps: readonly ReadStep[], { trigger }: Reading, text: string): readonly ReadStep[] {
  const isForm = trigger?.label === 't.form';
  return inEveryStepList(steps, (list) =>
    withOnesOfBefore(
      withWhatComesAlong(
        joined(
          list.map((step) => withCopies(withWhom(isForm ? asMail(step) : step, text), text)),
          text,
        ),
      ),
    ),
  );
}

const answersInQuotes = /^\W*(?:(?:and|then|please|always|also)\s+)*(?:answer|reply|respond|write)\b.*"[^"]{3,}"/iu;
const asksFor = /^\W*(?:and\s+)?ask(?:s|ing)?\s+(?:(?:them|him|her)\s+)?(?:for|if|how|what|whether|to)\b/iu;

/** Whoever filled in a form is answered by mail: “answer them “see you soon””, “asks what level they have”. */
const asMail = (step: ReadStep): ReadStep =>
  step.label === 'respond' && answersInQuotes.test(step.words) ? { ...step, label: 'email' } : step;

/** “The others just get the brochure link”: they are who it goes to. */
function withWhom(step: ReadStep, text: string): ReadStep {
  const gets = /^\W*(?:(?:just|only|also|simply|then|all)\s+)*(?:gets?|receives?)\s+(?!(?:told|informed|back|it)\b)/iu;
  const isOpen = step.label === 'email' && !step.values.some(({ name }) => name === 'to') && gets.test(step.words);
  const before = text.slice(Math.max(0, (step.at ?? 0) - 30), step.at ?? 0);
  return isOpen && /\b(?:others?|rest|they|ones|everyone|everybody)\W*(?:(?:will|should|just|only)\s+)*$/iu.test(before)
    ? { ...step, values: [...step.values, { name: 'to', words: 'them' }] }
    : step;
}

const copy = /(?:\bcc\b|\bin copy\b|\b(?:a\s+)?cop(?:y|ies)(?:\s+(?:it|this|them))?\s+(?:to|for|goes to)\b)/iu;

/** “Write to them “…” and copy to office@x”: whoever stands after that gets a copy. */
function withCopies(step: ReadStep, text: string): ReadStep {
  if (step.label !== 'email') return step;
  const unquoted = step.words.replaceAll(/"[^"]*"/gu, (quote) => '"'.padEnd(quote.length, '_'));
  const from = copy.exec(unquoted)?.index ?? -1;
  const isAfter = ({ name, words }: ReadValue): boolean => name === 'to' && step.words.lastIndexOf(words) > from;
  const others = step.values.filter((value) => value.name === 'to' && !isAfter(value));
  if (from <= 0 || others.length === 0) return withCopyApart(step, text);
  return { ...step, values: step.values.map((value) => (isAfter(value) ? { ...value, name: 'cc' } : value)) };
}

/** “Send the sender “…” | with copy to me at ann@x”: the address was said apart from a mail to somebody else. */
function withCopyApart(step: ReadStep, text: string): ReadStep {
  const end = (step.at ?? text.length) + step.words.length;
  const isCopied = ({ name, words }: ReadValue): boolean =>
    name === 'to' &&
    words.includes('@') &&
    !step.words.includes(words) &&
    /^[\s,]*(?:(?:and|with|plus)\s+)*(?:a\s+)?(?:copy|cc)\b[^.;!?@]*$/iu.test(text.slice(end, text.indexOf(words, end)));
  const isOther = (value: ReadValue): boolean => value.name === 'to' && !isCopied(value);
  return step.values.some((value) => isOther(value))
    ? { ...step, values: step.values.map((value) => (isCopied(value) ? { ...value, name: 'cc' } : value)) }
    : step;
}

const opens =
  /^\W*(?:(?:and|then|please|also)\s+)*(?:send|write|e-?mail)\s+(?:(?:them|him|her)\s+)?(?:an?\s+)?(?:e-?mail|mail|message|note|letter)\W*$/iu;

/** “Send a mail | that | welcomes them”, “… a mail thanking them | and | asking for a review” is one mail. */
function joined(steps: readonly ReadStep[], text: string): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const last = done.at(-1);
    // What is said in between, such as a wait, parts them.
    if (last?.label !== 'email' || !isNext(last, step, text)) return [...done, step];
    const isRest = step.label === 'email' && opens.test(last.words) && /^\W*(?:that|which)\W*$/iu.test(step.lead);
    const isAsked = step.label !== 'approve' && asksFor.test(step.words) && /^\W*(?:and|,|that|&|\+)?\W*$/iu.test(step.lead);
    if (isAsked && isSamePerson(last, step) && step.branches.length === 0)
      return [
        ...done.slice(0, -1),
        { ...last, words: together(last, step), values: [...last.values, { name: 'what', words: asked(step) }], tail: step.tail },
      ];
    if (!isRest) return [...done, step];
    return [...done.slice(0, -1), { ...last, words: together(last, step), values: [...last.values, ...step.values], tail: step.tail }];
  }, []);
}

function isNext({ at, words }: ReadStep, next: ReadStep, text: string): boolean {
  if (at === undefined || next.at === undefined) return true;
  return next.at > at && /^\W*(?:and|that|which|&|\+)?\W*$/iu.test(text.slice(at + words.length, next.at));
}

/** The words of both, as they were said. */
const together = (last: ReadStep, { lead, words }: ReadStep): string =>
  `${last.words}${/^\w/u.test(lead.trim()) ? ' ' : ''}${lead.trim()} ${words}`;

/** What is asked in a mail that says something else first; the words that ask stay with it. */
const asked = ({ words }: ReadStep): string => `asking ${words.replace(/^\W*(?:and\s+)?ask(?:s|ing)?\s+/iu, '').trim()}`;

function isSamePerson(one: ReadStep, other: ReadStep): boolean {
  const [first, second] = [valuesOf(one.values, 'to'), valuesOf(other.values, 'to')];
  return second.every((words) => /^(?:them|him|her)$/iu.test(words) || first.includes(words));
}

/** “Say thank you by mail | with a PDF receipt | with amount and date”: what comes with a mail is made before it. */
function withWhatComesAlong(steps: readonly ReadStep[]): ReadStep[] {
  return steps.reduce<ReadStep[]>((done, step) => {
    const from = done.findLastIndex(({ label }) => label === 'email');
    const mail = done[from];
    const between = done.slice(from + 1);
    const isWith = (one: ReadStep): boolean => /^\W*(?:and\s+)?with\s/iu.test(one.words);
    const isAlong =
      step.label === 'write' && isWith(step) && mail !== undefined && between.every((one) => one.label === 'template' && isWith(one));
    if (!isAlong || !mail) return [...done, step];
    const words = [step.words, ...between.map((one) => one.words)].join(' ');
    const file = { ...step, words, values: [...step.values, ...between.flatMap(({ values }) => values)] };
    return [...done.slice(0, from), file, mail];
  }, []);
}

/** “A first reminder | a firmer one”: what it is one of was said before. */
function withOnesOfBefore(steps: readonly ReadStep[]): ReadStep[] {
  let kind: string | undefined;
  const named = (step: ReadStep): ReadStep => {
    if (step.branches.length > 0) return { ...step, branches: step.branches.map((branch) => branch.map((one) => named(one))) };
    if (step.label !== 'email') return step;
    const said = valuesOf(step.values, 'what').join(' ');
    kind = /\b(reminder|letter|invitation|warning|offer)s?\b/iu.exec(`${said} ${step.words}`)?.[1]?.toLowerCase() ?? kind;
    const one = /^((?:an?|the)\s+[\p{L}-]+(?:\s+[\p{L}-]+)?)\s+one$/iu;
    if (kind === undefined || !one.test(said.trim())) return step;
    const whole = said.trim().replace(one, `$1 ${kind}`);
    return { ...step, values: [...step.values.filter(({ name }) => name !== 'what'), { name: 'what', words: whole }] };
  };
  return steps.map((step) => named(step));
}
