import type { OnError, WorkflowGraph, WorkflowNode } from '../document.ts';
import { Ambiguous, type End, failedAs, type Outcome, type Ways } from './oracle-ends.ts';
import { visitContainer } from './oracle-containers.ts';
import type { Behaviour, RandomWorkflow } from './random-workflow.ts';

/**
 * A naive second opinion on what a workflow means: walks the graph by itself, one node after the other, without events, states or
 * expressions. Shares no code with `decide`; knows only the node types of the random workflows.
 *
 * `ambiguous`: the result rightly depends on which of two steps is faster, such as a failure beside a `break`.
 */
export function oracle(workflow: RandomWorkflow): {
  readonly ambiguous: boolean;
  readonly failed: boolean;
  readonly output: unknown;
  readonly steps: ReadonlyMap<string, Outcome>;
} {
  const steps = new Map<string, Outcome>();
  try {
    const settings = workflow.document.settings ?? {};
    const ways = { ...workflow, settings, steps, walk, prefix: '', item: null, handed: null, handled: false, error: null };
    const end = walk(workflow.document, ways, new Map());
    return { ambiguous: false, failed: end.kind !== 'ended', output: end.kind === 'ended' ? end.output : null, steps };
  } catch (thrown) {
    if (!(thrown instanceof Ambiguous)) throw thrown;
    return { ambiguous: true, failed: false, output: null, steps };
  }
}

function walk(graph: WorkflowGraph, ways: Ways, outer: ReadonlyMap<string, Outcome>): End {
  const done = new Map<string, Outcome>(outer);
  const early: End[] = [];
  // Random graphs list their nodes so that edges point forward.
  for (const node of graph.nodes) {
    const incoming = graph.edges.filter((edge) => edge.target === node.id);
    const live = incoming.filter((edge) => done.get(edge.source)?.ports.includes(edge.sourcePort));
    const inputs = live.map((edge) => [edge.source, done.get(edge.source)?.output] as const);
    let outcome: Outcome | End;
    if (incoming.some((edge) => done.get(edge.source)?.status === 'never')) outcome = { status: 'never', ports: [] };
    else if (incoming.length > 0 && live.length === 0) outcome = { status: 'skipped', ports: [] };
    else outcome = visit(node, graph, ways, done, inputs);
    if ('kind' in outcome) early.push(outcome);
    const known: Outcome = 'kind' in outcome ? { status: 'never', ports: [] } : outcome;
    done.set(node.id, known);
    if (!('kind' in outcome)) ways.steps.set(ways.prefix + node.id, known);
  }
  const [first] = early;
  if (new Set(early.map((end) => (end.kind === 'failed' ? 'failed' : JSON.stringify(end)))).size > 1) throw new Ambiguous();
  return first ?? ended(graph, done);
}

function ended(graph: WorkflowGraph, done: ReadonlyMap<string, Outcome>): End {
  const last = graph.nodes.filter((node) => {
    const outcome = done.get(node.id) as Outcome;
    if (outcome.status === 'skipped') return false;
    const carriesOn = (port: string, target: string) => outcome.ports.includes(port) && done.get(target)?.status !== 'skipped';
    return !graph.edges.some(({ source, sourcePort, target }) => source === node.id && carriesOn(sourcePort, target));
  });
  const byId = Object.fromEntries(last.map((node) => [node.id, done.get(node.id)?.output]));
  const output = last.length === 0 ? null : last.length === 1 ? done.get(last[0]?.id ?? '')?.output : byId;
  return { kind: 'ended', output, byId };
}

function visit(
  node: WorkflowNode,
  graph: WorkflowGraph,
  ways: Ways,
  done: ReadonlyMap<string, Outcome>,
  inputs: readonly (readonly [string, unknown])[],
): Outcome | End {
  const { prefix, item } = ways;
  const passedOn = inputs.length > 0 ? inputs[0]?.[1] : ways.handed;
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
    case 'flow.on_error':
    case 'flow.cleanup':
      return good({ error: ways.error });
    case 'flow.break':
    case 'flow.continue':
      return { kind: 'left', mark: node.type === 'flow.break' ? 'break' : 'continue', value: node.config.value ?? passedOn };
    case 'effect':
    case 'touch': {
      const config = { seen: seenBy(node, graph, done), item, ...(node.config.things ? { things: node.config.things } : {}) };
      const error = effectFailure(node, ways);
      return error ? afterFailure(node, graph, ways, error) : good(effectOutput(prefix + node.id, config));
    }
    default: {
      const end = visitContainer(node, { ...ways, handed: passedOn }, done);
      if (end.kind === 'ended') return good(end.output);
      return end.kind === 'failed' ? afterFailure(node, graph, ways, end.message) : end;
    }
  }
}

function seenBy(node: WorkflowNode, graph: WorkflowGraph, done: ReadonlyMap<string, Outcome>): object {
  const sources = graph.edges.filter((edge) => edge.target === node.id).map(({ source }) => source);
  return Object.fromEntries(sources.map((source) => [source, done.get(source)?.output ?? 'none']));
}

function effectFailure(node: WorkflowNode, { behaviours, prefix }: Ways): string | undefined {
  const { failures, fatal } = behaviours.get(node.id) as Behaviour;
  const attempts = node.policy?.retry?.maxAttempts ?? 1;
  return failures >= attempts || fatal ? `${prefix}${node.id} broke` : undefined;
}

function afterFailure(node: WorkflowNode, graph: WorkflowGraph, { settings, handled }: Ways, message: string): Outcome | End {
  const drawn = graph.edges.some((edge) => edge.source === node.id && edge.sourcePort === 'error');
  const usual: OnError = drawn ? 'route' : !handled && settings.errorHandling === 'lenient' ? 'continue' : 'fail';
  const onError = node.policy?.onError ?? usual;
  if (onError === 'fail') return failedAs(message);
  return { status: 'failed', ports: [onError === 'route' ? 'error' : 'out'], output: { error: { code: 'broken', message } } };
}

/** What an effect of a random run gives: all it saw. */
export function effectOutput(step: string, config: unknown): unknown {
  return { step, config };
}

interface Answer {
  readonly decision: 'approved' | 'rejected';
  readonly by: string;
  readonly comment: string;
  readonly form: object;
  readonly at: string;
}

/** How the person in a random run decides: by the step's name, so that both sides know. */
export function approvalOf(step: string): Answer & { readonly votes: readonly Answer[] } {
  const decision = step.length % 2 === 0 ? 'approved' : 'rejected';
  const vote: Answer = { decision, by: 'ada', comment: '', form: {}, at: new Date(0).toISOString() };
  return { ...vote, votes: [vote] };
}
