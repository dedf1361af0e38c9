import type { ByteMeter, MeteredRun, RunBytes } from '@arches/engine';
import { sql } from 'kysely';
import type { Database, Tx } from '../database/open-database.ts';
import { listOrganisationIds } from '../repositories/organisations.ts';

export interface StorageMeter extends ByteMeter {
  /** What the organisation may still keep is read anew: its limit was changed, or something was deleted. */
  readonly changed: (orgId: string) => Promise<void>;
  /** Writes what was counted since the last time, and reads what other processes wrote. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface DayOfWorkflow {
  readonly o: string;
  readonly w: string;
  readonly m: string;
  readonly d: string;
  runs: number;
  journal: number;
  values: number;
  files: number;
}

interface Room {
  kept: number;
  limit: number | null;
}

/**
 * Counts what runs keep, by workflow and day, beside the flush and not in it: the sums are written a moment later, in one statement. What a
 * crash takes with it is counted again by `recountStorage`, from the rows of the runs.
 *
 * @param everyMs how often; 2,000 unless given
 */
export async function createByteMeter(
  database: Database,
  { everyMs = 2000, onError = () => {} }: { readonly everyMs?: number; readonly onError?: (cause: unknown) => void } = {},
): Promise<StorageMeter> {
  const rooms = new Map<string, Room>();
  let pending = new Map<string, DayOfWorkflow>();
  let unwritten = new Map<string, number>();
  let syncing: Promise<void> | undefined;

  function add(day: DayOfWorkflow): void {
    const key = `${day.o} ${day.w} ${day.m} ${day.d}`;
    const before = pending.get(key);
    if (before) for (const part of ['runs', 'journal', 'values', 'files'] as const) before[part] += day[part];
    else pending.set(key, { ...day });
    unwritten.set(day.o, (unwritten.get(day.o) ?? 0) + day.journal + day.values + day.files);
  }

  function kept({ orgId, workflowId, mode, createdAt }: MeteredRun, grown: RunBytes, isNew: boolean): void {
    const day = new Date(createdAt).toISOString().slice(0, 10);
    add({ o: orgId, w: workflowId, m: mode, d: day, runs: isNew ? 1 : 0, ...grown });
  }

  async function write(): Promise<void> {
    const days = [...pending.values()].sort((a, b) => (a.o < b.o ? -1 : 1));
    pending = new Map();
    const written = unwritten;
    unwritten = new Map();
    // Counted as kept while it is on its way.
    for (const [orgId, bytes] of written)
      rooms.set(orgId, { limit: null, ...rooms.get(orgId), kept: (rooms.get(orgId)?.kept ?? 0) + bytes });
    try {
      if (days.length > 0) await database.withTenant([...new Set(days.map(({ o }) => o))], (tx) => addDays(tx, days));
    } catch (cause) {
      for (const [orgId, bytes] of written)
        rooms.set(orgId, { limit: null, ...rooms.get(orgId), kept: (rooms.get(orgId)?.kept ?? 0) - bytes });
      for (const day of days) add(day);
      throw cause;
    }
  }

  async function read(): Promise<void> {
    const orgIds = await database.system(listOrganisationIds);
    if (orgIds.length === 0) return;
    const limited = await database.withTenant(orgIds, (tx) =>
      tx
        .selectFrom('organisation_storage')
        .select(['org_id', 'kept_bytes', 'budget_bytes'])
        .where('budget_bytes', 'is not', null)
        .execute(),
    );
    rooms.clear();
    for (const row of limited) rooms.set(row.org_id, { kept: row.kept_bytes, limit: row.budget_bytes });
  }

  function sync(): Promise<void> {
    syncing ??= write()
      .then(read)
      .finally(() => {
        syncing = undefined;
      });
    return syncing;
  }

  await read();
  const timer = setInterval(() => void sync().catch(onError), everyMs);
  timer.unref();
  return {
    kept,
    sync,
    changed: async () => {
      await syncing;
      await sync();
    },
    roomOf: (orgId) => {
      const room = rooms.get(orgId);
      if (!room || room.limit === null) return undefined;
      return { leftBytes: room.limit - room.kept - (unwritten.get(orgId) ?? 0), limitBytes: room.limit };
    },
    close: async () => {
      clearInterval(timer);
      await syncing?.catch(onError);
      await write().catch(onError);
    },
  };
}

async function addDays(tx: Tx, days: readonly DayOfWorkflow[]): Promise<void> {
  await sql`
    with counted as materialized (
      select x.* from json_to_recordset(${JSON.stringify(days)}::json) as x(o text, w text, m text, d date, runs bigint, journal bigint, "values" bigint, files bigint)
      join organisation on org_id = o
    ), by_day as (
      insert into storage_day as s (org_id, workflow_id, mode, day, runs, journal_bytes, value_bytes, file_bytes)
      select o, w, m, d, runs, journal, "values", files from counted order by o, w, m, d
      on conflict (org_id, workflow_id, mode, day) do update set runs = s.runs + excluded.runs, journal_bytes = s.journal_bytes + excluded.journal_bytes,
        value_bytes = s.value_bytes + excluded.value_bytes, file_bytes = s.file_bytes + excluded.file_bytes
    )
    insert into organisation_storage as t (org_id, kept_bytes)
    select o, sum(journal + "values" + files) from counted group by o order by o
    on conflict (org_id) do update set kept_bytes = t.kept_bytes + excluded.kept_bytes`.execute(tx);
}

/**
 * Counts the runs of the last `days` days anew, all of them without it, and the organisation's total from that. Ordinary numbers are kept
 * as runs go; this mends what a crash left out.
 */
export async function recountStorage(tx: Tx, orgId: string, days?: number): Promise<void> {
  const from = days === undefined ? sql`date '2000-01-01'` : sql`((now() at time zone 'UTC')::date - ${days}::int)`;
  await sql`
    with counted as materialized (
      select workflow_id, mode, (created_at at time zone 'UTC')::date as day, count(*) as runs, sum(journal_bytes) as journal,
        sum(value_bytes) as value, sum(file_bytes) as file
      from run where org_id = ${orgId} and id >= run_id_at(${from}::timestamp at time zone 'UTC') group by 1, 2, 3
    ), gone as (
      delete from storage_day s where s.org_id = ${orgId} and s.day >= ${from}
        and not exists (select from counted c where c.workflow_id = s.workflow_id and c.mode = s.mode and c.day = s.day)
    )
    insert into storage_day (org_id, workflow_id, mode, day, runs, journal_bytes, value_bytes, file_bytes)
    select ${orgId}, workflow_id, mode, day, runs, journal, value, file from counted where day >= ${from}
    on conflict (org_id, workflow_id, mode, day) do update set runs = excluded.runs, journal_bytes = excluded.journal_bytes,
      value_bytes = excluded.value_bytes, file_bytes = excluded.file_bytes`.execute(tx);
  await sql`
    insert into organisation_storage as t (org_id, kept_bytes)
    select ${orgId}, coalesce(sum(journal_bytes + value_bytes + file_bytes), 0) from storage_day where org_id = ${orgId}
    on conflict (org_id) do update set kept_bytes = excluded.kept_bytes`.execute(tx);
}
