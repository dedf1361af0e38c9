import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { AppError } from '@arches/kernel';
import { errors, jwtVerify, SignJWT } from 'jose';

export const accessTokenSeconds = 3600;

/** `api` tokens go into `Authorization`, `cookie` ones into the browser's cookie; neither works in the other's place. */
export type Audience = 'api' | 'cookie';

export interface TokenKeys {
  readonly sign: (
    claims: { readonly userId: string; readonly sessionId: string },
    audience: Audience,
    lifeSeconds: number,
  ) => Promise<string>;
  /** Throws `token_expired` or `unauthenticated`. */
  readonly verify: (
    token: string,
    audience: Audience,
  ) => Promise<{ readonly userId: string; readonly sessionId: string; readonly expiresAt: Date }>;
}

/** Every Ed25519 private key in PKCS #8 begins with these bytes; the 32 of its seed follow. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signing keys made from the installation's master key, so that every process that shares it accepts the others' tokens. */
export function tokenKeysFrom(masterKey: Uint8Array): TokenKeys {
  const seed = Buffer.from(hkdfSync('sha256', masterKey, '', 'arches access token ed25519', 32));
  const privateKey: KeyObject = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  return {
    sign: ({ userId, sessionId }, audience, lifeSeconds) =>
      new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
        .setSubject(userId)
        .setIssuer('arches')
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${lifeSeconds} seconds`)
        .sign(privateKey),
    verify: async (token, audience) => {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: ['EdDSA'],
          issuer: 'arches',
          audience,
          requiredClaims: ['sub', 'sid', 'exp'],
        });
        return { userId: payload.sub ?? '', sessionId: String(payload['sid']), expiresAt: new Date((payload.exp ?? 0) * 1000) };
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) {
          throw new AppError(
            'token_expired',
            'This access token has expired. Get a new one from POST /auth/refresh with your refresh token.',
            { cause },
          );
        }
        throw new AppError('unauthenticated', 'This access token is not valid here. Sign in with POST /auth/login.', { cause });
      }
    },
  };
}
