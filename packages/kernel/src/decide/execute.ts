import type { Command, RunEvent } from '../run.ts';
import type { StepRef } from './address.ts';
import { failStep } from './failure.ts';
import { renderedConfig, stepError } from './names.ts';
import { retryDelay } from './retry.ts';
import type { RunPlan } from './plan.ts';
import type { RunState } from './state.ts';
import { setStatus, succeed, type Turn } from './turn.ts';

type Execute = Extract<Command, { kind: 'execute' }>;

/** Begins the next attempt of an effect. Its configuration is rendered once, before the first. */
export function beginAttempt(turn: Turn, ref: StepRef): void {
  const { step } = ref;
  try {
    step.input ??= renderedConfig(turn, ref);
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  step.attempt += 1;
  step.startedAt ??= turn.now;
  delete step.retryAt;
  setStatus(turn, ref, 'running');
  turn.commands.push(executeCommand(turn.plan, turn.state, ref));
}

/** The command for the attempt under way; the same when a run is taken up again after a crash. */
export function executeCommand(plan: RunPlan, state: RunState, { step, node }: StepRef): Execute {
  const pins = plan.document.pins;
  const pinned = state.mode === 'test' && pins !== undefined && Object.hasOwn(pins, node.id);
  return {
    kind: 'execute',
    step: step.id,
    nodeId: node.id,
    type: node.type.type,
    typeVersion: node.type.version,
    attempt: step.attempt,
    config: step.input ?? {},
    mode: state.mode,
    idempotencyKey: `${state.runId}:${step.id}`,
    timeoutMs: node.timeoutMs,
    ...(pinned ? { pin: pins[node.id] } : {}),
    atMostOnce: node.atMostOnce,
  };
}

/** Whether an answer belongs to the attempt under way; late and repeated ones do not. */
export function isCurrent(ref: StepRef, attempt: number): boolean {
  return ref.node.type.kind === 'effect' && ref.step.status === 'running' && ref.step.attempt === attempt;
}

export function attemptStarted(ref: StepRef, event: Extract<RunEvent, { kind: 'step_started' }>): void {
  if (isCurrent(ref, event.attempt)) ref.step.begun = event.attempt;
}

export function attemptSucceeded(turn: Turn, ref: StepRef, event: Extract<RunEvent, { kind: 'step_succeeded' }>): void {
  if (!isCurrent(ref, event.attempt)) return;
  if (event.usage) ref.step.usage = event.usage;
  if (event.warnings && event.warnings.length > 0) ref.step.warnings = event.warnings;
  succeed(turn, ref, event.output, event.ports);
}

export function attemptFailed(turn: Turn, ref: StepRef, event: Extract<RunEvent, { kind: 'step_failed' }>): void {
  const { step, node } = ref;
  if (!isCurrent(ref, event.attempt)) return;
  if (event.usage) step.usage = event.usage;
  const delay = node.atMostOnce ? undefined : retryDelay(node.retry, event.attempt, event.error, `${turn.state.runId}:${step.id}`);
  if (delay === undefined) {
    failStep(turn, ref, event.error);
    return;
  }
  step.error = event.error;
  step.retryAt = turn.now + delay;
  setStatus(turn, ref, 'retrying');
  turn.commands.push({ kind: 'set_timer', step: step.id, timer: 'retry', at: step.retryAt });
}
