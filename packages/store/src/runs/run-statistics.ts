import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

export interface RunStatistics {
  readonly workflows: number;
  readonly done: number;
  readonly failed: number;
  /** Half of the finished runs took less. */
  readonly medianSeconds: number | null;
  readonly spentUsd: number;
  /** Days with runs only, `YYYY-MM-DD` in the time zone asked for. */
  readonly perDay: readonly { readonly day: string; readonly done: number; readonly failed: number }[];
}

/** Live runs of the last `days` days. */
export async function runStatistics(tx: Tx, orgId: string, days: number, timezone: string): Promise<RunStatistics> {
  const since = sql`r.org_id = ${orgId} and r.mode = 'live' and r.created_at > now() - make_interval(days => ${days}::int)`;
  const totals = await sql<{ workflows: number; done: number; failed: number; median: number | null; spent: number | null }>`
    select (select count(*) from workflow where org_id = ${orgId} and status <> 'archived') as workflows,
      count(*) filter (where r.status = 'succeeded') as done,
      count(*) filter (where r.status = 'failed') as failed,
      percentile_cont(0.5) within group (order by extract(epoch from r.ended_at - r.started_at)) filter (where r.status = 'succeeded') as median,
      sum(r.cost_usd) as spent
    from run r where ${since}`.execute(tx);
  const perDay = await sql<{ day: string; done: number; failed: number }>`
    select to_char(r.ended_at at time zone ${timezone}, 'YYYY-MM-DD') as day,
      count(*) filter (where r.status = 'succeeded') as done, count(*) filter (where r.status = 'failed') as failed
    from run r where ${since} and r.status in ('succeeded', 'failed') group by 1 order by 1`.execute(tx);
  const row = totals.rows[0];
  return {
    workflows: Number(row?.workflows ?? 0),
    done: Number(row?.done ?? 0),
    failed: Number(row?.failed ?? 0),
    medianSeconds: row?.median === null || row?.median === undefined ? null : Number(row.median),
    spentUsd: Number(row?.spent ?? 0),
    perDay: perDay.rows.map(({ day, done, failed }) => ({ day, done: Number(done), failed: Number(failed) })),
  };
}

export interface FailingWorkflow {
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly failures: number;
  readonly last_run_id: string;
  readonly last_error: unknown;
}

/** Workflows whose newest finished live run failed, with how often they failed in the last `days` days; the most first. */
export async function failingWorkflows(tx: Tx, orgId: string, days: number, limit: number): Promise<FailingWorkflow[]> {
  const { rows } = await sql<FailingWorkflow>`
    select w.id as workflow_id, w.name as workflow_name, count(r.id) as failures, last.id as last_run_id, last.error::jsonb as last_error
    from workflow w
    join lateral (
      select l.id, l.status, l.error from run l
      where l.org_id = w.org_id and l.workflow_id = w.id and l.mode = 'live' and l.status in ('succeeded', 'failed')
      order by l.id desc limit 1
    ) last on last.status = 'failed'
    join run r on r.org_id = w.org_id and r.workflow_id = w.id and r.mode = 'live' and r.status = 'failed'
      and r.created_at > now() - make_interval(days => ${days}::int)
    where w.org_id = ${orgId} and w.status <> 'archived'
    group by w.id, w.name, last.id, last.error::jsonb
    order by count(r.id) desc, w.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, failures: Number(row.failures) }));
}
