import type { WaitSpec } from '../catalog.ts';
import type { RunEvent, Signal, TimerName } from '../run.ts';
import type { StepRef } from './address.ts';
import { mayStillWait } from './address.ts';
import { failStep } from './failure.ts';
import { evaluationContext, passedOn, renderedConfig, stepError } from './names.ts';
import type { StepState } from './state.ts';
import { setStatus, succeed, type Turn } from './turn.ts';

type Approval = Extract<WaitSpec, { kind: 'approval' }>;

/** Begins a wait. A signal that came before ends it at once; in a test every wait ends at once. */
export function beginWait(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  let wait: WaitSpec;
  try {
    step.attempt = 1;
    step.startedAt = turn.now;
    step.input = renderedConfig(turn, ref);
    if (!node.type.wait) throw new Error(`The type ${node.type.type} says it waits but not for what.`);
    wait = node.type.wait(step.input, evaluationContext(turn, ref));
  } catch (thrown) {
    failStep(turn, ref, stepError(thrown));
    return;
  }
  const early = takeKeptSignal(turn, step, wait);
  if (early) finishBySignal(turn, ref, early.signal, early.at);
  else if (turn.state.mode === 'test') finishInTest(turn, ref, wait);
  else if (wait.kind === 'time' && wait.durationMs <= 0) succeed(turn, ref, passedOn(ref));
  else openWait(turn, ref, wait);
}

function openWait(turn: Turn, ref: StepRef, wait: WaitSpec): void {
  const { step } = ref;
  const duration = wait.kind === 'time' ? wait.durationMs : wait.timeoutMs;
  step.waiting = wait;
  if (duration !== undefined) step.until = turn.now + duration;
  setStatus(turn, ref, 'waiting');
  turn.commands.push(...waitCommands(step));
}

/** What the host must keep open for a waiting step; the same when a run is taken up again. */
export function waitCommands(step: StepState): Turn['commands'] {
  const { waiting, until } = step;
  if (!waiting) return [];
  const commands: Turn['commands'] = [];
  if (waiting.kind !== 'time') {
    const deadline = until === undefined ? {} : { deadlineAt: until };
    commands.push({ kind: 'open_wait', step: step.id, nodeId: step.nodeId, wait: waiting, ...deadline });
  }
  if (until !== undefined)
    commands.push({ kind: 'set_timer', step: step.id, timer: waiting.kind === 'time' ? 'wait' : 'deadline', at: until });
  return commands;
}

/** Takes back what `waitCommands` asked for, except the timer that has just fired. */
export function closeWait(turn: Turn, step: StepState, fired?: TimerName): void {
  const timer = step.waiting?.kind === 'time' ? 'wait' : 'deadline';
  if (step.until !== undefined && fired !== timer) turn.commands.push({ kind: 'clear_timer', step: step.id, timer });
  if (step.waiting && step.waiting.kind !== 'time') turn.commands.push({ kind: 'close_wait', step: step.id });
}

export function signalReceived(turn: Turn, ref: StepRef | undefined, event: Extract<RunEvent, { kind: 'signal_received' }>): void {
  if (ref?.step.status === 'waiting') {
    if (!ref.step.waiting || ref.step.waiting.kind !== event.signal.kind) return;
    closeWait(turn, ref.step);
    finishBySignal(turn, ref, event.signal, event.at);
    return;
  }
  const known = turn.state.signals.some(({ step }) => step === event.step);
  if (!known && mayStillWait(turn.plan, turn.state, event.step)) {
    turn.state.signals.push({ step: event.step, signal: event.signal, at: event.at });
  }
}

function takeKeptSignal(turn: Turn, step: StepState, wait: WaitSpec): { signal: Signal; at: number } | undefined {
  const { signals } = turn.state;
  const place = signals.findIndex((kept) => kept.step === step.id);
  if (place === -1) return undefined;
  const [kept] = signals.splice(place, 1);
  return kept?.signal.kind === wait.kind ? kept : undefined;
}

function finishBySignal(turn: Turn, ref: StepRef, signal: Signal, at: number): void {
  if (signal.kind === 'callback') {
    succeed(turn, ref, signal.payload);
    return;
  }
  if (signal.kind !== 'approval') return;
  const { decision, by, comment = '', form = {} } = signal;
  decided(turn, ref, { decision, by, comment, form, at });
}

interface Decided {
  readonly decision: 'approved' | 'rejected';
  readonly by: string;
  readonly comment: string;
  readonly form: unknown;
  readonly at: number;
}

function decided(turn: Turn, ref: StepRef, { at, ...answer }: Decided): void {
  succeed(turn, ref, { ...answer, at: new Date(at).toISOString() }, [answer.decision]);
}

function finishInTest(turn: Turn, ref: StepRef, wait: WaitSpec): void {
  switch (wait.kind) {
    case 'time':
      succeed(turn, ref, passedOn(ref));
      return;
    case 'approval':
      ref.step.waiting = wait;
      ref.step.warnings = ['Approved automatically in the test'];
      decided(turn, ref, { decision: 'approved', by: 'test', comment: '', form: {}, at: turn.now });
      return;
    case 'callback':
      ref.step.warnings = ['Nobody calls back in a test; the sample stands in for the answer'];
      succeed(turn, ref, ref.node.type.sampleOutput);
  }
}

/** The end of a delay, or an approval or callback that nobody answered in time. */
export function waitTimerFired(turn: Turn, ref: StepRef, timer: 'wait' | 'deadline'): void {
  const { step } = ref;
  const wait = step.waiting;
  if (step.status !== 'waiting' || !wait || (wait.kind === 'time') !== (timer === 'wait')) return;
  closeWait(turn, step, timer);
  if (wait.kind === 'time') succeed(turn, ref, passedOn(ref));
  else if (wait.kind === 'approval') approvalTimedOut(turn, ref, wait);
  else failStep(turn, ref, { code: 'callback_timeout', message: 'Nobody called back in time.', retryable: false });
}

function approvalTimedOut(turn: Turn, ref: StepRef, wait: Approval): void {
  if (wait.onTimeout === 'approve' || wait.onTimeout === 'reject') {
    const decision = wait.onTimeout === 'approve' ? 'approved' : 'rejected';
    decided(turn, ref, { decision, by: 'timeout', comment: 'Nobody answered in time.', form: {}, at: turn.now });
    return;
  }
  failStep(turn, ref, { code: 'approval_timeout', message: `Nobody answered "${wait.title}" in time.`, retryable: false });
}
