import { startOwnPostgres } from '@arches/testkit';
import { expect, test } from 'vitest';
import { configFromEnv } from '../config.ts';
import { killServer, openReceipts, startServerProcess } from './server-process.ts';
import { ownerEmail, signInAt, testConfig } from './test-server.ts';

/** Nobody is to hang; the machine may be as slow as it likes. */
const patienceMs = 60_000;
const outageMs = 3000;

test('a database server that ends and comes back is waited for: callers hear of it, nothing accepted is lost', async (context) => {
  const own = await startOwnPostgres().catch((cause: unknown) => ({ unavailable: String(cause) }));
  if ('unavailable' in own) {
    if (process.env['CI']) throw new Error(own.unavailable);
    return context.skip(own.unavailable);
  }
  // For its data directory; the database is the one that can be taken away.
  const { config: base, remove } = await testConfig('embedded');
  const config = configFromEnv({ ARCHES_DATA_DIR: base.dataDir, DATABASE_URL: own.config.url });
  const receipts = await openReceipts();
  const server = await startServerProcess(config);
  try {
    const { client } = await signInAt(server.url, ownerEmail);
    const { id } = await client.workflows.create({
      name: 'Two calls',
      nodes: [
        { id: 'start', type: 'trigger.webhook', config: { path: 'two-calls', respond: 'immediately' } },
        { id: 'first', type: 'http.request', config: { method: 'POST', url: receipts.url } },
        { id: 'wait', type: 'flow.delay', config: { seconds: 2 } },
        { id: 'second', type: 'http.request', config: { method: 'POST', url: receipts.url } },
      ],
      edges: [
        { source: 'start', target: 'first' },
        { source: 'first', target: 'wait' },
        { source: 'wait', target: 'second' },
      ],
    });
    await client.workflows.publish({ id });

    const accepted = new Set<string>();
    const seen = new Map<string, number>();
    let sent = 0;
    /** As a sender does: the same delivery until it is taken. */
    const deliver = async (): Promise<void> => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': `delivery-${(sent += 1)}` };
      for (;;) {
        const response = await fetch(`${server.url}/hooks/two-calls`, {
          method: 'POST',
          headers,
          body: '{}',
          signal: AbortSignal.timeout(patienceMs),
        });
        const body = (await response.json()) as { readonly runId?: string; readonly code?: string };
        if (response.status < 300 && body.runId) {
          accepted.add(body.runId);
          return;
        }
        seen.set(`${response.status} ${body.code}`, (seen.get(`${response.status} ${body.code}`) ?? 0) + 1);
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    let isLoaded = true;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (isLoaded) await deliver();
      }),
    );
    await expect.poll(() => accepted.size, { timeout: patienceMs }).toBeGreaterThan(20);

    for (const _outage of [1, 2]) {
      await own.server.halt();
      const health = async (): Promise<unknown> => {
        const response = await fetch(`${server.url}/health`, { signal: AbortSignal.timeout(patienceMs) });
        return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
      };
      await expect
        .poll(health, { timeout: patienceMs })
        .toMatchObject({ status: 503, retryAfter: expect.any(String), body: { status: 'unavailable', code: 'database_unavailable' } });
      await new Promise((resolve) => setTimeout(resolve, outageMs));
      await own.server.resume();
      const before = accepted.size;
      await expect.poll(() => accepted.size, { timeout: patienceMs }).toBeGreaterThan(before);
      await expect.poll(async () => (await fetch(`${server.url}/health`)).status, { timeout: patienceMs }).toBe(200);
    }
    isLoaded = false;
    await load;
    // Whoever asked meanwhile was told what is wrong, in this project's words.
    expect([...seen.keys()].filter((answer) => !/^503 (database_unavailable|commit_unknown)$/.test(answer))).toEqual([]);

    const left = new Set(accepted);
    const finished = async (): Promise<number> => {
      for (const runId of left) {
        const { status } = await client.runs.get({ id: runId });
        expect(['queued', 'running', 'waiting', 'succeeded']).toContain(status);
        if (status === 'succeeded') left.delete(runId);
      }
      return left.size;
    };
    await expect.poll(finished, { timeout: 180_000, interval: 500 }).toBe(0);
    expect(accepted.size).toBe(sent);
    // One process, which never died: each effect has happened once.
    expect(receipts.keys).toHaveLength(2 * sent);
    expect(new Set(receipts.keys).size).toBe(2 * sent);
  } catch (error) {
    console.error(server.said());
    throw error;
  } finally {
    await killServer(server);
    receipts.server.close();
    await own.server.stop();
    remove();
  }
}, 900_000);
