import type { RunEvent, StepId, StepView, WorkflowDocument, WorkflowGraph } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { RerunRequest, StartRequest } from './ports.ts';
import type { KeptRun } from './run-store.ts';

type Started = Extract<RunEvent, { kind: 'run_started' }>;

/**
 * The start of a run that repeats an earlier one from a step on. Results of steps that lie neither at nor after that step are used as they
 * are, so nothing upstream happens again; whether downstream steps may be repeated is asked before this is called.
 */
export function rerunOf(kept: KeptRun, started: Started, views: readonly StepView[], request: RerunRequest, now: number): StartRequest {
  const document = request.document ?? kept.document;
  const input = 'input' in request ? request.input : started.input;
  const bodyIsInput = 'input' in request || started.trigger.body === undefined;
  const reuse = request.fromStep === undefined ? undefined : reusable(document, request.fromStep, views);
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
    ...(reuse ? { reuse } : {}),
    ...(request.edited ? { edited: request.edited } : {}),
    ...(started.vars ? { vars: started.vars } : {}),
    ...(started.env ? { env: started.env } : {}),
  };
}

/** Results of the outermost steps that do not depend on `fromStep`. A step inside a container stands for the container. */
function reusable(document: WorkflowDocument, fromStep: StepId, views: readonly StepView[]): NonNullable<StartRequest['reuse']> {
  const from = outermost(document, fromStep);
  if (from === undefined) throw new AppError('step_not_found', `There is no step “${fromStep}” in this workflow to start again from.`);
  const repeated = downstream(document, from);
  const reuse: Record<StepId, { output: unknown; ports?: readonly string[] }> = {};
  for (const view of views) {
    const isOutermost = document.nodes.some(({ id }) => id === view.step);
    if (!isOutermost || repeated.has(view.step) || view.status !== 'succeeded') continue;
    reuse[view.step] = { output: view.output, ...(view.ports ? { ports: view.ports } : {}) };
  }
  return reuse;
}

function outermost(document: WorkflowDocument, step: StepId): string | undefined {
  const head = /^[^[.]+/.exec(step)?.[0];
  return document.nodes.find((node) => node.id === head || contains(node.body, step))?.id;
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
