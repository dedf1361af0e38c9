import { AppError, type Patch, type WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import type { WorkflowOpRow } from '../workflow-tables.ts';
import { workflowNotFound } from './workflows.ts';

export interface DraftChange {
  /** The draft after the change. */
  readonly document: WorkflowDocument;
  /** The revision that the change was made on. */
  readonly expectedRevision: number;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
  readonly madeBy: string;
  /** The client's name for this change, so that repeating it after a lost answer changes nothing. */
  readonly clientOpId?: string;
}

/**
 * Saves a draft and notes the change; gives the new revision, or for a repeated `clientOpId` the one it had made.
 *
 * Throws `revision_conflict` (details: `revision`, the one that is current) when somebody else saved in between,
 * `workflow_not_found`, and `workflow_archived`.
 */
export async function saveDraft(tx: Tx, orgId: string, id: string, change: DraftChange): Promise<number> {
  const clientOpId = change.clientOpId ?? null;
  const { document, patches, inverse } = change;
  const saved = await sql<{ revision: number }>`
    with saved as (
      update workflow
      set draft = ${json(document)}::json, name = ${document.name}, description = ${document.description ?? ''},
        draft_revision = draft_revision + 1, updated_at = now()
      where org_id = ${orgId} and id = ${id} and draft_revision = ${change.expectedRevision} and status <> 'archived'
        and not exists (
          select from workflow_op where org_id = ${orgId} and workflow_id = ${id} and client_op_id = ${clientOpId})
      returning draft_revision as revision
    )
    insert into workflow_op (org_id, workflow_id, revision, patches, inverse, made_by, client_op_id)
    select ${orgId}, ${id}, revision, ${json(patches)}::json, ${json(inverse)}::json, ${change.madeBy}, ${clientOpId} from saved
    returning revision`.execute(tx);
  return saved.rows[0]?.revision ?? explainRefusal(tx, orgId, id, change);
}

async function explainRefusal(tx: Tx, orgId: string, id: string, { clientOpId, expectedRevision }: DraftChange): Promise<number> {
  if (clientOpId !== undefined) {
    const made = await tx
      .selectFrom('workflow_op')
      .select('revision')
      .where('org_id', '=', orgId)
      .where('workflow_id', '=', id)
      .where('client_op_id', '=', clientOpId)
      .executeTakeFirst();
    if (made) return made.revision;
  }
  const workflow = await tx
    .selectFrom('workflow')
    .select(['draft_revision as revision', 'status'])
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!workflow) throw workflowNotFound(id);
  if (workflow.status === 'archived') throw new AppError('workflow_archived', 'This workflow is archived. Restore it to change it.');
  throw new AppError(
    'revision_conflict',
    `The workflow was changed meanwhile: it is at revision ${workflow.revision}, the change was made on ${expectedRevision}. Load it again and repeat the change.`,
    { details: { revision: workflow.revision } },
  );
}

/** The change that a client made under this name of its own, if it came through. */
export function findDraftChange(tx: Tx, orgId: string, id: string, clientOpId: string): Promise<WorkflowOpRow | undefined> {
  return tx
    .selectFrom('workflow_op')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', id)
    .where('client_op_id', '=', clientOpId)
    .executeTakeFirst();
}

/** The newest first; `before` is a revision. */
export function listDraftChanges(
  tx: Tx,
  orgId: string,
  id: string,
  page: { readonly before?: number; readonly limit: number },
): Promise<WorkflowOpRow[]> {
  let query = tx.selectFrom('workflow_op').selectAll().where('org_id', '=', orgId).where('workflow_id', '=', id);
  if (page.before !== undefined) query = query.where('revision', '<', page.before);
  return query.orderBy('revision', 'desc').limit(page.limit).execute();
}
