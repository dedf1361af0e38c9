import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { AppError } from '@arches/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Capabilities } from '../define-node.ts';
import { egressRules } from '../egress/addresses.ts';
import { createEgressFetch } from '../egress/egress-fetch.ts';
import { httpRequest } from './http-request.ts';

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
let server: Server;
let base: string;
let seen: Seen[] = [];
let capabilities: Capabilities;

const answers: Record<string, [status: number, headers: Record<string, string>, body: string | Buffer]> = {
  '/json': [200, { 'content-type': 'application/json' }, '{"ok":true}'],
  '/text': [200, { 'content-type': 'text/plain' }, 'hello'],
  '/empty': [204, {}, ''],
  '/empty-json': [200, { 'content-type': 'application/json' }, ''],
  '/no-json': [200, { 'content-type': 'application/json' }, '{"a": '],
  '/binary': [200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a/b.pdf"' }, Buffer.from([1, 2, 3])],
  '/missing': [404, { 'content-type': 'text/plain' }, 'nothing here'],
  '/busy': [429, { 'retry-after': '7' }, ''],
  '/broken': [500, {}, ''],
  '/round': [302, { location: '/round' }, ''],
  '/elsewhere': [307, { location: 'http://10.0.0.1/' }, ''],
  '/to-file': [302, { location: 'file:///etc/passwd' }, ''],
  '/not-packed': [200, { 'content-encoding': 'gzip' }, 'plain'],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (path === '/cut') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"a":');
        setImmediate(() => response.destroy());
        return;
      }
      const [status, headers, answer] = answers[path] ?? [404, {}, ''];
      response.writeHead(status, headers).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  capabilities = {
    fetch: createEgressFetch({ rules: egressRules(`127.0.0.1:${port}`).rules }),
    signal: new AbortController().signal,
    idempotencyKey: 'run_1:call',
    log: () => undefined,
    files: {
      write: async ({ name, mediaType, data }: { name: string; mediaType: string; data: AsyncIterable<Uint8Array> }) => {
        let size = 0;
        for await (const chunk of data) size += chunk.length;
        return { kind: 'file', id: 'f1', name, mediaType, size };
      },
    },
  } as unknown as Capabilities;
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
});

const call = async (path: string, config: object = {}): Promise<{ status: number; body: unknown }> =>
  (await httpRequest.run?.({ url: base + path, ...config }, capabilities))?.output as { status: number; body: unknown };
const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as AppError,
  );

test.each([
  ['/json', { ok: true }],
  ['/text', 'hello'],
  ['/empty', null],
  ['/empty-json', null],
])('%s is answered with its content', async (path, body) => {
  expect((await call(path)).body).toEqual(body);
});

test('anything that is neither JSON nor text is kept as a file with a safe name', async () => {
  expect((await call('/binary')).body).toEqual({ kind: 'file', id: 'f1', name: 'ab.pdf', mediaType: 'application/pdf', size: 3 });
});

test('an answer that is cut short is a failure that may be tried again, never an empty answer', async () => {
  const error = await failure(call('/cut'));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'connection_failed', retryable: true });
  expect((await failure(call('/no-json'))).code).toBe('bad_answer');
});

test('query, headers and an object as JSON arrive', async () => {
  await call('/json?a=1', { method: 'POST', query: { b: ['x', 'y'], empty: '' }, headers: { 'X-Key': 5 }, body: { n: 1 } });
  expect(seen[0]?.url).toBe('/json?a=1&b=x&b=y');
  expect(seen[0]?.headers).toMatchObject({ 'x-key': '5', 'content-type': 'application/json', 'user-agent': 'Arches' });
  expect(seen[0]?.body).toBe('{"n":1}');
});

test('a write carries the key of the step, a read does not, and a key of one’s own stays', async () => {
  await call('/json', { method: 'POST' });
  await call('/json');
  await call('/json', { method: 'PUT', headers: { 'Idempotency-Key': 'mine' } });
  expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['run_1:call', undefined, 'mine']);
});

test.each([
  ['/missing', 404, false, undefined],
  ['/busy', 429, true, 7000],
  ['/broken', 500, true, undefined],
])('%s fails with %d; worth another attempt: %s', async (path, status, retryable, retryAfterMs) => {
  const error = await failure(call(path));
  expect(error).toMatchObject({ code: 'http_status', retryable, details: { status } });
  expect(error.retryAfterMs).toBe(retryAfterMs);
  expect((await call(path, { acceptAnyStatus: true })).status).toBe(status);
});

test.each([
  ['/broken', 'server', false],
  ['/busy', 'rate_limit', false],
  ['/missing', 'client', false],
  ['/cut', 'network', false],
  ['/to-file', 'client', false],
])('%s is a failure of class %s, and the request may have been heard', async (path, errorClass, notSent) => {
  expect(await failure(call(path, { method: 'POST' }))).toMatchObject({ class: errorClass, notSent });
});

test('a connection that is refused, a name that is unknown and a closed door are known not to have sent anything', async () => {
  const refused = createTcpServer();
  await new Promise<void>((resolve) => refused.listen(0, '127.0.0.1', resolve));
  const { port } = refused.address() as AddressInfo;
  await new Promise((resolve) => refused.close(resolve));
  const open = createEgressFetch({ rules: egressRules('127.0.0.0/8').rules });
  const to = (url: string): Promise<AppError> => failure(Promise.resolve(httpRequest.run?.({ url }, { ...capabilities, fetch: open })));
  expect(await to(`http://127.0.0.1:${port}/`)).toMatchObject({ code: 'connection_failed', class: 'network', notSent: true });
  expect(await to('http://no-such-host.invalid/')).toMatchObject({ code: 'host_not_found', class: 'network', notSent: true });
  expect(await to('http://10.0.0.1/')).toMatchObject({ code: 'egress_blocked', class: 'client', notSent: true });
});

test('a redirect to a closed door was preceded by a request that went out', async () => {
  const error = await failure(call('/elsewhere', { method: 'POST', body: {} }));
  expect(error).toMatchObject({ code: 'egress_blocked', notSent: false });
});

test('an address that is none is refused before anything is sent', async () => {
  expect((await failure(call('', { url: 'example' }))).code).toBe('bad_url');
  expect(seen).toEqual([]);
});

test.each([
  ['/round', {}, 'bad_answer'],
  ['/to-file', {}, 'egress_blocked'],
  ['/not-packed', {}, 'bad_answer'],
  ['/json', { headers: { 'bad name': 'x' } }, 'bad_header'],
  ['/json', { headers: { 'x-a': 'x\ny' } }, 'bad_header'],
  ['/json', { headers: { 'x-a': '€' } }, 'bad_header'],
  ['/json', { headers: { 'Transfer-Encoding': 'chunked' } }, 'bad_header'],
  ['/json', { body: { a: 1 } }, 'config_invalid'],
])('%s with %j fails with %s, in words', async (path, config, code) => {
  const error = await failure(call(path, config));
  expect(error).toBeInstanceOf(AppError);
  expect(error.code).toBe(code);
});

test('a server that does not speak HTTP is named as such', async () => {
  const other = createTcpServer((socket) => socket.once('data', () => socket.end('hello\r\n\r\n')));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const fetchIt = createEgressFetch({ rules: egressRules(`127.0.0.1:${port}`).rules });
  const error = await failure(
    Promise.resolve(httpRequest.run?.({ url: `http://127.0.0.1:${port}/` }, { ...capabilities, fetch: fetchIt })),
  );
  expect(error).toMatchObject({ code: 'bad_answer' });
  other.close();
});
