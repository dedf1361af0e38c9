import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { decodeCursor, type Page, pageOf } from '../repositories/cursor.ts';
import type { WaitStatus } from './run-tables.ts';

/** A person is asked, or was. */
export interface ApprovalRow {
  readonly id: string;
  readonly run_id: string;
  readonly step: string;
  readonly node_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly title: string;
  readonly message: string;
  readonly assignees: readonly string[];
  readonly form: unknown;
  readonly data: unknown;
  readonly opened_at: Date;
  readonly deadline_at: Date | null;
  readonly status: WaitStatus;
  readonly decided_by: string | null;
  readonly comment: string | null;
  readonly closed_at: Date | null;
}

const approvals = (tx: Tx, orgId: string) =>
  tx
    .selectFrom('run_wait as w')
    .innerJoin('run as r', (join) => join.onRef('r.org_id', '=', 'w.org_id').onRef('r.id', '=', 'w.run_id'))
    .select([
      'w.id',
      'w.run_id',
      'w.step',
      'w.node_id',
      'r.workflow_id',
      'r.workflow_name',
      'w.title',
      'w.message',
      'w.assignees',
      'w.form',
      'w.data',
      'w.opened_at',
      'w.deadline_at',
      'w.status',
      'w.decided_by',
      'w.comment',
      'w.closed_at',
    ])
    .where('w.org_id', '=', orgId)
    .where('w.kind', '=', 'approval');

/** Newest first. Throws `invalid_cursor`. */
export async function listApprovals(
  tx: Tx,
  orgId: string,
  filter: { readonly open: boolean; readonly cursor?: string; readonly limit: number },
): Promise<Page<ApprovalRow>> {
  let query = filter.open ? approvals(tx, orgId).where('w.status', '=', 'open') : approvals(tx, orgId).where('w.status', '<>', 'open');
  if (filter.cursor) {
    const { at, id } = decodeCursor(filter.cursor);
    query = query.where(sql<boolean>`(date_trunc('milliseconds', w.opened_at), w.id) < (${at}::timestamptz, ${id})`);
  }
  const rows = (await query
    .orderBy(sql`date_trunc('milliseconds', w.opened_at)`, 'desc')
    .orderBy('w.id', 'desc')
    .limit(filter.limit + 1)
    .execute()) as ApprovalRow[];
  return pageOf(rows, filter.limit, ({ opened_at, id }) => ({ at: opened_at, id }));
}

export async function findApproval(tx: Tx, orgId: string, id: string): Promise<ApprovalRow | undefined> {
  return (await approvals(tx, orgId).where('w.id', '=', id).executeTakeFirst()) as ApprovalRow | undefined;
}

export async function countOpenApprovals(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('run_wait')
    .select(sql<number>`count(*)`.as('open'))
    .where('org_id', '=', orgId)
    .where('kind', '=', 'approval')
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(row.open);
}
