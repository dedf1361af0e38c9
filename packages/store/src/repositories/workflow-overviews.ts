import type { RunStatus, WorkflowDocument } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

/** What a list of workflows shows of each besides its own row. */
export interface WorkflowOverview {
  readonly id: string;
  readonly draft: WorkflowDocument;
  readonly live_document: WorkflowDocument | null;
  readonly last_run_id: string | null;
  readonly last_run_status: RunStatus | null;
  readonly last_run_at: Date | null;
}

export async function workflowOverviews(tx: Tx, orgId: string, ids: readonly string[]): Promise<ReadonlyMap<string, WorkflowOverview>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<WorkflowOverview>`
    select w.id, w.draft, v.document as live_document, l.id as last_run_id, l.status as last_run_status, l.created_at as last_run_at
    from workflow w
    left join workflow_version v on v.org_id = w.org_id and v.workflow_id = w.id and v.version = w.live_version
    left join lateral (
      select r.id, r.status, r.created_at from run r
      where r.org_id = w.org_id and r.workflow_id = w.id and r.mode = 'live' order by r.id desc limit 1
    ) l on true
    where w.org_id = ${orgId} and w.id = any(${[...ids]}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}
