import { expect, test } from 'vitest';
import { databaseError } from './database-errors.ts';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error(`failed with ${code}`), { code, ...more });

test.each([
  ['08006', 'the connection failed'],
  ['57P01', 'an administrator ends the session'],
  ['57P02', 'the server crashes'],
  ['57P03', 'the server is starting'],
  ['57014', 'an administrator cancels the statement'],
  ['53300', 'too many connections'],
  ['55P03', 'a lock is not to be had'],
  ['58030', 'the disk fails'],
])('what is the server’s own trouble may be tried again: %s, %s', (state) => {
  expect(databaseError(withCode(state))).toMatchObject({ code: 'database_unavailable', retryable: true });
});

test.each(['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN'])(
  'so may what the operating system says of the way there: %s',
  (code) => {
    expect(databaseError(withCode(code, { syscall: 'connect' }))).toMatchObject({ code: 'database_unavailable', retryable: true });
  },
);

test('a full disk and a conflict have names of their own', () => {
  expect(databaseError(withCode('53100'))).toMatchObject({ code: 'database_full', retryable: true, retryAfterMs: expect.any(Number) });
  expect(databaseError(withCode('40P01'))).toMatchObject({ code: 'database_conflict', retryable: true });
});

test('a mistake in a statement stays what it is', () => {
  for (const cause of [withCode('42601'), withCode('23505'), new TypeError('x is not a function')])
    expect(databaseError(cause)).toBe(cause);
});
