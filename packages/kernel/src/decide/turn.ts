import type { Command, RunError, RunEvent, StepId, StepStatus } from '../run.ts';
import type { ScopeRef, StepRef } from './address.ts';
import type { RunPlan } from './plan.ts';
import { isStepOver, type RunState, type StepState } from './state.ts';

/** Work found while deciding. It is queued instead of called, so that a chain of ten thousand steps needs no deep stack. */
export type Task =
  /** A step may start. */
  | { readonly kind: 'start'; readonly ref: StepRef }
  /** A step has ended: tell its outgoing edges. */
  | { readonly kind: 'ended'; readonly ref: StepRef }
  /** All steps of a scope have ended. */
  | { readonly kind: 'scope_ended'; readonly scope: ScopeRef }
  /** A step failed and its policy is `fail`. */
  | { readonly kind: 'scope_failed'; readonly scope: ScopeRef; readonly error: RunError }
  /** A `break` or `continue` was reached. */
  | { readonly kind: 'scope_left'; readonly scope: ScopeRef; readonly mark: 'break' | 'continue'; readonly value: unknown };

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
  const isContainer = node.type.kind === 'container';
  count(turn.state, step.status, -1, isContainer);
  count(turn.state, status, 1, isContainer);
  step.status = status;
  turn.changed.add(step.id);
  if (step.holds && status !== 'running' && status !== 'retrying') release(turn.state, step);
  if (!isStepOver(status)) return;
  step.endedAt = turn.now;
  ref.scope.state.open -= 1;
  if (ref.scope.state.busy === node.position) ref.scope.state.busy = null;
}

/** What a step touched is free for others. */
function release(state: RunState, step: StepState): void {
  for (const resource of step.touches ?? []) delete state.inUse[resource];
  delete step.holds;
}

/** What is under way in a container counts by itself; the container does only while it waits for a person. */
function count(state: RunState, status: StepStatus, by: number, isContainer: boolean): void {
  if (status === 'waiting' || (!isContainer && (status === 'running' || status === 'retrying'))) state[status] += by;
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

/** A step ends the scope around it before its time. What comes first counts; until it is worked off the scope does not end by itself. */
export function endEarly(turn: Turn, task: Extract<Task, { kind: 'scope_failed' | 'scope_left' }>): void {
  task.scope.state.leaving = true;
  turn.tasks.push(task);
}
