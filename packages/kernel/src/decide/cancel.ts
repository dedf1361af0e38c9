import { iterationsOf, type ScopeRef, type StepRef, stepAt } from './address.ts';
import { isStepOver } from './state.ts';
import { setStatus, type Turn } from './turn.ts';
import { closeWait } from './wait-commands.ts';

/** Stops everything in a scope that has not ended: attempts are aborted, timers cleared, waits closed. */
export function closeScope(turn: Turn, scope: ScopeRef): void {
  if (scope.state.closed) return;
  scope.state.closed = true;
  for (const node of scope.graph.nodes) {
    const ref = stepAt(scope, node.position);
    if (!isStepOver(ref.step.status)) cancelStep(turn, ref);
  }
}

/** Stops one step, and all that is under way inside it. */
export function cancelStep(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  if (step.status === 'running' && node.type.kind === 'effect') {
    turn.commands.push({ kind: 'abort', step: step.id });
    if (step.begun === step.attempt) step.doubt = true;
  }
  if (step.status === 'retrying') turn.commands.push({ kind: 'clear_timer', step: step.id, timer: 'retry' });
  if (step.status === 'waiting') closeWait(turn, step);
  for (const iteration of iterationsOf(ref)) closeScope(turn, iteration);
  delete step.retryAt;
  setStatus(turn, ref, 'cancelled');
}
