import { AppError } from '../app-error.ts';
import { evaluateExpression } from '../expressions/evaluate.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { RunError } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import {
  beginScope,
  closeAbove,
  concurrencyOf,
  endScope,
  failContainer,
  failedInside,
  newScopes,
  succeedContainer,
} from './container-scopes.ts';
import { iterationOutput, namesOf } from './names.ts';
import type { ForEachState } from './state.ts';
import type { Turn } from './turn.ts';

export function newForEach(turn: Turn, ref: StepRef, config: JsonObject): ForEachState {
  const items = itemsOf(turn, ref, config);
  return {
    kind: 'for_each',
    items,
    outputs: Array.from({ length: items.length }, () => null),
    concurrency: concurrencyOf(turn, config.concurrency),
    ...newScopes(ref, items.length),
  };
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

/** Begins as many iterations as may run at once; each that ends begins the next, so the state stays small. */
export function advanceForEach(turn: Turn, ref: StepRef, loop: ForEachState): void {
  while (loop.next < loop.total && loop.underWay < loop.concurrency) {
    const index = loop.next;
    beginScope(turn, ref, loop, index, { item: loop.items[index], index });
  }
  if (loop.underWay > 0) return;
  if (loop.stop?.failure) failLoop(turn, ref, loop, loop.stop.place, loop.stop.failure);
  else succeedContainer(turn, ref, loop.outputs.slice(0, loop.total));
}

function failLoop(turn: Turn, ref: StepRef, { items }: ForEachState, place: number, failure: RunError): void {
  failContainer(turn, ref, failedInside(`Item ${place + 1} of ${items.length}`, failure), failure);
}

export function iterationEnded(turn: Turn, ref: StepRef, loop: ForEachState, scope: ScopeRef): void {
  keep(turn, ref, loop, scope, iterationOutput(scope));
  advanceForEach(turn, ref, loop);
}

export function iterationLeft(
  turn: Turn,
  ref: StepRef,
  loop: ForEachState,
  scope: ScopeRef,
  mark: 'break' | 'continue',
  value: unknown,
): void {
  keep(turn, ref, loop, scope, value);
  if (mark === 'break') stopAt(turn, ref, loop, scope.state.place ?? 0);
  advanceForEach(turn, ref, loop);
}

function keep(turn: Turn, ref: StepRef, loop: ForEachState, scope: ScopeRef, output: unknown): void {
  loop.outputs[scope.state.place ?? 0] = output ?? null;
  endScope(turn, ref, loop, scope);
}

/**
 * A failed iteration fails the loop at once, unless the loop may be broken: then those before it go on, for a `break` among them ends the
 * loop before the failed one. So what a loop gives does not depend on which of its iterations was faster.
 */
export function iterationFailed(turn: Turn, ref: StepRef, loop: ForEachState, scope: ScopeRef, failure: RunError): void {
  const place = scope.state.place ?? 0;
  if (!ref.node.container?.canBreak) {
    failLoop(turn, ref, loop, place, failure);
    return;
  }
  endScope(turn, ref, loop, scope);
  stopAt(turn, ref, loop, place, failure);
  advanceForEach(turn, ref, loop);
}

/** Iterations of higher places are stopped or never begin; of several stops the lowest is the last, and counts. */
function stopAt(turn: Turn, ref: StepRef, loop: ForEachState, place: number, failure?: RunError): void {
  loop.stop = { place, ...(failure ? { failure } : {}) };
  loop.total = place + 1;
  closeAbove(turn, ref, loop, place);
}
