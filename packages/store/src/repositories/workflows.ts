import { AppError, type WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import type { WorkflowRow } from '../workflow-tables.ts';
import { decodeCursor, type Page, pageOf } from './cursor.ts';

export interface NewWorkflow {
  /** The caller's (`newId('wf')`): the document carries the same one. */
  readonly id: string;
  readonly projectId: string;
  readonly workspaceId: string;
  readonly document: WorkflowDocument;
  readonly createdBy: string;
}

export type WorkflowSummary = Omit<WorkflowRow, 'draft'>;

const summary = [
  'org_id',
  'id',
  'project_id',
  'workspace_id',
  'name',
  'description',
  'draft_revision',
  'live_version',
  'status',
  'archived_at',
  'paused_at',
  'paused_by',
  'paused_runs',
  'created_by',
  'created_at',
  'updated_at',
] as const;

export function workflowNotFound(id: string): AppError {
  return new AppError('workflow_not_found', `There is no workflow ${id} here.`);
}

export function createWorkflow(tx: Tx, orgId: string, workflow: NewWorkflow): Promise<WorkflowRow> {
  const { document } = workflow;
  return tx
    .insertInto('workflow')
    .values({
      org_id: orgId,
      id: workflow.id,
      project_id: workflow.projectId,
      workspace_id: workflow.workspaceId,
      name: document.name,
      description: document.description ?? '',
      draft: json(document),
      created_by: workflow.createdBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** With its draft; archived ones too. */
export function findWorkflow(tx: Tx, orgId: string, id: string): Promise<WorkflowRow | undefined> {
  return tx.selectFrom('workflow').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

export interface WorkflowFilter {
  /** Words to find in name or description, without regard to case. */
  readonly search?: string;
  /** All but archived ones when absent. */
  readonly status?: WorkflowRow['status'];
  readonly projectId?: string;
  readonly workspaceId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Last changed first, without drafts. Throws `invalid_cursor`. */
export async function listWorkflows(tx: Tx, orgId: string, filter: WorkflowFilter): Promise<Page<WorkflowSummary>> {
  let query = tx.selectFrom('workflow').select(summary).where('org_id', '=', orgId);
  query = filter.status ? query.where('status', '=', filter.status) : query.where('status', '<>', 'archived');
  if (filter.projectId) query = query.where('project_id', '=', filter.projectId);
  if (filter.workspaceId) query = query.where('workspace_id', '=', filter.workspaceId);
  for (const word of filter.search?.split(/\s+/).filter(Boolean) ?? []) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((row) => row.or([row('name', 'ilike', pattern), row('description', 'ilike', pattern)]));
  }
  if (filter.cursor) {
    const { at, id } = decodeCursor(filter.cursor);
    query = query.where(sql<boolean>`(updated_at, id) < (${at}::timestamptz, ${id})`);
  }
  const rows = await query
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  return pageOf(rows, filter.limit, ({ updated_at, id }) => ({ at: updated_at, id }));
}

/** Out of the lists, and nothing starts it any more; its runs and versions stay. Whether there was such a workflow. */
export async function archiveWorkflow(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const row = await tx
    .updateTable('workflow')
    .set({ status: 'archived', archived_at: sql`now()`, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  await setTriggersLive(tx, orgId, id, false);
  return row !== undefined;
}

/** Back into the lists, live again where it was. Whether there was such a workflow. */
export async function restoreWorkflow(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const row = await tx
    .updateTable('workflow')
    .set({ status: sql`case when live_version is null then 'draft' else 'live' end`, archived_at: null, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  await setTriggersLive(tx, orgId, id, true);
  return row !== undefined;
}

async function setTriggersLive(tx: Tx, orgId: string, id: string, isLive: boolean): Promise<void> {
  await tx.updateTable('webhook_route').set({ is_live: isLive }).where('org_id', '=', orgId).where('workflow_id', '=', id).execute();
  await tx.updateTable('schedule').set({ is_live: isLive }).where('org_id', '=', orgId).where('workflow_id', '=', id).execute();
}
