import type { Tx } from '../database/open-database.ts';
import type { SessionRow } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { sql } from 'kysely';

export interface NewSession {
  readonly userId: string;
  readonly activeOrgId: string | null;
  /** SHA-256 of the refresh token; the token itself is never stored. */
  readonly refreshTokenHash: string;
  readonly refreshExpiresAt: Date;
  readonly expiresAt: Date;
  readonly userAgent?: string;
  readonly ip?: string;
}

/** Begins a session. Of a user's live sessions the newest `atMost` are kept, this one included; older ones end. */
export async function createSession(tx: Tx, session: NewSession, atMost: number): Promise<string> {
  const id = newId('ses');
  await tx
    .insertInto('session')
    .values({
      id,
      user_id: session.userId,
      active_org_id: session.activeOrgId,
      user_agent: session.userAgent ?? null,
      ip: session.ip ?? null,
      expires_at: session.expiresAt,
    })
    .execute();
  await addRefreshToken(tx, id, session.refreshTokenHash, session.refreshExpiresAt);
  await tx
    .updateTable('session')
    .set({ revoked_at: sql`now()` })
    .where('user_id', '=', session.userId)
    .where('revoked_at', 'is', null)
    .where('id', 'not in', (newest) =>
      newest
        .selectFrom('session')
        .select('id')
        .where('user_id', '=', session.userId)
        .where('revoked_at', 'is', null)
        .orderBy(sql`id = ${id}`, 'desc')
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(atMost),
    )
    .execute();
  return id;
}

/** A session that is neither ended nor over, of an account that is not disabled. */
export function findLiveSession(tx: Tx, sessionId: string): Promise<SessionRow | undefined> {
  return tx
    .selectFrom('session')
    .innerJoin('app_user', 'app_user.id', 'session.user_id')
    .selectAll('session')
    .where('session.id', '=', sessionId)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', sql<Date>`now()`)
    .where('app_user.disabled_at', 'is', null)
    .executeTakeFirst();
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly session: SessionRow }
  /** Unknown, or over. */
  | { readonly kind: 'refused' }
  /** Used before: somebody has a copy, so the whole session was ended. */
  | { readonly kind: 'reused'; readonly sessionId: string };

/** Exchanges a refresh token for the next one. Exactly one of two callers with the same token gets `rotated`. */
export async function rotateRefreshToken(
  tx: Tx,
  hash: string,
  next: { readonly hash: string; readonly expiresAt: Date },
): Promise<Rotation> {
  const used = await tx
    .updateTable('refresh_token')
    .set({ used_at: sql`now()` })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('session_id')
    .executeTakeFirst();
  if (!used) return refuse(tx, hash);
  const session = await findLiveSession(tx, used.session_id);
  if (!session) return { kind: 'refused' };
  await addRefreshToken(tx, session.id, next.hash, next.expiresAt);
  await tx.updateTable('session').set({ last_seen_at: sql`now()`, expires_at: next.expiresAt }).where('id', '=', session.id).execute();
  return { kind: 'rotated', session };
}

async function refuse(tx: Tx, hash: string): Promise<Rotation> {
  const known = await tx.selectFrom('refresh_token').select(['session_id', 'used_at']).where('token_hash', '=', hash).executeTakeFirst();
  if (!known?.used_at) return { kind: 'refused' };
  await revokeSession(tx, known.session_id);
  return { kind: 'reused', sessionId: known.session_id };
}

async function addRefreshToken(tx: Tx, sessionId: string, hash: string, expiresAt: Date): Promise<void> {
  await tx.insertInto('refresh_token').values({ token_hash: hash, session_id: sessionId, expires_at: expiresAt }).execute();
}

export async function setActiveOrganisation(tx: Tx, sessionId: string, orgId: string): Promise<void> {
  await tx.updateTable('session').set({ active_org_id: orgId }).where('id', '=', sessionId).execute();
}

/** Says that the session is in use and moves its end. */
export async function touchSession(tx: Tx, sessionId: string, expiresAt: Date): Promise<void> {
  await tx
    .updateTable('session')
    .set({ last_seen_at: sql`now()`, expires_at: expiresAt })
    .where('id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .execute();
}

export function listLiveSessions(tx: Tx, userId: string): Promise<SessionRow[]> {
  return tx
    .selectFrom('session')
    .selectAll()
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
    .execute();
}

export async function revokeSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.updateTable('session').set({ revoked_at: sql`now()` }).where('id', '=', sessionId).where('revoked_at', 'is', null).execute();
}

/** All of a user's sessions, such as after a change of password; `except` goes on. */
export async function revokeSessionsOfUser(tx: Tx, userId: string, except?: string): Promise<void> {
  await tx
    .updateTable('session')
    .set({ revoked_at: sql`now()` })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
    .execute();
}
