import { isJsonObject } from '../json.ts';
import type { RunError, RunMode, RunStatus, StepId, StepView, TriggerContext } from '../run.ts';
import { changesOutside } from '../changes-outside.ts';
import { findStep, type StepRef } from './address.ts';
import type { RunPlan } from './plan.ts';
import { attemptsMade, type RunState, type StepState } from './state.ts';

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
  /** Kept in line: nothing has begun yet. */
  readonly held: boolean;
  /** Steps under way end, new ones do not begin. */
  readonly paused: boolean;
}

export function runView(state: RunState): RunView {
  const { status, output, error, startedAt, endedAt, mode, input, trigger, held, paused } = state;
  return { status, output, error, startedAt, endedAt, mode, input, trigger, held, paused };
}

/** One step as it stands. `undefined` when the run has no such step, or its loop iteration has been collapsed. */
export function stepView(plan: RunPlan, state: RunState, step: StepId): StepView | undefined {
  const found = findStep(plan, state, step);
  return found && viewOf(state, found);
}

type Growing<View> = { -readonly [Field in keyof View]: View[Field] };

/** Made for every step at every turn of its run: fields by name, since a list of names to go through costs several times as much. */
function viewOf(state: RunState, ref: StepRef): StepView {
  const { step } = ref;
  const view: Growing<StepView> = { step: step.id, nodeId: step.nodeId, status: step.status, attempts: attemptsMade(step) };
  if (step.startedAt !== undefined) view.startedAt = step.startedAt;
  if (step.endedAt !== undefined) view.endedAt = step.endedAt;
  if (step.input !== undefined) view.input = step.input;
  if (step.ports !== undefined) view.ports = step.ports;
  if (step.error !== undefined) view.error = step.error;
  if (step.retryAt !== undefined) view.retryAt = step.retryAt;
  if (step.usage !== undefined) view.usage = step.usage;
  if (step.warnings !== undefined) view.warnings = step.warnings;
  if (step.reused !== undefined) view.reused = step.reused;
  if (step.cached !== undefined) view.cached = step.cached;
  if (step.insteadOf !== undefined) view.insteadOf = step.insteadOf;
  if (step.votes !== undefined) view.votes = step.votes;
  if (step.ports !== undefined) view.output = step.output;
  if (step.waiting) view.waiting = waitingView(step.waiting, step.until);
  const sent = state.mode === 'live' && writesOutside(ref) ? sentBy(step) : undefined;
  if (sent) view.sent = sent;
  return view;
}

function writesOutside({ node: { type }, step: { input } }: StepRef): boolean {
  return type.kind === 'effect' && (isJsonObject(input) ? changesOutside(type, input) : type.outside === 'write');
}

function waitingView(waiting: NonNullable<StepState['waiting']>, until: number | undefined): NonNullable<StepView['waiting']> {
  return until === undefined ? waiting : { ...waiting, until };
}

/** What is known of the outside effect. An attempt under way may have sent by now or not: nothing is said until it ends. */
function sentBy(step: StepState): StepView['sent'] {
  if (step.told) return step.told;
  if (step.doubt) return 'maybe';
  if (attemptsMade(step) === 0 || step.status === 'running') return undefined;
  return step.status === 'succeeded' ? 'once' : 'not_sent';
}
