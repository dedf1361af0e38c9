import type { StepError } from '../catalog.ts';
import { evaluateExpression } from '../expressions/evaluate.ts';
import type { JsonObject } from '../json.ts';
import type { RunError } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import { beginScope, endScope, failContainer, failedInside, newScopes, succeedContainer } from './container-scopes.ts';
import { iterationOutput, namesOf, passedOn, stepError } from './names.ts';
import type { WhileState } from './state.ts';
import type { Turn } from './turn.ts';

const DEFAULT_CEILING = 100;
const MAX_CEILING = 10_000;

export function newWhile(ref: StepRef, config: JsonObject): WhileState {
  const ceiling = config.maxIterations;
  const total = typeof ceiling === 'number' && ceiling >= 1 ? Math.min(Math.floor(ceiling), MAX_CEILING) : DEFAULT_CEILING;
  return { kind: 'while', outputs: [], item: passedOn(ref), ...newScopes(ref, total) };
}

/** Asks the condition, and begins the next iteration or ends the loop. */
export function advanceWhile(turn: Turn, ref: StepRef, loop: WhileState): void {
  const iteration = { item: loop.item, index: loop.next };
  let holds: boolean;
  try {
    const { condition } = ref.step.input ?? {};
    const names = { ...namesOf(turn.plan, turn.state, ref.scope), ...iteration };
    holds = (typeof condition === 'string' ? evaluateExpression(condition, names) : condition) === true;
  } catch (thrown) {
    failContainer(turn, ref, stepError(thrown));
    return;
  }
  if (!holds) succeedContainer(turn, ref, loop.outputs);
  else if (loop.next < loop.total) beginScope(turn, ref, loop, loop.next, iteration);
  else failContainer(turn, ref, ceilingReached(loop.total));
}

function ceilingReached(total: number): StepError {
  const message = `The loop has gone round ${total} times, and its condition still holds. Raise its limit, or let a step inside it change what the condition asks.`;
  return { code: 'loop_ceiling', message, retryable: false };
}

export function roundEnded(turn: Turn, ref: StepRef, loop: WhileState, scope: ScopeRef): void {
  keep(turn, ref, loop, scope, iterationOutput(scope));
  advanceWhile(turn, ref, loop);
}

export function roundLeft(turn: Turn, ref: StepRef, loop: WhileState, scope: ScopeRef, mark: 'break' | 'continue', value: unknown): void {
  keep(turn, ref, loop, scope, value);
  if (mark === 'break') succeedContainer(turn, ref, loop.outputs);
  else advanceWhile(turn, ref, loop);
}

function keep(turn: Turn, ref: StepRef, loop: WhileState, scope: ScopeRef, output: unknown): void {
  loop.item = output ?? null;
  loop.outputs.push(loop.item);
  endScope(turn, ref, loop, scope);
}

export function roundFailed(turn: Turn, ref: StepRef, scope: ScopeRef, failure: RunError): void {
  failContainer(turn, ref, failedInside(`Round ${(scope.state.place ?? 0) + 1}`, failure), failure);
}
