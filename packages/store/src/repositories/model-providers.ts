import type { Tx } from '../database/open-database.ts';
import type { ModelProviderRow } from '../identity-tables.ts';
import { sql } from 'kysely';

/** `id` is the caller's (`newId('mdl')`), since the sealed secret is bound to it. */
export type NewModelProvider = Pick<ModelProviderRow, 'id' | 'kind' | 'name' | 'base_url' | 'model' | 'secret_sealed'> &
  Partial<Pick<ModelProviderRow, 'input_usd' | 'output_usd'>>;
export type ModelProviderChange = Partial<
  Pick<ModelProviderRow, 'name' | 'base_url' | 'model' | 'secret_sealed' | 'input_usd' | 'output_usd'>
>;

/** Adds a provider; the first one of an organisation is its default. */
export async function createModelProvider(tx: Tx, orgId: string, provider: NewModelProvider): Promise<ModelProviderRow> {
  const { id, kind, name, base_url, model, secret_sealed, input_usd = null, output_usd = null } = provider;
  return tx
    .insertInto('model_provider')
    .values({
      org_id: orgId,
      id,
      kind,
      name,
      base_url,
      model,
      secret_sealed,
      input_usd,
      output_usd,
      is_default: sql<boolean>`not exists (select from model_provider where org_id = ${orgId} and is_default)`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The default first. */
export function listModelProviders(tx: Tx, orgId: string): Promise<ModelProviderRow[]> {
  return tx.selectFrom('model_provider').selectAll().where('org_id', '=', orgId).orderBy('is_default', 'desc').orderBy('id').execute();
}

export function findModelProvider(tx: Tx, orgId: string, id: string): Promise<ModelProviderRow | undefined> {
  return tx.selectFrom('model_provider').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

export function findDefaultModelProvider(tx: Tx, orgId: string): Promise<ModelProviderRow | undefined> {
  return tx.selectFrom('model_provider').selectAll().where('org_id', '=', orgId).where('is_default', '=', true).executeTakeFirst();
}

export function updateModelProvider(tx: Tx, orgId: string, id: string, change: ModelProviderChange): Promise<ModelProviderRow | undefined> {
  return tx
    .updateTable('model_provider')
    .set({ ...change, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Whether there is such a provider. Two statements, because the unique index allows one default at any moment. */
export async function makeDefaultModelProvider(tx: Tx, orgId: string, id: string): Promise<boolean> {
  if (!(await findModelProvider(tx, orgId, id))) return false;
  await tx.updateTable('model_provider').set({ is_default: false }).where('org_id', '=', orgId).where('is_default', '=', true).execute();
  await tx.updateTable('model_provider').set({ is_default: true }).where('org_id', '=', orgId).where('id', '=', id).execute();
  return true;
}

/** Whether there was such a provider. When it was the default, the oldest of the others takes its place. */
export async function deleteModelProvider(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const gone = await tx
    .deleteFrom('model_provider')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returning('is_default')
    .executeTakeFirst();
  if (gone?.is_default) {
    const next = await tx.selectFrom('model_provider').select('id').where('org_id', '=', orgId).orderBy('id').limit(1).executeTakeFirst();
    if (next) await makeDefaultModelProvider(tx, orgId, next.id);
  }
  return gone !== undefined;
}
