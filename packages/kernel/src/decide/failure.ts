import type { StepError } from '../catalog.ts';
import type { RunError } from '../run.ts';
import type { StepRef } from './address.ts';
import { setStatus, type Turn } from './turn.ts';

/**
 * Ends a step badly and does what its policy says: `fail` fails the scope around it, `continue` goes on over `out`,
 * `route` over `error`; the two latter with `{ error: { code, message } }` as output.
 *
 * @param cause the failure to report for the run; a container passes on the step inside it that failed
 */
export function failStep(turn: Turn, ref: StepRef, error: StepError, cause?: RunError): void {
  const { step, node, scope } = ref;
  step.startedAt ??= turn.now;
  step.error = error;
  delete step.retryAt;
  if (node.onError === 'fail') {
    setStatus(turn, ref, 'failed');
    turn.tasks.push({ kind: 'scope_failed', scope, error: cause ?? { ...error, step: step.id, nodeId: step.nodeId } });
    return;
  }
  step.output = { error: { code: error.code, message: error.message } };
  step.ports = [node.onError === 'route' ? 'error' : 'out'];
  setStatus(turn, ref, 'failed');
  turn.tasks.push({ kind: 'ended', ref });
}
