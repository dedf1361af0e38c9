import type { ReadValue } from './values.ts';

/** What starts a workflow, as the reader tells it apart. */
export const triggerLabels = ['t.manual', 't.form', 't.webhook', 't.schedule', 't.inbox'] as const;
export type TriggerLabel = (typeof triggerLabels)[number];

/** What one stretch of a request may ask for. */
export const stepLabels = [
  'read',
  'filter',
  'sort',
  'total',
  'deduplicate',
  'calculate',
  'combine',
  'topics',
  'classify',
  'extract',
  'summarize',
  'generate',
  'template',
  'write',
  'email',
  'approve',
  'wait',
  'fetch',
  'code',
  'respond',
  'set',
  'unmet',
] as const;
export type StepLabel = (typeof stepLabels)[number];

/** Words that choose or repeat; `else` opens the other way of the condition before it. */
export const controlLabels = ['if', 'else', 'each', 'switch'] as const;
export type ControlLabel = (typeof controlLabels)[number];

/** `source`: where kept data come from. `case` names a further way, `policy` says how to run, `more` adds values to another wish. */
export const laterLabels = ['source', 'case', 'policy', 'more'] as const;
export type LaterLabel = (typeof laterLabels)[number];

export type Label = TriggerLabel | StepLabel | ControlLabel | LaterLabel;
/** In the order in which the trained head numbers them; 0 is “asks for nothing”. */
export const labels: readonly ('O' | Label)[] = ['O', ...triggerLabels, ...stepLabels, ...controlLabels, ...laterLabels];

/** Labels of words that open a way or add to a wish and are no wish by themselves. */
export const isBeside = (label: string): boolean => label === 'else' || label === 'case' || label === 'policy' || label === 'more';

export const isTriggerLabel = (label: string): label is TriggerLabel => (triggerLabels as readonly string[]).includes(label);

/** One wish as it was read, with what is done inside it. */
export interface ReadStep {
  readonly label: StepLabel | 'source' | 'if' | 'each' | 'switch';
  /** The words that ask for it; empty where it follows from another wish. */
  readonly words: string;
  /** Where they begin in the request, where that is known. */
  readonly at?: number;
  /** What was said between the wish before it and this one. */
  readonly lead: string;
  /** What was said after it in its sentence and asks for nothing by itself: often a value, such as “to ann@shop.example”. */
  readonly tail: string;
  /** The values that its words give, and those that were said apart from it. */
  readonly values: readonly ReadValue[];
  /** How likely its words ask for this, 0 to 1; 1 where it follows from another wish. */
  readonly sure: number;
  /** What else they may ask for, likeliest first; `O` is nothing. */
  readonly others?: readonly string[];
  /** Then and else of `if`, the ways of `switch`, the body of `each`. */
  readonly branches: readonly (readonly ReadStep[])[];
  /** The words that name each way of `switch` and the else of `if`, where some do. */
  readonly cases?: readonly (ReadCase | undefined)[];
  /** What comes after an answer is done whichever it was, though one of them has steps of its own. */
  readonly goesOn?: boolean;
  /** Rows that the filter before it leaves out, and this one as well: “without the paid | and those under 10”. */
  readonly isLeftOut?: boolean;
}

/** Words that name a way. */
export interface ReadCase {
  readonly words: string;
  readonly values: readonly ReadValue[];
}

export interface ReadTrigger {
  readonly label: TriggerLabel;
  readonly words: string;
  /** Where they begin in the request, where that is known. */
  readonly at?: number;
  /** How likely its words are what starts it, 0 to 1. */
  readonly sure?: number;
  readonly values: readonly ReadValue[];
}

/** A request as the reader understands it: what starts it, and the wishes in the order in which they are to happen. */
export interface Reading {
  readonly trigger: ReadTrigger | undefined;
  /** Words that would start it as well; a workflow has one start. */
  readonly otherStarts: readonly string[];
  /** A file comes in that has to be read first. */
  readonly hasFile: boolean;
  readonly steps: readonly ReadStep[];
  /** How it is to be run, as far as that was said: “try three times”, “one after the other”. */
  readonly policies: readonly string[];
  /** How likely every word of it was read rightly, 0 to 1. */
  readonly sure: number;
}

/** All steps, those inside others included, in the order in which they happen. */
export function allSteps(steps: readonly ReadStep[]): ReadStep[] {
  return steps.flatMap((step) => [step, ...step.branches.flatMap((branch) => allSteps(branch))]);
}

/**
 * What belongs to a wish though it stands after other words: the unmarked stretches up to the end of the sentence or the next wish of its kind.
 *
 * @param gaps the text before each segment, and last the text after all
 */
export function tailOf(index: number, labelsInOrder: readonly string[], gaps: readonly string[]): string {
  const parts: string[] = [];
  for (let next = index + 1; next < gaps.length; next += 1) {
    const gap = gaps[next] ?? '';
    const stop = /[.;!?](?:\s|$)/u.exec(gap);
    parts.push(stop ? gap.slice(0, stop.index) : gap);
    if (stop || labelsInOrder[next] === labelsInOrder[index]) break;
  }
  return parts.join(' ').replaceAll(/\s+/gu, ' ').trim();
}
