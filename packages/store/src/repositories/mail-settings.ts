import type { Tx } from '../database/open-database.ts';
import type { MailSettingsRow } from '../identity-tables.ts';
import { sql } from 'kysely';

export type MailSettings = Omit<MailSettingsRow, 'org_id' | 'updated_at'>;

export function findMailSettings(tx: Tx, orgId: string): Promise<MailSettingsRow | undefined> {
  return tx.selectFrom('mail_settings').selectAll().where('org_id', '=', orgId).executeTakeFirst();
}

export async function saveMailSettings(tx: Tx, orgId: string, settings: MailSettings): Promise<void> {
  const { host, port, security, username, password_sealed, from_address } = settings;
  const row = { host, port, security, username, password_sealed, from_address };
  await tx
    .insertInto('mail_settings')
    .values({ org_id: orgId, ...row })
    .onConflict((existing) => existing.column('org_id').doUpdateSet({ ...row, updated_at: sql`now()` }))
    .execute();
}

export async function deleteMailSettings(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom('mail_settings').where('org_id', '=', orgId).execute();
}
