import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new identifier such as `run_01k9…`: 9 characters of time, so that rows written together lie together, then 80 random bits.
 * Never shared between organisations; unguessable enough for a callback address only with {@link newToken}.
 */
export function newId(prefix: string, now: number = Date.now()): string {
  let time = '';
  let rest = Math.floor(now);
  for (let i = 0; i < 9; i += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${time}${randomText(16)}`;
}

/** 160 random bits: what a callback address is protected by. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomText(32)}`;
}

function randomText(length: number): string {
  let text = '';
  for (const byte of randomBytes(length)) text += alphabet.charAt(byte & 31);
  return text;
}
