import { type FoundResult, isStoredValue, type ResultQuery, type ResultStore } from '@arches/engine';
import { fileIdsIn, type StepView } from '@arches/kernel';
import { sql } from 'kysely';
import type { Database, Tx } from '../database/open-database.ts';

interface FoundRow {
  readonly place: number;
  readonly run_id: string;
  readonly step: string;
  readonly at: number;
  readonly output: unknown;
  readonly detail: Pick<StepView, 'ports' | 'warnings' | 'usage'>;
  readonly body: string | null;
}

/** Finds results of steps by the names they are kept under. They are written with the flush of their step. */
export function createResultStore(db: Database): ResultStore {
  return {
    find: (orgId, queries) =>
      db.withTenant(orgId, async (tx) => {
        const rows = await findRows(tx, orgId, queries);
        const found = new Map(rows.map((row) => [row.place, resultOf(row)]));
        const files = [...found.values()].flatMap((result) => (result ? fileIdsIn(result.output) : []));
        const there = await filesThere(tx, orgId, files);
        return queries.map((_, place) => {
          const result = found.get(place);
          return result && fileIdsIn(result.output).every((id) => there.has(id)) ? result : undefined;
        });
      }),
  };
}

/** The step's row must be as it was: one that was run again since, after a failure of the loop around it, is another. */
async function findRows(tx: Tx, orgId: string, queries: readonly ResultQuery[]): Promise<readonly FoundRow[]> {
  const asked = queries.map(({ key, ttlMs, since }, place) => ({ place, key, ttl: ttlMs, since: since ?? 0 }));
  const { rows } = await sql<FoundRow>`
    select x.place, c.run_id, c.step, (extract(epoch from c.made_at) * 1000)::float8 as at, s.output, s.detail, v.body
    from json_to_recordset(${JSON.stringify(asked)}::json) as x(place int, key text, ttl float8, since float8)
    join step_cache c on c.org_id = ${orgId} and c.key = x.key
    join run_step s on s.org_id = c.org_id and s.run_id = c.run_id and s.step = c.step and s.status = 'succeeded' and s.ended_at = c.made_at
    left join run_value v on v.org_id = c.org_id and v.run_id = c.run_id and v.id = s.output -> '$artifact' ->> 'id'
    where c.expires_at > now() and c.made_at > now() - make_interval(secs => x.ttl / 1000) and c.made_at >= to_timestamp(x.since / 1000)`.execute(
    tx,
  );
  return rows;
}

function resultOf({ run_id, step, at, output, detail, body }: FoundRow): FoundResult | undefined {
  if (isStoredValue(output) && body === null) return undefined;
  const { ports, warnings, usage } = detail;
  return {
    from: { runId: run_id, step, at: Math.round(at), ...(usage?.costUsd === undefined ? {} : { costUsd: usage.costUsd }) },
    output: body === null ? output : (JSON.parse(body) as unknown),
    ...(ports ? { ports } : {}),
    ...(warnings ? { warnings } : {}),
  };
}

async function filesThere(tx: Tx, orgId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.selectFrom('file').select('id').where('org_id', '=', orgId).where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Forgets what steps of this workflow's runs have given; their runs keep it. @returns how many */
export async function forgetResults(tx: Tx, orgId: string, workflowId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('step_cache')
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Results that may still be used again, and the bytes of the entries; what the steps gave is counted with their runs. */
export async function countResults(tx: Tx, orgId: string): Promise<{ readonly results: number; readonly bytes: number }> {
  const { rows } = await sql<{ results: number; bytes: number }>`
    select count(*)::float8 as results, coalesce(sum(pg_column_size(c.*)), 0)::float8 as bytes from step_cache c
    where c.org_id = ${orgId} and c.expires_at > now()`.execute(tx);
  return rows[0] ?? { results: 0, bytes: 0 };
}

/** Deletes up to `limit` entries whose time is over. @returns how many */
export async function deleteExpiredResults(tx: Tx, orgId: string, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from step_cache c where c.ctid = any (array(
      select e.ctid from step_cache e where e.org_id = ${orgId} and e.expires_at <= now() order by e.expires_at limit ${limit}::int
    )) returning 1`.execute(tx);
  return rows.length;
}
