import { isOver, sentenceEnd, type Span, spansOf } from './read-spans.ts';
import type { ReadCase, Reading, ReadStep } from './reading.ts';
import { endOf, inEveryStepList, outermost, withoutSteps } from './step-lists.ts';
import { valuesOf } from './values.ts';
import { bare } from './values.ts';

/** What is said for one class of those that texts were sorted into stands on its way: “Positive ones: thank them”, “info@x for other”. */
export function withNamedWays(reading: Reading, text: string): Reading {
  const spans = spansOf(reading, text);
  const steps = inEveryStepList(reading.steps, (list) =>
    inClasses(
      withOffices(list, text).map((step) => withOther(withOtherwise(step, text), text)),
      { text, spans },
    ),
  );
  return { ...reading, steps };
}

interface Around {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** The classes that texts are sorted into. */
export const classesOf = (step: ReadStep | undefined): string[] =>
  step?.label === 'classify' ? valuesOf(step.values, 'class').map((words) => bare(words).toLowerCase()) : [];

/** A choice right after a class was found, and what of it was said for another class than it was read for. */
function inClasses(list: readonly ReadStep[], around: Around): readonly ReadStep[] {
  const read = list.findIndex((step, index) => classesOf(step).length > 1 && isChoice(list[index + 1], classesOf(step)));
  const at = read < 0 ? list.findIndex((step) => classesOf(step).length > 1) : read;
  const holder = read < 0 ? unread : list[at + 1];
  const sorted = list[at];
  if (!holder || !sorted) return list;
  const classes = classesOf(sorted);
  let choice = asChoice(holder, classes);
  let rest = list.slice(at + (read < 0 ? 1 : 2));
  let isChanged = false;
  for (const mark of marksIn(classes, endOf(sorted), around)) {
    const isOf = (step: ReadStep): boolean => step.at !== undefined && step.at >= mark.from && step.at < mark.to;
    const own = outermost([...choice.branches.flat(), ...rest], isOf);
    if (own.length === 0) continue;
    const isGone = (step: ReadStep): boolean => own.includes(step);
    const left = { ...choice, branches: choice.branches.map((branch) => withoutSteps(branch, isGone)) };
    choice = onWay(left, mark.name, own, mark.words);
    rest = withoutSteps(rest, isGone);
    isChanged = true;
  }
  if (!isChanged) return list;
  const isBefore = ({ at: place }: ReadStep): boolean => read < 0 && place !== undefined && place < firstOf(choice);
  return [...list.slice(0, at + 1), ...rest.filter(isBefore), closed(choice, around.text), ...rest.filter((step) => !isBefore(step))];
}

const firstOf = ({ branches }: ReadStep): number => Math.min(...branches.flat().flatMap(({ at }) => at ?? []));

/** “Quick → pit@x, big → boss@x”, where the reader saw no choice at all. */
const unread: ReadStep = { label: 'switch', words: '', lead: '', tail: '', values: [], sure: 1, branches: [], cases: [] };

/** “If negative …” is a way of a choice as well. */
function isChoice(step: ReadStep | undefined, classes: readonly string[]): boolean {
  if (step?.label === 'switch') return true;
  return step?.label === 'if' && classOf(step, classes) !== undefined;
}

const classOf = ({ values, words }: ReadStep, classes: readonly string[]): string | undefined => {
  const said = [...valuesOf(values, 'value'), ...valuesOf(values, 'class')].map((one) => bare(one).toLowerCase());
  const isNot = /\b(?:not|no|un\p{L}+less)\b|n['’]t\b/iu.test(words);
  return isNot ? undefined : classes.find((name) => said.some((one) => isSame(one, name)));
};

const isSame = (said: string, name: string): boolean => said === name || said === `${name}s` || `${said}s` === name;

function asChoice(step: ReadStep, classes: readonly string[]): ReadStep {
  if (step.label === 'switch') return step;
  const other = step.cases?.[1];
  return {
    ...step,
    label: 'switch',
    cases: [wayOf(step.words, classOf(step, classes) ?? ''), other],
  };
}

const wayOf = (words: string, name: string): ReadCase => ({ words, values: [{ name: 'class', words: name }] });

/** With steps on the way of that class; on a new one where it has none yet. */
export function onWay(choice: ReadStep, name: string, own: readonly ReadStep[], words = name): ReadStep {
  const { branches, cases = [] } = choice;
  const index = branches.findIndex((_, way) => {
    const [said] = valuesOf(cases[way]?.values ?? [], 'class');
    return said !== undefined && isSame(bare(said).toLowerCase(), name);
  });
  if (index < 0) return { ...choice, branches: [...branches, own], cases: [...branches.map((_, way) => cases[way]), wayOf(words, name)] };
  return { ...choice, branches: branches.map((branch, way) => (way === index ? [...branch, ...own] : branch)) };
}

/** A way that nothing names goes on from the one before it, where it is said in its sentence; else it is for all others. */
function closed(choice: ReadStep, text: string): ReadStep {
  const branches: (readonly ReadStep[])[] = [];
  const cases: (ReadCase | undefined)[] = [];
  for (const [way, branch] of choice.branches.entries()) {
    const named = choice.cases?.[way];
    const before = branches.at(-1)?.at(-1);
    const [first] = branch;
    if (branch.length === 0) continue;
    const isSame = named === undefined && before && first?.at !== undefined && sentenceEnd(text, endOf(before)) > first.at;
    if (isSame) branches[branches.length - 1] = [...(branches.at(-1) ?? []), ...branch];
    else {
      branches.push(branch);
      cases.push(named ?? { words: 'otherwise', values: [] });
    }
  }
  return { ...choice, branches, cases };
}

interface Mark {
  readonly name: string;
  readonly words: string;
  readonly from: number;
  readonly to: number;
}

/** “Positive ones:”, “if happy”: names of classes that open what is said for them, outside all that was read. */
function marksIn(classes: readonly string[], from: number, { text, spans }: Around): Mark[] {
  const said = classes.flatMap((name) =>
    [...text.matchAll(openedBy(name, shortOf(name, classes)))].flatMap((match) =>
      match.index >= from ? [{ name, at: match.index, words: match[0] }] : [],
    ),
  );
  const ordered = said.toSorted((a, b) => a.at - b.at);
  return ordered.flatMap(({ name, at, words }, index) => {
    const begin = at + words.length;
    const to = Math.min(ordered[index + 1]?.at ?? text.length, sentenceEnd(text, begin));
    return isOver(spans, at, begin) ? [] : [{ name, words, from: begin, to }];
  });
}

/** “Quick →” after “quick jobs or big jobs”: the first word, where no other class has it. */
function shortOf(name: string, classes: readonly string[]): string | undefined {
  const [short = '', ...more] = name.split(' ');
  const isOwn =
    more.length > 0 && short.length > 2 && short !== 'not' && classes.every((one) => one === name || !one.split(' ').includes(short));
  return isOwn ? short : undefined;
}

function openedBy(name: string, short: string | undefined): RegExp {
  const words = [name, ...(short === undefined ? [] : [short])]
    .map((one) => one.replaceAll(/[^\p{L}\p{N} ]/gu, '.').replace(/s$/u, 's?'))
    .join('|');
  const noun = String.raw`(?:\s+(?:ones?|cases?|stuff|messages?|reviews?|reviewers?|customers?|guests?|people|comments?|feedback|e-?mails?|tickets?|requests?|reports?|answers?))?`;
  const start = String.raw`(?<=(?:^|[.;,:!?(\n]|\b(?:and|but|or|then))\s*)`;
  const whether = String.raw`(?:(?:it|they|that|this|the \p{L}+)(?:['’]s|\s+(?:is|are|was|were|sounds?|seems?))?\s+)?(?:(?:an?|the|any|all|only)\s+)*`;
  return new RegExp(
    String.raw`${start}(?:(?:if|when|for|in case of)\s+${whether}(?:${words})s?${noun}(?=[,:\s])|(?:(?:the|any|all|only)\s+)*(?:${words})s?${noun}(?=\s*(?::|→|->|=>)))`,
    'giu',
  );
}

const otherwise = /\b(?:otherwise|or else|else|if not|(?:all|any|the)\s+others?(?:\s+ones?)?|the rest|(?:every|any)thing else)\b[^.;]*$/iu;

/** “Urgent to a@x, otherwise mail b@x”, where the reader saw a second way and not what opens it. */
function withOtherwise(step: ReadStep, text: string): ReadStep {
  if (step.label !== 'switch' || step.branches.length < 2) return step;
  const cases = step.branches.map((branch, way) => {
    const named = step.cases?.[way];
    const before = step.branches[way - 1]?.at(-1);
    const [first] = branch;
    if (named || way === 0 || !before || first?.at === undefined) return named;
    return otherwise.test(text.slice(endOf(before), first.at)) ? { words: 'otherwise', values: [] } : undefined;
  });
  return { ...step, cases };
}

/** “… waste → b@x, info@x for other”: the last is for whatever no other way takes. */
function withOther(step: ReadStep, text: string): ReadStep {
  if (step.label !== 'switch' || step.branches.length < 2) return step;
  const last = step.branches.at(-1) ?? [];
  const at = last.findIndex((one, index) => index > 0 && one.at !== undefined && isForOthers(one, text));
  if (at < 0) return step;
  const cases = step.branches.map((_, way) => step.cases?.[way]);
  return {
    ...step,
    branches: [...step.branches.slice(0, -1), last.slice(0, at), last.slice(at)],
    cases: [...cases, { words: 'otherwise', values: [] }],
  };
}

const forOthers =
  /\bfor\s+(?:(?:the|all|any|every)\s*)*(?:others?|rest|else|thing else|anything else|everything else|remaining)(?:\s+\p{L}+)?\W*$/iu;

const isForOthers = (step: ReadStep, text: string): boolean => forOthers.test(text.slice(step.at, sentenceEnd(text, endOf(step))));

const bareAddress =
  /^\W*(?:(?:or|and|to)\s+)*[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?:\s*(?:,|;|\/|&|\band\b|\bor\b)\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+)*\W*(?:for\s+(?:the\s+)?[\p{L}-]+)?\W*$/iu;

/** “Mail the right office (a@x, b@x, | c@x | for other)”: addresses of one list are one wish, however it was cut. */
function withOffices(list: readonly ReadStep[], text: string): readonly ReadStep[] {
  const at = list.findIndex((step, index) => step.label === 'email' && classesOf(list[index - 1]).length > 1 && addresses(step) > 0);
  const first = list[at];
  if (!first || first.at === undefined) return list;
  const wanted = classesOf(list[at - 1]).length;
  const more = list.slice(at + 1);
  const count = more.findIndex(({ label, words }) => label !== 'email' || !bareAddress.test(words));
  const own = [first, ...more.slice(0, count < 0 ? more.length : count)];
  const last = own.at(-1);
  if (own.length < 2 || !last || own.reduce((sum, step) => sum + addresses(step), 0) !== wanted) return list;
  const whole = { ...first, words: text.slice(first.at, endOf(last)), values: own.flatMap(({ values }) => values), tail: last.tail };
  return [...list.slice(0, at), whole, ...list.slice(at + own.length)];
}

const addresses = ({ words }: ReadStep): number => (words.match(/[\w.+-]+@[\w-]+/gu) ?? []).length;
