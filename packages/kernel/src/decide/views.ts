import type { JsonObject } from '../json.ts';
import type { RunError, RunMode, RunStatus, StepId, StepView, TriggerContext } from '../run.ts';
import { findStep } from './address.ts';
import type { RunPlan } from './plan.ts';
import type { RunState, StepState } from './state.ts';

/** A run as screens and the API show it. Times are epoch milliseconds; null before they are known. */
export interface RunView {
  readonly status: RunStatus;
  readonly output: unknown;
  readonly error: RunError | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly mode: RunMode;
  readonly input: unknown;
  readonly trigger: TriggerContext | null;
}

export function runView(state: RunState): RunView {
  const { status, output, error, startedAt, endedAt, mode, input, trigger } = state;
  return { status, output, error, startedAt, endedAt, mode, input, trigger };
}

/** One step as it stands. `undefined` when the run has no such step, or its loop iteration has been collapsed. */
export function stepView(plan: RunPlan, state: RunState, step: StepId): StepView | undefined {
  const found = findStep(plan, state, step)?.step;
  return found && viewOf(found);
}

const COPIED = ['startedAt', 'endedAt', 'input', 'ports', 'error', 'retryAt', 'usage', 'warnings', 'reused'] as const;

function viewOf(step: StepState): StepView {
  const rest: Record<string, unknown> = {};
  for (const field of COPIED) if (step[field] !== undefined) rest[field] = step[field];
  if (step.ports !== undefined) rest.output = step.output;
  if (step.waiting) rest.waiting = waitingView(step.waiting, step.until);
  return { step: step.id, nodeId: step.nodeId, status: step.status, attempts: step.attempt, ...(rest as JsonObject) };
}

function waitingView(waiting: NonNullable<StepState['waiting']>, until: number | undefined): StepView['waiting'] {
  return until === undefined ? waiting : { ...waiting, until };
}
