import { afterAll, beforeAll, expect, test } from 'vitest';
import { doublingDocument } from './documents.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const calling = (workflow: string, input: unknown): Record<string, unknown> => ({
  id: 'calling',
  name: 'Calling',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'call', type: 'flow.run_workflow', config: { workflow, input } },
  ],
  edges: [{ source: 'start', target: 'call' }],
});

async function published(document: Record<string, unknown>): Promise<string> {
  const { id } = await server.owner.client.workflows.create(document);
  await server.owner.client.workflows.publish({ id });
  return id;
}

type Run = Awaited<ReturnType<TestServer['owner']['client']['runs']['get']>>;

async function ended(id: string): Promise<Run> {
  const response = await server.owner.call('POST', `/api/v2/workflows/${id}/runs?wait=30`, {});
  expect(response.status).toBe(200);
  return (await response.json()) as Run;
}

test('a step runs another workflow; the two runs lead to each other', async () => {
  const child = await published(doublingDocument);
  const parent = await ended(await published(calling(child, { n: 21 })));
  expect(parent).toMatchObject({ status: 'succeeded', output: { twice: 42 }, parent: null, rerunOf: null });
  const childRunId = parent.steps.find(({ id }) => id === 'call')?.childRunId ?? '';
  const born = await server.owner.client.runs.get({ id: childRunId });
  expect(born).toMatchObject({
    status: 'succeeded',
    workflowId: child,
    version: 1,
    triggerKind: 'workflow',
    parent: { runId: parent.id, step: 'call' },
    rerunOf: null,
  });
});

test('what the other workflow does not take, and what is not there, fails the step in words', async () => {
  const child = await published(doublingDocument);
  const wrong = await ended(await published(calling(child, { n: 'many' })));
  expect(wrong).toMatchObject({ status: 'failed', error: { code: 'child_failed', details: { cause: { code: 'input_invalid' } } } });
  expect(wrong.error?.message).toMatch(/n\b/);
  const missing = await ended(await published(calling('wf_none', {})));
  expect(missing.error?.message).toContain('There is no workflow “wf_none” in this workspace');
  const draft = await server.owner.client.workflows.create(doublingDocument);
  const unpublished = await ended(await published(calling(draft.id, { n: 1 })));
  expect(unpublished.error?.message).toContain('is not published');
});

test('another house’s workflow cannot be run', async () => {
  const other = await server.tenant('bo@example.com');
  const { id } = await other.client.workflows.create(doublingDocument);
  await other.client.workflows.publish({ id });
  const run = await ended(await published(calling(id, { n: 1 })));
  expect(run.error?.message).toContain('There is no workflow');
});
