import { endOf, inEveryStepList } from './step-lists.ts';
import type { Reading, ReadStep } from './reading.ts';

const atPeriodEnd =
  /\b(?:(?:at|by|on)\s+)?(?:the\s+)?end of (?:the |each |every |a )?(?:day|week|month|quarter|year)\b|\b(?:every|each|once a|weekly|monthly|daily)\b/iu;
const ofAll = /\b(?:all|everything|them|these|each|every)\b/iu;

/** “Put it all in a spreadsheet at the end of the week”: a run has one thing at hand, so what is gathered over days is a visible gap, and no wait in each run. */
export function withCollected({ trigger, steps }: Reading, text: string): ReadStep[] {
  if (trigger?.label === 't.schedule' || trigger?.label === 't.manual') return [...steps];
  return inEveryStepList(steps, (list) => {
    const at = list.findIndex(
      (step, index) =>
        step.label === 'wait' && atPeriodEnd.test(step.words) && isGathered(list[index + 1]) && areNear(step, list[index + 1], text),
    );
    const [wait, write] = [list[at], list[at + 1]];
    if (!wait || !write || wait.at === undefined || write.at === undefined) return list;
    const [from, to] = [Math.min(wait.at, write.at), Math.max(endOf(wait), endOf(write))];
    const gap: ReadStep = { ...write, label: 'unmet', words: text.slice(from, to), at: from, values: [] };
    return [...list.slice(0, at), gap, ...list.slice(at + 2)];
  });
}

const isGathered = (step: ReadStep | undefined): boolean => step?.label === 'write' && ofAll.test(step.words);

const areNear = (one: ReadStep, other: ReadStep | undefined, text: string): boolean =>
  one.at !== undefined &&
  other?.at !== undefined &&
  /^[\s,]*(?:and\s+)?$/iu.test(text.slice(Math.min(endOf(one), endOf(other)), Math.max(one.at, other.at)));
