import type { StepError } from '../catalog.ts';
import type { RunError } from '../run.ts';
import { iterationsOf, type ScopeRef, type StepRef } from './address.ts';
import { closeScope } from './cancel.ts';
import { failStep } from './failure.ts';
import { graphAt } from './plan.ts';
import { openRoots } from './propagate.ts';
import { attemptsFrom, type ContainerState, newScope, type ScopeState } from './state.ts';
import { endEarly, setStatus, succeed, type Turn } from './turn.ts';

/** Begins a container's scope. Attempts in it count on from those of an earlier begin of the container, so that late answers fit none. */
export function beginScope(turn: Turn, ref: StepRef, container: ContainerState, place: number, iteration?: ScopeState['iteration']): void {
  const graph = ref.node.container && graphAt(ref.node.container, place);
  if (!graph) return;
  const state = newScope(graph, `${ref.step.id}[${place}].`, container.from);
  // Screens may still show how these steps ended in an earlier life of the container.
  if (attemptsFrom(ref.step) > 0) for (const step of state.steps) turn.changed.add(step.id);
  state.place = place;
  if (iteration) state.iteration = iteration;
  container.iterations[place] = state;
  container.next = Math.max(container.next, place + 1);
  container.underWay += 1;
  openRoots(turn, { graph, state, owner: ref });
}

/** A scope is over, however it ended. Its steps can still be read after this decision; the next one drops them. */
export function endScope(turn: Turn, ref: StepRef, container: ContainerState, scope: ScopeRef): void {
  closeScope(turn, scope);
  container.underWay -= 1;
  container.ended.push(scope.state.place ?? 0);
  if (container.ended.length === 1) turn.state.collapsing.push(ref.step.id);
}

/** Stops the scopes of higher places. */
export function closeAbove(turn: Turn, ref: StepRef, container: ContainerState, place: number): void {
  for (const scope of iterationsOf(ref)) if (!scope.state.closed && (scope.state.place ?? 0) > place) endScope(turn, ref, container, scope);
}

/** Stops all scopes of a container. */
function closeAll(turn: Turn, ref: StepRef): void {
  const { container } = ref.step;
  if (!container) return;
  for (const scope of iterationsOf(ref)) {
    closeScope(turn, scope);
  }
  container.underWay = 0;
  container.ended = Object.keys(container.iterations).map(Number);
  turn.state.collapsing.push(ref.step.id);
}

export function succeedContainer(turn: Turn, ref: StepRef, output: unknown): void {
  closeAll(turn, ref);
  succeed(turn, ref, output);
}

/** Fails a container; its own policy says how it goes on. @param cause the step inside it that failed, for the run */
export function failContainer(turn: Turn, ref: StepRef, error: StepError, cause?: RunError): void {
  closeAll(turn, ref);
  failStep(turn, ref, error, cause);
}

/** A failure inside as the container tells it: what failed, and where. */
export function failedInside(where: string, { code, message }: RunError): StepError {
  return { code, message: where === '' ? message : `${where}: ${message}`, retryable: false };
}

/** A `break` or `continue` leaves a container that is no loop, on its way to the one around it. */
export function leaveContainer(turn: Turn, ref: StepRef, mark: 'break' | 'continue', value: unknown): void {
  closeAll(turn, ref);
  setStatus(turn, ref, 'cancelled');
  endEarly(turn, { kind: 'scope_left', scope: ref.scope, mark, value });
}

const DEFAULT_CONCURRENCY = 10;
const MAX_CONCURRENCY = 1_000;

/** How many scopes of a container may be under way at once. */
export function concurrencyOf(turn: Turn, value: unknown, usual = DEFAULT_CONCURRENCY): number {
  if (turn.plan.sequential) return 1;
  if (typeof value !== 'number' || !(value >= 1)) return usual;
  return Math.min(Math.floor(value), MAX_CONCURRENCY);
}

/** What every container begins with. */
export function newScopes(
  ref: StepRef,
  total: number,
): Pick<ContainerState, 'iterations' | 'ended' | 'next' | 'total' | 'underWay' | 'from'> {
  return { iterations: {}, ended: [], next: 0, total, underWay: 0, from: attemptsFrom(ref.step) };
}
