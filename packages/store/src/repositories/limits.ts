import type { RunLimit, RunPriority, ServiceLimit } from '@arches/engine';
import { sql } from 'kysely';
import { limitOf } from '../admission/read-lines.ts';
import type { Tx } from '../database/open-database.ts';

export interface OrganisationLimits {
  readonly runs: RunLimit;
  readonly services: readonly ({ readonly service: string } & ServiceLimit)[];
}

export async function findLimits(tx: Tx, orgId: string): Promise<OrganisationLimits> {
  const runs = await tx.selectFrom('run_limit').selectAll().where('org_id', '=', orgId).executeTakeFirst();
  const services = await tx.selectFrom('service_limit').selectAll().where('org_id', '=', orgId).orderBy('service').execute();
  return {
    runs: runs ? limitOf(runs) : {},
    services: services.map(({ service, concurrency, per_second }) => ({
      service,
      ...(concurrency === null ? {} : { concurrency }),
      ...(per_second === null ? {} : { perSecond: per_second }),
    })),
  };
}

/** Makes these the organisation's limits, and no others. */
export async function saveLimits(tx: Tx, orgId: string, { runs, services }: OrganisationLimits, by: string): Promise<void> {
  const row = {
    concurrency: runs.concurrency ?? null,
    rate_count: runs.rate?.count ?? null,
    rate_seconds: runs.rate?.perSeconds ?? null,
    updated_by: by,
    updated_at: sql<Date>`now()`,
  };
  if (runs.concurrency === undefined && !runs.rate) await tx.deleteFrom('run_limit').where('org_id', '=', orgId).execute();
  else
    await tx
      .insertInto('run_limit')
      .values({ org_id: orgId, ...row })
      .onConflict((conflict) => conflict.column('org_id').doUpdateSet(row))
      .execute();
  await tx.deleteFrom('service_limit').where('org_id', '=', orgId).execute();
  if (services.length === 0) return;
  await tx
    .insertInto('service_limit')
    .values(
      services.map(({ service, concurrency, perSecond }) => ({
        org_id: orgId,
        service,
        concurrency: concurrency ?? null,
        per_second: perSecond ?? null,
      })),
    )
    .execute();
}

/** Runs of this workflow that are in line already go by these from now on: after publishing. */
export async function changeLine(tx: Tx, orgId: string, workflowId: string, limit: RunLimit, priority: RunPriority): Promise<void> {
  await tx
    .updateTable('run_line')
    .set({
      concurrency: limit.concurrency ?? null,
      rate_count: limit.rate?.count ?? null,
      rate_seconds: limit.rate?.perSeconds ?? null,
      priority,
    })
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .where('state', '=', 'held')
    .execute();
}

export async function pauseWorkflow(tx: Tx, orgId: string, workflowId: string, runs: 'finish' | 'hold', by: string): Promise<void> {
  await tx
    .updateTable('workflow')
    .set({ paused_at: sql<Date>`coalesce(paused_at, now())`, paused_by: by, paused_runs: runs })
    .where('org_id', '=', orgId)
    .where('id', '=', workflowId)
    .execute();
}

/** @returns whether it was paused */
export async function resumeWorkflow(tx: Tx, orgId: string, workflowId: string): Promise<boolean> {
  const resumed = await tx
    .updateTable('workflow')
    .set({ paused_at: null, paused_by: null, paused_runs: null })
    .where('org_id', '=', orgId)
    .where('id', '=', workflowId)
    .where('paused_at', 'is not', null)
    .returning('id')
    .execute();
  return resumed.length > 0;
}

export interface PlaceInLine {
  readonly run_id: string;
  readonly workflow_id: string;
  /** 1 is next. */
  readonly in_workflow: number;
  readonly in_organisation: number;
  /** Name of who paused the workflow. */
  readonly paused_by: string | null;
}

/**
 * Where these runs stand; those that are not in line are left out. `levelMs` is what one level of priority is worth. The line is walked once,
 * however many are asked for.
 */
export async function placesInLine(tx: Tx, orgId: string, runIds: readonly string[], levelMs: number): Promise<PlaceInLine[]> {
  const { rows } = await sql<PlaceInLine>`
    with line as (
      select l.org_id, l.run_id, l.workflow_id,
        row_number() over (partition by l.workflow_id order by l.held_at, l.run_id)::int as in_workflow,
        row_number() over (order by l.held_at - make_interval(secs =>
          case l.priority when 'high' then 2 when 'normal' then 1 else 0 end * ${levelMs / 1000}::float8), l.run_id)::int as in_organisation
      from run_line l where l.org_id = ${orgId} and l.state = 'held'
    )
    select l.run_id, l.workflow_id, coalesce(u.name, w.paused_by) as paused_by, l.in_workflow, l.in_organisation
    from line l
    left join workflow w on w.org_id = l.org_id and w.id = l.workflow_id
    left join app_user u on u.id = w.paused_by
    where l.run_id = any (${runIds})`.execute(tx);
  return rows;
}
