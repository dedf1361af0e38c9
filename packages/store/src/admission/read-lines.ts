import type { AdmissionSettings, HeldRun, LineView, OrgLine, RateUse, RunLimit, RunPriority } from '@arches/engine';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

/** One of the first in a workflow's line. Times are epoch milliseconds. */
interface HeadRow {
  readonly org_id: string;
  readonly workflow_id: string;
  readonly run_id: string;
  readonly priority: RunPriority;
  readonly concurrency: number | null;
  readonly rate_count: number | null;
  readonly rate_seconds: number | null;
  readonly held_at: number;
  readonly is_over: boolean;
}

export interface Lines {
  readonly view: LineView;
  /** Runs that have ended while they were in line. */
  readonly over: readonly { readonly orgId: string; readonly runId: string }[];
  /** Some line is longer than what was read of it. */
  readonly isCut: boolean;
}

export const limitOf = (row: { concurrency: number | null; rate_count: number | null; rate_seconds: number | null }): RunLimit => ({
  ...(row.concurrency === null ? {} : { concurrency: row.concurrency }),
  ...(row.rate_count === null || row.rate_seconds === null ? {} : { rate: { count: row.rate_count, perSeconds: row.rate_seconds } }),
});

/** The lines of these organisations as they are now: the first `head` runs of each workflow's, and all that decides whether they may begin. */
export async function readLines(
  tx: Tx,
  orgIds: readonly string[],
  settings: AdmissionSettings,
  total: number | undefined,
  head: number,
): Promise<Lines> {
  const now = await clockOf(tx);
  const heads = await readHeads(tx, orgIds, head);
  // Those let in are counted before those at work: one that begins in between counts twice for a moment, never not at all.
  const released = await countReleased(tx, orgIds);
  const working = await countWorking(tx, orgIds);
  const running = (orgId: string, workflowId?: string): number =>
    [...released, ...working]
      .filter((row) => row.org_id === orgId && (workflowId === undefined || row.workflow_id === workflowId))
      .reduce((sum, { runs }) => sum + runs, 0);
  const groups = Map.groupBy(heads, ({ org_id, workflow_id }) => `${org_id} ${workflow_id}`);
  const rates = await readRates(tx, ratesAsked(groups, settings), now);
  const orgs = orgIds.map((orgId): OrgLine => {
    const own = settings.orgs.get(orgId);
    return {
      orgId,
      limit: own?.runs ?? {},
      running: running(orgId),
      rate: rates(orgId, undefined),
      workflows: [...groups.values()].flatMap((rows) => {
        const first = rows[0];
        if (first?.org_id !== orgId) return [];
        const workflowId = first.workflow_id;
        return {
          workflowId,
          limit: limitOf(first),
          isPaused: own?.pauses.some((pause) => pause.workflowId === workflowId) ?? false,
          running: running(orgId, workflowId),
          rate: rates(orgId, workflowId),
          held: rows.filter(({ is_over }) => !is_over).map(heldRun),
        };
      }),
    };
  });
  const atWork = total === undefined ? undefined : { limit: total, running: await countAll(tx) };
  return {
    view: { now, orgs, ...(atWork ? { total: atWork } : {}) },
    over: heads.filter(({ is_over }) => is_over).map(({ org_id, run_id }) => ({ orgId: org_id, runId: run_id })),
    isCut: [...groups.values()].some((rows) => rows.length >= head),
  };
}

const heldRun = ({ run_id, held_at, priority }: HeadRow): HeldRun => ({ runId: run_id, heldAt: Number(held_at), priority });

