import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@arches/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { egressRules, isOpen } from './addresses.ts';
import { createEgressFetch } from './egress-fetch.ts';
import { retryAfterMs } from './retry-after.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: `http://localhost:${port + 1}/` }).end();
    else if (request.url === '/big') response.end('x'.repeat(100_000));
    else response.end(`hello ${request.method}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : `unexpected: ${String(error)}`),
  );

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '１２７.0.0.1',
  'localhost',
  'localhost.',
  '0.0.0.0',
  '[::]',
])('refuses to call this machine as %s', async (host) => {
  const closed = createEgressFetch({ rules: egressRules('').rules });
  expect(await codeOf(closed(`http://${host}:${port}/`))).toBe('egress_blocked');
});

test.each([
  '10.0.0.1',
  '172.16.5.5',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  'fd00::1',
  'fe80::1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '::ffff:10.0.0.1',
  '224.0.0.1',
])('counts %s as closed until the operator opens it', (address) => {
  expect(isOpen(egressRules('').rules, address, 80)).toBe(false);
  expect(isOpen(egressRules(address.includes(':') ? `[${address}]:80` : `${address}:80`).rules, address, 80)).toBe(true);
  expect(isOpen(egressRules(address.includes(':') ? `[${address}]:80` : `${address}:80`).rules, address, 81)).toBe(false);
});

test('public addresses are open', () => {
  for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111']) expect(isOpen(egressRules('').rules, address, 443)).toBe(true);
});

test('calls what the operator opened, by range or by name and port', async () => {
  for (const [setting, host] of [
    ['127.0.0.0/8', '127.0.0.1'],
    [`localhost:${port}`, 'localhost'],
    [`127.0.0.1:${port}`, '127.0.0.1'],
  ] as const) {
    const open = createEgressFetch({ rules: egressRules(setting).rules });
    expect(await (await open(`http://${host}:${port}/`, { method: 'POST' })).text()).toBe('hello POST');
  }
});

test('a redirect to a closed address is refused although the first address was open', async () => {
  const open = createEgressFetch({ rules: egressRules(`127.0.0.1:${port}`).rules });
  expect(await codeOf(open(`http://127.0.0.1:${port}/redirect`))).toBe('egress_blocked');
});

test('an answer above the cap fails instead of filling memory', async () => {
  const open = createEgressFetch({ rules: egressRules('127.0.0.1').rules, maxResponseBytes: 10_000 });
  const response = await open(`http://127.0.0.1:${port}/big`);
  await expect(response.text()).rejects.toThrow();
});

test.each([
  ['ftp://example.org', 'bad_url'],
  ['not an address', 'bad_url'],
  ['http://user:pass@example.org/', 'bad_url'],
  ['file:///etc/passwd', 'bad_url'],
])('refuses %s', async (url, code) => {
  expect(await codeOf(createEgressFetch({ rules: egressRules('').rules })(url))).toBe(code);
});

test('a refusal names the setting just as the operator must write it', async () => {
  for (const host of ['127.0.0.1', '[::1]']) {
    const failure: unknown = await createEgressFetch({ rules: egressRules('').rules })(`http://${host}:8765/`).catch(
      (error: unknown) => error,
    );
    const setting = /ARCHES_EGRESS_ALLOW=(\S+)\.$/.exec((failure as AppError).message)?.[1] ?? '';
    const { rules, bad } = egressRules(setting);
    expect(bad).toEqual([]);
    expect(isOpen(rules, host.replaceAll(/[[\]]/g, ''), 8765)).toBe(true);
  }
});

test('a port that no web call may use is the fault of the address', async () => {
  expect(await codeOf(createEgressFetch({ rules: egressRules('127.0.0.1').rules })('http://127.0.0.1:1/'))).toBe('bad_url');
});

test('entries of the setting that are no range and no host:port are named', () => {
  expect(egressRules('10.0.0.0/8, localhost:80 nonsense 1.2.3.4/99 http://x').bad).toEqual(['nonsense', '1.2.3.4/99', 'http://x']);
});

test.each([
  ['120', null, 120_000],
  ['0.5', null, 500],
  ['Wed, 21 Oct 2026 07:28:10 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 10_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 0],
  ['soon', null, undefined],
  [null, null, undefined],
])('reads Retry-After %s at %s as %s ms', (value, date, expected) => {
  expect(retryAfterMs(value, date)).toBe(expected);
});
