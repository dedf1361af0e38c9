import { sql } from 'kysely';
import type { Database, Tx } from '../database/open-database.ts';
import { type RetentionDefaults, retentionRules } from './retention-rules.ts';

/** A week (Monday to Sunday, UTC) whose runs have their bulky parts in partitions of their own. */
export interface RunWeek {
  /** Its Monday, `YYYY-MM-DD`. */
  readonly week: string;
  /** Ids of its runs: this one or greater, */
  readonly fromId: string;
  /** and smaller than this one. */
  readonly toId: string;
}

/**
 * What retention has in mind for a week:
 * - `drop`: nothing in it is kept any more, so its partitions go as a whole;
 * - `wait`: nothing in it will be kept seven days from now; deleting row by row what is dropped soon is work for nothing;
 * - `rows`: some of it stays for long, so what is over is deleted row by row.
 */
export type WeekFate = 'drop' | 'wait' | 'rows';

/** Makes the partitions of this week and the next ones, unless they are there. For `Database.system`. */
export async function prepareRunWeeks(tx: Tx, ahead = 4): Promise<number> {
  const { rows } = await sql<{ made: number }>`select prepare_run_weeks(${ahead}::int) as made`.execute(tx);
  return rows[0]?.made ?? 0;
}

/** Weeks that are over, oldest first. For `Database.system`. */
export async function pastRunWeeks(tx: Tx): Promise<readonly RunWeek[]> {
  const { rows } = await sql<RunWeek>`
    select to_char(week, 'YYYY-MM-DD') as week, from_id as "fromId", to_id as "toId" from past_run_weeks()`.execute(tx);
  return rows;
}

/** Drops the partitions of a week without runs; false when a run is left. Throws when the tables are busy. For `Database.system`. */
export async function dropRunWeek(tx: Tx, week: string): Promise<boolean> {
  const { rows } = await sql<{ dropped: boolean }>`select drop_run_week(${week}::date) as dropped`.execute(tx);
  return rows[0]?.dropped ?? false;
}

/** Each week's fate, all organisations taken together. */
export async function weekFates(
  database: Database,
  orgIds: readonly string[],
  weeks: readonly RunWeek[],
  defaults: RetentionDefaults,
): Promise<ReadonlyMap<string, WeekFate>> {
  const fates = new Map<string, WeekFate>(weeks.map(({ week }) => [week, 'drop']));
  for (const orgId of orgIds) {
    const open = weeks.filter(({ week }) => fates.get(week) !== 'rows');
    if (open.length === 0) break;
    for (const { week, keepsLater, keepsNow } of await database.withTenant(orgId, (tx) => weeksKept(tx, orgId, open, defaults))) {
      if (keepsLater) fates.set(week, 'rows');
      else if (keepsNow) fates.set(week, 'wait');
    }
  }
  return fates;
}

interface KeptWeek {
  readonly week: string;
  /** A run in it is kept today. */
  readonly keepsNow: boolean;
  /** A run in it is kept seven days from now. */
  readonly keepsLater: boolean;
}

/**
 * Found by keys: runs that have not ended, and runs of a workflow that began late enough. Only a week in which there are none of these is
 * walked, for a run that began early and ended late.
 */
async function weeksKept(tx: Tx, orgId: string, weeks: readonly RunWeek[], defaults: RetentionDefaults): Promise<readonly KeptWeek[]> {
  const keptAt = (moment: ReturnType<typeof sql>) => sql`
    (exists (select from run r where r.status in ('queued', 'running', 'waiting') and r.org_id = ${orgId} and r.id >= w."fromId" and r.id < w."toId")
    or exists (
      select from rules u where
        exists (select from run r where r.workflow_id = u.workflow_id and r.org_id = ${orgId} and r.mode = 'live'
          and r.id >= greatest(w."fromId", run_id_at(${moment} - make_interval(days => u.live_days))) and r.id < w."toId")
        or exists (select from run r where r.workflow_id = u.workflow_id and r.org_id = ${orgId} and r.mode = 'test'
          and r.id >= greatest(w."fromId", run_id_at(${moment} - make_interval(days => u.test_days))) and r.id < w."toId"))
    or exists (
      select from rules u join run r on r.workflow_id = u.workflow_id and r.org_id = ${orgId} and r.id >= w."fromId" and r.id < w."toId"
      where r.ended_at >= ${moment} - make_interval(days => case r.mode when 'test' then u.test_days else u.live_days end)))`;
  const { rows } = await sql<KeptWeek>`
    with rules as materialized (${retentionRules(orgId, defaults)}),
      weeks as (select * from json_to_recordset(${JSON.stringify(weeks)}::json) as x(week text, "fromId" text, "toId" text))
    select w.week, ${keptAt(sql`now()`)} as "keepsNow", ${keptAt(sql`(now() + interval '7 days')`)} as "keepsLater" from weeks w`.execute(
    tx,
  );
  return rows;
}
