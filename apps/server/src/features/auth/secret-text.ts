import { createHash, randomBytes } from 'node:crypto';

/** A secret for one purpose, such as `arches_key_…`: 256 random bits behind a readable beginning. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** How random secrets are kept: they have enough bits of their own, so that a fast hash is the right one. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
