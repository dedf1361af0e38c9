import { afterAll, beforeAll, expect, test } from 'vitest';
import { doublingDocument, echoDocument } from './documents.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let workflowId: string;
beforeAll(async () => {
  server = await startTestServer();
  workflowId = (await server.owner.client.workflows.create(doublingDocument)).id;
});
afterAll(() => server?.close());

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

async function send(method: string, path: string, body: string | undefined, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.owner.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const answer = (await response.json()) as Omit<Answer, 'status'> & { traceId: string };
  expect(answer.traceId).toMatch(/^[0-9a-f]{32}$/);
  return { ...answer, status: response.status };
}

test.each([
  ['JSON that breaks off', 'POST', '/api/v2/workflows', '{"name":', 400, 'malformed_json', /not valid JSON/],
  ['a list for a document', 'POST', '/api/v2/workflows', '[1,2]', 400, 'validation_failed', /Must be an object/],
  ['an object that is no document', 'POST', '/api/v2/workflows', '{"hello":1}', 400, 'document_invalid', /hello|nodes/],
  ['a misspelt field of a document', 'POST', '/api/v2/workflows', '{"name":"x","nodes":[],"edgse":[]}', 400, 'document_invalid', /edgse/],
  [
    'a prototype key',
    'POST',
    '/api/v2/workflows',
    '{"name":"x","nodes":[{"id":"a","type":"data.set","config":{"__proto__":{"x":1}}}]}',
    400,
    'validation_failed',
    /__proto__/,
  ],
  ['a constructor key', 'PATCH', '/api/v2/settings', '{"constructor":{"prototype":{}}}', 400, 'validation_failed', /constructor/],
  ['deep nesting', 'POST', '/api/v2/workflows', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 400, 'validation_failed', /nested deeper/],
  ['a field nobody knows', 'PATCH', '/api/v2/settings', '{"nmae":"x"}', 400, 'validation_failed', /nmae: This field is not known/],
  ['a missing field', 'POST', '/api/v2/members/invitations', '{"role":"viewer"}', 400, 'validation_failed', /email/],
  [
    'a wrong choice',
    'POST',
    '/api/v2/members/invitations',
    '{"email":"a@b.co","role":"king"}',
    400,
    'validation_failed',
    /role: Must be one of “admin”/,
  ],
  ['an owner by invitation', 'POST', '/api/v2/members/invitations', '{"email":"a@b.co","role":"owner"}', 400, 'validation_failed', /role/],
  ['a name without letters', 'PATCH', '/api/v2/settings', '{"name":"  "}', 400, 'validation_failed', /^name: Must not be empty\.$/],
  ['a wrong type, told once', 'PATCH', '/api/v2/settings', '{"name":[]}', 400, 'validation_failed', /^name: Must be a text\.$/],
  ['too much text', 'POST', '/api/v2/api-keys', `{"name":"${'x'.repeat(200)}"}`, 400, 'validation_failed', /at most 120 characters/],
  ['nothing to check', 'POST', '/api/v2/models/check', '{}', 400, 'validation_failed', /id: Is missing/],
  [
    'a NUL inside a step',
    'POST',
    '/api/v2/workflows',
    '{"name":"x","nodes":[{"id":"a","type":"data.set","config":{"fields":{"a":"\\u0000"}}}]}',
    400,
    'document_invalid',
    /NUL/,
  ],
  ['a misspelt field of a rerun', 'POST', '/api/v2/runs/x/rerun', '{"fromStpe":"a"}', 400, 'validation_failed', /fromStpe/],
  ['a misspelt filter', 'GET', '/api/v2/runs?statsu=failed', undefined, 400, 'validation_failed', /statsu/],
  ['a version no database counts to', 'GET', '/api/v2/workflows/x/versions/99999999999', undefined, 400, 'validation_failed', /version/],
  ['an address with half a character', 'GET', '/api/v2/runs/%ff', undefined, 400, 'bad_request', /not well formed/],
  ['an id longer than any', 'GET', `/api/v2/runs/${'x'.repeat(5000)}`, undefined, 404, 'not_found', /longer than any/],
  ['a wrong type', 'POST', '/api/v2/api-keys', '{"name":7}', 400, 'validation_failed', /name: Must be a text/],
  [
    'a short password',
    'POST',
    '/auth/setup',
    '{"token":"t","name":"A","email":"a@b.co","password":"short"}',
    400,
    'validation_failed',
    /password: Use at least 10/,
  ],
  ['a time zone of fancy', 'PATCH', '/api/v2/settings', '{"timezone":"Mars/Olympus"}', 400, 'validation_failed', /Europe\/Berlin/],
  ['another method', 'DELETE', '/api/v2/workflows', undefined, 405, 'method_not_allowed', /takes GET, (HEAD, )?POST and not DELETE/],
  ['another method of one thing', 'PATCH', '/api/v2/runs/run_1', undefined, 405, 'method_not_allowed', /GET/],
  ['an unknown address', 'GET', '/api/v2/nothing', undefined, 404, 'not_found', /openapi\.json/],
  ['a file for the whole body', 'POST', '/api/v2/files', '{}', 415, 'unsupported_media_type', /multipart/],
])('%s is refused kindly', async (_what, method, path, body, status, code, message) => {
  const answer = await send(method, path, body);
  expect([answer.status, answer.code]).toEqual([status, code]);
  expect(answer.message).toMatch(message);
});

