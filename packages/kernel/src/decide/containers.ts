import type { StepError } from '../catalog.ts';
import { AppError } from '../app-error.ts';
import { evaluateExpression } from '../expressions/evaluate.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { RunError } from '../run.ts';
import { iterationAt, type ScopeRef, type StepRef } from './address.ts';
import { closeScope } from './cancel.ts';
import { failStep } from './failure.ts';
import { namesOf, renderedConfig, scopeOutput, stepError } from './names.ts';
import { openRoots } from './propagate.ts';
import { attemptsFrom, type ContainerState, newScope, type RunState } from './state.ts';
import { setStatus, succeed, type Turn } from './turn.ts';
import type { RunPlan } from './plan.ts';
import { findStep } from './address.ts';

const DEFAULT_CONCURRENCY = 10;
const MAX_CONCURRENCY = 1_000;

/** Begins a loop: as many iterations as may run at once; each that ends begins the next, so the state stays small. */
export function beginContainer(turn: Turn, ref: StepRef): void {
  const { step } = ref;
  let items: readonly unknown[];
  try {
    step.attempt += 1;
    step.startedAt = turn.now;
    step.input = renderedConfig(turn, ref);
    items = itemsOf(turn, ref, step.input);
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  const concurrency = turn.plan.sequential ? 1 : concurrencyOf(step.input.concurrency);
  step.container = {
    items,
    outputs: Array.from({ length: items.length }, () => null),
    concurrency,
    next: 0,
    done: 0,
    iterations: {},
    ended: [],
  };
  setStatus(turn, ref, 'running');
  if (items.length === 0) finishContainer(turn, ref, step.container);
  else for (let begun = 0; begun < concurrency; begun += 1) beginNextIteration(turn, ref, step.container);
}

function concurrencyOf(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 1)) return DEFAULT_CONCURRENCY;
  return Math.min(Math.floor(value), MAX_CONCURRENCY);
}

/** The list in `items`; an object with exactly one list in it counts as that list, since that is what tables look like. */
function itemsOf(turn: Turn, ref: StepRef, config: JsonObject): readonly unknown[] {
  const raw = config.items;
  const bare = typeof raw === 'string' && ref.node.type.expressionFields?.includes('items');
  const value = bare ? evaluateExpression(raw, namesOf(turn.plan, turn.state, ref.scope)) : raw;
  if (Array.isArray(value)) return value;
  if (isJsonObject(value)) {
    const lists = Object.values(value).filter((field) => Array.isArray(field));
    if (lists.length === 1) return lists[0] as unknown[];
  }
  const found =
    value === null || value === undefined ? 'nothing' : typeof value === 'object' ? 'an object' : `"${String(value).slice(0, 40)}"`;
  throw new AppError('not_a_list', `The loop goes over a list, and "items" is ${found}.`);
}

function beginNextIteration(turn: Turn, ref: StepRef, container: ContainerState): void {
  const index = container.next;
  if (index >= container.items.length || !ref.node.body) return;
  container.next += 1;
  const scope = newScope(ref.node.body, `${ref.step.id}[${index}].`, attemptsFrom(ref.step));
  scope.iteration = { item: container.items[index], index };
  container.iterations[index] = scope;
  openRoots(turn, { graph: ref.node.body, state: scope, owner: ref });
}

/** An iteration has ended well: its output is kept, its steps are dropped at the next decision. */
export function iterationEnded(turn: Turn, scope: ScopeRef): void {
  const ref = scope.owner;
  const container = ref?.step.container;
  const index = scope.state.iteration?.index;
  if (!ref || !container || index === undefined) return;
  container.outputs[index] = scope.graph.nodes.length === 0 ? scope.state.iteration?.item : scopeOutput(scope);
  container.done += 1;
  container.ended.push(index);
  if (container.ended.length === 1) turn.state.collapsing.push(ref.step.id);
  if (container.done === container.items.length) finishContainer(turn, ref, container);
  else beginNextIteration(turn, ref, container);
}

function finishContainer(turn: Turn, ref: StepRef, container: ContainerState): void {
  succeed(turn, ref, container.outputs);
}

/** An iteration has failed: the others are stopped, and the loop's own policy says how it goes on. */
export function iterationFailed(turn: Turn, scope: ScopeRef, cause: RunError): void {
  const ref = scope.owner;
  const container = ref?.step.container;
  if (!ref || !container) return;
  closeIterations(turn, ref);
  const place = (scope.state.iteration?.index ?? 0) + 1;
  const error: StepError = { code: cause.code, message: `Item ${place} of ${container.items.length}: ${cause.message}`, retryable: false };
  failStep(turn, ref, error, cause);
}

/** Stops all iterations of a container that are under way. */
function closeIterations(turn: Turn, ref: StepRef): void {
  const container = ref.step.container;
  if (!container) return;
  container.ended = Object.keys(container.iterations).map(Number);
  for (const index of container.ended) {
    const iteration = iterationAt(ref, index);
    if (iteration) closeScope(turn, iteration);
  }
  turn.state.collapsing.push(ref.step.id);
}

/** Drops iterations that ended in an earlier decision. */
export function collapse(plan: RunPlan, state: RunState): void {
  for (const id of state.collapsing) {
    const step = findStep(plan, state, id)?.step;
    if (!step?.container) continue;
    if (step.endedAt !== undefined) delete step.container;
    else {
      for (const index of step.container.ended) delete step.container.iterations[index];
      step.container.ended = [];
    }
  }
  state.collapsing = [];
}
