import { AppError } from '@arches/kernel';
import { type Database, rotateRefreshToken } from '@arches/store';
import type { TokenKeys } from './access-token.ts';
import { hashSecret } from './secret-text.ts';
import { daysFromNow, newRefreshToken, sessionDays, type SignedIn, tokensFor } from './sign-in.ts';

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
}

/** A new pair for a refresh token. A token that comes a second time ends its session: somebody else may hold a copy. */
export async function refresh({ database, tokenKeys }: Deps, input: { readonly refreshToken: string }): Promise<SignedIn> {
  const next = newRefreshToken();
  const rotation = await database.system((tx) =>
    rotateRefreshToken(tx, hashSecret(input.refreshToken), { hash: hashSecret(next), expiresAt: daysFromNow(sessionDays) }),
  );
  switch (rotation.kind) {
    case 'rotated':
      return tokensFor(tokenKeys, { userId: rotation.session.user_id, sessionId: rotation.session.id }, next);
    case 'reused':
      throw new AppError('refresh_reused', 'This refresh token was used before, so the session was ended to be safe. Sign in again.');
    case 'refused':
      throw new AppError('unauthenticated', 'This refresh token is not valid (any more). Sign in again with POST /auth/login.');
  }
}
