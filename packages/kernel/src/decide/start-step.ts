import type { StepRef } from './address.ts';
import { findStep } from './address.ts';
import { beginContainer } from './containers.ts';
import { beginAttempt } from './execute.ts';
import { passedOn } from './names.ts';
import { firstPort, pinOf, pinnedPorts } from './pins.ts';
import { evaluatePure } from './pure.ts';
import { setStatus, skip, succeed, type Turn } from './turn.ts';
import { beginWait } from './waits.ts';

/** A step whose join holds: begins it, or parks it as `ready` until there is a free place. */
export function startStep(turn: Turn, ref: StepRef): void {
  const { step, node, scope } = ref;
  if (step.status !== 'pending' || scope.state.closed) return;
  const reused = Object.hasOwn(turn.state.reuse, step.id) ? turn.state.reuse[step.id] : undefined;
  if (reused) {
    step.reused = true;
    succeed(turn, ref, reused.output, reused.ports);
  } else if (turn.state.paused || turn.plan.sequential || (node.type.kind === 'effect' && turn.state.running >= turn.plan.concurrency)) {
    park(turn, ref);
  } else {
    begin(turn, ref);
  }
}

/** Another attempt of a step that has begun before; it too may have to wait for a free place or the end of a pause. */
export function beginAgain(turn: Turn, ref: StepRef): void {
  const { state, plan } = turn;
  const full = !plan.sequential && ref.node.type.kind === 'effect' && state.running >= plan.concurrency;
  if (state.paused || full) park(turn, ref);
  else begin(turn, ref);
}

export function park(turn: Turn, ref: StepRef): void {
  if (ref.scope.state.busy === ref.node.position) ref.scope.state.busy = null;
  setStatus(turn, ref, 'ready');
  turn.state.ready.push(ref.step.id);
}

function begin(turn: Turn, ref: StepRef): void {
  const { node, scope } = ref;
  if (turn.plan.sequential) scope.state.busy = node.position;
  const pin = pinOf(turn, node);
  if (node.type.kind === 'trigger') beginTrigger(turn, ref);
  else if (node.node.disabled) succeed(turn, ref, passedOn(ref), [firstPort(node)]);
  else if (pin && node.type.kind !== 'effect') succeed(turn, ref, pin.output, pinnedPorts(turn, ref, pin.output));
  else if (node.type.kind === 'pure') evaluatePure(turn, ref);
  else if (node.type.kind === 'effect') beginAttempt(turn, ref);
  else if (node.type.kind === 'wait') beginWait(turn, ref);
  else beginContainer(turn, ref);
}

/** The trigger that fired hands on what came in; the others, and what only they lead to, are skipped. */
function beginTrigger(turn: Turn, ref: StepRef): void {
  if (turn.state.firedTrigger !== ref.node.id) skip(turn, ref);
  else succeed(turn, ref, ref.node.type.type === 'trigger.form' ? turn.state.input : turn.state.trigger);
}

/** Begins parked steps while there are places. @returns whether any began */
export function admit(turn: Turn): boolean {
  if (turn.state.paused) return false;
  return turn.plan.sequential ? admitNext(turn) : admitWhileFree(turn);
}

function admitWhileFree(turn: Turn): boolean {
  const { state, plan } = turn;
  let taken = 0;
  while (taken < state.ready.length && state.running < plan.concurrency) {
    const ref = findStep(plan, state, state.ready[taken] as string);
    taken += 1;
    if (ref?.step.status === 'ready') begin(turn, ref);
  }
  state.ready.splice(0, taken);
  return taken > 0;
}

/** Sequential mode: in a scope where nothing is under way, the first parked step in the order of the plan. */
function admitNext(turn: Turn): boolean {
  const { state, plan } = turn;
  const parked = state.ready.flatMap((id) => {
    const ref = findStep(plan, state, id);
    return ref?.step.status === 'ready' ? [ref] : [];
  });
  const free = parked.filter(({ scope }) => scope.state.busy === null);
  const next = free.toSorted((left, right) => left.node.position - right.node.position)[0];
  state.ready = parked.filter((ref) => ref !== next).map(({ step }) => step.id);
  if (next) begin(turn, next);
  return next !== undefined;
}
