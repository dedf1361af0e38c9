import type { Tx } from '../database/open-database.ts';
import type { Role } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';

export interface NewApiKey {
  readonly name: string;
  /** First characters, by which its owner knows it again. */
  readonly prefix: string;
  /** SHA-256 of the key; the key itself is never stored. */
  readonly keyHash: string;
  readonly createdBy: string;
  /** Never further than its maker's; the caller sees to that. `operator` unless given. */
  readonly role?: Role;
  readonly expiresAt?: Date;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** Who a presented key stands for. The role is its maker's, as it is now. */
export interface ApiKeyHolder {
  readonly orgId: string;
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const shown = [
  'id',
  'name',
  'prefix',
  'role',
  'created_by as createdBy',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'expires_at as expiresAt',
] as const;

export function createApiKey(tx: Tx, orgId: string, key: NewApiKey): Promise<ApiKey> {
  return tx
    .insertInto('api_key')
    .values({
      org_id: orgId,
      id: newId('key'),
      name: key.name,
      prefix: key.prefix,
      key_hash: key.keyHash,
      created_by: key.createdBy,
      ...(key.role === undefined ? {} : { role: key.role }),
      expires_at: key.expiresAt ?? null,
    })
    .returning(shown)
    .executeTakeFirstOrThrow();
}

export function listApiKeys(tx: Tx, orgId: string): Promise<ApiKey[]> {
  return tx.selectFrom('api_key').select(shown).where('org_id', '=', orgId).orderBy('id', 'desc').execute();
}

/** Whether there was such a key. */
export async function deleteApiKey(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('api_key').where('org_id', '=', orgId).where('id', '=', id).returning('id').executeTakeFirst();
  return gone !== undefined;
}

/** Looks across tenants, since a key is all that the caller shows. An expired key is found too: it is the caller's to refuse. */
export async function findApiKeyByHash(tx: Tx, keyHash: string): Promise<ApiKeyHolder | undefined> {
  const found = await sql<ApiKeyHolder>`
    select org_id as "orgId", id, user_id as "userId", role, expires_at as "expiresAt", last_used_at as "lastUsedAt"
    from find_api_key(${keyHash})`.execute(tx);
  return found.rows[0];
}

/** Notes the use, at most once a minute: a busy key would otherwise write a row with each call. */
export async function touchApiKey(tx: Tx, orgId: string, id: string): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ last_used_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)]))
    .execute();
}
