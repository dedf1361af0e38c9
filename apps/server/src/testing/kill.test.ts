import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkout, type Config } from '../config.ts';
import { ownerEmail, password, type Person, signInAt, testConfig } from './test-server.ts';

/** Counts who was called; answers at once. */
function receiptServer(): Promise<{ server: Server; url: string; calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(new URL(request.url ?? '/', 'http://x').searchParams.get('step') ?? '');
    response.end('{"ok":true}');
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls })),
  );
}

interface Process {
  readonly child: ChildProcess;
  readonly url: string;
}

/** The program itself, as `npm start` runs it. */
async function startProcess(config: Config): Promise<Process> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      ARCHES_DATA_DIR: config.dataDir,
      ARCHES_EGRESS_ALLOW: '127.0.0.1',
      ARCHES_OWNER_EMAIL: ownerEmail,
      ARCHES_OWNER_PASSWORD: password,
      ...(config.database.kind === 'postgres' ? { DATABASE_URL: config.database.url } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const read = (data: Buffer): void => {
      said += data.toString();
      const ready = /Arches is ready at (\S+) \(in \d+ ms\)/.exec(said)?.[1];
      if (ready) resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
  return { child, url };
}

async function killed({ child }: Process): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.each(['embedded', 'postgres'] as const)('kill -9 in the middle of a slow run on the %s database', (kind) => {
  let config: Config;
  let remove: () => void;
  let receipts: Awaited<ReturnType<typeof receiptServer>>;
  let current: Process | undefined;
  beforeAll(async () => {
    ({ config, remove } = await testConfig(kind));
    receipts = await receiptServer();
  });
  afterAll(async () => {
    if (current) await killed(current);
    receipts?.server.close();
    remove?.();
  });

  const runNow = (person: Person, id: string) => person.client.runs.get({ id });

  test('the next start finishes the run and repeats nothing that was finished', async () => {
    const document = JSON.parse(readFileSync(join(checkout, 'examples/slow-demo.workflow.json'), 'utf8')) as Record<string, unknown>;
    current = await startProcess(config);
    const before = await signInAt(current.url, ownerEmail);
    const { id: workflowId } = await before.client.workflows.create(document);
    await before.client.workflows.publish({ id: workflowId });
    const { body } = await before.client.runs.start({
      params: { id: workflowId },
      query: {},
      body: { input: { url: receipts.url, seconds: 4 } },
    });
    await until(async () => ((await runNow(before, body.id)).status === 'waiting' ? true : undefined));
    expect(receipts.calls).toEqual(['first']);
    await killed(current);

    current = await startProcess(config);
    const after = await signInAt(current.url, ownerEmail);
    const finished = await until(async () => {
      const run = await runNow(after, body.id);
      return run.status === 'succeeded' || run.status === 'failed' ? run : undefined;
    });
    expect(finished).toMatchObject({ status: 'succeeded', output: { first: 200, second: 200 } });
    expect(receipts.calls).toEqual(['first', 'second']);
    expect(finished.steps.map(({ nodeId, attempts }) => [nodeId, attempts]).filter(([nodeId]) => nodeId === 'first_call')).toEqual([
      ['first_call', 1],
    ]);
  });
});

test('asked to stop, it lets the answer under way be given, then ends with 0', async () => {
  const { config, remove } = await testConfig('embedded');
  const running = await startProcess(config);
  const { client } = await signInAt(running.url, ownerEmail);
  const { id } = await client.workflows.create({
    name: 'Slow answer',
    nodes: [
      { id: 'start', type: 'trigger.webhook', config: { path: 'slow', respond: 'when_finished' } },
      { id: 'wait', type: 'flow.delay', config: { seconds: 1.5 } },
      { id: 'set', type: 'data.set', config: { fields: { done: true } } },
    ],
    edges: [
      { source: 'start', target: 'wait' },
      { source: 'wait', target: 'set' },
    ],
  });
  await client.workflows.publish({ id });
  const answer = fetch(`${running.url}/hooks/slow`, { method: 'POST' });
  await until(async () => ((await client.runs.list({})).items[0]?.status === 'waiting' ? true : undefined));
  const exited = new Promise((resolve) => running.child.once('exit', resolve));
  running.child.kill('SIGTERM');
  expect(await (await answer).json()).toEqual({ done: true });
  expect(await exited).toBe(0);
  remove();
});

test('what keeps the program from starting is said in one sentence', async () => {
  const { config, remove } = await testConfig('embedded');
  const running = await startProcess(config);
  const attempt = async (environment: Record<string, string>): Promise<{ code: number | null; said: string }> => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')], {
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, said };
  };
  expect(await attempt({ ARCHES_DATA_DIR: config.dataDir })).toEqual({
    code: 1,
    said: expect.stringMatching(/^Arches cannot start: .*in use by process \d+.*\n$/),
  });
  const port = new URL(running.url).port;
  expect(await attempt({ PORT: port, ARCHES_DATA_DIR: join(config.dataDir, 'other') })).toEqual({
    code: 1,
    said: expect.stringMatching(new RegExp(`^Arches cannot start: port ${port} is in use.*\n$`)),
  });
  expect(await attempt({ PORT: 'many', ARCHES_OWNER_EMAIL: 'nobody' })).toEqual({
    code: 1,
    said: expect.stringMatching(/PORT[\s\S]*ARCHES_OWNER/),
  });
  expect(await attempt({ ARCHES_DATA_DIR: '/dev/null/x' })).toEqual({
    code: 1,
    said: expect.stringMatching(/^Arches cannot start: .*\n$/),
  });
  await killed(running);
  remove();
});
