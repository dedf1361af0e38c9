import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import type { TriggerDeliveryRow, TriggerTickRow } from '../trigger-tables.ts';
import { decodeCursor, type Page, pageOf } from './cursor.ts';
import type { TriggerPlace } from './trigger-ticks.ts';

/** One line of the ledger: a due time, or something that came. */
export interface LedgerRow {
  readonly id: string;
  readonly kind: 'tick' | 'delivery';
  readonly node_id: string;
  /** When it was due, or came. */
  readonly at: Date;
  readonly status: TriggerTickRow['status'] | TriggerDeliveryRow['outcome'];
  readonly reason: string | null;
  readonly policy: TriggerTickRow['policy'];
  readonly note: string | null;
  readonly run_id: string | null;
  /** Ticks: when it was started, or seen to be missed. Deliveries: when the last of `count` came. */
  readonly done_at: Date;
  readonly count: number;
}

export interface LedgerQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly only?: 'seen' | 'missed' | 'refused' | undefined;
}

const statuses = {
  seen: ['fired', 'filled', 'started', 'redelivered', 'duplicate'],
  missed: ['missed'],
  refused: ['refused'],
} as const;

/** What was expected and what was seen, newest first. Throws `invalid_cursor`. */
export async function listLedger(tx: Tx, orgId: string, workflowId: string, query: LedgerQuery): Promise<Page<LedgerRow>> {
  const { limit, nodeId, only } = query;
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const before = (at: string) => (cursor ? sql`and (${sql.ref(at)}, id) < (${cursor.at}, ${cursor.id})` : sql``);
  const node = nodeId === undefined ? sql`` : sql`and node_id = ${nodeId}`;
  const of = (status: string) => (only === undefined ? sql`` : sql`and ${sql.ref(status)} = any (${statuses[only]}::text[])`);
  const { rows } = await sql<LedgerRow>`
    select * from (
      (select id, 'tick' as kind, node_id, due_at as at, status, reason, policy, note, run_id, at as done_at, 1 as count
        from trigger_tick where org_id = ${orgId} and workflow_id = ${workflowId} ${node} ${of('status')} ${before('due_at')}
        order by due_at desc, id desc limit ${limit + 1})
      union all
      (select id, 'delivery', node_id, seen_at, outcome, reason, null, null, run_id, last_at, count
        from trigger_delivery where org_id = ${orgId} and workflow_id = ${workflowId} ${node} ${of('outcome')} ${before('seen_at')}
        order by seen_at desc, id desc limit ${limit + 1})
    ) line order by at desc, id desc limit ${limit + 1}`.execute(tx);
  return pageOf(rows, limit, ({ at, id }) => ({ at, id }));
}

export interface TriggerCounts {
  readonly node_id: string;
  readonly seen: number;
  readonly missed: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly last_seen: Date | null;
}

/** What the ledger holds of the last `days` days, by trigger. */
export async function triggerCounts(tx: Tx, orgId: string, workflowId: string, days: number): Promise<TriggerCounts[]> {
  const { rows } = await sql<TriggerCounts>`
    select node_id, sum(seen)::int as seen, sum(missed)::int as missed, sum(refused)::int as refused, sum(duplicates)::int as duplicates,
      max(last_seen) as last_seen
    from (
      select node_id, count(*) filter (where status <> 'missed') as seen, count(*) filter (where status = 'missed') as missed, 0 as refused,
        0 as duplicates, max(due_at) filter (where status <> 'missed') as last_seen
      from trigger_tick where org_id = ${orgId} and workflow_id = ${workflowId} and due_at > now() - make_interval(days => ${days}::int)
      group by node_id
      union all
      select node_id, count(*) filter (where outcome in ('started', 'redelivered')), 0, coalesce(sum(count) filter (where outcome = 'refused'), 0),
        coalesce(sum(count) filter (where outcome = 'duplicate'), 0), max(seen_at) filter (where outcome = 'started')
      from trigger_delivery where org_id = ${orgId} and workflow_id = ${workflowId} and seen_at > now() - make_interval(days => ${days}::int)
      group by node_id
    ) each_kind group by node_id`.execute(tx);
  return rows;
}

/** A live webhook and how often something comes. */
export interface WebhookRhythm {
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly node_id: string;
  /** Seconds; null when nobody said. */
  readonly expect_every_s: number | null;
  readonly live_since: Date;
  readonly last_seen: Date | null;
  /** Of the newest hundred deliveries: how many gaps lie between them, and the length that 95 % of them do not exceed. Seconds. */
  readonly gaps: number;
  readonly p95_s: number | null;
  readonly dismissed_at: Date | null;
  readonly now: Date;
}

