import { createSession, type Tx } from '@arches/store';
import { accessTokenSeconds, type TokenKeys } from './access-token.ts';
import { hashSecret, newSecret } from './secret-text.ts';

export const sessionDays = 7;
/** Devices that one person may be signed in on at once; a sixth sign-in ends the oldest. */
const sessionsAtOnce = 5;

export interface Device {
  readonly userAgent?: string;
  readonly ip?: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
}

/** What a sign-in gives: tokens for programs, and the value of the browser's cookie. */
export interface SignedIn {
  readonly tokens: Tokens;
  readonly cookie: string;
}

export const newRefreshToken = (): string => newSecret('arches_refresh');

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

/** Begins a session inside the caller's transaction. */
export async function signIn(
  tx: Tx,
  keys: TokenKeys,
  who: { readonly userId: string; readonly orgId: string },
  device: Device,
): Promise<SignedIn> {
  const refreshToken = newRefreshToken();
  const ends = daysFromNow(sessionDays);
  const sessionId = await createSession(
    tx,
    {
      userId: who.userId,
      activeOrgId: who.orgId,
      refreshTokenHash: hashSecret(refreshToken),
      refreshExpiresAt: ends,
      expiresAt: ends,
      ...(device.userAgent === undefined ? {} : { userAgent: device.userAgent.slice(0, 300) }),
      ...(device.ip === undefined ? {} : { ip: device.ip }),
    },
    sessionsAtOnce,
  );
  return tokensFor(keys, { userId: who.userId, sessionId }, refreshToken);
}

export async function tokensFor(
  keys: TokenKeys,
  claims: { readonly userId: string; readonly sessionId: string },
  refreshToken: string,
): Promise<SignedIn> {
  const [accessToken, cookie] = await Promise.all([keys.sign(claims, 'api', accessTokenSeconds), cookieFor(keys, claims)]);
  return { tokens: { accessToken, refreshToken, expiresIn: accessTokenSeconds }, cookie };
}

export function cookieFor(keys: TokenKeys, claims: { readonly userId: string; readonly sessionId: string }): Promise<string> {
  return keys.sign(claims, 'cookie', sessionDays * 86_400);
}