test('every bad field is listed, not only the first', async () => {
  const { details } = await send('POST', '/api/v2/models', '{"kind":"magic","model":"","extra":1}');
  const fields = (details as { fields: { field: string }[] }).fields.map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(['kind', 'name', 'model', 'extra']));
});

test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x'])('a body of type %s is not guessed at', async (type) => {
  const answer = await send('POST', '/api/v2/workflows', '{"name":"x","nodes":[],"edges":[]}', { 'content-type': type });
  expect([answer.status, answer.code]).toEqual([415, 'unsupported_media_type']);
});

test('a body above the limit is cut off with 413', async () => {
  const answer = await send('POST', '/api/v2/workflows', JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024), nodes: [] }));
  expect([answer.status, answer.code]).toEqual([413, 'too_large']);
});

test.each([
  ['breaks off', '--X\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b', 'multipart/form-data; boundary=X'],
  ['breaks off in a header', '--X\r\ncontent-disp', 'multipart/form-data; boundary=X'],
  ['has another boundary', '--Y\r\n', 'multipart/form-data; boundary=X'],
  ['names no boundary', 'x', 'multipart/form-data'],
])('a form that %s is the fault of its sender', async (_what, body, type) => {
  for (const path of ['/api/v2/files', `/api/v2/workflows/${workflowId}/runs`])
    expect(await send('POST', path, body, { 'content-type': type })).toMatchObject({ status: 400, code: 'malformed_form' });
});

test('two files where one is asked for are not silently made one', async () => {
  const part = (name: string) => `--X\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\na\r\n`;
  const type = { 'content-type': 'multipart/form-data; boundary=X' };
  expect(await send('POST', '/api/v2/files', `${part('a')}${part('b')}--X--\r\n`, type)).toMatchObject({ status: 400 });
});

test('a packed body is named as such', async () => {
  expect(await send('PATCH', '/api/v2/settings', 'x', { 'content-encoding': 'gzip' })).toMatchObject({
    status: 415,
    code: 'unsupported_media_type',
  });
});

test('answers of the API stay out of caches; the API document says which routes need no sign-in and what errors look like', async () => {
  const response = await fetch(`${server.url}/api/v2/openapi.json`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  interface Operation {
    readonly security?: readonly unknown[];
    readonly responses: { readonly default?: unknown };
  }
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
  expect(paths['/auth/login']?.['post']?.security).toEqual([]);
  expect(paths['/api/v2/forms/{path}']?.['get']?.security).toEqual([]);
  expect(paths['/api/v2/runs']?.['get']?.security).toBeUndefined();
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods)))
    expect(operation.responses.default).toBeDefined();
});

