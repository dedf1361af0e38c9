import type { EngineHost } from '@arches/engine';
import { AppError, type Catalog, effectiveInputSchema, type JsonObject, type RunStatus, type WorkflowDocument } from '@arches/kernel';
import { type Database, findLiveVersion, findRun, findRunListRow } from '@arches/store';
import { forbidden, notFound } from '../../http/errors.ts';
import { may, type Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { resolveFiles } from '../files/resolve-files.ts';
import { refuseWithErrors } from '../workflows/publish-workflow.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import { checkEdited } from './edited-steps.ts';
import { readyInput } from './run-input.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly catalog: Catalog;
}

/** A run that has ended keeps its status. */
export async function cancelRun(
  { database, engine }: Pick<Deps, 'database' | 'engine'>,
  caller: Principal,
  input: { readonly id: string; readonly reason?: string | undefined },
): Promise<{ id: string; status: RunStatus }> {
  await database.withTenant(caller.orgId, async (tx) => {
    if (!(await findRunListRow(tx, caller.orgId, input.id))) throw notFound('run', input.id);
    await record(tx, caller, 'workflow_execution', 'run_cancel_requested', { kind: 'run', id: input.id });
  });
  return { id: input.id, status: await engine.cancel(caller.orgId, input.id, caller.email, input.reason) };
}

export interface RerunInput {
  readonly id: string;
  readonly fromStep?: string | undefined;
  readonly input?: unknown;
  /** Needs `workflow:write`: it makes a step do what the workflow does not say. */
  readonly edited?: { readonly [step: string]: JsonObject } | undefined;
  readonly version: 'same' | 'live' | 'draft';
}

/** Again, whole or from a step, whose predecessors keep their results. A draft may only be rerun by who may change it. */
export async function rerunRun(
  { database, engine, catalog }: Deps,
  caller: Principal,
  input: RerunInput,
): Promise<{ id: string; status: RunStatus }> {
  if (input.edited && !may(caller, 'workflow:write')) throw forbidden('workflow:write');
  const other = await database.withTenant(caller.orgId, async (tx) => {
    const run = await findRun(tx, caller.orgId, input.id);
    if (!run) throw notFound('run', input.id);
    const document = await documentFor(tx, run.workflow_id);
    if (input.edited)
      await checkEdited(tx, caller.orgId, { runId: input.id, document: document?.document ?? run.document, catalog }, input.edited);
    await record(
      tx,
      caller,
      'workflow_execution',
      'run_repeated',
      { kind: 'run', id: input.id },
      input.edited ? { edited: Object.keys(input.edited) } : undefined,
    );
    return { document, pinned: run.document };
  });
  const given = input.input === undefined ? undefined : await resolveFiles(database, caller.orgId, input.input);
  const ready =
    given === undefined ? undefined : readyInput(effectiveInputSchema(other.document?.document ?? other.pinned, catalog), given);
  const { runId } = await engine.rerun(caller.orgId, input.id, {
    ...(input.fromStep === undefined ? {} : { fromStep: input.fromStep }),
    ...(ready === undefined ? {} : { input: ready }),
    ...(input.edited ? { edited: input.edited } : {}),
    ...other.document,
    by: caller.userId,
  });
  const row = await database.withTenant(caller.orgId, (tx) => findRunListRow(tx, caller.orgId, runId));
  return { id: runId, status: row?.status ?? 'queued' };

  async function documentFor(
    tx: Parameters<typeof requireWorkflow>[0],
    workflowId: string,
  ): Promise<{ document: WorkflowDocument; version: number | null } | undefined> {
    if (input.version === 'same') return undefined;
    if (input.version === 'live') {
      const live = await findLiveVersion(tx, caller.orgId, workflowId);
      if (!live) throw new AppError('not_published', 'This workflow is not published any more, so there is no live version to run.');
      return { document: live.document, version: live.version };
    }
    if (!may(caller, 'workflow:write')) throw forbidden('workflow:write');
    const { draft } = await requireWorkflow(tx, caller.orgId, workflowId);
    refuseWithErrors(draft, catalog, 'run');
    return { document: draft, version: null };
  }
}
