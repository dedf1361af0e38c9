import { randomBytes } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { tokenKeysFrom } from './access-token.ts';

const master = randomBytes(32);
const keys = tokenKeysFrom(master);
const claims = { userId: 'usr_1', sessionId: 'ses_1' };

test('a token says who signed in, to every process with the same master key', async () => {
  const token = await keys.sign(claims, 'api', 60);
  expect(await tokenKeysFrom(master).verify(token, 'api')).toMatchObject(claims);
});

test('an expired token tells the client to refresh', async () => {
  const token = await keys.sign(claims, 'api', -10);
  await expect(keys.verify(token, 'api')).rejects.toMatchObject({
    code: 'token_expired',
    message: expect.stringContaining('/auth/refresh'),
  });
});

test.each([
  ['of another installation', () => tokenKeysFrom(randomBytes(32)).sign(claims, 'api', 60)],
  ['made for the cookie', () => keys.sign(claims, 'cookie', 60)],
  [
    'without a signature',
    () => new UnsecuredJWT({ sid: 'ses_1' }).setSubject('usr_1').setIssuer('arches').setAudience('api').setExpirationTime('1h').encode(),
  ],
  [
    'signed with another algorithm',
    () =>
      new SignJWT({ sid: 'ses_1' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('usr_1')
        .setIssuer('arches')
        .setAudience('api')
        .setExpirationTime('1h')
        .sign(master),
  ],
  ['of garbage', () => 'a.b.c'],
])('a token %s is refused', async (_what, make) => {
  await expect(keys.verify(await make(), 'api')).rejects.toMatchObject({ code: 'unauthenticated' });
});
