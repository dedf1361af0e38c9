import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './password.ts';

test('a password is recognised by its hash, and no other one is', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword('correct horse battery', hash)).toBe(true);
  expect(await isPassword('correct horse batterY', hash)).toBe(false);
});

test('two hashes of one password differ', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
});

test('without an account there is no right password', async () => {
  expect(await isPassword('anything', undefined)).toBe(false);
});

test('more sign-ins at once than the queue holds are refused, the others get their turn', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 60 }, () => hashPassword('x')));
  const refused = tries.filter((attempt) => attempt.status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]?.reason).toMatchObject({ code: 'rate_limited', retryable: true });
});
