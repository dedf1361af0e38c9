import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startServer } from '../start-server.ts';
import { echoDocument } from './documents.ts';
import { ownerEmail, password, signInAt, testConfig } from './test-server.ts';

test.each(['embedded', 'postgres'] as const)(
  'asked to stop, the server lets the step under way end, sends new work away with a time, and leaves the rest of the run to the next (%s)',
  async (kind) => {
    const waiting: ServerResponse[] = [];
    const called = Promise.withResolvers<void>();
    const slow = createServer((_request, response) => {
      waiting.push(response);
      called.resolve();
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
    const { config, remove } = await testConfig(kind, { ARCHES_OWNER_EMAIL: ownerEmail, ARCHES_OWNER_PASSWORD: password });
    const first = await startServer(config);
    const owner = await signInAt(first.url, ownerEmail);
    const publish = async (document: Record<string, unknown>): Promise<string> => {
      const { id } = await owner.client.workflows.create(document);
      await owner.client.workflows.publish({ id });
      return id;
    };
    await publish(echoDocument('echo'));
    const calls = ['one', 'two'].map((id) => ({ id, type: 'http.request', config: { method: 'POST', url } }));
    const edges = [
      { source: 'start', target: 'one' },
      { source: 'one', target: 'two' },
    ];
    const nodes = [{ id: 'start', type: 'trigger.manual', config: {} }, ...calls];
    const slowId = await publish({ id: 'slow', name: 'Slow', nodes, edges });
    const started = (await (await owner.call('POST', `/api/v2/workflows/${slowId}/runs`, {})).json()) as { id: string };
    await called.promise;

    const closed = first.close();
    const hook = await fetch(`${first.url}/hooks/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"n":1}',
    });
    expect(hook.status).toBe(503);
    expect(Number(hook.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await hook.json()).toMatchObject({ code: 'engine_closed' });
    waiting[0]?.end('{"first":true}');
    await closed;
    expect(waiting).toHaveLength(1);

    const second = await startServer(config);
    const again = await signInAt(second.url, ownerEmail);
    await expect.poll(() => waiting.length, { timeout: 30_000 }).toBe(2);
    waiting[1]?.end('{"second":true}');
    await expect.poll(async () => (await again.client.runs.get({ id: started.id })).status, { timeout: 30_000 }).toBe('succeeded');
    const run = await again.client.runs.get({ id: started.id });
    expect(run.steps.map(({ id, status, attempts, sent }) => [id, status, attempts, sent])).toEqual([
      ['start', 'succeeded', 0, null],
      ['one', 'succeeded', 1, 'once'],
      ['two', 'succeeded', 1, 'once'],
    ]);
    await second.close();
    slow.closeAllConnections();
    slow.close();
    remove();
  },
  120_000,
);
