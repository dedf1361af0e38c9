import { createHash } from 'node:crypto';
import { AppError, type WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import type { WorkflowVersionRow } from '../workflow-tables.ts';
import { workflowNotFound } from './workflows.ts';

export interface Publication {
  readonly document: WorkflowDocument;
  readonly note: string;
  readonly publishedBy: string;
  /** Publish only if the draft is still at this revision. */
  readonly expectedRevision?: number;
}

/**
 * Makes an immutable version and lets new runs use it. Triggers are replaced apart, in the same transaction.
 *
 * Throws `workflow_not_found`, `workflow_archived`, `revision_conflict`.
 */
export async function publishVersion(tx: Tx, orgId: string, id: string, publication: Publication): Promise<WorkflowVersionRow> {
  const workflow = await tx
    .selectFrom('workflow')
    .select(['status', 'draft_revision as revision'])
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    // Two publishers take their version numbers one after the other.
    .forUpdate()
    .executeTakeFirst();
  if (!workflow) throw workflowNotFound(id);
  if (workflow.status === 'archived') throw new AppError('workflow_archived', 'This workflow is archived. Restore it to publish it.');
  if (publication.expectedRevision !== undefined && publication.expectedRevision !== workflow.revision) {
    throw new AppError('revision_conflict', 'The workflow was changed meanwhile. Look at the change, then publish.', {
      details: { revision: workflow.revision },
    });
  }
  const text = json(publication.document);
  const version = await tx
    .insertInto('workflow_version')
    .values({
      org_id: orgId,
      workflow_id: id,
      version: sql<number>`(select coalesce(max(version), 0) + 1 from workflow_version where org_id = ${orgId} and workflow_id = ${id})`,
      document: text,
      checksum: createHash('sha256').update(text).digest('hex'),
      note: publication.note,
      published_by: publication.publishedBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await setLiveVersion(tx, orgId, id, version.version);
  return version;
}

/** Lets new runs use an earlier version again. Throws `version_not_found`. */
export async function makeVersionLive(tx: Tx, orgId: string, id: string, version: number): Promise<WorkflowVersionRow> {
  const found = await findVersion(tx, orgId, id, version);
  if (!found) throw new AppError('version_not_found', `Workflow ${id} has no version ${version}.`);
  await setLiveVersion(tx, orgId, id, version);
  return found;
}

/** No new runs; runs under way go on. Triggers are removed apart. */
export async function unpublishWorkflow(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .updateTable('workflow')
    .set({ live_version: null, status: 'draft', updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('status', '=', 'live')
    .execute();
}

async function setLiveVersion(tx: Tx, orgId: string, id: string, version: number): Promise<void> {
  await tx
    .updateTable('workflow')
    .set({ live_version: version, status: 'live', updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export function findVersion(tx: Tx, orgId: string, id: string, version: number): Promise<WorkflowVersionRow | undefined> {
  return tx
    .selectFrom('workflow_version')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** The version that new runs use. */
export function findLiveVersion(tx: Tx, orgId: string, id: string): Promise<WorkflowVersionRow | undefined> {
  return tx
    .selectFrom('workflow as w')
    .innerJoin('workflow_version as v', (join) =>
      join.onRef('v.org_id', '=', 'w.org_id').onRef('v.workflow_id', '=', 'w.id').onRef('v.version', '=', 'w.live_version'),
    )
    .selectAll('v')
    .where('w.org_id', '=', orgId)
    .where('w.id', '=', id)
    .where('w.status', '=', 'live')
    .executeTakeFirst();
}

/** The newest first, without documents. */
export function listVersions(tx: Tx, orgId: string, id: string): Promise<Omit<WorkflowVersionRow, 'document'>[]> {
  return tx
    .selectFrom('workflow_version')
    .select(['org_id', 'workflow_id', 'version', 'checksum', 'note', 'published_by', 'published_at'])
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', id)
    .orderBy('version', 'desc')
    .execute();
}
