import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { paceStep } from './count-ended.ts';

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

/** Live runs that ended in the last `days` days, and what those under way have spent. The median is exact to one part in a hundred. */
export async function runStatistics(tx: Tx, orgId: string, days: number, timezone: string): Promise<RunStatistics> {
  const { rows } = await sql<{ workflows: number; spent: number }>`
    select (select count(*) from workflow where org_id = ${orgId} and status <> 'archived') as workflows,
      (select coalesce(sum(cost_usd), 0) from run
       where org_id = ${orgId} and mode = 'live' and status in ('queued', 'running', 'waiting')) as spent`.execute(tx);
  const perDay = await sql<{ day: string; done: number; failed: number; spent: number }>`
    select to_char(at at time zone ${timezone}, 'YYYY-MM-DD') as day, sum(done) as done, sum(failed) as failed, sum(spent_usd) as spent
    from run_quarter where org_id = ${orgId} and at > now() - make_interval(days => ${days}::int) group by 1 order by 1`.execute(tx);
  const all = perDay.rows.map(({ day, done, failed, spent }) => ({
    day,
    done: Number(done),
    failed: Number(failed),
    spent: Number(spent),
  }));
  const total = (count: (row: (typeof all)[number]) => number): number => all.reduce((sum, row) => sum + count(row), 0);
  return {
    workflows: Number(rows[0]?.workflows ?? 0),
    done: total(({ done }) => done),
    failed: total(({ failed }) => failed),
    medianSeconds: await medianSeconds(tx, orgId, days),
    spentUsd: Number(rows[0]?.spent ?? 0) + total(({ spent }) => spent),
    perDay: all.filter(({ done, failed }) => done + failed > 0).map(({ day, done, failed }) => ({ day, done, failed })),
  };
}

async function medianSeconds(tx: Tx, orgId: string, days: number): Promise<number | null> {
  const { rows } = await sql<{ bucket: number; runs: number }>`
    select bucket, sum(runs) as runs from run_pace
    where org_id = ${orgId} and day > ((now() - make_interval(days => ${days}::int)) at time zone 'UTC')::date
    group by bucket order by bucket`.execute(tx);
  let left = rows.reduce((sum, { runs }) => sum + Number(runs), 0) / 2;
  if (left === 0) return null;
  const half = rows.find(({ runs }) => (left -= Number(runs)) <= 0);
  return half ? paceStep ** (Number(half.bucket) + 0.5) / 1000 : null;
}

/** Figures so old that nobody asks for them. */
export async function forgetOldFigures(tx: Tx, orgId: string, keptDays: number): Promise<void> {
  await sql`delete from run_quarter where org_id = ${orgId} and at < now() - make_interval(days => ${keptDays}::int)`.execute(tx);
  await sql`delete from run_pace where org_id = ${orgId} and day < (now() - make_interval(days => ${keptDays}::int))::date`.execute(tx);
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
      and r.id >= run_id_at(now() - make_interval(days => ${days}::int))
    where w.org_id = ${orgId} and w.status <> 'archived'
    group by w.id, w.name, last.id, last.error::jsonb
    order by count(r.id) desc, w.id limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, failures: Number(row.failures) }));
}