/** Live webhooks of an organisation, or of one workflow, with their rhythm. Paused workflows are silent on purpose and left out. */
export async function webhookRhythms(tx: Tx, orgId: string, workflowId?: string): Promise<WebhookRhythm[]> {
  const { rows } = await sql<WebhookRhythm>`
    select r.workflow_id, w.name as workflow_name, r.node_id, r.expect_every_s, r.live_since, s.last_seen, coalesce(s.gaps, 0)::int as gaps,
      s.p95 as p95_s, d.dismissed_at, now() as now
    from webhook_route r
    join workflow w on w.org_id = r.org_id and w.id = r.workflow_id and w.status <> 'archived' and w.paused_at is null
    left join trigger_dismissal d on d.org_id = r.org_id and d.workflow_id = r.workflow_id and d.node_id = r.node_id
    left join lateral (
      select max(seen_at) as last_seen, count(gap) as gaps, percentile_cont(0.95) within group (order by gap) as p95
      from (
        select seen_at, extract(epoch from seen_at - lag(seen_at) over (order by seen_at))::double precision as gap
        from (
          select seen_at from trigger_delivery t
          where t.org_id = r.org_id and t.workflow_id = r.workflow_id and t.node_id = r.node_id and t.outcome = 'started'
          order by seen_at desc limit 101
        ) newest
      ) gapped
    ) s on true
    where r.org_id = ${orgId} and r.is_live and r.method <> 'FORM' ${workflowId === undefined ? sql`` : sql`and r.workflow_id = ${workflowId}`}
    order by r.workflow_id, r.node_id`.execute(tx);
  return rows;
}

/** A schedule that missed ticks, or that is due and was not carried out. */
export interface MissedTicks {
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly node_id: string;
  readonly missed: number;
  readonly first_due: Date;
  readonly last_due: Date;
  /** Why the last of them was. */
  readonly reason: NonNullable<TriggerTickRow['reason']>;
}

/** Ticks of the last `days` days that were missed and neither run later nor put away. Those of a pause are no surprise and left out. */
export async function missedTicks(tx: Tx, orgId: string, days: number, workflowId?: string): Promise<MissedTicks[]> {
  const { rows } = await sql<MissedTicks>`
    select t.workflow_id, w.name as workflow_name, t.node_id, count(*)::int as missed, min(t.due_at) as first_due, max(t.due_at) as last_due,
      (array_agg(t.reason order by t.due_at desc))[1] as reason
    from trigger_tick t
    join workflow w on w.org_id = t.org_id and w.id = t.workflow_id and w.status <> 'archived'
    left join trigger_dismissal d on d.org_id = t.org_id and d.workflow_id = t.workflow_id and d.node_id = t.node_id
    where t.org_id = ${orgId} and t.status = 'missed' and t.reason <> 'paused' and t.at > now() - make_interval(days => ${days}::int)
      and (d.dismissed_at is null or t.at > d.dismissed_at) ${workflowId === undefined ? sql`` : sql`and t.workflow_id = ${workflowId}`}
    group by t.workflow_id, w.name, t.node_id order by max(t.due_at) desc`.execute(tx);
  return rows;
}

export interface OverdueSchedule {
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly node_id: string;
  readonly due_at: Date;
}

/** Schedules that should have started more than `seconds` ago: nobody carries them out. */
export async function overdueSchedules(tx: Tx, orgId: string, seconds: number, workflowId?: string): Promise<OverdueSchedule[]> {
  const { rows } = await sql<OverdueSchedule>`
    select s.workflow_id, w.name as workflow_name, s.node_id, s.next_due as due_at
    from schedule s join workflow w on w.org_id = s.org_id and w.id = s.workflow_id
    where s.org_id = ${orgId} and s.is_live and s.next_fire < now() - make_interval(secs => ${seconds}::int)
      ${workflowId === undefined ? sql`` : sql`and s.workflow_id = ${workflowId}`}`.execute(tx);
  return rows;
}

/** Puts a trigger's alerts away: what is so now is not told again. */
export async function dismissTrigger(tx: Tx, orgId: string, { workflowId, nodeId }: TriggerPlace, by: string): Promise<void> {
  const values = { dismissed_at: sql<Date>`now()`, dismissed_by: by };
  await tx
    .insertInto('trigger_dismissal')
    .values({ org_id: orgId, workflow_id: workflowId, node_id: nodeId, ...values })
    .onConflict((conflict) => conflict.columns(['org_id', 'workflow_id', 'node_id']).doUpdateSet(values))
    .execute();
}
