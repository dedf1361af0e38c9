import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerEmail, password, type Person, signInAt, testConfig } from './test-server.ts';

const mebibyte = 1024 * 1024;
/** More than the process may grow by, so that whoever holds a whole file in memory is found out. */
const fileBytes = 200 * mebibyte;
const mayGrow = 120 * mebibyte;
const chunk = Buffer.alloc(mebibyte, 'arches');

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < fileBytes; sent += chunk.length) yield chunk;
}

function wantedHash(): string {
  const hash = createHash('sha256');
  for (const part of chunks()) hash.update(part);
  return hash.digest('hex');
}

let child: ChildProcess | undefined;
let remove: (() => void) | undefined;
let provider: Server | undefined;
let url = '';
let person: Person;

beforeAll(async () => {
  const given = await testConfig('embedded');
  ({ remove } = given);
  child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--max-old-space-size=256', join(import.meta.dirname, '../main.ts')],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: '0',
        ARCHES_DATA_DIR: given.config.dataDir,
        ARCHES_EGRESS_ALLOW: '127.0.0.1',
        ARCHES_OWNER_EMAIL: ownerEmail,
        ARCHES_OWNER_PASSWORD: password,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child?.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      const ready = /Arches is ready at (\S+)/.exec(said)?.[1];
      if (ready) resolve(ready);
    });
    child?.once('exit', () => reject(new Error(said)));
  });
  person = await signInAt(url, ownerEmail);
  provider = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="large.bin"' });
    const parts = chunks();
    const send = (): void => {
      for (let next = parts.next(); !next.done; next = parts.next()) {
        if (!response.write(next.value)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  });
  await new Promise<void>((resolve) => provider?.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  const exited = new Promise((resolve) => child?.once('exit', resolve));
  if (child?.kill('SIGTERM')) await exited;
  provider?.close();
  remove?.();
});

/** The most memory that the process has had so far, in bytes; where the system does not say, nothing is compared. */
function peak(): number {
  const path = `/proc/${child?.pid}/status`;
  if (!existsSync(path)) return 0;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) * 1024;
}

async function hashOf(fileId: string): Promise<{ hash: string; size: number }> {
  const response = await fetch(`${url}/api/v2/files/${fileId}`, { headers: { authorization: `Bearer ${person.token}` } });
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    hash.update(part);
    size += part.length;
  }
  return { hash: hash.digest('hex'), size };
}

test('a large upload streams to storage and back, and the process does not grow with it', async () => {
  const before = peak();
  const boundary = 'x-arches-boundary';
  async function* form(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="large.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    );
    yield* chunks();
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  }
  const response = await fetch(`${url}/api/v2/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: ReadableStream.from(form()),
    duplex: 'half',
  } as RequestInit);
  const file = (await response.json()) as { id: string; size: number };
  expect([response.status, file.size]).toEqual([201, fileBytes]);
  expect(await hashOf(file.id)).toEqual({ hash: wantedHash(), size: fileBytes });
  expect(peak() - before).toBeLessThan(mayGrow);
});

test('a large answer of another server becomes a file in the same way', async () => {
  if (!provider) throw new Error('The provider does not listen.');
  const { port } = provider.address() as AddressInfo;
  const { id } = await person.client.workflows.create({
    id: 'download',
    name: 'Download',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'get', type: 'http.request', config: { url: `http://127.0.0.1:${port}/` } },
    ],
    edges: [{ source: 'start', target: 'get' }],
  });
  await person.client.workflows.publish({ id });
  const before = peak();
  const { body } = await person.client.runs.start({ params: { id }, query: {}, body: { input: {} } });
  let run = await person.client.runs.get({ id: body.id });
  for (; run.status !== 'succeeded' && run.status !== 'failed'; run = await person.client.runs.get({ id: body.id }))
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(run).toMatchObject({ status: 'succeeded', output: { body: { kind: 'file', name: 'large.bin', size: fileBytes } } });
  const file = (run.output as { body: { id: string } }).body;
  expect(await hashOf(file.id)).toEqual({ hash: wantedHash(), size: fileBytes });
  expect(peak() - before).toBeLessThan(mayGrow);
});
