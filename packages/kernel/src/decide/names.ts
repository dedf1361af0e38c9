import { AppError } from '../app-error.ts';
import type { EvaluationContext, NodeInput, StepError } from '../catalog.ts';
import { evaluateExpression } from '../expressions/evaluate.ts';
import { hasExpressions, renderTemplate } from '../expressions/render.ts';
import { type ExpressionScope, NodeLookup } from '../expressions/scope.ts';
import type { JsonObject } from '../json.ts';
import { iterationAt, type ScopeRef, type StepRef, stepAt } from './address.ts';
import type { EdgePlan, RunPlan } from './plan.ts';
import type { RunState, StepState } from './state.ts';
import type { Turn } from './turn.ts';

/** Whether a step has given something that others may read: it succeeded, or it failed and the run went on. */
export function hasOutput(step: StepState): boolean {
  return step.ports !== undefined;
}

/** Whether an edge carries its source's output. Only meaningful once the source has ended. */
export function isTaken(edge: EdgePlan, source: StepState): boolean {
  return source.ports?.includes(edge.sourcePort) ?? false;
}

/** `nodes` in an expression: the steps of this scope, then those of the scopes around it. */
class RunNodes extends NodeLookup {
  readonly #scope: ScopeRef;
  readonly #plan: RunPlan;

  constructor(scope: ScopeRef, plan: RunPlan) {
    super();
    this.#scope = scope;
    this.#plan = plan;
  }

  #step(nodeId: string): StepState | undefined {
    for (let scope: ScopeRef | undefined = this.#scope; scope; scope = scope.owner?.scope) {
      const found = stepIn(scope, nodeId) ?? stepBefore(scope, nodeId);
      if (found) return found;
    }
    return undefined;
  }

  find(nodeId: string): { readonly output: unknown } | undefined {
    const step = this.#step(nodeId);
    return step && hasOutput(step) ? { output: step.output } : undefined;
  }

  explain(nodeId: string): string {
    const step = this.#step(nodeId);
    if (step?.status === 'skipped') return 'has no output: the step was skipped';
    if (step) return 'has no output yet';
    const node = this.#plan.nodes.get(nodeId);
    if (!node) return 'is not a step of this workflow';
    const around = this.#plan.nodes.get(node.parent ?? '')?.container?.kind;
    if (around !== 'parallel' && around !== 'try') return 'is inside a loop; read the output of the loop instead';
    return `is inside "${node.parent}", in a part of its own; read the output of "${node.parent}" after it instead`;
  }
}

function stepIn({ graph, state }: ScopeRef, nodeId: string): StepState | undefined {
  const position = graph.positions.get(nodeId);
  return position === undefined ? undefined : state.steps[position];
}

/** The error part and the clean-up of a `try` may read the parts that came before them. */
function stepBefore({ owner, state }: ScopeRef, nodeId: string): StepState | undefined {
  if (owner?.step.container?.kind !== 'try') return undefined;
  for (let place = (state.place ?? 0) - 1; place >= 0; place -= 1) {
    const scope = iterationAt(owner, place);
    const found = scope && stepIn(scope, nodeId);
    if (found) return found;
  }
  return undefined;
}

/** The names a step of this scope may use in its expressions; in nested loops `item` is the innermost. */
export function namesOf(plan: RunPlan, state: RunState, scope: ScopeRef): ExpressionScope {
  scope.names ??= {
    ...iterationAround(scope)?.state.iteration,
    trigger: state.trigger,
    input: state.input,
    nodes: new RunNodes(scope, plan),
    run: { id: state.runId, mode: state.mode, startedAt: state.startedAt === null ? null : new Date(state.startedAt).toISOString() },
    workflow: { id: plan.document.id, name: plan.document.name },
    vars: state.vars,
    env: state.env,
  };
  return scope.names;
}

