import type { Command, RunEvent, StepId } from '../run.ts';
import { findStep } from './address.ts';
import { collapse, iterationEnded, iterationFailed } from './containers.ts';
import { attemptFailed, attemptStarted, attemptSucceeded, beginAttempt } from './execute.ts';
import { cancelRun, failRun, runTimedOut, startRun, succeedRun } from './finish.ts';
import type { RunPlan } from './plan.ts';
import { stepEnded } from './propagate.ts';
import { admit, park, startStep } from './start-step.ts';
import { isRunOver, type RunState } from './state.ts';
import type { Task, Turn } from './turn.ts';
import { signalReceived, waitTimerFired } from './waits.ts';

export interface Decision {
  readonly state: RunState;
  /** In the order in which they are to be carried out, after the event is durable. */
  readonly commands: Command[];
  /** Steps whose view differs from before. */
  readonly changed: StepId[];
}

/**
 * What happens next in a run. Pure in its arguments: no clock (events carry their time), no chance (jitter is a hash), no I/O, no `async`.
 * Late, repeated and foreign events change nothing.
 *
 * **Takes ownership of `state`**: it is changed in place and returned, so that a decision costs time in proportion to what changes
 * and not to the size of the run. Keep the old one by `structuredClone` before the call. Steps of loop iterations that
 * end are still readable through `stepView` after the decision that ended them, and are dropped by the next one.
 */
export function decide(plan: RunPlan, state: RunState, event: RunEvent): Decision {
  const turn: Turn = { plan, state, event, now: event.at, commands: [], changed: new Set(), tasks: [] };
  if (!isRunOver(state.status)) {
    if (state.collapsing.length > 0) collapse(plan, state);
    takeIn(turn, event);
    carryOn(turn);
    if (!isRunOver(state.status)) state.status = statusNow(state);
  }
  return { state, commands: turn.commands, changed: [...turn.changed] };
}

function takeIn(turn: Turn, event: RunEvent): void {
  if (event.kind === 'run_started') {
    startRun(turn, event);
    return;
  }
  if (event.kind === 'cancel_requested') {
    cancelRun(turn, event);
    return;
  }
  if (event.kind === 'run_released' || event.kind === 'pause_requested' || event.kind === 'resume_requested') return;
  if (turn.state.status !== 'queued') takeInStep(turn, event);
}

type StepEvent = Extract<RunEvent, { readonly step: StepId }>;

function takeInStep(turn: Turn, event: StepEvent): void {
  if (event.kind === 'timer_fired' && event.timer === 'run') {
    if (event.step === '') runTimedOut(turn);
    return;
  }
  const ref = findStep(turn.plan, turn.state, event.step);
  if (event.kind === 'signal_received') {
    signalReceived(turn, ref, event);
    return;
  }
  if (!ref) return;
  switch (event.kind) {
    case 'step_started':
      attemptStarted(ref, event);
      return;
    case 'step_succeeded':
      attemptSucceeded(turn, ref, event);
      return;
    case 'step_failed':
      attemptFailed(turn, ref, event);
      return;
    case 'timer_fired':
      if (event.timer === 'wait' || event.timer === 'deadline') waitTimerFired(turn, ref, event.timer);
      else if (ref.step.status === 'retrying') nextAttempt(turn, ref);
  }
}

function nextAttempt(turn: Turn, ref: Parameters<typeof beginAttempt>[1]): void {
  if (!turn.plan.sequential && turn.state.running >= turn.plan.concurrency) park(turn, ref);
  else beginAttempt(turn, ref);
}

/** Works off tasks until nothing more follows from the event. */
function carryOn(turn: Turn): void {
  do {
    for (let next = 0; next < turn.tasks.length && !isRunOver(turn.state.status); next += 1) carryOut(turn, turn.tasks[next] as Task);
    turn.tasks.length = 0;
  } while (!isRunOver(turn.state.status) && admit(turn));
  if (turn.state.status !== 'queued' && isStuck(turn.state)) {
    failRun(turn, {
      code: 'run_stuck',
      message: 'The run has steps left that nothing can start. This is a mistake in Arches.',
      retryable: false,
    });
  }
}

function carryOut(turn: Turn, task: Task): void {
  switch (task.kind) {
    case 'start':
      startStep(turn, task.ref);
      return;
    case 'ended':
      stepEnded(turn, task.ref);
      return;
    case 'scope_ended':
      if (task.scope.owner) iterationEnded(turn, task.scope);
      else succeedRun(turn);
      return;
    case 'scope_failed':
      if (task.scope.state.closed) return;
      if (task.scope.owner) iterationFailed(turn, task.scope, task.error);
      else failRun(turn, task.error);
  }
}

/** A run ends in bounded time: should nothing be left that could move it, it fails at once and says so. */
function isStuck(state: RunState): boolean {
  return !isRunOver(state.status) && state.running + state.retrying + state.waiting + state.ready.length === 0;
}

function statusNow(state: RunState): RunState['status'] {
  if (state.status === 'queued') return 'queued';
  return state.running + state.retrying + state.ready.length === 0 && state.waiting > 0 ? 'waiting' : 'running';
}
