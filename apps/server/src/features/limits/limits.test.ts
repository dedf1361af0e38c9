import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testDatabases } from '@arches/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

testDatabases('limits, pauses and circuits over the API', (db) => {
  let server: TestServer;
  let outside: Server;
  let address: string;
  let host: string;
  let isDown = false;
  let waitingCalls: (() => void)[] = [];

  beforeAll(async () => {
    server = await startTestServer(db.config().kind);
    outside = createServer((request, response) => {
      if (request.url === '/slow') waitingCalls.push(() => response.end('{}'));
      else response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
    address = `http://${host}`;
  });
  afterAll(async () => {
    for (const answer of waitingCalls) answer();
    outside?.close();
    await server?.close();
  });

  async function published(path: string, settings = {}, retry = { maxAttempts: 1 }): Promise<string> {
    const { client } = server.owner;
    const { id } = await client.workflows.create({
      name: `Calls ${path}`,
      nodes: [
        { id: 'start', type: 'trigger.manual', config: {} },
        { id: 'call', type: 'http.request', config: { url: address + path }, policy: { retry } },
      ],
      edges: [{ source: 'start', target: 'call' }],
      settings,
    });
    await client.workflows.publish({ id });
    return id;
  }
  const start = async (id: string): Promise<string> =>
    (await server.owner.client.runs.start({ params: { id }, query: {}, body: { input: {} } })).body.id;
  const run = (id: string) => server.owner.client.runs.get({ id });
  const ended = async (id: string) => expect.poll(async () => (await run(id)).endedAt, { timeout: 15_000 }).not.toBeNull();
  const answerOne = async (): Promise<void> => {
    await expect.poll(() => waitingCalls.length, { timeout: 10_000 }).toBeGreaterThan(0);
    waitingCalls.shift()?.();
  };

  test('a run over a limit of its workflow says where it stands in line, and why', async () => {
    const id = await published('/slow', { maxConcurrentRuns: 1 });
    const [first, second, third] = [await start(id), await start(id), await start(id)];
    await expect.poll(async () => (await run(first)).status).toBe('running');
    expect(await run(third)).toMatchObject({
      status: 'queued',
      startedAt: null,
      waiting: {
        code: 'workflow_concurrency',
        message: 'The workflow allows 1 run at once, and 1 is at work. This one is 2nd in line.',
        position: 2,
        limit: 1,
      },
    });
    const listed = (await server.owner.client.runs.list({ workflowId: id })).items.find((row) => row.id === second);
    expect(listed?.waiting).toMatchObject({ code: 'workflow_concurrency', position: 1 });
    for (const each of [first, second, third]) {
      await answerOne();
      await ended(each);
    }
    expect((await run(third)).waiting).toBeNull();
  });

  test('publishing with a higher limit lets those in line begin', async () => {
    const { client } = server.owner;
    const id = await published('/slow', { maxConcurrentRuns: 1 });
    const runs = [await start(id), await start(id), await start(id)];
    await expect.poll(async () => (await run(runs[0] ?? '')).status).toBe('running');
    await client.workflows.patch({ id, patches: [{ op: 'set_meta', field: 'settings', value: { maxConcurrentRuns: 3 } }] });
    await client.workflows.publish({ id });
    await expect.poll(() => waitingCalls.length, { timeout: 10_000 }).toBe(3);
    for (const answer of waitingCalls.splice(0)) answer();
    for (const each of runs) await ended(each);
  });

  test('an organisation’s rate is said with the time of the next place, and lifting it lets runs in', async () => {
    const { client } = server.owner;
    const id = await published('/fast');
    await client.limits.save({ runs: { concurrency: null, rate: { count: 1, perSeconds: 3600 } } });
    const [first, second] = [await start(id), await start(id)];
    await ended(first);
    expect((await run(second)).waiting).toMatchObject({
      code: 'organisation_rate',
      message: expect.stringMatching(
        /^Your organisation allows 1 an hour. The next place is free in \d+ (min|h), and this run is 1st in line.$/,
      ),
      limit: 1,
      until: expect.any(String),
    });
    await client.limits.save({});
    await ended(second);
    expect(await client.limits.get()).toEqual({ runs: { concurrency: null, rate: null }, services: [] });
  });

  test('steps over a limit of a host wait in line and not as failures', async () => {
    const { client } = server.owner;
    const id = await published('/slow');
    await client.limits.save({ services: [{ service: `host:${host}`, concurrency: 1 }] });
    const [first, second] = [await start(id), await start(id)];
    await expect
      .poll(async () => (await run(second)).waiting, { timeout: 5000 })
      .toMatchObject({
        code: 'host_concurrency',
        message: `${host} may be called once at a time. 1 step of yours waits for it.`,
      });
    expect(waitingCalls).toHaveLength(1);
    await answerOne();
    await ended(first);
    await answerOne();
    await ended(second);
    expect(await run(second)).toMatchObject({
      status: 'succeeded',
      steps: expect.arrayContaining([expect.objectContaining({ id: 'call', attempts: 1 })]),
    });
    await client.limits.save({});
  });

  test('while a workflow is paused its runs are accepted and wait; resuming lets them begin', async () => {
    const { client } = server.owner;
    const id = await published('/fast');
    const paused = await client.workflows.pause({ id });
    expect(paused.paused).toMatchObject({ by: expect.any(String), runs: 'finish', at: expect.any(String) });
    const waiting = await start(id);
    expect((await run(waiting)).waiting).toMatchObject({ code: 'workflow_paused', position: 1 });
    expect((await client.workflows.list({})).items.find((row) => row.id === id)?.paused).not.toBeNull();
    expect((await client.workflows.resume({ id })).paused).toBeNull();
    await ended(waiting);
    expect((await run(waiting)).status).toBe('succeeded');
  });

  test('a host that keeps failing is left alone: the step says so, the list has it, and it can be tried at once', async () => {
    const { client } = server.owner;
    isDown = true;
    const failing = await published('/down');
    for (let i = 0; i < 5; i += 1) await ended(await start(failing));
    const waits = await start(failing);
    await expect
      .poll(async () => (await run(waits)).waiting, { timeout: 5000 })
      .toMatchObject({
        code: 'circuit_open',
        message: expect.stringMatching(new RegExp(`^${host} has failed 5 times in a row. Next try in \\d+ s.$`)),
        until: expect.any(String),
      });
    const detail = await run(waits);
    expect(detail.steps.find(({ id }) => id === 'call')).toMatchObject({ status: 'retrying', waitsFor: { code: 'circuit_open' } });
    expect((await client.circuits.list()).items).toMatchObject([
      { id: `host:${host}`, name: host, state: 'open', failures: 5, waitingSteps: 1, nextTryAt: expect.any(String) },
    ]);
    expect((await client.home.get()).needsYou).toContainEqual(expect.objectContaining({ kind: 'circuit' }));
    isDown = false;
    await client.circuits.tryNow({ id: `host:${host}` });
    await ended(waits);
    expect((await run(waits)).status).toBe('succeeded');
    expect((await client.circuits.list()).items).toEqual([]);
  });
});
