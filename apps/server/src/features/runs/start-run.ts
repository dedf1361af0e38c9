import type { EngineHost, StartRequest } from '@arches/engine';
import {
  AppError,
  type Catalog,
  effectiveInputSchema,
  type FileRef,
  type RunMode,
  type RunStatus,
  type WorkflowDocument,
} from '@arches/kernel';
import { type Database, findLiveVersion, findVersion } from '@arches/store';
import { forbidden, notFound } from '../../http/errors.ts';
import { may, type Principal } from '../../http/principal.ts';
import { filesOfInput, resolveFiles } from '../files/resolve-files.ts';
import { refuseWithErrors } from '../workflows/publish-workflow.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import { readyInput } from './run-input.ts';

export interface StartDeps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly catalog: Catalog;
}

export interface StartInput {
  readonly id: string;
  readonly input?: unknown;
  readonly mode?: RunMode | undefined;
  readonly version?: 'draft' | number | undefined;
  readonly triggerNodeId?: string | undefined;
  /** The same key for the same workflow is the same run. */
  readonly deliveryKey?: string | undefined;
}

/** Throws `not_published`, `has_problems`, `input_invalid` naming each field, `workflow_not_found`. */
export async function startRun(deps: StartDeps, caller: Principal, input: StartInput): Promise<{ id: string; status: RunStatus }> {
  const started = await deps.engine.start(await prepareStart(deps, caller, input));
  return { id: started.runId, status: started.status };
}

export async function prepareStart(
  { database, catalog }: Omit<StartDeps, 'engine'>,
  caller: Principal,
  input: StartInput,
): Promise<StartRequest> {
  const mode = input.mode ?? 'live';
  const { document, version } = await chosenDocument({ database, catalog }, caller, input, mode);
  const given = await resolveFiles(database, caller.orgId, input.input === undefined ? {} : input.input);
  const resolved = readyInput(effectiveInputSchema(document, catalog), given);
  return {
    orgId: caller.orgId,
    scope: { projectId: caller.projectId, workspaceId: caller.workspaceId },
    workflowId: input.id,
    version,
    document,
    mode,
    trigger: {
      kind: caller.via === 'cookie' ? 'manual' : 'api',
      at: new Date().toISOString(),
      body: resolved,
      query: {},
      headers: {},
      files: filesOfInput(resolved) as Record<string, FileRef>,
    },
    ...triggerOf(document, catalog, input.triggerNodeId),
    input: resolved,
    createdBy: caller.userId,
    ...(input.deliveryKey === undefined ? {} : { deliveryKey: `api ${input.deliveryKey}` }),
  };
}

/** The document that a run will be pinned to: the live version, the one asked for, or the draft. */
async function chosenDocument(
  { database, catalog }: Pick<StartDeps, 'database' | 'catalog'>,
  caller: Principal,
  { id, version: asked }: StartInput,
  mode: RunMode,
): Promise<{ readonly document: WorkflowDocument; readonly version: number | null }> {
  return database.withTenant(caller.orgId, async (tx) => {
    const workflow = await requireWorkflow(tx, caller.orgId, id);
    if (typeof asked === 'number') {
      const row = await findVersion(tx, caller.orgId, id, asked);
      if (!row) throw notFound('version', String(asked));
      return { document: row.document, version: asked };
    }
    if (asked === 'draft' || mode === 'test') {
      if (!may(caller, 'workflow:write')) throw forbidden('workflow:write');
      refuseWithErrors(workflow.draft, catalog, 'run');
      return { document: workflow.draft, version: null };
    }
    const live = await findLiveVersion(tx, caller.orgId, id);
    if (!live)
      throw new AppError('not_published', 'This workflow is not published yet. Publish it first, or start a test with “mode”: “test”.');
    return { document: live.document, version: live.version };
  });
}

/** The trigger asked for, or the one that people start by hand; a webhook's or schedule's stays out of it. */
export function triggerOf(document: WorkflowDocument, catalog: Catalog, asked: string | undefined): { readonly triggerNodeId?: string } {
  const triggers = document.nodes.filter((node) => !node.disabled && catalog.get(node.type, node.version)?.kind === 'trigger');
  if (asked !== undefined) {
    if (triggers.some(({ id }) => id === asked)) return { triggerNodeId: asked };
    throw new AppError('validation_failed', `triggerNodeId: “${asked.slice(0, 100)}” is not a trigger of this workflow.`);
  }
  const byHand =
    triggers.find(({ type }) => type === 'trigger.manual') ?? triggers.find(({ type }) => type === 'trigger.form') ?? triggers[0];
  return byHand ? { triggerNodeId: byHand.id } : {};
}
