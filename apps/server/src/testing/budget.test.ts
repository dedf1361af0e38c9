import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let owner: Person;
let provider: Server;
let baseUrl = '';
let calls = 0;
let isBroken = false;

beforeAll(async () => {
  provider = createServer((_, response) => {
    calls += 1;
    response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        id: 'c',
        object: 'chat.completion',
        created: 1,
        model: 'tiny',
        choices: [{ index: 0, message: { role: 'assistant', content: 'A short letter.' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 2000, completion_tokens: 500, total_tokens: 2500 },
      }),
    );
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  server = await startTestServer('embedded', { ARCHES_EGRESS_ALLOW: '127.0.0.1' });
  owner = server.owner;
});
afterAll(async () => {
  provider?.close();
  await server?.close();
});

const connect = (more: object) =>
  owner.client.models.create({ kind: 'openai_compatible', name: 'Ours', model: 'tiny', apiKey: 'k', isDefault: true, ...more });

/** The end of a run of one step that writes a letter. */
async function writeLetter(budgetUsd: number | undefined, policy: object = {}) {
  const { id } = await owner.client.workflows.create({
    name: 'Letters',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'write', type: 'ai.generate', config: { prompt: 'Write a letter.', maxOutputTokens: 1000 }, policy },
    ],
    edges: [{ source: 'start', target: 'write' }],
    settings: budgetUsd === undefined ? {} : { budgetUsd },
  });
  await owner.client.workflows.publish({ id });
  const { body } = await owner.client.runs.start({ params: { id }, query: { wait: 60 }, body: { input: {} } });
  return owner.client.runs.get({ id: body.id });
}

test('a model’s price is the owner’s word, else the list’s, else nothing for what is local, else unknown', async () => {
  const { models } = owner.client;
  expect((await connect({ baseUrl: 'https://api.openai.com/v1', model: 'gpt-4o' })).price).toMatchObject({
    inputUsd: 2.5,
    outputUsd: 10,
    source: 'list',
  });
  expect((await connect({ baseUrl: 'https://models.example.com/v1' })).price).toBeNull();
  const { id, price } = await connect({ baseUrl });
  expect(price).toEqual({ inputUsd: 0, outputUsd: 0, source: 'local' });
  expect((await models.update({ id, price: { inputUsd: 2, outputUsd: 10 } })).price).toEqual({ inputUsd: 2, outputUsd: 10, source: 'own' });
  expect((await models.update({ id, name: 'Ours, too' })).price).toMatchObject({ source: 'own' });
  // Another model costs something else.
  expect((await models.update({ id, model: 'larger' })).price).toMatchObject({ source: 'local' });
  expect((await models.update({ id, price: { inputUsd: 1, outputUsd: 1 } })).price).toMatchObject({ source: 'own' });
  expect((await models.update({ id, price: null })).price).toMatchObject({ source: 'local' });
});

test('a run says what of its budget is spent, and goes without a call that could break it', async () => {
  await connect({ baseUrl, price: { inputUsd: 2, outputUsd: 10 } });
  calls = 0;
  expect(await writeLetter(0.05)).toMatchObject({
    status: 'succeeded',
    costUsd: 0.009,
    budget: { budgetUsd: 0.05, spentUsd: 0.009, reservedUsd: 0 },
  });
  expect(await writeLetter(0.01)).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' }, budget: { spentUsd: 0 } });
  expect(await writeLetter(undefined)).toMatchObject({ status: 'succeeded', costUsd: 0.009, budget: null });
  expect(calls).toBe(2);
});

test('calls that a provider broke off may have been paid, and keep what was reserved', async () => {
  await connect({ baseUrl, price: { inputUsd: 2, outputUsd: 10 } });
  isBroken = true;
  calls = 0;
  const run = await writeLetter(0.025, { retry: { maxAttempts: 5, initialDelayMs: 1, maxDelayMs: 1 } });
  isBroken = false;
  expect(run).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } });
  expect(calls).toBe(2);
  expect(run.budget?.spentUsd).toBeGreaterThan(0.02);
  expect(run.budget?.spentUsd).toBeLessThanOrEqual(0.025);
});

test('a run with a budget does not call a model whose price nobody knows', async () => {
  await connect({ baseUrl: 'https://models.example.com/v1' });
  expect(await writeLetter(5)).toMatchObject({ status: 'failed', error: { code: 'price_unknown' }, budget: { spentUsd: 0 } });
});
