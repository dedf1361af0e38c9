import type { AdmissionSettings, AdmissionStore, LineRun, LineTurn, OrgSettings, ServiceLimit, WorkflowPause } from '@arches/engine';
import { sql } from 'kysely';
import type { Database, Tx } from '../database/open-database.ts';
import { clockOf, limitOf, readLines } from './read-lines.ts';

/** Advisory lock of whoever decides. */
const TURN_LOCK = 7_246_091_416;
/** Runs of each workflow looked at in one turn; those let in make room for the next ones in the next. */
const headOfLine = 200;
const holdBatch = 500;
/** A run that was let in and has not begun for so long is told once more: whoever was to tell it may have died. */
const tellAgainMs = 5000;

export function createAdmissionStore(db: Database): AdmissionStore {
  return {
    settings: () => readSettings(db),
    takeTurn: async (settings, total, decide) => {
      const orgIds = await organisationsConcerned(db, settings);
      if (orgIds.length === 0) return { begin: [], pause: [], resume: [], isCut: false, isEmpty: true, now: await db.system(clockOf) };
      return db.withTenant(orgIds, (tx) => takeTurn(tx, orgIds, settings, total, decide));
    },
    notePaused: async (runs, isPaused) => {
      const orgIds = [...new Set(runs.map(({ orgId }) => orgId))];
      await db.withTenant(orgIds, async (tx) => {
        await sql`update run set held_back = ${isPaused} from json_to_recordset(${keysOf(runs)}::json) as k(o text, r text)
          where run.org_id = k.o and run.id = k.r`.execute(tx);
      });
    },
  };
}

interface SettingsRow {
  readonly org_id: string;
  readonly concurrency: number | null;
  readonly rate_count: number | null;
  readonly rate_seconds: number | null;
  readonly services: readonly { readonly service: string; readonly concurrency: number | null; readonly perSecond: number | null }[];
  readonly pauses: readonly WorkflowPause[];
}

async function readSettings(db: Database): Promise<AdmissionSettings> {
  return db.system(async (tx) => {
    const { rows } = await sql<SettingsRow>`select * from admission_settings()`.execute(tx);
    const owners = await sql<{ owners: number }>`select living_engine_owners() as owners`.execute(tx);
    return {
      orgs: new Map(rows.map((row) => [row.org_id, orgSettings(row)])),
      processes: Math.max(1, Number(owners.rows[0]?.owners ?? 1)),
    };
  });
}

function orgSettings(row: SettingsRow): OrgSettings {
  const services = row.services.map(({ service, concurrency, perSecond }): [string, ServiceLimit] => [
    service,
    { ...(concurrency === null ? {} : { concurrency }), ...(perSecond === null ? {} : { perSecond }) },
  ]);
  return { orgId: row.org_id, runs: limitOf(row), services: new Map(services), pauses: row.pauses };
}

async function organisationsConcerned(db: Database, { orgs }: AdmissionSettings): Promise<string[]> {
  const { rows } = await db.system((tx) => sql<{ org_id: string }>`select org_id from organisations_in_line()`.execute(tx));
  const holding = [...orgs.values()].filter(({ pauses }) => pauses.some(({ runs }) => runs === 'hold')).map(({ orgId }) => orgId);
  return [...new Set([...rows.map(({ org_id }) => org_id), ...holding])];
}

