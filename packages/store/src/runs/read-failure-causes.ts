import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

/** Live runs that failed alike: the same error at the same node of the same workflow. Those that were run again since do not count. */
export interface FailureCauseRow {
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly code: string;
  readonly node_id: string | null;
  readonly runs: number;
  /** Of the newest of them. */
  readonly message: string;
  readonly newest: string;
  readonly first_at: Date;
  readonly last_at: Date;
}

export interface FailureCause {
  readonly workflowId: string;
  readonly code: string;
  readonly nodeId: string | null;
}

/** Newest failures that are looked at; older ones wait until these are dealt with. */
const lookedAt = 10_000;

const open = (orgId: string) => sql`
  r.org_id = ${orgId} and r.status = 'failed' and r.mode = 'live'
  and not exists (select from run a where a.parent_run_id = r.id and a.org_id = r.org_id and a.parent_step is null)`;

/** Most frequent first. */
export async function listFailureCauses(tx: Tx, orgId: string, workflowId: string | undefined, limit: number): Promise<FailureCauseRow[]> {
  const ofWorkflow = workflowId === undefined ? sql`` : sql`and r.workflow_id = ${workflowId}`;
  const { rows } = await sql<FailureCauseRow>`
    select workflow_id, max(workflow_name) as workflow_name, code, node_id, count(*)::int as runs,
      (array_agg(message order by id desc))[1] as message, max(id) as newest, min(ended_at) as first_at, max(ended_at) as last_at
    from (
      select r.id, r.workflow_id, r.workflow_name, coalesce(r.error ->> 'code', 'failed') as code, r.error ->> 'nodeId' as node_id,
        coalesce(r.error ->> 'message', '') as message, r.ended_at
      from run r where ${open(orgId)} ${ofWorkflow} order by r.id desc limit ${lookedAt}
    ) as failed
    group by workflow_id, code, node_id order by runs desc, newest desc limit ${limit}`.execute(tx);
  return rows;
}

/** Runs that failed of this cause, oldest first, each with the step that failed. */
export async function listRunsOfCause(
  tx: Tx,
  orgId: string,
  cause: FailureCause,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<{ readonly id: string; readonly step: string | null }[]> {
  const { rows } = await sql<{ id: string; step: string | null }>`
    select r.id, r.error ->> 'step' as step from run r
    where ${open(orgId)} and r.workflow_id = ${cause.workflowId} and coalesce(r.error ->> 'code', 'failed') = ${cause.code}
      and (r.error ->> 'nodeId') is not distinct from ${cause.nodeId} and r.id > ${after ?? ''}
    order by r.id limit ${limit}`.execute(tx);
  return rows;
}
