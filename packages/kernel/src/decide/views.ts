import { isJsonObject, type JsonObject } from '../json.ts';
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

const COPIED = [
  'startedAt',
  'endedAt',
  'input',
  'ports',
  'error',
  'retryAt',
  'usage',
  'warnings',
  'reused',
  'cached',
  'insteadOf',
  'votes',
] as const;

function viewOf(state: RunState, ref: StepRef): StepView {
  const { step } = ref;
  const rest: Record<string, unknown> = {};
  for (const field of COPIED) if (step[field] !== undefined) rest[field] = step[field];
  if (step.ports !== undefined) rest.output = step.output;
  if (step.waiting) rest.waiting = waitingView(step.waiting, step.until);
  const sent = state.mode === 'live' && writesOutside(ref) ? sentBy(step) : undefined;
  if (sent) rest.sent = sent;
  return { step: step.id, nodeId: step.nodeId, status: step.status, attempts: attemptsMade(step), ...(rest as JsonObject) };
}

function writesOutside({ node: { type }, step: { input } }: StepRef): boolean {
  return type.kind === 'effect' && (isJsonObject(input) ? changesOutside(type, input) : type.outside === 'write');
}

function waitingView(waiting: NonNullable<StepState['waiting']>, until: number | undefined): StepView['waiting'] {
  return until === undefined ? waiting : { ...waiting, until };
}

/** What is known of the outside effect. An attempt under way may have sent by now or not: nothing is said until it ends. */
function sentBy(step: StepState): StepView['sent'] {
  if (step.told) return step.told;
  if (step.doubt) return 'maybe';
  if (attemptsMade(step) === 0 || step.status === 'running') return undefined;
  return step.status === 'succeeded' ? 'once' : 'not_sent';
}
