import type { JsonObject } from '../json.ts';
import type { RunError } from '../run.ts';
import { findStep, type ScopeRef, type StepRef } from './address.ts';
import { endScope, leaveContainer } from './container-scopes.ts';
import { advanceForEach, iterationEnded, iterationFailed, iterationLeft, newForEach } from './containers-for-each.ts';
import { advanceParallel, newParallel, partEnded, partFailed } from './containers-parallel.ts';
import { beginTry, newTry, tryPartEnded, tryPartFailed, tryPartLeft } from './containers-try.ts';
import { advanceWhile, newWhile, roundEnded, roundFailed, roundLeft } from './containers-while.ts';
import { failStep } from './failure.ts';
import { renderedConfig, stepError } from './names.ts';
import type { RunPlan } from './plan.ts';
import { type ContainerState, countOn, type RunState } from './state.ts';
import { setStatus, type Turn } from './turn.ts';

/** Begins a container, or begins it anew after a failure. */
export function beginContainer(turn: Turn, ref: StepRef): void {
  const { step } = ref;
  let container: ContainerState;
  try {
    step.attempt += 1;
    countOn(step);
    step.startedAt ??= turn.now;
    step.input = renderedConfig(turn, ref);
    container = newState(turn, ref, step.input);
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  step.container = container;
  setStatus(turn, ref, 'running');
  if (container.kind === 'for_each') advanceForEach(turn, ref, container);
  else if (container.kind === 'while') advanceWhile(turn, ref, container);
  else if (container.kind === 'parallel') advanceParallel(turn, ref, container);
  else beginTry(turn, ref, container);
}

function newState(turn: Turn, ref: StepRef, config: JsonObject): ContainerState {
  switch (ref.node.container?.kind ?? 'for_each') {
    case 'for_each':
      return newForEach(turn, ref, config);
    case 'while':
      return newWhile(ref, config);
    case 'parallel':
      return newParallel(turn, ref, config);
    case 'try':
      return newTry(ref);
  }
}

/** The container a scope belongs to, while it is under way: one that has ended asks no more of its scopes. */
function around(scope: ScopeRef): { readonly ref: StepRef; readonly container: ContainerState } | undefined {
  const ref = scope.owner;
  const container = ref?.step.container;
  if (!ref || !container || ref.step.status !== 'running') return undefined;
  return container.iterations[scope.state.place ?? -1] === scope.state ? { ref, container } : undefined;
}

/** All steps of a scope have ended, and none failed it. */
export function scopeEnded(turn: Turn, scope: ScopeRef): void {
  const { ref, container } = around(scope) ?? {};
  if (!ref || !container) return;
  if (container.kind === 'for_each') iterationEnded(turn, ref, container, scope);
  else if (container.kind === 'while') roundEnded(turn, ref, container, scope);
  else if (container.kind === 'parallel') partEnded(turn, ref, container, scope);
  else tryPartEnded(turn, ref, container, scope);
}

/** A step failed its scope: what else is under way in it is stopped. */
export function scopeFailed(turn: Turn, scope: ScopeRef, failure: RunError): void {
  const { ref, container } = around(scope) ?? {};
  if (!ref || !container) return;
  if (container.kind === 'for_each') iterationFailed(turn, ref, container, scope, failure);
  else if (container.kind === 'while') roundFailed(turn, ref, scope, failure);
  else if (container.kind === 'parallel') partFailed(turn, ref, container, scope, failure);
  else tryPartFailed(turn, ref, container, scope, failure);
}

/**
 * A `break` or `continue` was reached in this scope: what else is under way in it is stopped. Through `parallel` and `try` it goes on
 * outwards, as an end of theirs, until it comes to a loop; the clean-ups on its way come first.
 */
export function scopeLeft(turn: Turn, scope: ScopeRef, mark: 'break' | 'continue', value: unknown): void {
  const { ref, container } = around(scope) ?? {};
  if (!ref || !container) return;
  if (container.kind === 'for_each') iterationLeft(turn, ref, container, scope, mark, value);
  else if (container.kind === 'while') roundLeft(turn, ref, container, scope, mark, value);
  else if (container.kind === 'try') tryPartLeft(turn, ref, container, scope, mark, value);
  else {
    endScope(turn, ref, container, scope);
    leaveContainer(turn, ref, mark, value);
  }
}

/** Drops scopes that ended in an earlier decision. */
export function collapse(plan: RunPlan, state: RunState): void {
  for (const id of state.collapsing) {
    const step = findStep(plan, state, id)?.step;
    if (!step?.container) continue;
    if (step.endedAt !== undefined) delete step.container;
    else {
      for (const place of step.container.ended) delete step.container.iterations[place];
      step.container.ended = [];
    }
  }
  state.collapsing = [];
}
