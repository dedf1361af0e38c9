import type { Vote } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { decodeCursor, type Page, pageOf } from '../repositories/cursor.ts';
import type { WaitStatus } from './run-tables.ts';

/** `approval`: people are asked. `decision`: a step failed, or nobody knows whether it did what it should, and somebody says how to go on. */
export type AskedKind = 'approval' | 'decision';

/** A person is asked, or was. */
export interface ApprovalRow {
  readonly id: string;
  readonly kind: AskedKind;
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
  readonly on_timeout: string | null;
  readonly status: WaitStatus;
  readonly decided_by: string | null;
  readonly comment: string | null;
  readonly closed_at: Date | null;
  readonly quorum: number | null;
  readonly rejections: number | null;
  readonly votes: readonly Vote[];
  readonly escalation: unknown;
  /** When those who have not answered are told again, and when more people are asked; null where neither is to come. */
  readonly remind_at: Date | null;
  readonly escalate_at: Date | null;
  /** Of a decision. */
  readonly reason: 'failed' | 'outcome_unknown' | null;
  readonly error: unknown;
  readonly attempts: number | null;
  readonly sent: 'once' | 'maybe' | 'not_sent' | null;
}

const timerOf = (timer: 'reminder' | 'escalation') =>
  sql<Date | null>`(select t.due_at from run_timer t where t.org_id = w.org_id and t.run_id = w.run_id and t.step = w.step and t.timer = ${timer})`;

const asked = (tx: Tx, orgId: string) =>
  tx
    .selectFrom('run_wait as w')
    .innerJoin('run as r', (join) => join.onRef('r.org_id', '=', 'w.org_id').onRef('r.id', '=', 'w.run_id'))
    .leftJoin('run_step as s', (join) =>
      join.onRef('s.org_id', '=', 'w.org_id').onRef('s.run_id', '=', 'w.run_id').onRef('s.step', '=', 'w.step'),
    )
    .select([
      'w.id',
      'w.kind',
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
      'w.on_timeout',
      'w.status',
      'w.decided_by',
      'w.comment',
      'w.closed_at',
      'w.quorum',
      'w.rejections',
      'w.votes',
      'w.escalation',
      timerOf('reminder').as('remind_at'),
      timerOf('escalation').as('escalate_at'),
      'w.reason',
      'w.error',
      's.attempts',
      's.sent',
    ])
    .where('w.org_id', '=', orgId)
    .where('w.kind', 'in', ['approval', 'decision']);

export interface AskedFilter {
  readonly open: boolean;
  readonly kind?: AskedKind;
  readonly runId?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** Newest first. Throws `invalid_cursor`. */
export async function listApprovals(tx: Tx, orgId: string, filter: AskedFilter): Promise<Page<ApprovalRow>> {
  let query = asked(tx, orgId).where('w.status', filter.open ? '=' : '<>', 'open');
  if (filter.kind !== undefined) query = query.where('w.kind', '=', filter.kind);
  if (filter.runId !== undefined) query = query.where('w.run_id', '=', filter.runId);
  if (filter.cursor) {
    const { at, id } = decodeCursor(filter.cursor);
    query = query.where(sql<boolean>`(date_trunc('milliseconds', w.opened_at), w.id) < (${at}::timestamptz, ${id})`);
  }
  const rows = (await query
    .orderBy(sql`date_trunc('milliseconds', w.opened_at)`, 'desc')
    .orderBy('w.id', 'desc')
    .limit(filter.limit + 1)
    .execute()) as unknown as ApprovalRow[];
  return pageOf(rows, filter.limit, ({ opened_at, id }) => ({ at: opened_at, id }));
}

export async function findApproval(tx: Tx, orgId: string, id: string): Promise<ApprovalRow | undefined> {
  return (await asked(tx, orgId).where('w.id', '=', id).executeTakeFirst()) as unknown as ApprovalRow | undefined;
}

/** What a step asks, or asked last. */
export async function findApprovalOfStep(tx: Tx, orgId: string, runId: string, step: string): Promise<ApprovalRow | undefined> {
  const query = asked(tx, orgId).where('w.run_id', '=', runId).where('w.step', '=', step);
  return (await query.executeTakeFirst()) as unknown as ApprovalRow | undefined;
}

/** Open questions to people, of either kind. */
export async function countOpenApprovals(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('run_wait')
    .select(sql<number>`count(*)`.as('open'))
    .where('org_id', '=', orgId)
    .where('kind', 'in', ['approval', 'decision'])
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(row.open);
}
