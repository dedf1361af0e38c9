import { AppError } from '../app-error.ts';
import type { Command, RunEvent, StepId, TimerName } from '../run.ts';
import { findStep, type StepRef } from './address.ts';
import { collapse, scopeEnded, scopeFailed, scopeLeft } from './containers.ts';
import { attemptFailed, attemptStarted, attemptSucceeded } from './execute.ts';
import { cancelRun, failRun, isKnown, pauseRun, releaseRun, resumeRun, runTimedOut, startRun, succeedRun } from './finish.ts';
import type { RunPlan } from './plan.ts';
import { stepEnded } from './propagate.ts';
import { signalReceived } from './signals.ts';
import { admit, beginAgain, startStep } from './start-step.ts';
import { isRunOver, type RunState } from './state.ts';
import type { Task, Turn } from './turn.ts';
import { waitTimerFired } from './waits.ts';

export interface Decision {
  readonly state: RunState;
  /** In the order in which they are to be carried out, after the event is durable. */
  readonly commands: Command[];
  /** Steps whose view differs from before. */
  readonly changed: StepId[];
  /** There is more to the decision than fitted in this part: goes on with it. Read what has changed first, and let nothing else happen to the run. */
  readonly rest?: () => Decision;
}

/**
 * What happens next in a run. Pure in its arguments: no clock (events carry their time), no chance (jitter is a hash), no I/O, no `async`.
 * Late, repeated and foreign events change nothing.
 *
 * **Takes ownership of `state`**: it is changed in place and returned, so that a decision costs time in proportion to what changes
 * and not to the size of the run. Keep the old one by `structuredClone` before the call. Steps of loop iterations that
 * end are still readable through `stepView` after the decision that ended them, and are dropped by the next one.
 *
 * @param most steps that change before the decision is given in parts: a loop over very many items is then decided on without all of them
 *   in memory at once. What all parts together say is the same.
 */
export function decide(plan: RunPlan, state: RunState, event: RunEvent, most = Number.POSITIVE_INFINITY): Decision {
  refuseUnknown(event);
  if (isRunOver(state.status)) return { state, commands: [], changed: [] };
  const turn: Turn = { plan, state, event, now: event.at, commands: [], changed: new Set(), tasks: [] };
  if (state.collapsing.length > 0) collapse(plan, state);
  takeIn(turn, event);
  return partOf(turn, most);
}

function partOf(turn: Turn, most: number): Decision {
  const { plan, state, commands, changed } = turn;
  const isWhole = carryOn(turn, most);
  if (isWhole && !isRunOver(state.status)) state.status = statusNow(state);
  const part = { state, commands, changed: [...changed] };
  if (isWhole) return part;
  const rest = (): Decision => {
    collapse(plan, state);
    return partOf({ ...turn, commands: [], changed: new Set() }, most);
  };
  return { ...part, rest };
}

/** Keyed by kind, so that a new kind breaks the compile here. */
const KINDS: { readonly [kind in RunEvent['kind']]: true } = {
  run_started: true,
  run_released: true,
  pause_requested: true,
  resume_requested: true,
  step_started: true,
  step_succeeded: true,
  step_failed: true,
  timer_fired: true,
  signal_received: true,
  cancel_requested: true,
};
const FORMAT = 1;

/** A journal of a later release may say what this one cannot know; guessing would decide wrongly. */
function refuseUnknown(event: RunEvent): void {
  const format = event.kind === 'run_started' ? (event.format ?? FORMAT) : FORMAT;
  if (Object.hasOwn(KINDS, event.kind) && format <= FORMAT) return;
  const message = 'This run was written by a later release of Arches. Update this server, then the run goes on.';
  throw new AppError('journal_too_new', message, { details: { kind: event.kind, format } });
}

function takeIn(turn: Turn, event: RunEvent): void {
  switch (event.kind) {
    case 'run_started':
      startRun(turn, event);
      return;
    case 'run_released':
      releaseRun(turn);
      return;
    case 'pause_requested':
      pauseRun(turn);
      return;
    case 'resume_requested':
      resumeRun(turn);
      return;
    case 'cancel_requested':
      cancelRun(turn, event);
      return;
    case 'signal_received':
      if (isKnown(turn.state)) signalReceived(turn, findStep(turn.plan, turn.state, event.step), event);
      return;
    case 'step_started':
    case 'step_succeeded':
    case 'step_failed':
    case 'timer_fired':
      if (turn.state.status !== 'queued') takeInStep(turn, event);
  }
}

type StepEvent = Extract<RunEvent, { kind: 'step_started' | 'step_succeeded' | 'step_failed' | 'timer_fired' }>;

function takeInStep(turn: Turn, event: StepEvent): void {
  if (event.kind === 'timer_fired' && event.timer === 'run') {
    if (event.step === '') runTimedOut(turn);
    return;
  }
  const ref = findStep(turn.plan, turn.state, event.step);
  if (!ref) return;
  switch (event.kind) {
    case 'step_started':
      attemptStarted(turn, ref, event);
      return;
    case 'step_succeeded':
      attemptSucceeded(turn, ref, event);
      return;
    case 'step_failed':
      attemptFailed(turn, ref, event);
      return;
    case 'timer_fired':
      if (event.timer !== 'run') timerFired(turn, ref, event.timer);
  }
}

function timerFired(turn: Turn, ref: StepRef, timer: Exclude<TimerName, 'run'>): void {
  if (timer !== 'retry') waitTimerFired(turn, ref, timer);
  else if (ref.step.status === 'retrying') {
    delete ref.step.retryAt;
    beginAgain(turn, ref);
  }
}

/** Works off tasks until nothing more follows from the event. @returns false when so many steps have changed that the rest is another part */
function carryOn(turn: Turn, most: number): boolean {
  do {
    for (let next = 0; next < turn.tasks.length && !isRunOver(turn.state.status); next += 1) {
      if (turn.changed.size >= most) {
        turn.tasks.splice(0, next);
        return false;
      }
      carryOut(turn, turn.tasks[next] as Task);
    }
    turn.tasks.length = 0;
  } while (!isRunOver(turn.state.status) && admit(turn));
  if (turn.state.status !== 'queued' && !turn.state.paused && isStuck(turn.state)) {
    failRun(turn, {
      code: 'run_stuck',
      message: 'The run has steps left that nothing can start. This is a mistake in Arches.',
      retryable: false,
    });
  }
  return true;
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
      if (task.scope.owner) scopeEnded(turn, task.scope);
      else succeedRun(turn);
      return;
    case 'scope_failed':
      if (task.scope.state.closed) return;
      if (task.scope.owner) scopeFailed(turn, task.scope, task.error);
      else failRun(turn, task.error);
      return;
    case 'scope_left':
      if (!task.scope.state.closed) scopeLeft(turn, task.scope, task.mark, task.value);
  }
}

/** A run ends in bounded time: should nothing be left that could move it, it fails at once and says so. */
function isStuck(state: RunState): boolean {
  return !isRunOver(state.status) && state.running + state.retrying + state.waiting + state.ready.length === 0;
}

function statusNow(state: RunState): RunState['status'] {
  if (state.status === 'queued') return 'queued';
  if (state.paused) return state.running === 0 ? 'waiting' : 'running';
  // What is ready and has no place or turn waits for those at work; with none at work, for the waiting step whose turn it is.
  return state.running + state.retrying === 0 && state.waiting > 0 ? 'waiting' : 'running';
}
