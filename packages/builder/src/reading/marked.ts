import { tailOf, type Label, labels, type Reading, type ReadStep, type StepLabel, type TriggerLabel, isTriggerLabel } from './reading.ts';

/** A stretch of a text that asks for something. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly label: Label;
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
    const [whole, label = '', words = ''] = match;
    if (!(labels as readonly string[]).includes(label)) throw new Error(`Unknown label ${label} in: ${line}`);
    marks.push({ start: text.length, end: text.length + words.length, label: label as Label });
    text += words;
    at = match.index + whole.length;
  }
  return { text: text + marked.slice(at), marks, plan: parsePlan(plan) };
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
  const left = marks.map((mark, index) => ({ ...mark, lead: gaps[index] ?? '', tail: tailOf(index, order, gaps) }));
  const take = (label: string): (typeof left)[number] | undefined => {
    const index = left.findIndex((mark) => mark.label === label);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const steps = (items: readonly PlanItem[]): ReadStep[] =>
    items.flatMap(({ label, branches }) => {
      if (isTriggerLabel(label)) return [];
      const mark = take(label);
      const words = mark ? text.slice(mark.start, mark.end) : '';
      return [
        {
          label: label as StepLabel,
          words,
          lead: mark?.lead ?? '',
          tail: mark?.tail ?? '',
          sure: 1,
          branches: branches.map((branch) => steps(branch)),
        },
      ];
    });
  const first = plan[0]?.label;
  const trigger = first && isTriggerLabel(first) ? first : undefined;
  const started = trigger ? take(trigger) : undefined;
  return {
    trigger: trigger && { label: trigger, words: started ? text.slice(started.start, started.end) : '' },
    hasFile: plan.some(({ label }) => label === 'read'),
    steps: steps(plan),
    sure: 1,
  };
}
