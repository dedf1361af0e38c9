import { randomBytes } from 'node:crypto';

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

function randomBits(bytes: number): bigint {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`);
}

function base32(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest >>= 5n) text = DIGITS.charAt(Number(rest & 31n)) + text;
  return text;
}