test('a mark at the beginning of a JSON text is no mistake', async () => {
  expect(await send('PATCH', '/api/v2/settings', '\uFEFF{"nmae":"x"}')).toMatchObject({ code: 'validation_failed' });
});

test('a NUL in a name is refused, not a fault', async () => {
  const answer = await send('PATCH', '/api/v2/settings', JSON.stringify({ name: 'a\u0000b' }));
  expect(answer.status).toBe(400);
});

test('cursors and limits are checked', async () => {
  expect(await send('GET', '/api/v2/runs?cursor=nonsense', undefined)).toMatchObject({ status: 400, code: 'invalid_cursor' });
  expect(await send('GET', '/api/v2/runs?limit=5000', undefined)).toMatchObject({ status: 400, code: 'validation_failed' });
});

test('a workflow with problems is saved with them, and can be neither published nor run', async () => {
  const broken = { name: 'Broken', nodes: [{ id: 'a', type: 'data.sett', config: {} }], edges: [] };
  const saved = await server.owner.client.workflows.create(broken);
  expect(saved.problems).toContainEqual(expect.objectContaining({ code: 'unknown_node_type', nodeId: 'a', severity: 'error' }));
  expect(await send('POST', `/api/v2/workflows/${saved.id}/publish`, '{}')).toMatchObject({ status: 422, code: 'has_problems' });
  expect(await send('POST', `/api/v2/workflows/${saved.id}/runs`, '{"version":"draft"}')).toMatchObject({
    status: 422,
    code: 'has_problems',
  });
});

test('a circle names its edge', async () => {
  const circle = {
    name: 'Circle',
    nodes: ['a', 'b'].map((id) => ({ id, type: 'data.set', config: { fields: {} } })),
    edges: [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' },
    ],
  };
  const { problems } = await server.owner.client.workflows.create(circle);
  expect(problems.find(({ code }) => code === 'cycle')?.message).toMatch(/[ab]/);
});

test('an unpublished workflow says so', async () => {
  expect(await send('POST', `/api/v2/workflows/${workflowId}/runs`, '{"input":{"n":1}}')).toMatchObject({
    status: 409,
    code: 'not_published',
  });
});

test('two changes of one step clash; changes of different steps go together; a repeated change is made once', async () => {
  const { id } = await server.owner.client.workflows.create(echoDocument('clash'));
  const set = (key: string) => ({ op: 'set_config', nodeId: 'set', path: ['fields', key], value: 1 });
  const patch = (patches: unknown[], clientOpId?: string) =>
    server.owner.client.workflows.patch({ id, baseRevision: 1, patches, ...(clientOpId ? { clientOpId } : {}) });
  expect((await patch([set('a')], 'op-1')).draftRevision).toBe(2);
  expect((await patch([set('a')], 'op-1')).draftRevision).toBe(2);
  expect((await patch([{ op: 'set_meta', field: 'description', value: 'Other place' }])).draftRevision).toBe(3);
  await expect(patch([set('b')])).rejects.toMatchObject({ code: 'revision_conflict', status: 409, data: { details: { revision: 3 } } });
  await expect(patch([{ op: 'explode' }])).rejects.toMatchObject({ code: 'patch_invalid', status: 400 });
});

test('two workflows cannot have the same address', async () => {
  const { client } = server.owner;
  const first = await client.workflows.create(echoDocument('taken'));
  const second = await client.workflows.create(echoDocument('taken'));
  await client.workflows.publish({ id: first.id });
  await expect(client.workflows.publish({ id: second.id })).rejects.toMatchObject({ code: 'webhook_path_taken', status: 409 });
  await client.workflows.remove({ id: first.id });
  expect(await client.workflows.publish({ id: second.id })).toMatchObject({ version: 1 });
});
