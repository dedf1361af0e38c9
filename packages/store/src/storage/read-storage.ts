import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { type OrganisationRule, type RetentionDefaults, retentionRules } from './retention-rules.ts';
import type { OrganisationStorageRow } from './storage-tables.ts';

export interface StorageTotals {
  readonly runs: number;
  readonly journal_bytes: number;
  readonly value_bytes: number;
  readonly file_bytes: number;
}

export interface WorkflowStorage extends StorageTotals {
  readonly workflow_id: string;
  readonly name: string | null;
  /** Day of its oldest run, `YYYY-MM-DD`. */
  readonly oldest: string | null;
  readonly live_days: number;
  readonly test_days: number;
}

export interface DayStorage {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly runs: number;
  readonly bytes: number;
}

/** What is over at a moment, by the rules. */
export interface ExpiredStorage {
  readonly runs: number;
  readonly bytes: number;
}

const bytes = sql`(d.journal_bytes + d.value_bytes + d.file_bytes)`;
const sums = sql`coalesce(sum(d.runs), 0)::float8 as runs, coalesce(sum(d.journal_bytes), 0)::float8 as journal_bytes,
  coalesce(sum(d.value_bytes), 0)::float8 as value_bytes, coalesce(sum(d.file_bytes), 0)::float8 as file_bytes`;
const today = sql`(now() at time zone 'UTC')::date`;

export function findOrganisationStorage(tx: Tx, orgId: string): Promise<OrganisationStorageRow | undefined> {
  return tx.selectFrom('organisation_storage').selectAll().where('org_id', '=', orgId).executeTakeFirst();
}

export interface StorageRule {
  readonly liveDays: number | null;
  readonly testDays: number | null;
  readonly budgetBytes: number | null;
}

export async function saveStorageRule(tx: Tx, orgId: string, rule: StorageRule): Promise<void> {
  await sql`
    insert into organisation_storage (org_id, live_days, test_days, budget_bytes)
    values (${orgId}, ${rule.liveDays}, ${rule.testDays}, ${rule.budgetBytes})
    on conflict (org_id) do update set live_days = excluded.live_days, test_days = excluded.test_days, budget_bytes = excluded.budget_bytes,
      updated_at = now()`.execute(tx);
}

/** The workflows that keep most, most first; all of them together are in `storageTotals`. */
export async function storageByWorkflow(
  tx: Tx,
  orgId: string,
  defaults: RetentionDefaults,
  limit: number,
): Promise<readonly WorkflowStorage[]> {
  const { rows } = await sql<WorkflowStorage>`
    with rules as materialized (${retentionRules(orgId, defaults)})
    select d.workflow_id, w.name, ${sums}, to_char(min(d.day), 'YYYY-MM-DD') as oldest, u.live_days, u.test_days
    from storage_day d join rules u on u.workflow_id = d.workflow_id
    left join workflow w on w.org_id = d.org_id and w.id = d.workflow_id
    where d.org_id = ${orgId} group by d.workflow_id, w.name, u.live_days, u.test_days
    order by sum${bytes} desc, d.workflow_id limit ${limit}::int`.execute(tx);
  return rows;
}

export async function storageTotals(tx: Tx, orgId: string): Promise<StorageTotals & { readonly oldest: string | null }> {
  const { rows } = await sql<StorageTotals & { oldest: string | null }>`
    select ${sums}, to_char(min(d.day), 'YYYY-MM-DD') as oldest from storage_day d where d.org_id = ${orgId}`.execute(tx);
  return rows[0] ?? { runs: 0, journal_bytes: 0, value_bytes: 0, file_bytes: 0, oldest: null };
}

/** Documents, which no retention deletes, as they lie on disk; and files that were brought from outside. */
export async function storageBesideRuns(
  tx: Tx,
  orgId: string,
): Promise<{ readonly versions: number; readonly versionBytes: number; readonly uploads: number; readonly uploadBytes: number }> {
  const { rows } = await sql<{ versions: number; versionBytes: number; uploads: number; uploadBytes: number }>`
    select (select count(*) from workflow_version where org_id = ${orgId}) as versions,
      ((select coalesce(sum(pg_column_size(document)), 0) from workflow_version where org_id = ${orgId})
        + (select coalesce(sum(pg_column_size(draft)), 0) from workflow where org_id = ${orgId})
        + (select coalesce(sum(pg_column_size(document)), 0) from run_document where org_id = ${orgId}))::float8 as "versionBytes",
      (select count(*) from file where org_id = ${orgId} and run_id is null) as uploads,
      (select coalesce(sum(size), 0)::float8 from file where org_id = ${orgId} and run_id is null) as "uploadBytes"`.execute(tx);
  return rows[0] ?? { versions: 0, versionBytes: 0, uploads: 0, uploadBytes: 0 };
}

/** What the runs of each of the last 30 days keep; every day is there. */
export async function storageByDay(tx: Tx, orgId: string): Promise<readonly DayStorage[]> {
  const { rows } = await sql<DayStorage>`
    select to_char(s.day, 'YYYY-MM-DD') as day, coalesce(sum(d.runs), 0)::float8 as runs, coalesce(sum${bytes}, 0)::float8 as bytes
    from (select ${today} - n as day from generate_series(0, 29) n) s
    left join storage_day d on d.org_id = ${orgId} and d.day = s.day
    group by s.day order by s.day`.execute(tx);
  return rows;
}

/** What will be over in so many days, today's included; with `instead` by rules that are not saved yet. */
export async function storageExpiring(
  tx: Tx,
  orgId: string,
  defaults: RetentionDefaults,
  inDays: number,
  instead?: OrganisationRule,
): Promise<ExpiredStorage> {
  const isOver: RawBuilder<unknown> = sql`d.day < ${today} + ${inDays}::int - case d.mode when 'test' then u.test_days else u.live_days end`;
  const { rows } = await sql<ExpiredStorage>`
    with rules as materialized (${retentionRules(orgId, defaults, instead)})
    select coalesce(sum(d.runs), 0)::float8 as runs, coalesce(sum${bytes}, 0)::float8 as bytes
    from storage_day d join rules u on u.workflow_id = d.workflow_id where d.org_id = ${orgId} and ${isOver}`.execute(tx);
  return rows[0] ?? { runs: 0, bytes: 0 };
}
