import type { Database } from '../database/open-database.ts';
import type { Role } from '../identity-tables.ts';

/** Who a session or a key speaks for. */
export interface PrincipalRow {
  readonly user_id: string;
  readonly user_name: string;
  readonly email: string;
  readonly org_id: string;
  readonly organisation_name: string;
  readonly role: Role;
  readonly project_id: string;
  readonly project_name: string;
  readonly workspace_id: string;
  readonly workspace_name: string;
  readonly expires_at: Date | null;
  /** The database's clock. */
  readonly now: Date;
}

export interface SessionPrincipalRow extends PrincipalRow {
  readonly session_id: string;
  readonly expires_at: Date;
  readonly last_seen_at: Date;
}

export interface KeyPrincipalRow extends PrincipalRow {
  readonly key_id: string;
  /** The key's own role; `role` is its maker's. */
  readonly key_role: Role;
  readonly last_used_at: Date | null;
}

/** One round trip, across tenants on purpose: the session says which one it is. `undefined` once signed out, expired or removed. */
export async function findSessionPrincipal(database: Database, sessionId: string): Promise<SessionPrincipalRow | undefined> {
  const [rows] = await database.batch([], [{ sql: 'select * from find_session_principal($1)', params: [sessionId] }]);
  return rows?.[0] as SessionPrincipalRow | undefined;
}

export async function findKeyPrincipal(database: Database, keyHash: string): Promise<KeyPrincipalRow | undefined> {
  const [rows] = await database.batch([], [{ sql: 'select * from find_key_principal($1)', params: [keyHash] }]);
  return rows?.[0] as KeyPrincipalRow | undefined;
}
