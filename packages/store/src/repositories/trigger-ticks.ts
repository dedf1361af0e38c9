import type { TickOutcome } from '@arches/engine';
import type { Tx } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import type { TriggerTickRow } from '../trigger-tables.ts';

export interface TriggerPlace {
  readonly workflowId: string;
  readonly nodeId: string;
}

/** A due time is written once: what is known of it already stays. */
export async function recordTicks(
  tx: Tx,
  orgId: string,
  { workflowId, nodeId }: TriggerPlace,
  ticks: readonly TickOutcome[],
): Promise<void> {
  if (ticks.length === 0) return;
  const rows = ticks.map((tick) => ({
    org_id: orgId,
    workflow_id: workflowId,
    node_id: nodeId,
    due_at: tick.dueAt,
    id: newId('tick'),
    status: tick.status,
    reason: tick.status === 'missed' ? tick.reason : null,
    policy: tick.status === 'missed' ? tick.policy : null,
    note: tick.status === 'missed' ? (tick.note ?? null) : null,
    run_id: tick.status === 'fired' ? tick.runId : null,
    filled_by: null,
  }));
  await tx
    .insertInto('trigger_tick')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['org_id', 'workflow_id', 'node_id', 'due_at']).doNothing())
    .execute();
}

/** Known due times of a schedule in a range, both ends included. */
export function ticksInRange(tx: Tx, orgId: string, place: TriggerPlace, from: Date, to: Date): Promise<TriggerTickRow[]> {
  return tx
    .selectFrom('trigger_tick')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', place.workflowId)
    .where('node_id', '=', place.nodeId)
    .where('due_at', '>=', from)
    .where('due_at', '<=', to)
    .orderBy('due_at')
    .execute();
}

export function findTicks(tx: Tx, orgId: string, workflowId: string, ids: readonly string[]): Promise<TriggerTickRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return tx
    .selectFrom('trigger_tick')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .where('id', 'in', ids)
    .orderBy('due_at')
    .execute();
}

/** Writes down that a due time was started later. A tick that had fired keeps what is known of it. */
export async function fillTick(tx: Tx, orgId: string, place: TriggerPlace, dueAt: Date, runId: string, by: string): Promise<void> {
  await tx
    .insertInto('trigger_tick')
    .values({
      org_id: orgId,
      workflow_id: place.workflowId,
      node_id: place.nodeId,
      due_at: dueAt,
      id: newId('tick'),
      status: 'filled',
      reason: null,
      policy: null,
      note: null,
      run_id: runId,
      filled_by: by,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'workflow_id', 'node_id', 'due_at'])
        .doUpdateSet((known) => ({
          status: 'filled',
          run_id: known.ref('excluded.run_id'),
          filled_by: known.ref('excluded.filled_by'),
          at: known.ref('excluded.at'),
        }))
        .where('trigger_tick.status', '=', 'missed'),
    )
    .execute();
}
