import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import type { TriggerDeliveryRow } from '../trigger-tables.ts';
import { databaseNow } from './schedules.ts';

/** What came to a webhook or a form. */
export interface SeenDelivery {
  readonly orgId: string;
  readonly workflowId: string;
  readonly nodeId: string;
  readonly outcome: TriggerDeliveryRow['outcome'];
  /** Code of the refusal. */
  readonly reason?: string;
  readonly runId?: string;
  readonly deliveryKey?: string;
  readonly bodyHash?: string;
  /** Epoch milliseconds, the database's clock. */
  readonly seenAt: number;
}

/**
 * Writes down what came, of any number of tenants' triggers at once. Refusals of one minute with one reason are one row with a count, and
 * so are repetitions of one delivery. A workflow that is gone by now is passed over.
 *
 * @returns the database's clock
 */
export async function recordDeliveries(tx: Tx, deliveries: readonly SeenDelivery[]): Promise<Date> {
  const rows = [...grouped(deliveries).values()];
  const list = JSON.stringify(rows);
  await sql`
    insert into trigger_delivery (org_id, id, workflow_id, node_id, outcome, reason, run_id, delivery_key, body_hash, bucket, count, seen_at, last_at)
    select d.* from json_to_recordset(${list}::json) as d (org_id text, id text, workflow_id text, node_id text, outcome text, reason text,
      run_id text, delivery_key text, body_hash text, bucket text, count int, seen_at timestamptz, last_at timestamptz)
    join workflow w on w.org_id = d.org_id and w.id = d.workflow_id
    on conflict (org_id, workflow_id, node_id, bucket) where bucket is not null
    do update set count = trigger_delivery.count + excluded.count, last_at = greatest(trigger_delivery.last_at, excluded.last_at)`.execute(
    tx,
  );
  return databaseNow(tx);
}

interface Row {
  readonly [column: string]: unknown;
  readonly count: number;
}

function grouped(deliveries: readonly SeenDelivery[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const delivery of deliveries) {
    const { orgId, workflowId, nodeId, outcome, reason, runId, deliveryKey, bodyHash, seenAt } = delivery;
    const id = newId('dlv', seenAt);
    const bucket = bucketOf(delivery);
    const key = bucket === null ? id : JSON.stringify([orgId, workflowId, nodeId, bucket]);
    const at = new Date(seenAt).toISOString();
    const known = rows.get(key);
    rows.set(key, {
      org_id: orgId,
      id: known?.['id'] ?? id,
      workflow_id: workflowId,
      node_id: nodeId,
      outcome,
      reason: reason ?? null,
      run_id: runId ?? null,
      delivery_key: deliveryKey ?? null,
      body_hash: bodyHash ?? null,
      bucket,
      count: (known?.count ?? 0) + 1,
      seen_at: known?.['seen_at'] ?? at,
      last_at: at,
    });
  }
  return rows;
}

function bucketOf({ outcome, reason, runId, seenAt }: SeenDelivery): string | null {
  if (outcome === 'refused') return `refused ${reason ?? ''} ${Math.floor(seenAt / 60_000)}`;
  return outcome === 'duplicate' ? `duplicate ${runId ?? ''}` : null;
}

/** The delivery that started a run. */
export function deliveryOfRun(tx: Tx, orgId: string, runId: string): Promise<TriggerDeliveryRow | undefined> {
  return tx
    .selectFrom('trigger_delivery')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('run_id', '=', runId)
    .where('outcome', 'in', ['started', 'redelivered'])
    .executeTakeFirst();
}

export function findDelivery(tx: Tx, orgId: string, workflowId: string, id: string): Promise<TriggerDeliveryRow | undefined> {
  return tx
    .selectFrom('trigger_delivery')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Of all tenants: forgets what is older than `keepDays`. Gives the rows that went. */
export async function pruneTriggerLedger(tx: Tx, keepDays: number, limit: number): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select prune_trigger_ledger(${keepDays}, ${limit}) as gone`.execute(tx);
  return rows[0]?.gone ?? 0;
}

/** Of all tenants: writes down deliveries whose runs were started just before a crash, and that were not written then. */
export async function recoverDeliveries(tx: Tx): Promise<number> {
  const { rows } = await sql<{ found: number }>`select recover_trigger_deliveries() as found`.execute(tx);
  return rows[0]?.found ?? 0;
}
