import { type WorkflowDocument, type WorkflowEdge, type WorkflowGraph, walkNodes } from '@arches/kernel';
import type { PlannerCase } from './planner-case.ts';

/** What a planner answers: a document, and what it asks when it cannot draw one. */
export interface Planned {
  readonly document: WorkflowDocument;
  readonly questions?: readonly unknown[];
}

export interface CaseScore {
  readonly sentence: string;
  /** Trigger, steps in their order, cron, configuration, placeholders and question are all as expected. */
  readonly exact: boolean;
  readonly f1: number;
  readonly steps: readonly string[];
  readonly misses: readonly string[];
}

/** Shares lie in 0…1; `null` where no case has such an expectation. */
export interface Score {
  readonly cases: number;
  readonly triggers: number;
  readonly exact: number;
  /** Mean over the cases: longest common subsequence of step types against both lists. */
  readonly f1: number;
  readonly placeholders: number | null;
  /** Drawn steps that the closest expectation has no place for, of all drawn steps. */
  readonly hallucinated: number;
  readonly cron: number | null;
  readonly config: number | null;
  /** Cases in which the planner asked exactly when it should. */
  readonly questions: number;
  readonly perCase: readonly CaseScore[];
}

export function scoreCases(cases: readonly PlannerCase[], plan: (sentence: string) => Planned): Score {
  const scored = cases.map((expected) => scoreCase(expected, plan(expected.sentence)));
  const drawn = sum(scored.map(({ steps }) => steps.length));
  const mean = (pick: (one: Scored) => number): number => (scored.length === 0 ? 0 : sum(scored.map(pick)) / scored.length);
  return {
    cases: scored.length,
    triggers: mean(({ trigger }) => Number(trigger)),
    exact: mean(({ exact }) => Number(exact)),
    f1: mean(({ f1 }) => f1),
    placeholders: share(scored.flatMap(({ placeholders }) => placeholders)),
    hallucinated: drawn === 0 ? 0 : sum(scored.map(({ extra }) => extra)) / drawn,
    cron: share(scored.flatMap(({ cron }) => cron)),
    config: share(scored.flatMap(({ config }) => config)),
    questions: mean(({ asked }) => Number(asked)),
    perCase: scored.map(({ sentence, exact, f1, steps, misses }) => ({ sentence, exact, f1, steps, misses })),
  };
}

interface Scored extends CaseScore {
  readonly trigger: boolean;
  readonly asked: boolean;
  readonly extra: number;
  readonly placeholders: readonly boolean[];
  readonly cron: readonly boolean[];
  readonly config: readonly boolean[];
}

function scoreCase(expected: PlannerCase, { document, questions = [] }: Planned): Scored {
  const nodes = [...walkNodes(document)].map(({ node }) => node);
  const trigger = nodes.find(({ type }) => type.startsWith('trigger.'));
  const steps = stepTypes(document);
  const closest = [expected.steps, ...(expected.alternatives ?? [])]
    .map((wanted) => ({ wanted, f1: orderedF1(steps, wanted) }))
    .reduce((best, next) => (next.f1 > best.f1 ? next : best));

  const wishes = nodes.filter(({ type }) => type === 'placeholder').map((node) => JSON.stringify([node.name, node.config]).toLowerCase());
  const placeholders = (expected.placeholders ?? []).map((words) =>
    words.split('|').some((word) => wishes.some((wish) => wish.includes(word))),
  );
  const cron = expected.cron === undefined ? [] : [sameCron(trigger?.config['cron'], expected.cron)];
  const config = (expected.config ?? []).map(({ type, contains }) =>
    nodes.some((node) => node.type === type && JSON.stringify(node.config).toLowerCase().includes(contains.toLowerCase())),
  );
  const drawsNothing = expected.steps.length === 0;
  const wanted = [expected.trigger, ...(expected.orTrigger ? [expected.orTrigger] : [])] as readonly string[];
  const hasTrigger = trigger ? wanted.includes(trigger.type) : drawsNothing;
  // A question beside a good draft is welcome; a missing one where nothing can be drawn is not.
  const asked = expected.question ? questions.length > 0 && steps.length === 0 : drawsNothing || steps.length > 0;

  const misses = [
    ...(hasTrigger ? [] : [`trigger ${trigger?.type ?? 'none'} instead of ${expected.trigger}`]),
    ...(closest.f1 === 1 ? [] : [`steps [${steps.join(' ')}] instead of [${closest.wanted.join(' ')}]`]),
    ...(cron.every(Boolean) ? [] : [`cron ${String(trigger?.config['cron'])} instead of ${expected.cron ?? ''}`]),
    ...unmet(expected.placeholders ?? [], placeholders).map((words) => `no placeholder for ${words}`),
    ...unmet(expected.config ?? [], config).map(({ type, contains }) => `${type} without “${contains}”`),
    ...(asked ? [] : [expected.question ? 'did not ask' : 'drew nothing']),
  ];
  return {
    sentence: expected.sentence,
    exact: misses.length === 0,
    f1: closest.f1,
    steps,
    misses,
    trigger: hasTrigger,
    asked,
    extra: withoutPlace(steps, closest.wanted),
    placeholders,
    cron,
    config,
  };
}

/** The expectations at whose place nothing was found. */
function unmet<Expected>(expected: readonly Expected[], found: readonly boolean[]): Expected[] {
  return expected.filter((_, index) => !found[index]);
}

/** Types of all steps but triggers: depth-first along the edges, the body of a container right after it. */
export function stepTypes(graph: WorkflowGraph): string[] {
  const seen = new Set<string>();
  const types: string[] = [];
  const incoming = (id: string): readonly WorkflowEdge[] => graph.edges.filter(({ target }) => target === id);
  const visit = (id: string): void => {
    const node = graph.nodes.find((one) => one.id === id);
    // A step where branches meet is read after all of them.
    if (!node || seen.has(id) || incoming(id).some(({ source }) => !seen.has(source))) return;
    seen.add(id);
    if (!node.type.startsWith('trigger.')) types.push(node.type);
    if (node.body) types.push(...stepTypes(node.body));
    for (const { target } of graph.edges.filter(({ source }) => source === id)) visit(target);
  };
  for (const { id } of graph.nodes) if (incoming(id).length === 0) visit(id);
  return types;
}

/** 1 for equal lists, two empty ones included; else twice the longest common subsequence over both lengths. */
export function orderedF1(actual: readonly string[], wanted: readonly string[]): number {
  const length = actual.length + wanted.length;
  return length === 0 ? 1 : (2 * commonLength(actual, wanted)) / length;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let above = Array.from({ length: b.length + 1 }, () => 0);
  for (const entry of a) {
    const row = [0];
    for (const [index, other] of b.entries())
      row.push(entry === other ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0));
    above = row;
  }
  return above[b.length] ?? 0;
}

function withoutPlace(actual: readonly string[], wanted: readonly string[]): number {
  const left = [...wanted];
  return actual.filter((type) => {
    const place = left.indexOf(type);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  }).length;
}

/** Lists within a field may come in any order, and 7 is Sunday as 0 is. */
function sameCron(actual: unknown, wanted: string): boolean {
  return typeof actual === 'string' && plainCron(actual) === plainCron(wanted);
}

function plainCron(cron: string): string {
  const fields = cron.trim().split(/\s+/u);
  return fields
    .map((field, index) =>
      field
        .split(',')
        .map((part) => (index === 4 && part === '7' ? '0' : part))
        .toSorted()
        .join(','),
    )
    .join(' ');
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function share(found: readonly boolean[]): number | null {
  return found.length === 0 ? null : found.filter(Boolean).length / found.length;
}
