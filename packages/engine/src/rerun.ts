import type { Catalog, ContainerKind, RunEvent, StepId, StepView, WorkflowDocument, WorkflowGraph } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { RerunRequest, StartRequest } from './ports.ts';
import type { KeptRun } from './run-store.ts';

type Started = Extract<RunEvent, { kind: 'run_started' }>;
type Reuse = NonNullable<StartRequest['reuse']>;

/** What an earlier run left behind. */
export interface EarlierRun {
  readonly kept: KeptRun;
  readonly started: Started;
  /** Every step as it was last seen, those of loops' ended iterations included. */
  readonly views: Iterable<StepView>;
}

/**
 * The start of a run that repeats an earlier one from a step on. Results of steps that lie neither at nor after that step are used as they
 * are, so nothing upstream happens again; whether downstream steps may be repeated is asked before this is called.
 */
export function rerunOf({ kept, started, views }: EarlierRun, request: RerunRequest, now: number, catalog: Catalog): StartRequest {
  const document = request.document ?? kept.document;
  const input = 'input' in request ? request.input : started.input;
  const bodyIsInput = 'input' in request || started.trigger.body === undefined;
  const reuse = request.fromStep === undefined ? undefined : reusable(document, placeOf(document, request, catalog), views);
  return {
    orgId: kept.orgId,
    scope: kept.scope,
    workflowId: kept.workflowId,
    version: request.version === undefined ? (request.document ? null : kept.version) : request.version,
    document,
    mode: kept.mode,
    trigger: { ...started.trigger, kind: 'rerun', at: new Date(now).toISOString(), ...(bodyIsInput ? { body: input } : {}) },
    ...(started.triggerNodeId === undefined ? {} : { triggerNodeId: started.triggerNodeId }),
    input,
    parentRunId: kept.runId,
    ...(request.by === undefined ? {} : { createdBy: request.by }),
    ...(request.deliveryKey === undefined ? {} : { deliveryKey: request.deliveryKey }),
    ...(reuse ? { reuse } : {}),
    ...(request.edited ? { edited: request.edited } : {}),
    ...(started.vars ? { vars: started.vars } : {}),
    ...(started.env ? { env: started.env } : {}),
    ...(started.timezone ? { timezone: started.timezone } : {}),
  };
}

/** One step on the way from the outermost graph to the one that is started again, and what it hangs in. */
interface Level {
  readonly nodeId: string;
  /** Scope of the container that is entered; absent for the step itself. */
  readonly place: number | undefined;
  readonly kind: ContainerKind | undefined;
  /** The node and all that follows it in its graph. */
  readonly repeated: ReadonlySet<string>;
}

/**
 * The way to the step that is started again. It ends early, at a container that is then repeated whole: inside a step named without its
 * iteration, inside the error part of a `try` (whose main part has to fail again), and where the loop may go over other items than before.
 */
function placeOf(document: WorkflowDocument, request: RerunRequest, catalog: Catalog): Level[] {
  const wanted = request.fromStep ?? '';
  const sameItems = !request.document && !('input' in request);
  const levels: Level[] = [];
  let graph: WorkflowGraph | undefined = document;
  for (const { nodeId, place } of segmentsOf(wanted)) {
    const node: WorkflowGraph['nodes'][number] | undefined = graph?.nodes.find(({ id }) => id === nodeId);
    if (!graph || !node) {
      if (levels.length > 0) break;
      const outer = document.nodes.find(({ body }) => contains(body, nodeId));
      if (!outer) throw new AppError('step_not_found', `There is no step “${wanted}” in this workflow to start again from.`);
      return [{ nodeId: outer.id, place: undefined, kind: undefined, repeated: downstream(document, outer.id) }];
    }
    const kind = node.body ? (catalog.get(node.type, node.version)?.container ?? 'for_each') : undefined;
    const isWhole = place === undefined || !sameItems || (kind === 'try' && place > 0);
    levels.push({ nodeId, place: isWhole ? undefined : place, kind, repeated: downstream(graph, nodeId) });
    if (isWhole) break;
    graph = node.body;
  }
  return levels;
}

/** Results that do not depend on the step that is started again; what lies inside a step that is used whole is left out. */
function reusable(document: WorkflowDocument, way: readonly Level[], views: Iterable<StepView>): Reuse {
  const outermost = new Set(document.nodes.map(({ id }) => id));
  const reuse: Record<StepId, Reuse[string]> = {};
  for (const view of views) {
    if (view.status !== 'succeeded' || view.ports === undefined) continue;
    const path = segmentsOf(view.step);
    if (outermost.has(path[0]?.nodeId ?? '') && isApart(path, way)) reuse[view.step] = { output: view.output, ports: view.ports };
  }
  return Object.fromEntries(
    Object.entries(reuse).filter(([step]) => !containersOf(step).some((container) => Object.hasOwn(reuse, container))),
  );
}

/** Whether a step lies neither at nor after the one that is started again. */
function isApart(path: readonly Segment[], way: readonly Level[]): boolean {
  for (const [depth, level] of way.entries()) {
    const segment = path[depth];
    if (!segment) return false;
    if (segment.nodeId !== level.nodeId) return !level.repeated.has(segment.nodeId);
    if (segment.place === undefined || level.place === undefined) return false;
    // Rounds of a `while`, and parts of a `try`, follow from the one before; items and parallel parts from none.
    const inOrder = level.kind === 'while' || level.kind === 'try';
    if (segment.place !== level.place) return inOrder ? segment.place < level.place : true;
  }
  return false;
}

interface Segment {
  readonly nodeId: string;
  readonly place: number | undefined;
}

/** `loop[3].inner[0].x` taken apart. */
function segmentsOf(step: StepId): Segment[] {
  return step.split('.').map((part) => {
    const [, nodeId = part, place] = /^([^[\]]+)\[(\d+)\]$/.exec(part) ?? [];
    return { nodeId, place: place === undefined ? undefined : Number(place) };
  });
}

/** The ids of the container steps around a step, outermost first. */
function containersOf(step: StepId): StepId[] {
  return [...step.matchAll(/\[\d+\]/g)].map(({ index }) => step.slice(0, index));
}

function contains(graph: WorkflowGraph | undefined, nodeId: string): boolean {
  return graph?.nodes.some((node) => node.id === nodeId || contains(node.body, nodeId)) ?? false;
}

function downstream(graph: WorkflowGraph, from: string): ReadonlySet<string> {
  const reached = new Set([from]);
  // A set grows while it is walked, so this visits what it finds.
  for (const id of reached) {
    for (const edge of graph.edges) if (edge.source === id) reached.add(edge.target);
  }
  return reached;
}
