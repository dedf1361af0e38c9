import type { StepRef } from './address.ts';
import { compareOrder, findStep, orderOf } from './address.ts';
import { beginContainer } from './containers.ts';
import { beginAttempt } from './execute.ts';
import { beginMark } from './marks.ts';
import { passedOn } from './names.ts';
import { firstPort, pinOf, pinnedPorts } from './pins.ts';
import { evaluatePure } from './pure.ts';
import { hold, touchedBy } from './resources.ts';
import { setStatus, skip, succeed, type Turn } from './turn.ts';
import { beginWait } from './waits.ts';

/** A step whose join holds: begins it, or parks it as `ready` until it is its turn. */
export function startStep(turn: Turn, ref: StepRef): void {
  const { step, scope } = ref;
  if (step.status !== 'pending' || scope.state.closed) return;
  const reused = Object.hasOwn(turn.state.reuse, step.id) ? turn.state.reuse[step.id] : undefined;
  if (reused) {
    step.reused = true;
    succeed(turn, ref, reused.output, reused.ports);
  } else if (turn.plan.sequential || mustWait(turn, ref)) park(turn, ref);
  else begin(turn, ref);
}

/** Another attempt of a step that has begun before; it too may have to wait for its turn. */
export function beginAgain(turn: Turn, ref: StepRef): void {
  if (mustWait(turn, ref)) park(turn, ref);
  else begin(turn, ref);
}

/** What touches anything that others may touch always goes through `admit`, which knows whose turn it is. */
function mustWait(turn: Turn, ref: StepRef): boolean {
  const { state, plan } = turn;
  if (state.paused) return true;
  if (plan.sequential || ref.node.type.kind !== 'effect') return false;
  return state.running >= plan.concurrency || (!ref.step.holds && touchedBy(turn, ref).length > 0);
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
  else if (node.type.mark) beginMark(turn, ref, node.type.mark);
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
  if (turn.state.paused || turn.state.ready.length === 0) return false;
  if (turn.plan.sequential) return admitNext(turn);
  return turn.plan.hybrid ? admitInTurn(turn) : admitWhileFree(turn);
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

/** Hybrid mode: what touches nothing in use begins, the first in the order of the plan first; none overtakes one that touches the same. */
function admitInTurn(turn: Turn): boolean {
  const { state, plan } = turn;
  const spoken = new Set(Object.keys(state.inUse));
  const waiting: StepRef[] = [];
  let began = false;
  for (const ref of parkedInOrder(turn)) {
    const touches = touchedBy(turn, ref);
    if (state.running >= plan.concurrency || touches.some((resource) => spoken.has(resource))) waiting.push(ref);
    else {
      hold(turn, ref);
      begin(turn, ref);
      began = true;
    }
    for (const resource of touches) spoken.add(resource);
  }
  state.ready = waiting.map(({ step }) => step.id);
  return began;
}

/** Sequential mode: in a scope where nothing is under way, the first parked step in the order of the plan. */
function admitNext(turn: Turn): boolean {
  const parked = parkedInOrder(turn);
  const next = parked.find(({ scope }) => scope.state.busy === null);
  turn.state.ready = parked.filter((ref) => ref !== next).map(({ step }) => step.id);
  if (next) begin(turn, next);
  return next !== undefined;
}

/** Parked steps by place in the plan, outermost first; those that were stopped meanwhile are left out. */
function parkedInOrder({ state, plan }: Turn): StepRef[] {
  const parked = state.ready.flatMap((id) => {
    const ref = findStep(plan, state, id);
    return ref?.step.status === 'ready' ? [{ ref, order: orderOf(ref) }] : [];
  });
  return parked.toSorted((left, right) => compareOrder(left.order, right.order)).map(({ ref }) => ref);
}