async function takeTurn(
  tx: Tx,
  orgIds: readonly string[],
  settings: AdmissionSettings,
  total: number | undefined,
  decide: Parameters<AdmissionStore['takeTurn']>[2],
): Promise<LineTurn> {
  // Plans made while tables were empty would walk them later.
  await sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), pg_advisory_xact_lock(${TURN_LOCK}::bigint)`.execute(
    tx,
  );
  await tidyUp(tx, orgIds);
  const { view, over, isCut } = await readLines(tx, orgIds, settings, total, headOfLine);
  if (over.length > 0)
    await sql`delete from run_line l using json_to_recordset(${keysOf(over)}::json) as k(o text, r text) where l.org_id = k.o and l.run_id = k.r`.execute(
      tx,
    );
  const { letIn, nextAt } = decide(view);
  const begin = await release(tx, orgIds, letIn, view.now);
  const { pause, resume } = await heldBack(tx, orgIds, settings);
  const left = await sql`select 1 from run_line where org_id = any (${orgIds}) and state <> 'begun' limit 1`.execute(tx);
  return {
    begin,
    pause,
    resume,
    isCut: (isCut && letIn.length > 0) || pause.length >= holdBatch || resume.length >= holdBatch,
    isEmpty: left.rows.length === 0,
    now: view.now,
    ...(nextAt === undefined ? {} : { nextAt }),
  };
}

async function tidyUp(tx: Tx, orgIds: readonly string[]): Promise<void> {
  await sql`update run_line l set state = 'begun' from run r
    where l.state = 'released' and l.released_at is not null and l.org_id = any (${orgIds}) and r.org_id = l.org_id and r.id = l.run_id and r.status <> 'queued'`.execute(
    tx,
  );
  await sql`delete from run_line where state = 'begun' and released_at is not null and org_id = any (${orgIds})
    and (keep_until is null or keep_until < clock_timestamp())`.execute(tx);
}

/** Writes down who begins, and gives all that have to be told. */
async function release(
  tx: Tx,
  orgIds: readonly string[],
  letIn: readonly { readonly orgId: string; readonly runId: string; readonly countedMs: number }[],
  now: number,
): Promise<LineRun[]> {
  const again = await sql<{ org_id: string; run_id: string }>`
    select org_id, run_id from run_line where state = 'released' and org_id = any (${orgIds})
      and released_at < to_timestamp(${now - tellAgainMs} / 1000.0) order by released_at limit ${holdBatch}`.execute(tx);
  if (letIn.length > 0) {
    const rows = JSON.stringify(letIn.map(({ orgId, runId, countedMs }) => ({ o: orgId, r: runId, c: countedMs })));
    await sql`update run_line l set state = 'released', released_at = to_timestamp(${now} / 1000.0),
        keep_until = case when k.c > 0 then to_timestamp((${now} + k.c) / 1000.0) end
      from json_to_recordset(${rows}::json) as k(o text, r text, c float8)
      where l.org_id = k.o and l.run_id = k.r and l.state = 'held'`.execute(tx);
  }
  return [
    ...again.rows.map(({ org_id, run_id }) => ({ orgId: org_id, runId: run_id })),
    ...letIn.map(({ orgId, runId }) => ({ orgId, runId })),
  ];
}

/** Runs that a pause of their workflow should keep still and does not yet, and those that it keeps no more. */
async function heldBack(tx: Tx, orgIds: readonly string[], { orgs }: AdmissionSettings): Promise<{ pause: LineRun[]; resume: LineRun[] }> {
  const holding = [...orgs.values()].flatMap(({ orgId, pauses }) =>
    pauses.filter(({ runs }) => runs === 'hold').map(({ workflowId }) => ({ o: orgId, w: workflowId })),
  );
  const pauses = JSON.stringify(holding);
  const keyed = ({ rows }: { rows: readonly { org_id: string; id: string }[] }): LineRun[] =>
    rows.map(({ org_id, id }) => ({ orgId: org_id, runId: id }));
  const pause =
    holding.length === 0
      ? []
      : keyed(
          await sql<{ org_id: string; id: string }>`
            select r.org_id, r.id from json_to_recordset(${pauses}::json) as p(o text, w text)
            join run r on r.workflow_id = p.w and r.org_id = p.o
            where r.status in ('running', 'waiting') and r.mode = 'live' and not r.held_back and not r.paused limit ${holdBatch}`.execute(
            tx,
          ),
        );
  const resume = keyed(
    await sql<{ org_id: string; id: string }>`
      select r.org_id, r.id from run r
      where r.held_back and r.org_id = any (${orgIds}) and r.status in ('queued', 'running', 'waiting')
        and not exists (select from json_to_recordset(${pauses}::json) as p(o text, w text) where p.o = r.org_id and p.w = r.workflow_id)
      limit ${holdBatch}`.execute(tx),
  );
  return { pause, resume };
}

const keysOf = (runs: readonly LineRun[]): string => JSON.stringify(runs.map(({ orgId, runId }) => ({ o: orgId, r: runId })));
