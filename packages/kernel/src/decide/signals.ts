import type { RunEvent, Signal } from '../run.ts';
import { mayStillWait, type StepRef } from './address.ts';
import { conclude, delegated, takeVote } from './approvals.ts';
import { decisionMade } from './decisions.ts';
import { succeed, type Turn } from './turn.ts';
import { closeWait } from './wait-commands.ts';
import { childEnded } from './waits.ts';

type SignalReceived = Extract<RunEvent, { kind: 'signal_received' }>;

/** Early answers kept for one step: far beyond what people give, so that nobody can fill a run's state from outside. */
const MAX_KEPT = 1_000;

/** An answer to a step's question. One that comes before the question is kept; one that nobody asked for changes nothing. */
export function signalReceived(turn: Turn, ref: StepRef | undefined, event: SignalReceived): void {
  if (ref?.step.status === 'waiting') answered(turn, ref, event.signal);
  else keepForLater(turn, event);
}

function answered(turn: Turn, ref: StepRef, signal: Signal): void {
  const { step } = ref;
  const { waiting } = step;
  switch (waiting?.kind) {
    case 'approval':
      if (signal.kind === 'delegation') delegated(turn, ref, waiting, signal);
      if (signal.kind !== 'approval') return;
      voted(turn, ref, takeVote(step, waiting, signal, turn.now));
      return;
    case 'callback':
      if (signal.kind !== 'callback') return;
      closeWait(turn, step);
      succeed(turn, ref, signal.payload);
      return;
    case 'decision':
      if (signal.kind === 'decision' && (signal.attempt ?? waiting.attempt) === waiting.attempt) decisionMade(turn, ref, signal);
      return;
    case 'child':
      if (signal.kind === 'child') childEnded(turn, ref, signal);
      return;
    case 'time':
    case undefined:
  }
}

function voted(turn: Turn, ref: StepRef, verdict: ReturnType<typeof takeVote>): void {
  if (verdict === 'ignored') return;
  turn.changed.add(ref.step.id);
  if (!verdict) return;
  closeWait(turn, ref.step);
  conclude(turn, ref, verdict);
}

/** Votes and delegations are kept one after the other, since all of them may be needed; of callbacks the first. */
function keepForLater({ plan, state }: Turn, { step, signal, at }: SignalReceived): void {
  if (signal.kind === 'decision' || signal.kind === 'child' || !mayStillWait(plan, state, step)) return;
  const kept = state.signals.filter((each) => each.step === step);
  if (kept.length >= MAX_KEPT || (signal.kind === 'callback' && kept.some((each) => each.signal.kind === 'callback'))) return;
  state.signals.push({ step, signal, at });
}
