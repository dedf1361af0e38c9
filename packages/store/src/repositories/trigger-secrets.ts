import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import type { TriggerSecretRow } from '../trigger-tables.ts';
import type { TriggerPlace } from './trigger-ticks.ts';

export async function saveTriggerSecret(tx: Tx, orgId: string, place: TriggerPlace, sealed: string, by: string): Promise<void> {
  const values = { secret_sealed: sealed, set_by: by, set_at: sql<Date>`now()` };
  await tx
    .insertInto('trigger_secret')
    .values({ org_id: orgId, workflow_id: place.workflowId, node_id: place.nodeId, ...values })
    .onConflict((conflict) => conflict.columns(['org_id', 'workflow_id', 'node_id']).doUpdateSet(values))
    .execute();
}

export async function removeTriggerSecret(tx: Tx, orgId: string, place: TriggerPlace): Promise<void> {
  await tx
    .deleteFrom('trigger_secret')
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', place.workflowId)
    .where('node_id', '=', place.nodeId)
    .execute();
}

export function listTriggerSecrets(tx: Tx, orgId: string, workflowId: string): Promise<TriggerSecretRow[]> {
  return tx.selectFrom('trigger_secret').selectAll().where('org_id', '=', orgId).where('workflow_id', '=', workflowId).execute();
}
