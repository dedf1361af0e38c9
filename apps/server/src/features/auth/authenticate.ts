import { AppError } from '@arches/kernel';
import { type Database, findKeyPrincipal, findSessionPrincipal, type PrincipalRow, touchApiKey, touchSession } from '@arches/store';
import { unauthenticated } from '../../http/errors.ts';
import { lesserRole, type Principal } from '../../http/principal.ts';
import type { TokenKeys } from './access-token.ts';
import { hashSecret } from './secret-text.ts';
import { cookieFor, daysFromNow, sessionDays } from './sign-in.ts';

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
}

/** What a request shows of itself. The first that is there counts; a wrong one is never passed over for the next. */
export interface Credentials {
  readonly bearer?: string;
  readonly apiKey?: string;
  readonly cookie?: string;
}

export interface Authenticated {
  readonly principal: Principal;
  /** A cookie with a later end, to be set. */
  readonly renewedCookie?: string;
}

const renewAfterMs = 3_600_000;

/** Who makes this request. Throws `unauthenticated` and `token_expired`. */
export async function authenticate(deps: Deps, { bearer, apiKey, cookie }: Credentials): Promise<Authenticated> {
  if (apiKey !== undefined) return byApiKey(deps, apiKey);
  if (bearer !== undefined) return bearer.startsWith('arches_key_') ? byApiKey(deps, bearer) : bySession(deps, bearer, 'token');
  if (cookie !== undefined) return bySession(deps, cookie, 'cookie');
  throw unauthenticated();
}

async function bySession({ database, tokenKeys }: Deps, token: string, via: 'token' | 'cookie'): Promise<Authenticated> {
  const claims = await tokenKeys.verify(token, via === 'cookie' ? 'cookie' : 'api');
  const row = await findSessionPrincipal(database, claims.sessionId);
  if (!row || row.user_id !== claims.userId) {
    throw new AppError('unauthenticated', 'This session has ended. Sign in again with POST /auth/login.');
  }
  const principal: Principal = { ...whoOf(row), role: row.role, sessionId: row.session_id, expiresAt: claims.expiresAt, via };
  if (via === 'token' || row.now.getTime() - row.last_seen_at.getTime() < renewAfterMs) return { principal };
  const isTouched = await unlessFull(database.system((tx) => touchSession(tx, row.session_id, daysFromNow(sessionDays))));
  if (!isTouched) return { principal };
  return { principal, renewedCookie: await cookieFor(tokenKeys, claims) };
}

async function byApiKey({ database }: Deps, key: string): Promise<Authenticated> {
  const row = await findKeyPrincipal(database, hashSecret(key));
  if (!row) throw new AppError('unauthenticated', 'This API key is not valid here: it is mistyped, expired or revoked.');
  if (!row.last_used_at || row.now.getTime() - row.last_used_at.getTime() > 60_000) {
    await unlessFull(database.withTenant(row.org_id, (tx) => touchApiKey(tx, row.org_id, row.key_id)));
  }
  const expiry = row.expires_at ? { expiresAt: row.expires_at } : {};
  return { principal: { ...whoOf(row), role: lesserRole(row.key_role, row.role), apiKeyId: row.key_id, ...expiry, via: 'api_key' } };
}

/** Who only reads is let in although there is no room to write down that they came. */
async function unlessFull(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'database_full') return false;
    throw error;
  }
}

function whoOf(row: PrincipalRow): Omit<Principal, 'role' | 'via'> {
  return {
    orgId: row.org_id,
    organizationName: row.organisation_name,
    projectId: row.project_id,
    projectName: row.project_name,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    userId: row.user_id,
    name: row.user_name,
    email: row.email,
  };
}
