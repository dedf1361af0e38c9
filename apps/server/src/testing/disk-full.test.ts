import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openSmallDisk } from '@arches/testkit';
import { expect, test } from 'vitest';
import { killServer, openReceipts, startServerProcess } from './server-process.ts';
import { ownerEmail, password, signInAt, testConfig } from './test-server.ts';

const megabyte = 2 ** 20;
/** Nobody is to hang; the machine may be as slow as it likes. */
const patienceMs = 60_000;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: { readonly code?: string; readonly message?: string; readonly runId?: string; readonly status?: string };
}

test('a server on a full disk says so to whoever wants to write, lets people read, and goes on by itself', async (context) => {
  const disk = await openSmallDisk(180 * megabyte);
  if ('unavailable' in disk) {
    if (process.env['CI']) throw new Error(disk.unavailable);
    return context.skip(disk.unavailable);
  }
  const { config, remove } = await testConfig('embedded');
  const receipts = await openReceipts();
  cpSync(config.dataDir, join(disk.outside, 'data'), { recursive: true });
  const server = await startServerProcess(config, { spawn: disk.spawn, dataDir: join(disk.directory, 'data') });
  try {
    const { client, call } = await signInAt(server.url, ownerEmail);
    const { id } = await client.workflows.create({
      name: 'Two calls',
      nodes: [
        { id: 'start', type: 'trigger.webhook', config: { path: 'two-calls', respond: 'immediately' } },
        { id: 'first', type: 'http.request', config: { method: 'POST', url: receipts.url } },
        { id: 'wait', type: 'flow.delay', config: { seconds: 3 } },
        { id: 'second', type: 'http.request', config: { method: 'POST', url: receipts.url } },
      ],
      edges: [
        { source: 'start', target: 'first' },
        { source: 'first', target: 'wait' },
        { source: 'wait', target: 'second' },
      ],
    });
    await client.workflows.publish({ id });
    const ask = async (path: string, body?: unknown): Promise<Answer> => {
      const response = await fetch(`${server.url}${path}`, {
        signal: AbortSignal.timeout(patienceMs),
        ...(body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        body: (await response.json()) as Answer['body'],
      };
    };
    const accepted: string[] = [];
    /** Of these the server could not know itself, and said so. */
    let inDoubt = 0;
    const send = async (): Promise<Answer> => {
      const answer = await ask('/hooks/two-calls', { text: 'x'.repeat(200_000) });
      if (answer.status < 300 && answer.body.runId) accepted.push(answer.body.runId);
      else if (answer.body.code === 'commit_unknown') inDoubt += 1;
      else expect(answer).toMatchObject({ status: 503, body: { code: 'database_full' } });
      return answer;
    };
    for (let n = 0; n < 5; n += 1) expect((await send()).status).toBe(202);

    disk.fill(2 * megabyte);
    await expect.poll(async () => (await send()).status, { timeout: patienceMs }).toBe(503);
    expect(await send()).toMatchObject({
      status: 503,
      retryAfter: expect.stringMatching(/^\d+$/),
      body: { code: 'database_full', message: expect.stringContaining('Make room') },
    });
    expect(await ask('/auth/login', { email: ownerEmail, password })).toMatchObject({ status: 503, body: { code: 'database_full' } });
    expect(await ask('/health')).toMatchObject({
      status: 503,
      retryAfter: expect.any(String),
      body: { status: 'unavailable', code: 'database_full' },
    });
    expect((await call('GET', '/api/v2/runs')).status).toBe(200);
    expect((await call('GET', `/api/v2/workflows/${id}`)).status).toBe(200);
    // Timers come due while nothing can be written down.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect((await send()).status).toBe(503);

    disk.makeRoom();
    await expect.poll(async () => (await ask('/health')).status, { timeout: patienceMs }).toBe(200);
    await expect.poll(async () => (await send()).status, { timeout: patienceMs }).toBe(202);
    const finished = async (): Promise<number> => {
      const runs = await Promise.all(accepted.map((runId) => client.runs.get({ id: runId })));
      return runs.filter(({ status }) => status === 'succeeded').length;
    };
    await expect.poll(finished, { timeout: 120_000, interval: 500 }).toBe(accepted.length);
    // What was refused has made no run.
    const runs = (await client.runs.list({ limit: 100 })).items;
    const ids = new Set(runs.map((run) => run.id));
    expect(accepted.filter((runId) => !ids.has(runId))).toEqual([]);
    expect(runs.length - accepted.length).toBeLessThanOrEqual(inDoubt);
    // No process died, so each effect has happened once.
    await expect.poll(() => receipts.keys.length, { timeout: patienceMs }).toBe(2 * runs.length);
    expect(new Set(receipts.keys).size).toBe(receipts.keys.length);
  } catch (error) {
    console.error(server.said());
    throw error;
  } finally {
    await killServer(server);
    receipts.server.close();
    disk.close();
    remove();
  }
}, 600_000);
