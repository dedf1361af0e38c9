import { randomFillSync } from 'node:crypto';

/** What an id belongs to; its first letters, so that ids in logs and URLs speak for themselves. */
export type IdPrefix =
  | 'org'
  | 'usr'
  | 'prj'
  | 'ws'
  | 'ses'
  | 'tok'
  | 'inv'
  | 'key'
  | 'mdl'
  | 'aud'
  | 'wf'
  | 'hook'
  | 'sch'
  | 'tick'
  | 'dlv'
  | 'prop'
  | 'file'
  | 'run'
  | 'apr';

/** Crockford's digits in lower case: they sort the same in every collation. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
/** What JavaScript writes for the same values. */
const PLAIN_DIGITS = '0123456789abcdefghijklmnopqrstuv';
const digitOf = new Map([...PLAIN_DIGITS].map((plain, value) => [plain, DIGITS.charAt(value)]));

/**
 * A new identifier such as `wf_01k9…`: 48 bits of time, so that new rows lie together in an index and lists by id are lists by
 * age, then 128 random bits, so that nobody can guess one.
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  const random = now === last.now ? last.random + randomBits(8) + 1n : randomBits(16);
  last = { now, random };
  return `${prefix}_${base32(BigInt(now), 10)}${base32(random, 26)}`;
}

/** Ids of the same millisecond follow each other by a random step, so that they sort as they were made and still cannot be guessed. */
let last = { now: Number.NaN, random: 0n };

/** Asked for many at a time, since a call costs far more than its bytes. None is used twice. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomBits(bytes: 8 | 16): bigint {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let bits = 0n;
  for (const end = used + bytes; used < end; used += 8) bits = (bits << 64n) | pool.readBigUInt64BE(used);
  return bits;
}

function base32(value: bigint, length: number): string {
  let text = '';
  for (const plain of value.toString(32)) text += digitOf.get(plain) ?? '';
  return text.padStart(length, '0').slice(-length);
}
