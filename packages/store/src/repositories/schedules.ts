import type { DueSchedule, TickOutcome } from '@arches/engine';
import type { ScheduleSpec } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import { newId } from '../new-id.ts';
import type { ScheduleRow } from '../workflow-tables.ts';
import { recordTicks } from './trigger-ticks.ts';

export interface NewSchedule {
  readonly nodeId: string;
  readonly spec: ScheduleSpec;
  readonly timezone: string;
  readonly catchUp: ScheduleRow['catch_up'];
  /** With `all`: the newest so many. */
  readonly catchUpLimit: number;
  /** By how much later than due it starts. */
  readonly delayMs: number;
  /** Null when it never fires again. */
  readonly nextDue: Date | null;
}

/**
 * Makes these the schedules of a workflow, and no others. One that is unchanged goes on where it stands, and a tick that is due already
 * is not lost by publishing again.
 */
export async function replaceSchedules(
  tx: Tx,
  orgId: string,
  workflowId: string,
  version: number,
  schedules: readonly NewSchedule[],
): Promise<void> {
  const now = await databaseNow(tx);
  const before = new Map((await listSchedules(tx, orgId, workflowId)).map((row) => [row.node_id, row]));
  await tx.deleteFrom('schedule').where('org_id', '=', orgId).where('workflow_id', '=', workflowId).execute();
  if (schedules.length === 0) return;
  const rows = schedules.map((schedule) => {
    const { nodeId, spec, timezone, catchUp, catchUpLimit, delayMs } = schedule;
    const old = before.get(nodeId);
    const isSame = old !== undefined && old.timezone === timezone && json(old.spec) === json(spec);
    const isDue = old?.next_due !== null && old?.next_due !== undefined && old.next_due <= now;
    const nextDue = old && (isSame || isDue) ? old.next_due : schedule.nextDue;
    return {
      org_id: orgId,
      id: old?.id ?? newId('sch'),
      workflow_id: workflowId,
      version,
      node_id: nodeId,
      spec: json(spec),
      timezone,
      catch_up: catchUp,
      catch_up_limit: catchUpLimit,
      delay_ms: delayMs,
      next_due: nextDue,
      next_fire: fireTime(nextDue, delayMs),
    };
  });
  await tx.insertInto('schedule').values(rows).execute();
}

function fireTime(due: Date | null, delayMs: number): Date | null {
  return due && new Date(due.getTime() + delayMs);
}

/** The clock by which everything is due. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx);
  return rows[0]?.now ?? new Date(Number.NaN);
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

/** Of all tenants, oldest first. Nothing is claimed: `settleSchedule` decides who moved it on. */
export async function dueSchedules(tx: Tx, limit: number): Promise<DueSchedule[]> {
  const { rows } = await sql<DueSchedule>`
    select org_id as "orgId", id, workflow_id as "workflowId", version, node_id as "nodeId", spec, timezone, catch_up as "catchUp",
      catch_up_limit as "catchUpLimit", delay_ms as "delayMs", next_due as "nextDue", now
    from due_schedules(${limit})`.execute(tx);
  return rows;
}

/** Milliseconds until the next schedule of any tenant is due, by the database's clock. */
export async function msUntilNextSchedule(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`select ms_until_next_schedule() as ms`.execute(tx);
  return rows[0]?.ms ?? undefined;
}

/** The schedule keeps its due time, and is not given as due for so long. */
export async function putOffSchedule(tx: Tx, orgId: string, id: string, due: Date, ms: number): Promise<void> {
  await sql`
    update schedule set next_fire = now() + ${ms}::float8 * interval '1 millisecond'
    where org_id = ${orgId} and id = ${id} and next_due = ${due} and is_live`.execute(tx);
}

/**
 * Moves a schedule on from `due` and writes its ticks down, together. Of several callers with the same `due` one moves it; a tick that is
 * written already stays as it is. False when somebody else was first or the schedule is not live any more.
 */
export async function settleSchedule(
  tx: Tx,
  orgId: string,
  schedule: { readonly id: string; readonly workflowId: string; readonly nodeId: string; readonly delayMs: number },
  due: Date,
  nextDue: Date | null,
  ticks: readonly TickOutcome[],
): Promise<boolean> {
  await recordTicks(tx, orgId, schedule, ticks);
  const moved = await tx
    .updateTable('schedule')
    .set({ next_due: nextDue, next_fire: fireTime(nextDue, schedule.delayMs) })
    .where('org_id', '=', orgId)
    .where('id', '=', schedule.id)
    .where('next_due', '=', due)
    .where('is_live', '=', true)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
