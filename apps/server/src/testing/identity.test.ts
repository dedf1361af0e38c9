import { createClient } from '@arches/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../start-server.ts';
import { password, startTestServer, testConfig, type TestServer } from './test-server.ts';

const code = (cause: unknown): unknown => (cause as { code?: unknown }).code;
const codeOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'no error', code);

describe('set-up', () => {
  test('the one-time link makes the first owner, once, and the next start offers none', async () => {
    const { config, remove } = await testConfig('embedded');
    const first = await startServer(config);
    const token = new URL(first.setupUrl ?? '').searchParams.get('token') ?? '';
    const client = createClient({ baseUrl: first.url });
    expect(await client.auth.setupStatus({ token })).toEqual({ needed: true, tokenValid: true });
    expect(await client.auth.setupStatus({ token: 'setup_wrong' })).toEqual({ needed: true, tokenValid: false });
    const owner = { name: 'Ada', email: 'ada@example.com', password };
    expect(await codeOf(client.auth.setup({ ...owner, token: 'setup_wrong' }))).toBe('setup_token_wrong');
    const race = await Promise.allSettled([1, 2].map(() => client.auth.setup({ ...owner, token })));
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await client.auth.setupStatus({ token })).toEqual({ needed: false, tokenValid: false });
    expect(await codeOf(client.auth.setup({ ...owner, token }))).toBe('already_set_up');
    const signedIn = await client.auth.login({ email: 'ADA@example.com', password });
    const me = await createClient({ baseUrl: first.url, accessToken: () => signedIn.accessToken }).auth.me();
    expect(me).toMatchObject({ role: 'owner', organization: { name: 'Ada’s organisation' }, project: {}, workspace: {} });
    await first.close();

    const second = await startServer(config);
    expect(second.setupUrl).toBeUndefined();
    // Tokens outlive a restart: the signing key is made from the installation's own.
    const again = createClient({ baseUrl: second.url, accessToken: () => signedIn.accessToken });
    expect(await again.auth.verify()).toMatchObject({ valid: true, userId: me.user.id });
    await second.close();
    remove();
  });
});

