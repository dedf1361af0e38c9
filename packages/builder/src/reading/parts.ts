import { unsureBelow } from '../confidence.ts';
import type { PlanStep, Wording, WordingPart } from '../plan-types.ts';
import { asksNothing, isRight } from './corrections.ts';
import { partIdOf } from './part-ids.ts';
import { placesFor } from './places.ts';
import { allSteps, type Reading, type StepLabel, stepLabels, type TriggerLabel, triggerLabels } from './reading.ts';

/** What words may ask for, as people call it. */
const stepNames: { readonly [label in StepLabel]: string } = {
  email: 'Send an e-mail',
  filter: 'Only some of them go on',
  total: 'Count or add up',
  sort: 'Put in order',
  write: 'Make a file',
  generate: 'Write a text',
  summarize: 'Summarise',
  extract: 'Pick facts out of a text',
  classify: 'Sort into kinds',
  topics: 'Group by topic',
  approve: 'Ask for approval',
  wait: 'Wait',
  fetch: 'Call a web address',
  calculate: 'Work out a value',
  deduplicate: 'Remove doubles',
  combine: 'Bring lists together',
  set: 'Set fields',
  template: 'Fill in a fixed text',
  respond: 'Answer whoever called',
  read: 'Read the file',
  code: 'Run code',
  unmet: 'Something else, to be decided later',
};
const startNames: { readonly [label in TriggerLabel]: string } = {
  't.form': 'A form or an upload starts it',
  't.schedule': 'The time starts it',
  't.webhook': 'Another program starts it',
  't.inbox': 'A mailbox or the like starts it',
  't.manual': 'Somebody starts it by hand',
};

/** What a plan made of a request, in the order of its words. */
export interface Drawn {
  readonly text: string;
  readonly reading: Reading;
  /** Before a person put it right. */
  readonly before: Reading;
  readonly steps: readonly PlanStep[];
  /** Words that no step has: whole wishes, and details inside of wishes. */
  readonly unread: readonly string[];
  /** What a person said of parts, by their ids. */
  readonly answers: { readonly [id: string]: string };
}

/** The request with what each part of it became, so that a person can look at it part by part and say what was meant. */
export function wordingOf({ text, reading, before, steps, unread, answers }: Drawn): Wording {
  const { trigger } = reading;
  const said = allSteps(reading.steps).map((step) => {
    const { words, at, sure, others = [], label, branches } = step;
    return {
      words,
      at,
      sure,
      places: placesFor(step, reading.steps, text),
      choices: branches.length > 0 || !isNamed(label) ? [hoisted] : choicesOf(stepNames, stepLabels, label, others),
    };
  });
  const start = trigger && {
    ...trigger,
    sure: trigger.sure ?? 1,
    places: [],
    choices: choicesOf(startNames, triggerLabels, trigger.label, []),
  };
  const read = [...(start ? [start] : []), ...said]
    .flatMap(({ at, words, ...part }) => (at === undefined || words.trim() === '' ? [] : [{ ...part, at, words }]))
    .toSorted((a, b) => a.at - b.at || b.words.length - a.words.length);
  // Where two lie over each other the first has the words.
  const apart = read.filter(({ at }, index) => read.slice(0, index).every((other) => other.at + other.words.length <= at));
  const lost = unread.map((words) => ({ words, at: text.indexOf(words) })).filter(({ words, at }) => at >= 0 && words.trim() !== '');
  const parts = apart.map(({ at, words, sure, choices, places }): WordingPart => {
    const own = steps.filter(({ because }) => because !== null && because !== '' && (because.includes(words) || words.includes(because)));
    const missing = lost.filter((one) => isOver(one, { at, words })).map((one) => one.words);
    const isGap = own.length > 0 && own.every(({ placeholder }) => placeholder);
    const id = partIdOf(text, words, at);
    // Whoever looked at it knows what is missing.
    const isDoubted = answers[id] === undefined && (sure < unsureBelow || missing.length > 0);
    const state = isDoubted ? 'doubted' : isGap ? 'gap' : 'read';
    return { id, at, words, state, nodeIds: own.map(({ nodeId }) => nodeId), missing, choices, places };
  });
  const gone = [...(before.trigger ? [before.trigger] : []), ...allSteps(before.steps)].flatMap(({ at, words }): WordingPart[] => {
    const isThere = at === undefined || words.trim() === '' || apart.some((other) => isOver({ at, words }, other));
    return isThere
      ? []
      : [{ id: partIdOf(text, words, at), at, words, state: 'left_out', nodeIds: [], missing: [], choices: back, places: [] }];
  });
  const unused = lost
    .filter((one, index) => ![...apart, ...gone, ...lost.slice(0, index)].some((other) => isOver(one, other)))
    .map(({ at, words }): WordingPart => {
      const id = partIdOf(text, words, at);
      const isLeftOut = answers[id] === asksNothing;
      const choices = isLeftOut ? back : choicesOf(stepNames, stepLabels, undefined, []);
      return { id, at, words, state: isLeftOut ? 'left_out' : 'unused', nodeIds: [], missing: [], choices, places: [] };
    });
  return { text, parts: [...parts, ...gone, ...unused].toSorted((a, b) => a.at - b.at) };
}

interface Place {
  readonly at: number;
  readonly words: string;
}

const isOver = (a: Place, b: Place): boolean => a.at < b.at + b.words.length && b.at < a.at + a.words.length;

const back = [{ value: isRight, label: 'Put it back' }];
const hoisted = { value: asksNothing, label: 'Leave it out and do what follows in any case' };
const isNamed = (label: string): label is StepLabel => label in stepNames;

/** Likeliest first, then the common ones; what it was read as is not among them. */
function choicesOf<Label extends string>(
  names: { readonly [label in Label]: string },
  all: readonly Label[],
  now: Label | undefined,
  others: readonly string[],
): { value: string; label: string }[] {
  const likely = all.filter((label) => others.includes(label)).toSorted((a, b) => others.indexOf(a) - others.indexOf(b));
  const rest = (Object.keys(names) as Label[]).filter((label) => !likely.includes(label));
  return [
    ...[...likely, ...rest].filter((label) => label !== now).map((label) => ({ value: label as string, label: names[label] })),
    { value: asksNothing, label: 'Leave it out' },
  ];
}
