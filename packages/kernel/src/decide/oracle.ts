import type { OnError, WorkflowGraph, WorkflowNode, WorkflowSettings } from '../document.ts';
import type { Behaviour, RandomWorkflow } from './random-workflow.ts';

/**
 * A naive second opinion on what a workflow means: walks the graph by itself, one node after the other, without events, states or
 * expressions. Shares no code with `decide`; knows only the node types of the random workflows.
 */
export function oracle(workflow: RandomWorkflow): {
  readonly failed: boolean;
  readonly output: unknown;
  readonly steps: ReadonlyMap<string, Outcome>;
} {
  const steps = new Map<string, Outcome>();
  try {
    const output = walk(workflow.document, { ...workflow, settings: workflow.document.settings ?? {}, steps }, '', null, new Map());
    return { failed: false, output, steps };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { failed: true, output: null, steps };
  }
}

/** `output` is undefined for a skipped step. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed' | 'skipped';
  readonly ports: readonly string[];
  readonly output?: unknown;
}

class Failure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

interface World {
  readonly behaviours: ReadonlyMap<string, Behaviour>;
  readonly settings: WorkflowSettings;
  readonly steps: Map<string, Outcome>;
}

function walk(graph: WorkflowGraph, world: World, prefix: string, item: unknown, outer: ReadonlyMap<string, Outcome>): unknown {
  const done = new Map<string, Outcome>(outer);
  // Random graphs list their nodes so that edges point forward.
  for (const node of graph.nodes) {
    const incoming = graph.edges.filter((edge) => edge.target === node.id);
    const live = incoming.filter((edge) => done.get(edge.source)?.ports.includes(edge.sourcePort));
    const inputs = live.map((edge) => [edge.source, done.get(edge.source)?.output] as const);
    const outcome: Outcome =
      incoming.length > 0 && live.length === 0 ? { status: 'skipped', ports: [] } : visit(node, graph, world, prefix, item, done, inputs);
    done.set(node.id, outcome);
    world.steps.set(prefix + node.id, outcome);
  }
  const last = graph.nodes.filter((node) => {
    const outcome = done.get(node.id) as Outcome;
    if (outcome.status === 'skipped') return false;
    return !graph.edges.some((edge) => edge.source === node.id && outcome.ports.includes(edge.sourcePort));
  });
  if (last.length === 0) return null;
  if (last.length === 1) return done.get(last[0]?.id ?? '')?.output;
  return Object.fromEntries(last.map((node) => [node.id, done.get(node.id)?.output]));
}

function visit(
  node: WorkflowNode,
  graph: WorkflowGraph,
  world: World,
  prefix: string,
  item: unknown,
  done: ReadonlyMap<string, Outcome>,
  inputs: readonly (readonly [string, unknown])[],
): Outcome {
  const passedOn = inputs.length > 0 ? inputs[0]?.[1] : item;
  const good = (output: unknown, port = 'out'): Outcome => ({ status: 'succeeded', ports: [port], output });
  if (node.disabled) return good(passedOn);
  switch (node.type) {
    case 'set':
      return good({ set: seenBy(node, graph, done) });
    case 'merge':
      return good(Object.fromEntries(inputs));
    case 'if':
      return good({ holds: node.config.when === 'true' }, String(node.config.when));
    case 'delay':
      return good(passedOn);
    case 'approval':
      return good(approvalOf(prefix + node.id), approvalOf(prefix + node.id).decision);
    case 'effect': {
      const error = effectFailure(node, world, prefix);
      return error ? failed(node, graph, world, error) : good(effectOutput(prefix + node.id, { seen: seenBy(node, graph, done), item }));
    }
    default:
      return loop(node, graph, world, prefix, done, good);
  }
}

function loop(
  node: WorkflowNode,
  graph: WorkflowGraph,
  world: World,
  prefix: string,
  done: ReadonlyMap<string, Outcome>,
  good: (output: unknown) => Outcome,
): Outcome {
  const items = node.config.items as unknown[];
  let at = 0;
  try {
    return good(items.map((entry, index) => walk(node.body as WorkflowGraph, world, `${prefix}${node.id}[${(at = index)}].`, entry, done)));
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return failed(node, graph, world, `Item ${at + 1} of ${items.length}: ${failure.message}`);
  }
}

function seenBy(node: WorkflowNode, graph: WorkflowGraph, done: ReadonlyMap<string, Outcome>): object {
  const sources = graph.edges.filter((edge) => edge.target === node.id).map(({ source }) => source);
  return Object.fromEntries(sources.map((source) => [source, done.get(source)?.output ?? 'none']));
}

function effectFailure(node: WorkflowNode, { behaviours }: World, prefix: string): string | undefined {
  const { failures, fatal } = behaviours.get(node.id) as Behaviour;
  const attempts = node.policy?.retry?.maxAttempts ?? 1;
  return failures >= attempts || fatal ? `${prefix}${node.id} broke` : undefined;
}

function failed(node: WorkflowNode, graph: WorkflowGraph, { settings }: World, message: string): Outcome {
  const drawn = graph.edges.some((edge) => edge.source === node.id && edge.sourcePort === 'error');
  const usual: OnError = drawn ? 'route' : settings.errorHandling === 'lenient' ? 'continue' : 'fail';
  const onError = node.policy?.onError ?? usual;
  if (onError === 'fail') throw new Failure(message);
  return { status: 'failed', ports: [onError === 'route' ? 'error' : 'out'], output: { error: { code: 'broken', message } } };
}

/** What an effect of a random run gives: all it saw. */
export function effectOutput(step: string, config: unknown): unknown {
  return { step, config };
}

/** How the person in a random run decides: by the step's name, so that both sides know. */
export function approvalOf(step: string): {
  decision: 'approved' | 'rejected';
  by: string;
  comment: string;
  form: object;
  at: string;
  votes: readonly object[];
} {
  const vote = {
    decision: step.length % 2 === 0 ? 'approved' : 'rejected',
    by: 'ada',
    comment: '',
    form: {},
    at: new Date(0).toISOString(),
  } as const;
  return { ...vote, votes: [vote] };
}