/** A step's configuration with its expressions filled in, or what a person put in its place for a rerun; expression fields stay as written. @throws ExpressionError */
export function renderedConfig(turn: Turn, ref: StepRef): JsonObject {
  const edited = Object.hasOwn(turn.state.edited, ref.step.id) ? turn.state.edited[ref.step.id] : undefined;
  if (edited) return edited;
  const { node, templateFields } = ref.node;
  if (templateFields.length === 0) return node.config ?? {};
  const names = namesOf(turn.plan, turn.state, ref.scope);
  return { ...node.config, ...Object.fromEntries(templateFields.map((field) => [field, renderTemplate(node.config[field], names)])) };
}

/** A text with expressions filled in; one without `{{ }}` is an expression as a whole. @throws ExpressionError */
export function renderedText(turn: Turn, ref: StepRef, text: string): unknown {
  const names = namesOf(turn.plan, turn.state, ref.scope);
  return hasExpressions(text) ? renderTemplate(text, names) : evaluateExpression(text, names);
}

export function evaluationContext(turn: Turn, ref: StepRef): EvaluationContext {
  const names = namesOf(turn.plan, turn.state, ref.scope);
  return {
    inputs: liveInputs(ref),
    evaluate: (expression, extra) => evaluateExpression(expression, extra === undefined ? names : { ...names, ...extra }),
    now: turn.now,
    timezone: turn.plan.document.settings?.timezone ?? turn.state.timezone,
  };
}

function liveInputs(ref: StepRef): NodeInput[] {
  return ref.node.incoming.flatMap((edge) => {
    const source = ref.scope.state.steps[edge.source] as StepState;
    if (!isTaken(edge, source)) return [];
    return [{ source: edge.sourceId, sourcePort: edge.sourcePort, targetPort: edge.targetPort, output: source.output }];
  });
}

/** What a step hands on that does nothing itself: its first live input, at the head of a loop body the item, in other bodies what the container got, else null. */
export function passedOn(ref: StepRef): unknown {
  const [first] = liveInputs(ref);
  if (first) return first.output;
  const { iteration } = ref.scope.state;
  if (iteration) return iteration.item;
  return ref.scope.owner ? passedOn(ref.scope.owner) : null;
}

/** The loop iteration a scope is in or is. */
function iterationAround(scope: ScopeRef): ScopeRef | undefined {
  let around: ScopeRef | undefined = scope;
  while (around && !around.state.iteration) around = around.owner?.scope;
  return around;
}

/** The steps that end a scope: those that gave an output which no edge carried on, but to a step that was skipped for want of others. */
function lastSteps(scope: ScopeRef): StepRef[] {
  return scope.graph.nodes
    .map((node) => stepAt(scope, node.position))
    .filter(({ node, step }) => hasOutput(step) && !node.outgoing.some((edge) => isTaken(edge, step) && !isSkipped(scope, edge.target)));
}

function isSkipped(scope: ScopeRef, position: number): boolean {
  return scope.state.steps[position]?.status === 'skipped';
}

/** The outputs of a scope's last steps by node id. */
export function lastOutputs(scope: ScopeRef): JsonObject {
  return Object.fromEntries(lastSteps(scope).map(({ node, step }) => [node.id, step.output]));
}

/** What a scope gives: the output of its only last step, or an object of the last steps' outputs by node id; null without any. */
export function scopeOutput(scope: ScopeRef): unknown {
  const last = lastSteps(scope);
  if (last.length === 0) return null;
  return last.length === 1 ? last[0]?.step.output : lastOutputs(scope);
}

/** What a loop keeps of an iteration; one without steps hands its item on. */
export function iterationOutput(scope: ScopeRef): unknown {
  return scope.graph.nodes.length === 0 ? scope.state.iteration?.item : scopeOutput(scope);
}

/** Any thrown value as a step's error. What is not ours is a mistake in the node type, not worth a retry. */
export function stepError(thrown: unknown): StepError {
  if (thrown instanceof AppError) {
    return {
      code: thrown.code,
      message: thrown.message,
      retryable: thrown.retryable,
      ...(thrown.retryAfterMs === undefined ? {} : { retryAfterMs: thrown.retryAfterMs }),
      ...(thrown.details === undefined ? {} : { details: thrown.details }),
    };
  }
  return { code: 'step_failed', message: thrown instanceof Error ? thrown.message : 'The step failed.', retryable: false };
}