export async function clockOf(tx: Tx): Promise<number> {
  const { rows } = await sql<{ now: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(tx);
  return Number(rows[0]?.now);
}

/** From workflow to workflow by looks into the index, so that it costs as much with a long line as with a short one. */
async function readHeads(tx: Tx, orgIds: readonly string[], head: number): Promise<HeadRow[]> {
  const { rows } = await sql<HeadRow>`
    with recursive lines as (
      (select org_id, workflow_id from run_line where state = 'held' and org_id = any (${orgIds}) order by org_id, workflow_id limit 1)
      union all
      select following.org_id, following.workflow_id from lines
      cross join lateral (
        select l.org_id, l.workflow_id from run_line l
        where l.state = 'held' and l.org_id = any (${orgIds}) and (l.org_id, l.workflow_id) > (lines.org_id, lines.workflow_id)
        order by l.org_id, l.workflow_id limit 1
      ) following
    )
    select h.org_id, h.workflow_id, h.run_id, h.priority, h.concurrency, h.rate_count, h.rate_seconds,
      (extract(epoch from h.held_at) * 1000)::float8 as held_at, coalesce(r.status <> 'queued', true) as is_over
    from lines
    cross join lateral (
      select * from run_line l where l.state = 'held' and l.org_id = lines.org_id and l.workflow_id = lines.workflow_id
      order by l.held_at, l.run_id limit ${head}::int
    ) h
    left join run r on r.org_id = h.org_id and r.id = h.run_id
    order by h.org_id, h.workflow_id, h.held_at, h.run_id`.execute(tx);
  return rows;
}

interface RunCount {
  readonly org_id: string;
  readonly workflow_id: string;
  readonly runs: number;
}

async function countReleased(tx: Tx, orgIds: readonly string[]): Promise<RunCount[]> {
  const { rows } = await sql<RunCount>`
    select org_id, workflow_id, count(*)::int as runs from run_line
    where state = 'released' and released_at is not null and org_id = any (${orgIds}) group by 1, 2`.execute(tx);
  return rows;
}

async function countWorking(tx: Tx, orgIds: readonly string[]): Promise<RunCount[]> {
  const { rows } = await sql<RunCount>`
    select org_id, workflow_id, count(*)::int as runs from run
    where status = 'running' and mode = 'live' and org_id = any (${orgIds}) group by 1, 2`.execute(tx);
  return rows;
}

async function countAll(tx: Tx): Promise<number> {
  const { rows } = await sql<{ runs: number }>`select live_runs_at_work() as runs`.execute(tx);
  return Number(rows[0]?.runs ?? 0);
}

// ---- rates ----

interface RateAsked {
  readonly org: string;
  /** Null: of the whole organisation. */
  readonly workflow: string | null;
  readonly seconds: number;
}

function ratesAsked(groups: ReadonlyMap<string, readonly HeadRow[]>, { orgs }: AdmissionSettings): RateAsked[] {
  const asked = [...groups.values()].flatMap(([first]): RateAsked[] => {
    if (!first) return [];
    const ofOrg = orgs.get(first.org_id)?.runs.rate;
    return [
      ...(first.rate_seconds === null ? [] : [{ org: first.org_id, workflow: first.workflow_id, seconds: first.rate_seconds }]),
      ...(ofOrg ? [{ org: first.org_id, workflow: null, seconds: ofOrg.perSeconds }] : []),
    ];
  });
  return [...new Map(asked.map((each) => [rateKey(each.org, each.workflow), each])).values()];
}

const rateKey = (org: string, workflow: string | null | undefined): string => `${org} ${workflow ?? ''}`;

/** What of each rate is used in the stretch that ends now. */
async function readRates(
  tx: Tx,
  asked: readonly RateAsked[],
  now: number,
): Promise<(orgId: string, workflowId: string | undefined) => RateUse> {
  if (asked.length === 0) return () => ({ used: 0 });
  const { rows } = await sql<{ org: string; workflow: string | null; used: number; oldest: number | null }>`
    select a.org, a.workflow, u.used, u.oldest
    from json_to_recordset(${JSON.stringify(asked)}::json) as a(org text, workflow text, seconds int)
    cross join lateral (
      select count(*)::int as used, (extract(epoch from min(l.released_at)) * 1000)::float8 as oldest from run_line l
      where l.org_id = a.org and l.released_at > to_timestamp(${now} / 1000.0) - make_interval(secs => a.seconds)
        and (a.workflow is null or l.workflow_id = a.workflow)
    ) u`.execute(tx);
  const uses = new Map(
    rows.map(({ org, workflow, used, oldest }) => [
      rateKey(org, workflow),
      { used, ...(oldest === null ? {} : { oldestAt: Math.round(Number(oldest)) }) },
    ]),
  );
  return (orgId, workflowId) => uses.get(rateKey(orgId, workflowId)) ?? { used: 0 };
}
