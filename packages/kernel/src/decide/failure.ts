import type { StepError } from '../catalog.ts';
import type { OnError } from '../document.ts';
import type { RunError } from '../run.ts';
import type { StepRef } from './address.ts';
import { askPerson, needsPerson } from './ask-person.ts';
import type { NodePlan } from './plan.ts';
import { endEarly, setStatus, type Turn } from './turn.ts';

/**
 * A step has failed, its retries are spent. Asks a person where the policy says so; else the failure is for good.
 *
 * @param cause the failure to report for the run; a container passes on the step inside it that failed
 */
export function failStep(turn: Turn, ref: StepRef, error: StepError, cause?: RunError): void {
  const { step } = ref;
  step.startedAt ??= turn.now;
  step.error = error;
  delete step.retryAt;
  if (needsPerson(turn, ref, error)) askPerson(turn, ref, error, cause);
  else failForGood(turn, ref, error, cause);
}

/**
 * Ends a step badly and does what its policy says: `fail` fails the scope around it, `continue` goes on over `out`,
 * `route` over `error`; the two latter with `{ error: { code, message } }` as output. `ask`, once nobody is asked any more, routes where an
 * error edge is drawn, else fails.
 */
export function failForGood(turn: Turn, ref: StepRef, error: StepError, cause: RunError | undefined): void {
  const { step, scope } = ref;
  const how = withoutAsking(ref.node);
  if (how === 'fail') {
    setStatus(turn, ref, 'failed');
    endEarly(turn, { kind: 'scope_failed', scope, error: cause ?? { ...error, step: step.id, nodeId: step.nodeId } });
    return;
  }
  step.output = { error: { code: error.code, message: error.message } };
  step.ports = [how === 'route' ? 'error' : 'out'];
  setStatus(turn, ref, 'failed');
  turn.tasks.push({ kind: 'ended', ref });
}

function withoutAsking({ onError, outgoing }: NodePlan): Exclude<OnError, 'ask'> {
  if (onError !== 'ask') return onError;
  return outgoing.some(({ sourcePort }) => sourcePort === 'error') ? 'route' : 'fail';
}
