import type { StepId } from '../run.ts';
import { graphAt, type GraphPlan, type NodePlan, type RunPlan } from './plan.ts';
import type { RunState, ScopeState, StepState } from './state.ts';
import type { ExpressionScope } from '../expressions/scope.ts';

/** A scope with its plan and the container it belongs to: what plain state leaves out because it would be a circle. */
export interface ScopeRef {
  readonly graph: GraphPlan;
  readonly state: ScopeState;
  /** The container step around it; none for the workflow's own. */
  readonly owner: StepRef | undefined;
  /** Expression names, made when first asked for. */
  names?: ExpressionScope;
}

export interface StepRef {
  readonly scope: ScopeRef;
  readonly node: NodePlan;
  readonly step: StepState;
}

export function rootScope(plan: RunPlan, state: RunState): ScopeRef {
  return { graph: plan.root, state: state.root, owner: undefined };
}

export function stepAt(scope: ScopeRef, position: number): StepRef {
  return { scope, node: scope.graph.nodes[position] as NodePlan, step: scope.state.steps[position] as StepState };
}

/** The scope of a container at this place, where it is under way or not yet collapsed. */
export function iterationAt(owner: StepRef, place: number): ScopeRef | undefined {
  const state = owner.step.container?.iterations[place];
  const graph = owner.node.container && graphAt(owner.node.container, place);
  return state && graph ? { graph, state, owner } : undefined;
}

/** All scopes of a container that the state still holds. */
export function iterationsOf(owner: StepRef): ScopeRef[] {
  return Object.keys(owner.step.container?.iterations ?? {}).flatMap((place) => iterationAt(owner, Number(place)) ?? []);
}

interface Segment {
  readonly nodeId: string;
  readonly index: number | undefined;
}

/** `loop[3].inner[0].x` taken apart; `undefined` when it is no step id. */
function segmentsOf(step: StepId): Segment[] | undefined {
  const segments: Segment[] = [];
  for (const part of step.split('.')) {
    const match = /^([^[\]]+)(?:\[(\d+)\])?$/.exec(part);
    if (!match) return undefined;
    segments.push({ nodeId: match[1] as string, index: match[2] === undefined ? undefined : Number(match[2]) });
  }
  return segments;
}

/** Finds a step. `undefined` when there is none, or its iteration has been collapsed or has not begun. */
export function findStep(plan: RunPlan, state: RunState, step: StepId): StepRef | undefined {
  let scope: ScopeRef | undefined = rootScope(plan, state);
  // Most steps stand in no loop: their ids are their nodes' and need not be taken apart.
  const outermost = plan.root.positions.get(step);
  if (outermost !== undefined) return stepAt(scope, outermost);
  const segments = segmentsOf(step) ?? [];
  for (const [depth, segment] of segments.entries()) {
    const position: number | undefined = scope.graph.positions.get(segment.nodeId);
    if (position === undefined) return undefined;
    const ref = stepAt(scope, position);
    if (depth === segments.length - 1) return segment.index === undefined ? ref : undefined;
    if (segment.index === undefined) return undefined;
    scope = iterationAt(ref, segment.index);
    if (!scope) return undefined;
  }
  return undefined;
}

/** Whether a wait may still begin: it has not begun itself, or the loop or iteration it stands in has not. */
export function mayStillWait(plan: RunPlan, state: RunState, step: StepId): boolean {
  const segments = segmentsOf(step) ?? [];
  if (plan.nodes.get(segments.at(-1)?.nodeId ?? '')?.type.kind !== 'wait') return false;
  let scope: ScopeRef | undefined = rootScope(plan, state);
  for (const { nodeId, index } of segments) {
    const position: number | undefined = scope?.graph.positions.get(nodeId);
    if (!scope || position === undefined) return false;
    const ref = stepAt(scope, position);
    if (ref.step.status === 'pending' || ref.step.status === 'ready') return true;
    const container = ref.step.container;
    if (!container || index === undefined) return false;
    if (index >= container.next) return index < container.total;
    scope = iterationAt(ref, index);
  }
  return false;
}

/** A step's place in the stable order of a run: positions and scopes from the outermost inwards. */
export function orderOf({ scope, node }: StepRef): number[] {
  return scope.owner ? [...orderOf(scope.owner), scope.state.place ?? 0, node.position] : [node.position];
}

export function compareOrder(left: readonly number[], right: readonly number[]): number {
  for (const [depth, place] of left.entries()) {
    const difference = place - (right[depth] ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
