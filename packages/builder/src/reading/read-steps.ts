import { isBeside, isTriggerLabel, type Label, type ReadCase, type ReadStep } from './reading.ts';
import { type ReadValue, type ValueName, valuesOf, withAddressesOfPeople } from './values.ts';

/** One stretch of a request that asks for something, in the order of the words. */
export interface Stretch {
  readonly label: Label;
  readonly words: string;
  /** Where it begins in the request. */
  readonly at: number;
  /** What was said before it and after it and asks for nothing by itself. */
  readonly lead: string;
  readonly tail: string;
  readonly sure: number;
  /** What else they may ask for, likeliest first. */
  readonly others?: readonly string[];
  readonly values: readonly ReadValue[];
}

/** A step in its place: which stretch asks for it, and what is done inside it, way by way. */
export interface PlacedStep {
  /** Index of the stretch; undefined for a step that follows from others. */
  readonly stretch: number | undefined;
  readonly label: ReadStep['label'];
  readonly branches: readonly (readonly PlacedStep[])[];
}

/** The steps of a reading with their words, the values of each and the names of their ways. */
export function readSteps(stretches: readonly Stretch[], placed: readonly PlacedStep[]): ReadStep[] {
  return placed.map(({ stretch, label, branches }) => {
    const said = stretch === undefined ? undefined : stretches[stretch];
    return {
      label,
      words: said?.words ?? '',
      ...(said ? { at: said.at } : {}),
      lead: said?.lead ?? '',
      tail: said?.tail ?? '',
      values: said ? withAddressesOfPeople(said.values, said.words) : [],
      sure: said?.sure ?? 1,
      ...(said?.others ? { others: said.others } : {}),
      branches: branches.map((branch) => readSteps(stretches, branch)),
      ...(label === 'switch' || label === 'if'
        ? { cases: branches.map((branch, way) => nameOfWay(stretches, { holder: stretch, label, way }, branch)) }
        : {}),
    };
  });
}

/** The words before a way's first step that name it: the last `case`, `else` or `switch` before it. */
function nameOfWay(
  stretches: readonly Stretch[],
  { holder, label, way }: { readonly holder: number | undefined; readonly label: 'switch' | 'if'; readonly way: number },
  branch: readonly PlacedStep[],
): ReadCase | undefined {
  const first = Math.min(...indexesIn(branch));
  for (let index = Math.min(first, stretches.length) - 1; index >= 0; index -= 1) {
    const one = stretches[index];
    if (!one) continue;
    if (label === 'if') {
      if (index === holder) return undefined;
      if (way === 1 && one.label === 'else') return { words: one.words, values: one.values };
      continue;
    }
    if (index === holder) return way === 0 && !onlyOpens(one) ? { words: one.words, values: one.values } : undefined;
    if (one.label === 'case') return { words: one.words, values: one.values };
    if (!isBeside(one.label) && !isTriggerLabel(one.label) && !indexesIn(branch).includes(index)) return undefined;
  }
  return undefined;
}

/** “Depending on that”, “by department”: words that open a choice and name no way of it. */
const onlyOpens = ({ words, values }: Stretch): boolean =>
  !values.some(({ name }) => name === 'class' || name === 'op' || name === 'value') &&
  (valuesOf(values, 'column').length > 0 || /^\W*(?:depending|according|based|by|per|on|whichever|whatever)\b/iu.test(words));

function indexesIn(branch: readonly PlacedStep[]): number[] {
  return branch.flatMap(({ stretch, branches }) => [...(stretch === undefined ? [] : [stretch]), ...branches.flatMap(indexesIn)]);
}

const messages = ['email', 'approve', 'unmet', 'respond'];
const texts = ['generate', 'summarize', 'email', 'template'];
/** Which wishes take a value that was said apart from them. */
const takers: { readonly [name in ValueName]: readonly string[] } = {
  to: messages,
  cc: ['email'],
  subject: ['email'],
  what: [...texts, 'respond', 'unmet', 'write'],
  style: texts,
  lang: ['generate', 'summarize', 'email'],
  column: ['filter', 'total', 'sort', 'calculate', 'if', 'topics', 'classify'],
  op: ['filter', 'if'],
  value: ['filter', 'if'],
  by: ['total', 'sort', 'deduplicate', 'combine', 'topics'],
  calc: ['total', 'calculate'],
  count: ['sort', 'total', 'summarize', 'topics'],
  dir: ['sort'],
  noun: [],
  field: ['t.form', 'extract', 't.webhook', 'source', 'set', 'write'],
  class: ['classify', 'switch'],
  time: ['wait', 't.schedule', 'approve'],
  ref: ['wait', 'filter'],
  file: ['write', 'source', 'read', 'unmet'],
  format: ['write'],
  url: ['fetch'],
  service: ['unmet', 'fetch', 't.inbox', 't.webhook'],
};

/** Gives what was said apart (`more`) to the wish that takes it: the nearest one before, else the nearest after. */
export function withMore(stretches: readonly Stretch[]): Stretch[] {
  const added = stretches.map((): ReadValue[] => []);
  for (const [index, { label, values }] of stretches.entries()) {
    if (label !== 'more') continue;
    for (const value of values) added[takerOf(stretches, index, value.name)]?.push(value);
  }
  return stretches.map((one, index) => ({ ...one, values: [...one.values, ...(added[index] ?? [])] }));
}

function takerOf(stretches: readonly Stretch[], from: number, name: ValueName): number {
  const takes = ({ label }: Stretch): boolean => takers[name].includes(label);
  const before = stretches.slice(0, from).findLastIndex(takes);
  if (before >= 0) return before;
  const after = stretches.findIndex((one, index) => index > from && takes(one));
  return after >= 0 ? after : stretches.slice(0, from).findLastIndex(({ label }) => !isBeside(label));
}
