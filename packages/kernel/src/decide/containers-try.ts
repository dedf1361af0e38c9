import { TRY_PART } from '../document/container-parts.ts';
import type { RunError } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import { closeScope } from './cancel.ts';
import { beginScope, failContainer, failedInside, leaveContainer, newScopes, succeedContainer } from './container-scopes.ts';
import { scopeOutput } from './names.ts';
import type { TryState } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * The scopes of a `try` are kept until it ends: its error part and its clean-up may read what came before.
 *
 * The clean-up runs when the main or the error part has ended, failed, or is left by a `break` or `continue`. It does not run when the `try`
 * itself is stopped from outside: the run is cancelled or fails, another iteration or part ended the container around it.
 */

export function newTry(ref: StepRef): TryState {
  return { kind: 'try', output: null, ...newScopes(ref, 3) };
}

export function beginTry(turn: Turn, ref: StepRef, container: TryState): void {
  beginScope(turn, ref, container, TRY_PART.main);
}

export function tryPartEnded(turn: Turn, ref: StepRef, container: TryState, scope: ScopeRef): void {
  container.underWay -= 1;
  if (scope.state.place === TRY_PART.cleanUp) {
    finish(turn, ref, container);
    return;
  }
  container.output = scopeOutput(scope);
  delete container.failure;
  cleanUp(turn, ref, container);
}

export function tryPartFailed(turn: Turn, ref: StepRef, container: TryState, scope: ScopeRef, failure: RunError): void {
  closeScope(turn, scope);
  container.underWay -= 1;
  if (container.failure) warnOfSecond(turn, ref, scope, failure);
  else container.failure = failure;
  if (scope.state.place === TRY_PART.cleanUp) {
    // A failure is not lost for a step that wanted to leave.
    delete container.left;
    finish(turn, ref, container);
  } else if (scope.state.place === TRY_PART.main && hasPart(ref, TRY_PART.error)) beginScope(turn, ref, container, TRY_PART.error);
  else cleanUp(turn, ref, container);
}

export function tryPartLeft(
  turn: Turn,
  ref: StepRef,
  container: TryState,
  scope: ScopeRef,
  mark: 'break' | 'continue',
  value: unknown,
): void {
  closeScope(turn, scope);
  container.underWay -= 1;
  delete container.failure;
  container.left = { mark, value };
  cleanUp(turn, ref, container);
}

function cleanUp(turn: Turn, ref: StepRef, container: TryState): void {
  if (hasPart(ref, TRY_PART.cleanUp)) beginScope(turn, ref, container, TRY_PART.cleanUp);
  else finish(turn, ref, container);
}

function finish(turn: Turn, ref: StepRef, { left, failure, output }: TryState): void {
  if (left) leaveContainer(turn, ref, left.mark, left.value);
  else if (failure) failContainer(turn, ref, failedInside('', failure), failure);
  else succeedContainer(turn, ref, output);
}

function hasPart({ node }: StepRef, place: number): boolean {
  return (node.container?.parts[place]?.nodes.length ?? 0) > 0;
}

/** The first failure is the one that counts; the person should still know of the second. */
function warnOfSecond(turn: Turn, ref: StepRef, scope: ScopeRef, { message }: RunError): void {
  const part = scope.state.place === TRY_PART.error ? 'What should be done on an error failed too' : 'The clean-up failed too';
  ref.step.warnings = [...(ref.step.warnings ?? []), `${part}: ${message}`];
  turn.changed.add(ref.step.id);
}
