import { type ScopeRef, type StepRef, stepAt } from './address.ts';
import { isTaken } from './names.ts';
import { skip, type Turn } from './turn.ts';

/** Starts what waits for nothing in a scope. */
export function openRoots(turn: Turn, scope: ScopeRef): void {
  for (const node of scope.graph.nodes) {
    if (node.incoming.length === 0) turn.tasks.push({ kind: 'start', ref: stepAt(scope, node.position) });
  }
  endScopeWhenDone(turn, scope);
}

/** A step has ended: each outgoing edge is now taken or dead, which may start or skip the step at its end. */
export function stepEnded(turn: Turn, ref: StepRef): void {
  const { scope, node, step } = ref;
  if (scope.state.closed) return;
  for (const edge of node.outgoing) {
    const target = stepAt(scope, edge.target);
    target.step.settled += 1;
    if (isTaken(edge, step)) target.step.live += 1;
    considerStart(turn, target);
  }
  endScopeWhenDone(turn, scope);
}

/** The join rule. A step that has left `pending` is never started again, whatever arrives later. */
function considerStart(turn: Turn, ref: StepRef): void {
  const { step, node } = ref;
  if (step.status !== 'pending') return;
  const complete = step.settled === node.incoming.length;
  const enough = node.joinAt === undefined ? complete && step.live > 0 : step.live >= node.joinAt;
  const possible = node.joinAt === undefined ? !complete : step.live + node.incoming.length - step.settled >= node.joinAt;
  if (enough) turn.tasks.push({ kind: 'start', ref });
  else if (!possible) skip(turn, ref);
}

function endScopeWhenDone(turn: Turn, scope: ScopeRef): void {
  if (scope.state.open > 0 || scope.state.closed || scope.state.leaving) return;
  scope.state.closed = true;
  turn.tasks.push({ kind: 'scope_ended', scope });
}
