import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { type RetentionDefaults, retentionRules } from './retention-rules.ts';
import type { RunWeek } from './run-weeks.ts';
import type { CleanUpResult } from './storage-tables.ts';

/** Which of the expired runs to delete. */
export type ExpiredRuns =
  /** Those of a week that is dropped next; their bulky parts are left to it. */
  | { readonly kind: 'week'; readonly week: RunWeek }
  /** All but those of these weeks. */
  | { readonly kind: 'rows'; readonly except: readonly RunWeek[] };

/**
 * Deletes up to `limit` runs of the organisation whose time is over, oldest first, with all that belongs to them; blobs of their files are
 * noted for deletion. A run that has not ended is never deleted, and one that ended late is kept as long as if it had begun then.
 */
export async function deleteExpiredRuns(
  tx: Tx,
  orgId: string,
  which: ExpiredRuns,
  limit: number,
  defaults: RetentionDefaults,
): Promise<CleanUpResult> {
  const inRange =
    which.kind === 'week'
      ? sql`r.id >= ${which.week.fromId} and r.id < ${which.week.toId}`
      : sql`not exists (select from except_weeks w where r.id >= w."fromId" and r.id < w."toId")`;
  const except = JSON.stringify(which.kind === 'rows' ? which.except : []);
  await sql`select set_config('arches.week_is_dropped', ${which.kind === 'week' ? 'yes' : 'no'}, true), set_config('jit', 'off', true)`.execute(
    tx,
  );
  const expired = (mode: 'live' | 'test') => sql`
    (select r.id from run r
    where r.workflow_id = u.workflow_id and r.org_id = ${orgId} and r.mode = ${sql.lit(mode)}
      and r.id < run_id_at(now() - make_interval(days => u.${sql.ref(`${mode}_days`)}))
      and r.ended_at < now() - make_interval(days => u.${sql.ref(`${mode}_days`)}) and ${inRange}
    order by r.id limit ${limit}::int)`;
  const { rows } = await sql<{ runs: number; bytes: number }>`
    with rules as materialized (${retentionRules(orgId, defaults)}),
      except_weeks as materialized (select * from json_to_recordset(${except}::json) as x("fromId" text, "toId" text)),
      expired as materialized (
        select e.id from rules u cross join lateral (${expired('live')} union all ${expired('test')}) e limit ${limit}::int
      ),
      deleted as (
        delete from run r where r.org_id = ${orgId} and r.id = any (array(select id from expired)) and r.ended_at is not null
        returning r.journal_bytes + r.value_bytes + r.file_bytes as bytes
      )
    select count(*)::int as runs, coalesce(sum(bytes), 0)::float8 as bytes from deleted`.execute(tx);
  return rows[0] ?? { runs: 0, bytes: 0 };
}
