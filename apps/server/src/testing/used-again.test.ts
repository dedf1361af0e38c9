import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listOrganisationIds } from '@arches/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let owner: Person;
let outside: Server;
let address = '';
let calls = 0;
let isDown = false;

/** A price list, and a language model that says which one it is. */
beforeAll(async () => {
  outside = createServer((request, response) => {
    calls += 1;
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' });
    if (request.url?.startsWith('/v1') !== true) {
      response.end(JSON.stringify({ price: 12 + calls }));
      return;
    }
    const choices = [{ index: 0, message: { role: 'assistant', content: 'A short letter.' }, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 2000, completion_tokens: 500, total_tokens: 2500 };
    response.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'tiny', choices, usage }));
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  server = await startTestServer('embedded');
  owner = server.owner;
});
afterAll(async () => {
  outside?.close();
  await server?.close();
});

async function published(step: object): Promise<string> {
  const { id } = await owner.client.workflows.create({
    name: 'Prices',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'look', ...step },
    ],
    edges: [{ source: 'start', target: 'look' }],
  });
  await owner.client.workflows.publish({ id });
  return id;
}

async function ran(id: string) {
  const { body } = await owner.client.runs.start({ params: { id }, query: { wait: 60 }, body: { input: {} } });
  const run = await owner.client.runs.get({ id: body.id });
  const step = run.steps.find(({ nodeId }) => nodeId === 'look');
  if (!step) throw new Error('The step is missing.');
  return { run, step };
}

const looking = (cache: object) => ({
  type: 'http.request',
  config: { url: `${address}/prices` },
  policy: { retry: { maxAttempts: 1 }, cache },
});

test('a run says of a step from which run its result is, and of when; forgotten, it is made anew', async () => {
  calls = 0;
  const id = await published(looking({ ttlSeconds: 3600 }));
  const first = await ran(id);
  const second = await ran(id);
  expect(calls).toBe(1);
  expect(first.step).toMatchObject({ cached: null, attempts: 1 });
  expect(second.step).toMatchObject({ status: 'succeeded', attempts: 0, output: first.step.output });
  expect(second.step.cached).toEqual({ runId: first.run.id, step: 'look', at: first.step.endedAt, savedUsd: 0, insteadOf: null });
  const kept = (await owner.client.storage.get({})).kinds.find(({ kind }) => kind === 'results');
  expect(kept?.count).toBeGreaterThan(0);
  expect(await owner.client.workflows.forgetResults({ id })).toEqual({ forgotten: 1 });
  expect((await ran(id)).step.cached).toBeNull();
  expect(calls).toBe(2);
  const { database } = server.running.deps;
  const [orgId = ''] = await database.system((tx) => listOrganisationIds(tx));
  const audited = await database.withTenant(orgId, (tx) =>
    tx.selectFrom('audit_event').selectAll().where('action', '=', 'workflow_results_forgotten').execute(),
  );
  expect(audited).toMatchObject([{ target_id: id, details: { forgotten: 1 } }]);
});

test('when the other side is away, the earlier result stands in, and the step says why', async () => {
  const id = await published(looking({ ttlSeconds: 3600, use: 'on_error' }));
  const first = await ran(id);
  isDown = true;
  const { run, step } = await ran(id);
  isDown = false;
  expect(run.status).toBe('succeeded');
  expect(step.output).toEqual(first.step.output);
  expect(step.cached).toMatchObject({ runId: first.run.id, savedUsd: null, insteadOf: { code: 'http_status' } });
  expect(step.warnings.join(' ')).toMatch(/stands in: the step failed/);
});

test('what a model wrote is used again with what that saved, until another model is connected', async () => {
  const connect = (model: string) =>
    owner.client.models.create({
      kind: 'openai_compatible',
      name: model,
      model,
      apiKey: 'k',
      baseUrl: `${address}/v1`,
      isDefault: true,
      price: { inputUsd: 1, outputUsd: 2 },
    });
  await connect('tiny');
  calls = 0;
  const id = await published({ type: 'ai.generate', config: { prompt: 'Write a letter.' }, policy: { cache: { ttlSeconds: 60 } } });
  await ran(id);
  const { run, step } = await ran(id);
  expect(calls).toBe(1);
  expect(step.cached?.savedUsd).toBeCloseTo(0.003);
  expect([run.costUsd, step.costUsd]).toEqual([0, null]);
  await connect('other');
  await ran(id);
  expect(calls).toBe(2);
});

test('a document that would keep what writes outside is not published, and says how to mend it', async () => {
  const { problems } = await owner.client.workflows.create({
    name: 'Writes',
    nodes: [{ id: 'send', type: 'http.request', config: { url: address, method: 'POST' }, policy: { cache: { ttlSeconds: 60 } } }],
    edges: [],
  });
  expect(problems).toMatchObject([{ code: 'cache_of_write', path: '/nodes/0/policy/cache', fix: { label: 'Run it each time' } }]);
});
