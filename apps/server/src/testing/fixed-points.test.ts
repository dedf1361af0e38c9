import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doublingDocument, echoDocument, formDocument } from './documents.ts';
import { ownerEmail, password, startTestServer, type TestServer } from './test-server.ts';

/** What outside scripts hold on to: addresses, statuses and shapes, called with nothing but `fetch`. */
describe.each(['embedded', 'postgres'] as const)('the fixed points on the %s database', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server?.close());

  const json = async (response: Promise<Response>): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await response;
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    json(server.owner.call(method, path, body, headers));
  async function published(document: object): Promise<string> {
    const { body } = await call('POST', '/api/v2/workflows', document);
    await call('POST', `/api/v2/workflows/${String(body['id'])}/publish`);
    return String(body['id']);
  }

  test('GET /health answers 200 when ready', async () => {
    expect(await json(fetch(`${server.url}/health`))).toEqual({ status: 200, body: { status: 'ready' } });
  });

  test('POST /auth/login gives tokens for “Authorization: Bearer”', async () => {
    const response = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: ownerEmail, password }),
    });
    expect(response.status).toBe(200);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toEqual({ accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 3600 });
    expect(response.headers.get('set-cookie')).toMatch(/^arches_session=.+HttpOnly; SameSite=Lax/);
  });

  test('an API key works as “x-api-key”', async () => {
    const { body } = await call('POST', '/api/v2/api-keys', { name: 'CI', role: 'builder' });
    const answer = await json(fetch(`${server.url}/api/v2/workflows`, { headers: { 'x-api-key': String(body['key']) } }));
    expect(answer).toMatchObject({ status: 200, body: { items: expect.any(Array) } });
  });

  test('a plain document is created, changed, validated, published and listed by version', async () => {
    const created = await call('POST', '/api/v2/workflows', echoDocument('versions'));
    expect(created.status).toBe(201);
    const address = `/api/v2/workflows/${String(created.body['id'])}`;
    const patched = await call('PATCH', address, { patches: [{ op: 'set_config', nodeId: 'set', path: ['fields', 'm'], value: 1 }] });
    expect(patched).toMatchObject({ status: 200, body: { draftRevision: 2, inverse: [{ op: 'set_config' }] } });
    expect(await call('POST', `${address}/validate`)).toMatchObject({ status: 200, body: { valid: true } });
    expect(await call('POST', `${address}/publish`, {})).toMatchObject({ status: 201, body: { version: 1, live: true } });
    expect(await call('GET', `${address}/versions`)).toMatchObject({ status: 200, body: { items: [{ version: 1 }] } });
  });

  test('a run starts with 202, and with ?wait= comes back whole', async () => {
    const id = await published(doublingDocument);
    const started = await call('POST', `/api/v2/workflows/${id}/runs`, { input: { n: 4 } });
    expect(started).toEqual({ status: 202, body: { id: expect.stringMatching(/^run_/), status: expect.any(String) } });
    const waited = await call('POST', `/api/v2/workflows/${id}/runs?wait=30`, { input: { n: 4 } });
    expect(waited).toMatchObject({
      status: 200,
      body: { workflowId: id, version: 1, status: 'succeeded', input: { n: 4 }, output: { twice: 8 }, error: null },
    });
    const steps = waited.body['steps'] as Record<string, unknown>[];
    expect(steps.map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ['start', 'succeeded'],
      ['double', 'succeeded'],
    ]);
    for (const key of ['attempts', 'startedAt', 'endedAt', 'input', 'output', 'error', 'costUsd']) expect(steps[1]).toHaveProperty(key);
    expect(await call('POST', `/api/pipelines/${id}/run?wait=30`, { input: { n: 5 } })).toMatchObject({
      status: 200,
      body: { output: { twice: 10 } },
    });
    expect(await call('GET', `/api/v2/runs?workflowId=${id}`)).toMatchObject({
      status: 200,
      body: { items: [{}, {}, {}], nextCursor: null },
    });
    const runId = String(waited.body['id']);
    expect(await call('GET', `/api/v2/runs/${runId}`)).toMatchObject({ status: 200, body: { id: runId, output: { twice: 8 } } });
    expect(await call('POST', `/api/v2/runs/${runId}/cancel`, {})).toMatchObject({ status: 200, body: { id: runId, status: 'succeeded' } });
    const again = await call('POST', `/api/v2/runs/${runId}/rerun`, {});
    expect(again).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^run_/) } });
    expect(again.body['id']).not.toBe(runId);
  });

  test('a run’s input is checked against the declared inputs, each field named', async () => {
    const id = await published(doublingDocument);
    const refused = await call('POST', `/api/pipelines/${id}/run`, { input: { n: 'four', m: 1 } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'input_invalid' } });
    expect(JSON.stringify(refused.body['details'])).toMatch(/"n".*"m"|"m".*"n"/);
    expect(await call('POST', `/api/v2/workflows/${id}/runs`)).toMatchObject({ status: 422, body: { code: 'input_invalid' } });
  });

  test('an Idempotency-Key makes one run of two calls', async () => {
    const id = await published(doublingDocument);
    const [one, other] = await Promise.all(
      [1, 2].map(() => call('POST', `/api/v2/workflows/${id}/runs`, { input: { n: 1 } }, { 'idempotency-key': 'order-1' })),
    );
    expect(one?.body['id']).toBe(other?.body['id']);
  });

  test('a form with a file is taken as multipart/form-data on the same address', async () => {
    const id = await published(formDocument());
    const form = new FormData();
    form.set('file', new Blob(['comment,stars\nToo slow,2\nFine,5\n'], { type: 'text/csv' }), 'feedback.csv');
    form.set('copies', '3');
    const answer = await json(
      fetch(`${server.url}/api/v2/workflows/${id}/runs?wait=60`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.owner.token}` },
        body: form,
      }),
    );
    expect(answer).toMatchObject({ status: 200, body: { status: 'succeeded', output: { rows: 2, copies: 3 } } });
    expect(answer.body['input']).toMatchObject({ file: { kind: 'file', name: 'feedback.csv', mediaType: 'text/csv', size: 32 } });
  });

  test('a webhook answers at once, when finished, or as the Respond step says', async () => {
    const hook = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/hooks/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    await published(echoDocument('at-once', 'immediately'));
    expect(await json(hook('at-once', { n: 1 }))).toEqual({ status: 202, body: { runId: expect.stringMatching(/^run_/) } });
    await published(echoDocument('finished', 'when_finished'));
    expect(await json(hook('finished', { n: 1 }))).toMatchObject({ status: 200, body: { answer: 2 } });
    await published(echoDocument('reply', 'respond_node'));
    const reply = await hook('reply', { n: 1 });
    expect([reply.status, reply.headers.get('x-kind'), await reply.json()]).toEqual([201, 'echo', { answer: 2 }]);
    const twice = await Promise.all(Array.from({ length: 10 }, () => json(hook('at-once', { n: 1 }, { 'webhook-id': 'msg_1' }))));
    expect(new Set(twice.map(({ body }) => body['runId'])).size).toBe(1);
  });

  test('GET /api/v2/nodes lists every node type with its schemas', async () => {
    const { status, body } = await call('GET', '/api/v2/nodes');
    expect(status).toBe(200);
    const types = (body['items'] as Record<string, unknown>[]).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['trigger.webhook', 'data.set', 'flow.respond', 'http.request', 'file.read']));
    expect(body['items']).toContainEqual(
      expect.objectContaining({ type: 'data.set', config: expect.any(Object), output: expect.any(Object) }),
    );
  });

  test('GET /api/v2/openapi.json is OpenAPI 3.1 with every route', async () => {
    const { status, body } = await call('GET', '/api/v2/openapi.json');
    expect(status).toBe(200);
    expect(body['openapi']).toMatch(/^3\.1/);
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/auth/login', '/api/v2/workflows/{id}/runs', '/api/pipelines/{id}/run', '/api/v2/files/{id}', '/health']),
    );
  });
});
