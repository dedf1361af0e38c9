import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import type { ScheduleRow } from '../workflow-tables.ts';

export interface NewSchedule {
  readonly nodeId: string;
  readonly cron: string;
  readonly timezone: string;
  readonly catchUp: ScheduleRow['catch_up'];
  /** Null when it never fires again. */
  readonly nextDue: Date | null;
}

export interface DueSchedule {
  readonly orgId: string;
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly nodeId: string;
  readonly cron: string;
  readonly timezone: string;
  readonly catchUp: ScheduleRow['catch_up'];
  readonly nextDue: Date;
  /** The database's clock, by which it is due. */
  readonly now: Date;
}

/** Makes these the schedules of a workflow, and no others. */
export async function replaceSchedules(
  tx: Tx,
  orgId: string,
  workflowId: string,
  version: number,
  schedules: readonly NewSchedule[],
): Promise<void> {
  await tx.deleteFrom('schedule').where('org_id', '=', orgId).where('workflow_id', '=', workflowId).execute();
  if (schedules.length === 0) return;
  const rows = schedules.map(({ nodeId, cron, timezone, catchUp, nextDue }) => ({
    org_id: orgId,
    id: newId('sch'),
    workflow_id: workflowId,
    version,
    node_id: nodeId,
    cron,
    timezone,
    catch_up: catchUp,
    next_due: nextDue,
  }));
  await tx.insertInto('schedule').values(rows).execute();
}

export function listSchedules(tx: Tx, orgId: string, workflowId: string): Promise<ScheduleRow[]> {
  return tx
    .selectFrom('schedule')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .orderBy('node_id')
    .execute();
}

/** Of all tenants, oldest first. Nothing is claimed: `advanceSchedule` decides who fires. */
export async function dueSchedules(tx: Tx, limit: number): Promise<DueSchedule[]> {
  const { rows } = await sql<DueSchedule>`
    select org_id as "orgId", id, workflow_id as "workflowId", version, node_id as "nodeId", cron, timezone, catch_up as "catchUp",
      next_due as "nextDue", now
    from due_schedules(${limit})`.execute(tx);
  return rows;
}

/** When the next schedule of any tenant is due. */
export async function nextScheduleDue(tx: Tx): Promise<Date | undefined> {
  const { rows } = await sql<{ due: Date | null }>`select next_schedule_due() as due`.execute(tx);
  return rows[0]?.due ?? undefined;
}

/** Moves a schedule on from `due`. Of several callers with the same `due` one gets true: it starts the run, in the same transaction. */
export async function advanceSchedule(tx: Tx, orgId: string, id: string, due: Date, nextDue: Date | null): Promise<boolean> {
  const moved = await tx
    .updateTable('schedule')
    .set({ next_due: nextDue })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('next_due', '=', due)
    .where('is_live', '=', true)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
