import type { EngineHost } from '@arches/engine';
import { AppError, type Catalog, isJsonObject } from '@arches/kernel';
import {
  type Database,
  type DoubtfulEffectRow,
  findDoubtfulEffect,
  findRun,
  listDoubtfulEffects,
  saveEffectCheck,
  type Tx,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { resolveDecision } from '../approvals/approvals.ts';
import { record } from '../audit/record.ts';
import { errorView, nodeLabels, type NodeLabels } from '../runs/run-view.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly catalog: Catalog;
}

type LabelsOf = (runId: string) => Promise<NodeLabels>;

/** Names of the steps of several runs; each document is read once. */
function labelsIn(tx: Tx, orgId: string, catalog: Catalog): LabelsOf {
  const known = new Map<string, NodeLabels>();
  return async (runId) => {
    const before = known.get(runId);
    if (before) return before;
    const run = await findRun(tx, orgId, runId);
    const labels: NodeLabels = run ? nodeLabels(run.document, catalog) : new Map();
    known.set(runId, labels);
    return labels;
  };
}

async function effectView(row: DoubtfulEffectRow, labelsOf: LabelsOf) {
  const label = (await labelsOf(row.run_id)).get(row.node_id);
  const checkedAt = row.checked_at?.toISOString();
  return {
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    step: row.step,
    nodeId: row.node_id,
    name: label?.name ?? row.node_id,
    type: label?.type ?? '',
    status: row.status,
    runStatus: row.run_status,
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    error: isJsonObject(row.detail) ? errorView(row.detail['error']) : null,
    decisionId: row.wait_id,
    check:
      checkedAt === undefined
        ? null
        : { happened: row.happened === true, comment: row.check_comment ?? '', by: row.checked_by ?? '', at: checkedAt },
  };
}

export async function effectList(
  { database, catalog }: Omit<Deps, 'engine'>,
  caller: Principal,
  input: {
    readonly state: 'maybe' | 'checked';
    readonly workflowId?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
) {
  const { state, workflowId, cursor, limit } = input;
  return database.withTenant(caller.orgId, async (tx) => {
    const page = await listDoubtfulEffects(tx, caller.orgId, {
      checked: state === 'checked',
      limit,
      ...(workflowId === undefined ? {} : { workflowId }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const labelsOf = labelsIn(tx, caller.orgId, catalog);
    const items = [];
    for (const row of page.items) items.push(await effectView(row, labelsOf));
    return { items, nextCursor: page.nextCursor ?? null };
  });
}

export interface EffectPlace {
  readonly runId: string;
  readonly step: string;
}

async function requireEffect(tx: Tx, orgId: string, { runId, step }: EffectPlace): Promise<DoubtfulEffectRow> {
  const row = await findDoubtfulEffect(tx, orgId, runId, step);
  if (!row) throw notFound('effect', `${runId} ${step}`);
  return row;
}

/** Throws `effect_not_found` for a step that is in no doubt, too. */
export async function getEffect({ database, catalog }: Omit<Deps, 'engine'>, caller: Principal, place: EffectPlace) {
  return database.withTenant(caller.orgId, async (tx) =>
    effectView(await requireEffect(tx, caller.orgId, place), labelsIn(tx, caller.orgId, catalog)),
  );
}

export interface Finding extends EffectPlace {
  readonly happened: boolean;
  /** How a step that waits goes on; by what happened when absent. */
  readonly then?: 'retry' | 'accept' | 'fail' | undefined;
  readonly output?: unknown;
  readonly comment?: string | undefined;
}

/** Somebody has looked. Throws `effect_not_found`, `already_decided`, `nothing_waits` for a way on of a step that waits for none. */
export async function reconcileEffect({ database, engine }: Deps, caller: Principal, finding: Finding) {
  const { runId, step, happened, then, output, comment } = finding;
  const row = await database.withTenant(caller.orgId, (tx) => requireEffect(tx, caller.orgId, finding));
  if (row.wait_id !== null) {
    const choice = then ?? (happened ? 'accept' : 'retry');
    await resolveDecision({ database, engine }, caller, { id: row.wait_id, choice, happened, output, comment });
    return { runId, step, happened, resolved: true };
  }
  if (then !== undefined)
    throw new AppError('nothing_waits', 'This step waits for nobody any more, so only what you found can be noted. Leave “then” out.');
  await database.withTenant(caller.orgId, async (tx) => {
    await saveEffectCheck(tx, caller.orgId, { runId, step, happened, comment: comment ?? '', by: caller.email });
    await record(tx, caller, 'workflow_execution', 'effect_checked', { kind: 'run', id: runId }, { step, happened });
  });
  return { runId, step, happened, resolved: false };
}
