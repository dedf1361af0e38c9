import { iterationAt, type ScopeRef, type StepRef, stepAt } from './address.ts';
import { isStepOver } from './state.ts';
import { setStatus, type Turn } from './turn.ts';
import { closeWait } from './waits.ts';

/** Stops everything in a scope that has not ended: attempts are aborted, timers cleared, waits closed. */
export function closeScope(turn: Turn, scope: ScopeRef): void {
  if (scope.state.closed) return;
  scope.state.closed = true;
  for (const node of scope.graph.nodes) {
    const ref = stepAt(scope, node.position);
    if (!isStepOver(ref.step.status)) cancelStep(turn, ref);
  }
}

function cancelStep(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  if (step.status === 'running' && node.type.kind === 'effect') turn.commands.push({ kind: 'abort', step: step.id });
  if (step.status === 'retrying') turn.commands.push({ kind: 'clear_timer', step: step.id, timer: 'retry' });
  if (step.status === 'waiting') closeWait(turn, step);
  for (const index of Object.keys(step.container?.iterations ?? {}).map(Number)) {
    const iteration = iterationAt(ref, index);
    if (iteration) closeScope(turn, iteration);
  }
  delete step.retryAt;
  setStatus(turn, ref, 'cancelled');
}
