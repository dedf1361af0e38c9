import type { StepError } from '../catalog.ts';
import type { RunError } from '../run.ts';
import type { StepRef } from './address.ts';
import { setStatus, type Turn } from './turn.ts';
import { waitCommands } from './wait-commands.ts';

/** Whether a person says how a failed step goes on. A test asks nobody. */
export function needsPerson(turn: Turn, { node }: StepRef, error: StepError): boolean {
  if (turn.state.mode === 'test') return false;
  return node.onError === 'ask' || isOutcomeUnknown(node.atMostOnce, error);
}

/** It may have happened and must not happen twice: nothing but a person can know what to do. No answer is no answer, whatever it was called. */
function isOutcomeUnknown(atMostOnce: boolean, { code, notSent, class: sort }: StepError): boolean {
  return atMostOnce && (code === 'outcome_unknown' || (!notSent && (sort === 'timeout' || sort === 'network')));
}

/** Stops a failed step until somebody decides. @param cause what the run is told should it fail for good */
export function askPerson(turn: Turn, ref: StepRef, error: StepError, cause: RunError | undefined): void {
  const { step, node } = ref;
  const reason = isOutcomeUnknown(node.atMostOnce, error) ? 'outcome_unknown' : 'failed';
  const name = node.node.name ?? node.type.title;
  const title = reason === 'failed' ? `“${name}” failed` : `Did “${name}” do what it should?`;
  step.waiting = { kind: 'decision', reason, title, error, attempt: step.attempt };
  delete step.until;
  if (cause) step.cause = cause;
  setStatus(turn, ref, 'waiting');
  turn.commands.push(...waitCommands(step));
}
