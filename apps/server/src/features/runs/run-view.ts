import type { RunSummary as EngineRunSummary, WaitingReason } from '@arches/engine';
import {
  type Catalog,
  isJsonObject,
  type JsonObject,
  type RunStatus,
  type StepView,
  walkNodes,
  type WorkflowDocument,
} from '@arches/kernel';
import type { ChildRunRow, RunListRow, RunRow, RunStepRow } from '@arches/store';
import { stepWaiting } from '../limits/step-waiting.ts';
import { type WaitingView, waitingView } from '../limits/waiting-view.ts';
import { stepSentences } from '../workflows/step-sentences.ts';

const timeOf = (date: Date | null): string | null => date?.toISOString() ?? null;
const timeAt = (epochMs: number | undefined): string | null => (epochMs === undefined ? null : new Date(epochMs).toISOString());

export interface ErrorView {
  code: string;
  message: string;
  retryable?: boolean;
  details?: unknown;
  step?: string;
  nodeId?: string;
}

/** An error as kept with a run or a step. */
export function errorView(error: unknown): ErrorView | null {
  if (!isJsonObject(error)) return null;
  const { code, message, retryable, details, step, nodeId } = error;
  return {
    code: typeof code === 'string' ? code : 'internal_error',
    message: typeof message === 'string' ? message : 'It failed.',
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    ...(details === undefined ? {} : { details }),
    ...(typeof step === 'string' ? { step } : {}),
    ...(typeof nodeId === 'string' ? { nodeId } : {}),
  };
}

export function runSummaryView(row: RunListRow, waiting: WaitingView = null) {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    version: row.version,
    mode: row.mode,
    status: row.status,
    triggerKind: row.trigger_kind,
    createdAt: row.created_at.toISOString(),
    startedAt: timeOf(row.started_at),
    endedAt: timeOf(row.ended_at),
    waitingFor: row.waiting_for,
    waiting,
    costUsd: row.cost_usd,
    error: errorView(row.error),
    stepsDone: row.steps_done,
    stepsTotal: row.steps_total,
    startedBy: row.creator_name,
    paused: row.paused,
  };
}
export type RunSummaryView = ReturnType<typeof runSummaryView>;

/** The row as it was read, brought up to date by what the engine told since. */
export function withNotice(view: RunSummaryView, run: EngineRunSummary): RunSummaryView {
  return {
    ...view,
    status: run.status,
    startedAt: timeAt(run.startedAt),
    endedAt: timeAt(run.endedAt),
    waitingFor: run.waitingFor ?? null,
    waiting: run.status === 'queued' || run.status === 'waiting' ? view.waiting : null,
    costUsd: run.costUsd,
    error: errorView(run.error),
    stepsDone: run.stepsDone,
    stepsTotal: run.stepsTotal,
    paused: run.paused ?? false,
  };
}

/** Name and type of each node of a document, by id. */
export type NodeLabels = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

export function nodeLabels(document: WorkflowDocument, catalog: Catalog): NodeLabels {
  const labels = new Map<string, { name: string; type: string }>();
  for (const { node } of walkNodes(document)) {
    labels.set(node.id, { name: node.name ?? catalog.get(node.type, node.version)?.title ?? node.id, type: node.type });
  }
  return labels;
}

/** A step as its row has it. */
export function stepOfRow(row: RunStepRow): StepView {
  const detail = (isJsonObject(row.detail) ? row.detail : {}) as Partial<StepView>;
  return {
    ...detail,
    step: row.step,
    nodeId: row.node_id,
    status: row.status,
    attempts: row.attempts,
    ...(row.started_at ? { startedAt: row.started_at.getTime() } : {}),
    ...(row.ended_at ? { endedAt: row.ended_at.getTime() } : {}),
    input: row.input ?? null,
    output: row.output ?? null,
    ...(row.sent ? { sent: row.sent } : {}),
  };
}

export function stepDetailView(
  view: StepView,
  labels: NodeLabels,
  waitsFor: WaitingReason | undefined = stepWaiting(view, Date.now()),
  child: ChildRunRow | undefined = undefined,
) {
  const label = labels.get(view.nodeId);
  return {
    id: view.step,
    nodeId: view.nodeId,
    name: label?.name ?? view.nodeId,
    type: label?.type ?? '',
    status: view.status,
    attempts: view.attempts,
    startedAt: timeAt(view.startedAt),
    endedAt: timeAt(view.endedAt),
    input: view.input ?? null,
    output: view.output ?? null,
    error: errorView(view.error),
    costUsd: view.usage?.costUsd ?? null,
    usage: view.usage ? ({ ...view.usage } as Record<string, unknown>) : null,
    warnings: [...(view.warnings ?? [])],
    waiting: view.waiting ?? null,
    waitsFor: waitingView(waitsFor),
    retryAt: timeAt(view.retryAt),
    reused: view.reused ?? false,
    cached: cachedView(view),
    sent: view.sent ?? null,
    votes: (view.votes ?? []).map((vote) => ({ ...vote, form: { ...vote.form }, at: new Date(vote.at).toISOString() })),
    childRunId: child?.id ?? null,
    childRun: child ? { workflowName: child.workflow_name, status: child.status } : null,
  };
}

function cachedView({ cached, insteadOf }: StepView) {
  if (!cached) return null;
  const { runId, step, at, costUsd = 0 } = cached;
  const savedUsd = insteadOf ? null : costUsd;
  return { runId, step, at: new Date(at).toISOString(), savedUsd, insteadOf: errorView(insteadOf) };
}

const ended: ReadonlySet<RunStatus> = new Set<RunStatus>(['succeeded', 'failed', 'cancelled']);
export const isEnded = (status: RunStatus): boolean => ended.has(status);

/** The step of another run that waits for this one. */
export interface ParentStep {
  readonly runId: string;
  readonly step: string;
  readonly workflowName: string;
  readonly stepName: string;
}

/** The whole run; steps that nothing has happened to yet are there as pending. */
export function runDetailView(
  row: RunRow,
  steps: readonly RunStepRow[],
  limit: number,
  catalog: Catalog,
  why: { readonly ofRun: WaitingReason | undefined; readonly ofStep: (view: StepView) => WaitingReason | undefined },
  children: readonly ChildRunRow[] = [],
  parent: ParentStep | null = null,
) {
  const labels = nodeLabels(row.document, catalog);
  // The last one that a step started is the one it waits for, or had its result from.
  const childOf = new Map(children.map((child) => [child.step, child]));
  const views = steps.slice(0, limit).map((step) => {
    const view = stepOfRow(step);
    return stepDetailView(view, labels, why.ofStep(view), childOf.get(view.step));
  });
  const seen = new Set(views.map(({ nodeId }) => nodeId));
  const open = isEnded(row.status) ? [] : row.document.nodes.filter(({ id }) => !seen.has(id));
  const pending = open.map(({ id }) => stepDetailView({ step: id, nodeId: id, status: 'pending', attempts: 0 }, labels));
  return {
    ...runSummaryView(row, waitingView(why.ofRun)),
    input: row.input ?? null,
    output: row.output ?? null,
    trigger: (row.trigger ?? null) as JsonObject | null,
    document: row.document,
    summaries: stepSentences(row.document, catalog),
    steps: [...views, ...pending],
    stepsTruncated: steps.length > limit,
    rerunOf: row.parent_step === null ? row.parent_run_id : null,
    parent,
    seq: row.last_seq,
  };
}