describe('sessions', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.close());
  const anonymous = () => createClient({ baseUrl: server.url });
  const withToken = (accessToken: string) => createClient({ baseUrl: server.url, accessToken: () => accessToken });

  test('a wrong password and an unknown address are answered alike', async () => {
    const wrong = await anonymous()
      .auth.login({ email: 'ada@example.com', password: 'wrong password' })
      .catch((cause: unknown) => cause);
    const unknown = await anonymous()
      .auth.login({ email: 'nobody@example.com', password: 'wrong password' })
      .catch((cause: unknown) => cause);
    expect([code(wrong), (wrong as Error).message]).toEqual(['wrong_credentials', (unknown as Error).message]);
  });

  test('a refresh token works once; when it comes again its whole session ends', async () => {
    const first = await anonymous().auth.login({ email: server.owner.email, password });
    const second = await anonymous().auth.refresh({ refreshToken: first.refreshToken });
    expect(await withToken(second.accessToken).auth.verify()).toMatchObject({ valid: true });
    expect(await codeOf(anonymous().auth.refresh({ refreshToken: first.refreshToken }))).toBe('refresh_reused');
    expect(await codeOf(anonymous().auth.refresh({ refreshToken: second.refreshToken }))).toBe('unauthenticated');
    expect(await codeOf(withToken(second.accessToken).auth.verify())).toBe('unauthenticated');
  });

  test('the sixth device signs the first one out', async () => {
    const { email } = await server.member('viewer');
    const devices = [];
    for (let device = 0; device < 6; device += 1) devices.push(await anonymous().auth.login({ email, password }));
    const states = await Promise.all(devices.map(({ accessToken }) => codeOf(withToken(accessToken).auth.verify())));
    expect(states).toEqual(['unauthenticated', ...Array.from({ length: 5 }, () => 'no error')]);
  });

  test('signing out ends the session on the server', async () => {
    const { accessToken } = await anonymous().auth.login({ email: server.owner.email, password });
    await withToken(accessToken).auth.logout();
    expect(await codeOf(withToken(accessToken).auth.me())).toBe('unauthenticated');
  });

  test('the browser’s cookie signs in, but not for a page of another site', async () => {
    const signedIn = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email: server.owner.email, password }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const call = (method: string, headers: Record<string, string>) =>
      fetch(`${server.url}/api/v2/settings`, {
        method,
        headers: { cookie, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(method === 'GET' ? {} : { body: '{"timezone":"Europe/Berlin"}' }),
      });
    expect((await call('GET', { origin: 'https://evil.example' })).status).toBe(200);
    expect((await call('PATCH', { origin: server.url })).status).toBe(200);
    expect(await (await call('PATCH', { origin: 'https://evil.example' })).json()).toMatchObject({ code: 'origin_refused' });
    expect((await call('PATCH', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const login = { method: 'POST', body: JSON.stringify({ email: server.owner.email, password }) };
    const crossSite = await fetch(`${server.url}/auth/login`, {
      ...login,
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    });
    expect(crossSite.status).toBe(403);
    // The cookie's value is no access token, and an access token no cookie.
    expect(await codeOf(withToken(cookie.split('=')[1] ?? '').auth.me())).toBe('unauthenticated');
    expect((await fetch(`${server.url}/api/v2/me`, { headers: { cookie: `arches_session=${server.owner.token}` } })).status).toBe(401);
  });

  test('nobody raises himself, and the last owner stays', async () => {
    const admin = await server.member('admin');
    const me = await admin.client.auth.me();
    expect(await codeOf(admin.client.members.setRole({ userId: me.user.id, role: 'owner' }))).toBe('forbidden');
    const owner = (await server.owner.client.auth.me()).user.id;
    expect(await codeOf(admin.client.members.setRole({ userId: owner, role: 'viewer' }))).toBe('forbidden');
    expect(await codeOf(admin.client.members.remove({ userId: owner }))).toBe('forbidden');
    expect(await codeOf(server.owner.client.members.setRole({ userId: owner, role: 'admin' }))).toBe('last_owner');
    expect(await codeOf(server.owner.client.members.remove({ userId: owner }))).toBe('last_owner');
    await server.owner.client.members.remove({ userId: me.user.id });
    expect(await codeOf(admin.client.auth.me())).toBe('unauthenticated');
  });

  test('an invitation works once', async () => {
    const { url } = await server.owner.client.members.invite({ email: 'cy@example.com', role: 'operator' });
    const token = url.split('/').at(-1) ?? '';
    expect(await anonymous().auth.inviteStatus({ token })).toMatchObject({ email: 'cy@example.com', role: 'operator' });
    await anonymous().auth.acceptInvite({ token, name: 'Cy', password });
    expect(await codeOf(anonymous().auth.acceptInvite({ token, name: 'Cy', password }))).toBe('invitation_not_found');
    expect(await codeOf(anonymous().auth.inviteStatus({ token: 'invite_none' }))).toBe('invitation_not_found');
  });

  test('an API key never reaches further than its maker, now or later', async () => {
    const builder = await server.member('builder');
    expect(await codeOf(builder.client.apiKeys.create({ name: 'k', role: 'admin' }))).toBe('forbidden');
    const { key, id } = await builder.client.apiKeys.create({ name: 'k', role: 'builder' });
    const withKey = createClient({ baseUrl: server.url, apiKey: key });
    expect((await withKey.auth.me()).role).toBe('builder');
    await server.owner.client.members.setRole({ userId: (await builder.client.auth.me()).user.id, role: 'viewer' });
    expect((await withKey.auth.me()).role).toBe('viewer');
    const listed = (await server.owner.client.apiKeys.list()).items.find((entry) => entry.id === id);
    expect(listed).not.toHaveProperty('key');
    await server.owner.client.apiKeys.remove({ id });
    expect(await codeOf(withKey.auth.me())).toBe('unauthenticated');
  });

  test('guessing passwords is slowed down', async () => {
    const strict = await startTestServer('embedded', { ARCHES_RATE_LIMIT_AUTH: '5' });
    const tries = [];
    for (let index = 0; index < 8; index += 1) {
      tries.push(await codeOf(createClient({ baseUrl: strict.url }).auth.login({ email: 'ada@example.com', password: 'guess' })));
    }
    expect(tries.slice(-3)).toEqual(['rate_limited', 'rate_limited', 'rate_limited']);
    await strict.close();
  });
});
