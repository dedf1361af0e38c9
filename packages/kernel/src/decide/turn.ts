import type { Command, RunError, RunEvent, StepId, StepStatus } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import type { RunPlan } from './plan.ts';
import { isStepOver, type RunState } from './state.ts';

/** Work found while deciding. It is queued instead of called, so that a chain of ten thousand steps needs no deep stack. */
export type Task =
  /** A step may start. */
  | { readonly kind: 'start'; readonly ref: StepRef }
  /** A step has ended: tell its outgoing edges. */
  | { readonly kind: 'ended'; readonly ref: StepRef }
  /** All steps of a scope have ended. */
  | { readonly kind: 'scope_ended'; readonly scope: ScopeRef }
  /** A step failed and its policy is `fail`. */
  | { readonly kind: 'scope_failed'; readonly scope: ScopeRef; readonly error: RunError };

/** One call of `decide`: what it reads and what it has found so far. */
export interface Turn {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly event: RunEvent;
  /** The only clock: the time of the event, epoch milliseconds. */
  readonly now: number;
  readonly commands: Command[];
  readonly changed: Set<StepId>;
  readonly tasks: Task[];
}

/** Moves a step to another status and keeps the run's counts; every change of status passes here. */
export function setStatus(turn: Turn, ref: StepRef, status: StepStatus): void {
  const { step, node } = ref;
  if (node.type.kind !== 'container') {
    count(turn.state, step.status, -1);
    count(turn.state, status, 1);
  }
  step.status = status;
  turn.changed.add(step.id);
  if (!isStepOver(status)) return;
  step.endedAt = turn.now;
  ref.scope.state.open -= 1;
  if (ref.scope.state.busy === node.position) ref.scope.state.busy = null;
}

function count(state: RunState, status: StepStatus, by: number): void {
  if (status === 'running' || status === 'retrying' || status === 'waiting') state[status] += by;
}

/** Ends a step well. `ports` are the ones taken. */
export function succeed(turn: Turn, ref: StepRef, output: unknown, ports: readonly string[] = ['out']): void {
  const { step } = ref;
  step.startedAt ??= turn.now;
  step.output = output === undefined ? null : output;
  step.ports = ports;
  delete step.error;
  setStatus(turn, ref, 'succeeded');
  turn.tasks.push({ kind: 'ended', ref });
}

export function skip(turn: Turn, ref: StepRef): void {
  setStatus(turn, ref, 'skipped');
  turn.tasks.push({ kind: 'ended', ref });
}
