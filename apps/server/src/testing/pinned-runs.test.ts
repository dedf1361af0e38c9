import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let provider: Server;
beforeAll(async () => {
  server = await startTestServer();
  provider = createServer((_, response) => {
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Dear Ada' } }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage: {} }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  provider?.close();
  await server?.close();
});

/** Asks a person first, so that things can change while the run waits. */
const asksThen = (last: Record<string, unknown>): Record<string, unknown> => ({
  id: 'asks-then',
  name: 'Ask, then do',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'ask', type: 'flow.approval', config: { title: 'Go on?' } },
    { id: 'last', ...last },
  ],
  edges: [
    { source: 'start', target: 'ask' },
    { source: 'ask', sourcePort: 'approved', target: 'last' },
  ],
});

async function waiting(document: Record<string, unknown>): Promise<{ workflowId: string; runId: string }> {
  const { client } = server.owner;
  const { id } = await client.workflows.create(document);
  await client.workflows.publish({ id });
  const { body } = await client.runs.start({ params: { id }, query: {}, body: { input: {} } });
  await expect.poll(() => statusOf(body.id), { timeout: 20_000 }).toBe('waiting');
  return { workflowId: id, runId: body.id };
}

const statusOf = async (id: string) => (await server.owner.client.runs.get({ id })).status;

async function approved(runId: string) {
  const { client } = server.owner;
  const approval = (await client.approvals.list({})).items.find((each) => each.runId === runId);
  await client.approvals.decide({ id: approval?.id ?? '', decision: 'approved' });
  return ended(runId);
}

async function ended(runId: string) {
  await expect.poll(() => statusOf(runId), { timeout: 20_000 }).toMatch(/succeeded|failed/);
  return server.owner.client.runs.get({ id: runId });
}

test('publishing changes nothing for a run under way, and the next run has the new version', async () => {
  const { client } = server.owner;
  const { workflowId: id, runId } = await waiting(asksThen({ type: 'data.set', config: { fields: { words: 'old' } } }));
  await client.workflows.patch({ id, patches: [{ op: 'set_config', nodeId: 'last', path: ['fields', 'words'], value: 'new' }] });
  await client.workflows.publish({ id });
  const { body: next } = await client.runs.start({ params: { id }, query: {}, body: { input: {} } });
  expect(await approved(runId)).toMatchObject({ status: 'succeeded', version: 1, output: { words: 'old' } });
  await expect.poll(() => statusOf(next.id), { timeout: 20_000 }).toBe('waiting');
  expect(await approved(next.id)).toMatchObject({ status: 'succeeded', version: 2, output: { words: 'new' } });
});

test('a workflow that is taken off the air lets its runs end', async () => {
  const { workflowId: id, runId } = await waiting(asksThen({ type: 'data.set', config: { fields: { words: 'kept' } } }));
  await server.owner.client.workflows.unpublish({ id });
  expect(await approved(runId)).toMatchObject({ status: 'succeeded', output: { words: 'kept' } });
});

test('a model that is gone fails the step, says where to connect one, and the run goes on from there when it is back', async () => {
  const { client } = server.owner;
  const { port } = provider.address() as AddressInfo;
  const settings = { kind: 'openai_compatible', name: 'Ours', baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm', apiKey: 'k' } as const;
  const model = await client.models.create(settings);
  const { runId } = await waiting(asksThen({ type: 'ai.generate', config: { prompt: 'Write' } }));
  await client.models.remove({ id: model.id });
  const failed = await approved(runId);
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'no_model_connected', step: 'last' } });
  expect(failed.error?.message).toContain('Connect one on the Models page');
  const again = await client.models.create(settings);
  const { id } = await client.runs.rerun({ id: runId, fromStep: 'last' });
  const mended = await ended(id);
  expect(mended).toMatchObject({ status: 'succeeded', rerunOf: runId, output: { text: 'Dear Ada' } });
  expect(mended.steps.find(({ nodeId }) => nodeId === 'ask')).toMatchObject({ status: 'succeeded', reused: true });
  await client.models.remove({ id: again.id });
});

test('a mail server that is gone fails the step before anything is sent, and says where to set one', async () => {
  const { client } = server.owner;
  await client.settings.saveMail({ host: '127.0.0.1', port: 9, secure: false, from: 'a@example.com' });
  const { runId } = await waiting(asksThen({ type: 'email.send', config: { to: 'bo@example.com', subject: 'Hello', text: 'Hello' } }));
  await client.settings.removeMail();
  const failed = await approved(runId);
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'mail_not_set_up', step: 'last' } });
  expect(failed.error?.message).toContain('Settings → Mail');
  expect(failed.steps.find(({ nodeId }) => nodeId === 'last')).toMatchObject({ sent: 'not_sent' });
});
