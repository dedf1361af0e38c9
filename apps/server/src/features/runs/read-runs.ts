import type { WaitingReason } from '@arches/engine';
import { AppError, type Catalog, type RunMode, type RunStatus, type StepView } from '@arches/kernel';
import {
  type Database,
  findRun,
  findRunBudget,
  findRunListRow,
  findRunStep,
  findRunValue,
  listChildRuns,
  listRuns,
  listRunSteps,
  type RunRow,
  type Tx,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { peopleNames, type WaitingDeps, waitingOfRuns } from '../limits/run-waiting.ts';
import { stepWaiting } from '../limits/step-waiting.ts';
import { waitingView } from '../limits/waiting-view.ts';
import { budgetView } from './run-budget.ts';
import { nodeLabels, type ParentStep, runDetailView, runSummaryView, stepDetailView, stepOfRow } from './run-view.ts';

interface Deps extends WaitingDeps {
  readonly database: Database;
  readonly catalog: Catalog;
}

/** Steps that the run page gets at once. */
const stepsShown = 500;
const childrenShown = 1000;

export async function runList(
  deps: Omit<Deps, 'catalog'>,
  caller: Principal,
  input: {
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly workflowId?: string | undefined;
    readonly status?: RunStatus | undefined;
    readonly mode?: RunMode | undefined;
    readonly search?: string | undefined;
  },
) {
  const filter = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as { limit: number };
  return deps.database.withTenant(caller.orgId, async (tx) => {
    const page = await listRuns(tx, caller.orgId, filter);
    const reasons = await waitingOfRuns(deps, tx, caller.orgId, page.items);
    return {
      items: page.items.map((row) => runSummaryView(row, waitingView(reasons.get(row.id)))),
      nextCursor: page.nextCursor ?? null,
    };
  });
}

export async function getRun(deps: Deps, orgId: string, id: string) {
  const { database, catalog, engine } = deps;
  return database.withTenant(orgId, async (tx) => {
    const row = await findRun(tx, orgId, id);
    if (!row) throw notFound('run', id);
    const steps = await listRunSteps(tx, orgId, id, { limit: stepsShown + 1 });
    const queued = new Map(engine.queuedSteps(orgId, id).map((each) => [each.step, each]));
    const people = row.status === 'waiting' ? await peopleNames(tx, orgId) : undefined;
    const now = Date.now();
    const ofStep = (view: StepView) => stepWaiting(view, now, queued.get(view.step), people);
    const ofRun = (await waitingOfRuns(deps, tx, orgId, [row])).get(id) ?? reasonOfSteps(steps.map(stepOfRow), ofStep);
    const children = await listChildRuns(tx, orgId, id, childrenShown);
    const parent = await parentOf(tx, orgId, row, catalog);
    const budget = budgetView(row, await findRunBudget(tx, orgId, id));
    return { ...runDetailView(row, steps, stepsShown, catalog, { ofRun, ofStep }, children, parent), budget };
  });
}

export type RunDetailView = Awaited<ReturnType<typeof getRun>>;

async function parentOf(tx: Tx, orgId: string, row: RunRow, catalog: Catalog): Promise<ParentStep | null> {
  const { parent_run_id: runId, parent_step: step } = row;
  if (runId === null || step === null) return null;
  const parent = await findRun(tx, orgId, runId);
  const nodeId = (await findRunStep(tx, orgId, runId, step))?.node_id ?? step;
  const stepName = parent ? nodeLabels(parent.document, catalog).get(nodeId)?.name : undefined;
  return { runId, step, workflowName: parent?.workflow_name ?? '', stepName: stepName ?? nodeId };
}

/** A run of which every open step waits for another try or for a place waits too, although its status does not say so. */
function reasonOfSteps(views: readonly StepView[], ofStep: (view: StepView) => WaitingReason | undefined): WaitingReason | undefined {
  const open = views.filter(({ status }) => status === 'running' || status === 'retrying');
  const reasons = open.map(ofStep);
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

export async function runSteps(
  { database, catalog }: Pick<Deps, 'database' | 'catalog'>,
  caller: Principal,
  input: { readonly id: string; readonly cursor?: string | undefined; readonly limit: number; readonly prefix?: string | undefined },
) {
  const from = input.cursor === undefined ? 0 : Number(input.cursor);
  if (!Number.isInteger(from) || from < 0)
    throw new AppError('invalid_cursor', 'The cursor is not one that this list gave out. Start again without one.');
  return database.withTenant(caller.orgId, async (tx) => {
    const run = await findRun(tx, caller.orgId, input.id);
    if (!run) throw notFound('run', input.id);
    const labels = nodeLabels(run.document, catalog);
    const prefix = input.prefix === undefined ? {} : { prefix: input.prefix };
    const rows = await listRunSteps(tx, caller.orgId, input.id, { ...prefix, from, limit: input.limit + 1 });
    const next = rows[input.limit];
    return {
      items: rows.slice(0, input.limit).map((row) => stepDetailView(stepOfRow(row), labels)),
      nextCursor: next ? String(next.position) : null,
    };
  });
}

/** A value that stands as a reference in the run, whole. */
export async function runValue(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string; readonly valueId: string },
): Promise<unknown> {
  const text = await database.withTenant(caller.orgId, async (tx) => {
    if (!(await findRunListRow(tx, caller.orgId, input.id))) throw notFound('run', input.id);
    return findRunValue(tx, caller.orgId, input.id, input.valueId);
  });
  if (text === undefined) throw notFound('value', input.valueId);
  return JSON.parse(text) as unknown;
}
