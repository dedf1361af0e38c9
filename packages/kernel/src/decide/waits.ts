import type { StepError, WaitSpec } from '../catalog.ts';
import type { Signal, TimerName } from '../run.ts';
import type { StepRef } from './address.ts';
import { approvalTimedOut, conclude, escalationFired, isQuorumImpossible, passPlace, reminderFired, takeVote } from './approvals.ts';
import { failStep } from './failure.ts';
import { evaluationContext, passedOn, renderedConfig, stepError } from './names.ts';
import type { StepState } from './state.ts';
import { setStatus, succeed, type Turn } from './turn.ts';
import { closeWait, waitCommands } from './wait-commands.ts';

/** Runs that may stand above one that starts a further one. */
const MAX_DEPTH = 16;

/** Begins a wait. Signals that came before count first; in a test every wait but that for another run ends at once. */
export function beginWait(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  let wait: WaitSpec;
  try {
    step.attempt += 1;
    step.startedAt ??= turn.now;
    step.input = renderedConfig(turn, ref);
    if (!node.type.wait) throw new Error(`The type ${node.type.type} says it waits but not for what.`);
    wait = node.type.wait(step.input, evaluationContext(turn, ref));
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  const refusal = refusalOf(turn, wait);
  if (refusal) {
    failStep(turn, ref, refusal);
    return;
  }
  setWait(turn, step, wait);
  if (endedByKeptSignals(turn, ref)) return;
  if (turn.state.mode === 'test' && wait.kind !== 'child') finishInTest(turn, ref, wait);
  else if (wait.kind === 'time' && wait.durationMs <= 0) goOn(turn, ref);
  else {
    setStatus(turn, ref, 'waiting');
    turn.commands.push(...waitCommands(step));
  }
}

function refusalOf(turn: Turn, wait: WaitSpec): StepError | undefined {
  if (wait.kind === 'child' && turn.state.depth > MAX_DEPTH) {
    const message = `Workflows start each other more than ${MAX_DEPTH} deep here. Does one of them start itself?`;
    return { code: 'too_deep', message, retryable: false };
  }
  if (wait.kind === 'approval' && isQuorumImpossible(wait)) {
    const message = `"${wait.title}" needs ${wait.quorum} approvals but asks fewer people than that. Ask more people, or need fewer approvals.`;
    return { code: 'quorum_impossible', message, retryable: false };
  }
  return undefined;
}

function setWait(turn: Turn, step: StepState, wait: WaitSpec): void {
  const duration = wait.kind === 'time' ? wait.durationMs : wait.timeoutMs;
  step.waiting = wait;
  delete step.until;
  delete step.votes;
  if (duration !== undefined) step.until = turn.now + duration;
  if (wait.kind !== 'approval') return;
  if (wait.remindEveryMs !== undefined) step.remindAt = turn.now + wait.remindEveryMs;
  if (wait.escalation) step.escalateAt = turn.now + wait.escalation.afterMs;
}

/** A wait that ends before it was opened has nothing to take back. */
function unset(step: StepState): void {
  delete step.until;
  delete step.remindAt;
  delete step.escalateAt;
}

/** Delivers what came early, in the order in which it came, as long as the step waits. @returns whether that ended it */
function endedByKeptSignals(turn: Turn, ref: StepRef): boolean {
  const { state } = turn;
  const { step } = ref;
  const kept = state.signals.filter((each) => each.step === step.id);
  if (kept.length === 0) return false;
  state.signals = state.signals.filter((each) => each.step !== step.id);
  for (const { signal, at } of kept) {
    const wait = step.waiting as WaitSpec;
    if (wait.kind === 'callback' && signal.kind === 'callback') {
      unset(step);
      succeed(turn, ref, signal.payload);
      return true;
    }
    if (wait.kind !== 'approval') continue;
    if (signal.kind === 'delegation') passPlace(step, wait, signal);
    const verdict = signal.kind === 'approval' ? takeVote(step, wait, signal, at) : undefined;
    if (verdict === undefined || verdict === 'ignored') continue;
    unset(step);
    conclude(turn, ref, verdict);
    return true;
  }
  return false;
}

function goOn(turn: Turn, ref: StepRef): void {
  delete ref.step.waiting;
  unset(ref.step);
  succeed(turn, ref, passedOn(ref));
}

function finishInTest(turn: Turn, ref: StepRef, wait: Exclude<WaitSpec, { kind: 'child' }>): void {
  const { step } = ref;
  unset(step);
  switch (wait.kind) {
    case 'time':
      goOn(turn, ref);
      return;
    case 'approval':
      step.warnings = ['Approved automatically in the test'];
      conclude(turn, ref, { decision: 'approved', by: 'test', comment: '', form: {}, at: turn.now });
      return;
    case 'callback':
      step.warnings = ['Nobody calls back in a test; the sample stands in for the answer'];
      succeed(turn, ref, ref.node.type.sampleOutput);
      return;
    case 'decision':
      throw new Error(`The type ${ref.node.type.type} asks for a decision, which only a failure does.`);
  }
}

/** A run that this step started has ended. Its answer counts once, also when the step has started another since. */
export function childEnded(turn: Turn, ref: StepRef, signal: Extract<Signal, { kind: 'child' }>): void {
  const { step } = ref;
  // A run that could not be started has no id.
  if (signal.runId !== '' && step.childRun === signal.runId) return;
  step.childRun = signal.runId;
  closeWait(turn, step);
  const { runId, status, error } = signal;
  if (status === 'succeeded') {
    succeed(turn, ref, signal.output);
    return;
  }
  const cause = error ? { code: error.code, message: error.message, ...(error.step === undefined ? {} : { step: error.step }) } : null;
  const code = status === 'cancelled' ? 'child_cancelled' : 'child_failed';
  const message = `The workflow that it ran ${status === 'cancelled' ? 'was cancelled' : 'failed'}${error ? `: ${error.message}` : '.'}`;
  failStep(turn, ref, { code, message, retryable: false, details: { runId, cause } });
}

/** One of a waiting step's timers. Those of a wait that is over, or of another kind, change nothing. */
export function waitTimerFired(turn: Turn, ref: StepRef, timer: Exclude<TimerName, 'retry' | 'run'>): void {
  const { step } = ref;
  const wait = step.waiting;
  if (step.status !== 'waiting' || !wait) return;
  if (timer === 'reminder' || timer === 'escalation') {
    if (wait.kind !== 'approval') return;
    if (timer === 'reminder') reminderFired(turn, ref, wait);
    else escalationFired(turn, ref, wait);
    return;
  }
  if (step.until === undefined || (wait.kind === 'time') !== (timer === 'wait')) return;
  closeWait(turn, step, timer);
  timeIsUp(turn, ref, wait);
}

function timeIsUp(turn: Turn, ref: StepRef, wait: WaitSpec): void {
  switch (wait.kind) {
    case 'time':
      succeed(turn, ref, passedOn(ref));
      return;
    case 'approval':
      approvalTimedOut(turn, ref, wait);
      return;
    case 'callback':
      failStep(turn, ref, { code: 'callback_timeout', message: 'Nobody called back in time.', retryable: false });
      return;
    case 'child':
      failStep(turn, ref, { code: 'child_timeout', message: 'The workflow that it ran took too long and was stopped.', retryable: false });
      return;
    case 'decision':
  }
}
