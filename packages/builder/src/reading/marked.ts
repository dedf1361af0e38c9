import { tailOf, type Label, labels, type Reading, type ReadStep, type TriggerLabel, isTriggerLabel } from './reading.ts';
import { type PlacedStep, readSteps, withMore } from './read-steps.ts';
import { type ReadValue, type ValueName, valueNames } from './values.ts';

/** A stretch of a text that asks for something. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
  readonly values: readonly ReadValue[];
}

/** A request that a person marked: which words ask for what, and the plan that follows. */
export interface LabelledRequest {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly plan: readonly PlanItem[];
}

export interface PlanItem {
  readonly label: TriggerLabel | ReadStep['label'];
  readonly branches: readonly (readonly PlanItem[])[];
}

/** Reads `{"text": "⟦email|mail me⟧ …", "plan": "t.manual; if(email | approve)"}`. Throws on an unknown label. */
export function parseLabelled(line: string): LabelledRequest {
  const { text: marked, plan } = JSON.parse(line) as { text: string; plan: string };
  const marks: Mark[] = [];
  let text = '';
  let at = 0;
  for (const match of marked.matchAll(/⟦([^|⟦⟧]*)\|([^⟦⟧]*)⟧/gu)) {
    text += marked.slice(at, match.index);
    const [whole, label = '', said = ''] = match;
    if (!(labels as readonly string[]).includes(label)) throw new Error(`Unknown label ${label} in: ${line}`);
    const { words, values } = valuesIn(said);
    marks.push({ start: text.length, end: text.length + words.length, label: label as Label, values });
    text += words;
    at = match.index + whole.length;
  }
  return { text: text + marked.slice(at), marks, plan: parsePlan(plan) };
}

/** `mail {to:Petra} the totals`: its words, and the values that they give. */
function valuesIn(said: string): { words: string; values: ReadValue[] } {
  const values: ReadValue[] = [];
  const words = said.replaceAll(/\{([a-z]+):([^{}]+)\}/gu, (_, name: string, value: string) => {
    if (!(valueNames as readonly string[]).includes(name)) throw new Error(`Unknown value ${name} in: ${said}`);
    values.push({ name: name as ValueName, words: value });
    return value;
  });
  return { words, values };
}

function parsePlan(plan: string): PlanItem[] {
  const tokens = plan.match(/[a-z.]+|[();|]/gu) ?? [];
  let at = 0;
  const list = (): PlanItem[] => {
    const items: PlanItem[] = [];
    for (let token = tokens[at]; token !== undefined && token !== '|' && token !== ')'; token = tokens[at]) {
      at += 1;
      if (token === ';') continue;
      if (!(labels as readonly string[]).includes(token)) throw new Error(`Unknown label ${token} in the plan: ${plan}`);
      const branches: PlanItem[][] = [];
      if (tokens[at] === '(') {
        do {
          at += 1;
          branches.push(list());
        } while (tokens[at] === '|');
        at += 1;
      }
      items.push({ label: token as PlanItem['label'], branches });
    }
    return items;
  };
  return list();
}

/** The reading that a faultless reader would give of a marked request. Wishes of one kind are taken in the order of their words. */
export function readingOf({ text, marks, plan }: LabelledRequest): Reading {
  const gaps = [...marks, undefined].map((mark, index) => text.slice(marks[index - 1]?.end ?? 0, mark?.start));
  const order = marks.map(({ label }) => label);
  const stretches = withMore(
    marks.map(({ start, end, label, values }, index) => ({
      label,
      words: text.slice(start, end),
      at: start,
      lead: gaps[index] ?? '',
      tail: tailOf(index, order, gaps),
      sure: 1,
      values,
    })),
  );
  const left = stretches.map((_, index) => index);
  const take = (label: string): number | undefined => {
    const index = left.findIndex((one) => stretches[one]?.label === label);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const steps = (items: readonly PlanItem[]): PlacedStep[] =>
    items.flatMap(({ label, branches }) =>
      isTriggerLabel(label) ? [] : [{ label, stretch: take(label), branches: branches.map((branch) => steps(branch)) }],
    );
  const first = plan[0]?.label;
  const trigger = first && isTriggerLabel(first) ? first : undefined;
  const started = stretches[(trigger && take(trigger)) ?? -1];
  return {
    trigger: trigger && { label: trigger, words: started?.words ?? '', ...(started && { at: started.at }), values: started?.values ?? [] },
    otherStarts: stretches.flatMap(({ label, words }) => (isTriggerLabel(label) && label !== trigger ? [words] : [])),
    hasFile: plan.some(({ label }) => label === 'read'),
    steps: readSteps(stretches, steps(plan)),
    policies: stretches.flatMap(({ label, words }) => (label === 'policy' ? [words] : [])),
    sure: 1,
  };
}
