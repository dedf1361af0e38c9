import type { LabelledRequest, PlanItem } from '../reading/marked.ts';
import type { PlannerCase } from './planner-case.ts';

const triggers = {
  't.manual': 'trigger.manual',
  't.form': 'trigger.form',
  't.webhook': 'trigger.webhook',
  't.schedule': 'trigger.schedule',
  't.inbox': 'trigger.manual',
} as const;

const types: { readonly [label: string]: readonly (readonly string[])[] } = {
  read: [['file.read'], []],
  source: [['placeholder'], ['file.read'], []],
  filter: [['data.filter']],
  sort: [['data.sort']],
  total: [['data.group']],
  deduplicate: [['data.deduplicate']],
  calculate: [['data.map'], ['data.set']],
  combine: [['flow.merge'], ['file.read', 'flow.merge']],
  topics: [['ai.group']],
  classify: [['ai.classify']],
  extract: [['ai.extract']],
  summarize: [['ai.summarize']],
  generate: [['ai.generate']],
  template: [['text.template']],
  write: [['file.write']],
  email: [['email.send']],
  approve: [['flow.approval']],
  wait: [['flow.delay']],
  fetch: [['http.request']],
  code: [['code.javascript']],
  respond: [['flow.respond']],
  set: [['data.set'], ['data.map']],
  unmet: [['placeholder']],
};

/** What the planner should draw for a marked request; what may as well be drawn otherwise counts as right both ways. */
export function caseOf({ text, plan }: LabelledRequest): PlannerCase {
  const [first, ...rest] = plan;
  if (!first) return { sentence: text, trigger: 'trigger.manual', steps: [], question: true };
  const trigger = triggers[first.label as keyof typeof triggers];
  const hasFile = rest.some(({ label }) => label === 'read');
  const [steps = [], ...alternatives] = waysOf(rest, hasFile).map((way) => (first.label === 't.inbox' ? ['placeholder', ...way] : way));
  // Nothing said brings the data: a form for a file, or a visible gap, does.
  const open = first.label === 't.manual' || (first.label === 't.schedule' && rest[0]?.label !== 'fetch');
  const all = open
    ? [steps, ...alternatives].flatMap((way) => [
        way,
        ['placeholder', ...way],
        ...(first.label === 't.manual' ? [['file.read', ...way]] : []),
      ])
    : [steps, ...alternatives];
  return {
    sentence: text,
    trigger,
    ...(first.label === 't.manual' ? { orTrigger: 'trigger.form' as const } : {}),
    steps,
    alternatives: all.slice(1),
  };
}

/** Every list of steps that is as good, the plainest first; at most 96. */
function waysOf(items: readonly PlanItem[], hasFile: boolean): string[][] {
  let ways: string[][] = [[]];
  items.forEach((item, index) => {
    const own = waysOfItem(item, items.slice(0, index), hasFile);
    ways = ways.flatMap((way) => own.map((next) => [...way, ...next])).slice(0, 96);
  });
  return ways;
}

function waysOfItem({ label, branches }: PlanItem, before: readonly PlanItem[], hasFile: boolean): string[][] {
  const inside = branches.reduce<string[][]>(
    (ways, branch) => ways.flatMap((way) => waysOf(branch, hasFile).map((next) => [...way, ...next])).slice(0, 32),
    [[]],
  );
  const open = (...starts: readonly (readonly string[])[]): string[][] =>
    starts.flatMap((start) => inside.map((way) => [...start, ...way]));
  const isKnown = before.some((item) => item.label === 'classify');
  switch (label) {
    case 'if':
      // What was approved needs no condition of its own; what only reading can tell is classified first.
      return open(['flow.if'], ...(before.at(-1)?.label === 'approve' ? [[]] : []), ...(isKnown ? [] : [['ai.classify', 'flow.if']]));
    case 'each':
      // What is worked out for each row needs no loop.
      return branches[0]?.every(({ label: one }) => one === 'calculate') ? inside : open(['flow.for_each']);
    case 'switch':
      return open(['flow.switch'], ...(isKnown ? [] : [['ai.classify', 'flow.switch']]));
    case 'total':
      return before.some((item) => item.label === 'topics') ? [['data.group'], []] : [['data.group']];
    case 'filter':
      return hasFile ? [['data.filter'], ['ai.classify', 'data.filter']] : [['data.filter'], ['flow.if'], ['ai.classify', 'data.filter']];
    default:
      return (types[label] ?? [[]]).map((way) => [...way]);
  }
}
