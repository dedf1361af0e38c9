import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer();
  owner = server.owner;
});
afterAll(() => server?.close());

/** Fails at `half` for every input that has no `n`. */
const document = {
  name: 'Halves',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'half', type: 'data.set', name: 'Halve it', config: { fields: { half: '{{ input.n / 2 }}' } } },
    {
      id: 'tell',
      type: 'email.send',
      name: 'Tell Ana',
      config: { to: 'ana@example.com', subject: 'Half', text: '{{ nodes.half.output.half }}' },
    },
  ],
  edges: [
    { source: 'start', target: 'half' },
    { source: 'half', target: 'tell' },
  ],
};

async function failed(workflowId: string, input: unknown): Promise<string> {
  const { body } = await owner.client.runs.start({ params: { id: workflowId }, query: { wait: 30 }, body: { input } });
  expect(body.status).toBe('failed');
  return body.id;
}

test('failed runs are told by cause, and all of one cause run again with what is live now, each once', async () => {
  const { client } = owner;
  const { id: workflowId } = await client.workflows.create(document);
  await client.workflows.publish({ id: workflowId });
  const first = [await failed(workflowId, { a: 1 }), await failed(workflowId, { a: 2 }), await failed(workflowId, { a: 3 })];

  const { items } = await client.failures.causes({ workflowId });
  expect(items).toEqual([
    expect.objectContaining({
      workflowName: 'Halves',
      nodeId: 'half',
      stepName: 'Halve it',
      runs: 3,
      newestRunId: first[2],
      repeats: ['Tell Ana'],
    }),
  ]);

  await client.workflows.patch({
    id: workflowId,
    patches: [
      { op: 'set_config', nodeId: 'half', path: ['fields', 'half'], value: '{{ input.a / 2 }}' },
      { op: 'remove_node', nodeId: 'tell' },
    ],
  });
  await client.workflows.publish({ id: workflowId });
  const cause = { workflowId, code: items[0]?.code ?? '', nodeId: 'half' };
  expect(await client.failures.retry({ ...cause, version: 'live' })).toEqual({ started: 3, next: null, refused: [] });
  await expect.poll(async () => (await client.runs.list({ workflowId, status: 'succeeded' })).items.length, { timeout: 30_000 }).toBe(3);
  const [again] = (await client.runs.list({ workflowId, status: 'succeeded' })).items;
  const { rerunOf } = await client.runs.get({ id: again?.id ?? '' });
  expect(first).toContain(rerunOf);

  expect((await client.failures.causes({ workflowId })).items).toEqual([]);
  expect(await client.failures.retry(cause)).toEqual({ started: 0, next: null, refused: [] });
});

test('another organisation sees none of it and can retry nothing', async () => {
  const { client } = owner;
  const { id: workflowId } = await client.workflows.create(document);
  await client.workflows.publish({ id: workflowId });
  await failed(workflowId, {});
  const stranger = await server.tenant('bo@example.com');
  expect((await stranger.client.failures.causes({})).items).toEqual([]);
  const [cause] = (await client.failures.causes({ workflowId })).items;
  expect(await stranger.client.failures.retry({ workflowId, code: cause?.code ?? '', nodeId: 'half' })).toMatchObject({ started: 0 });
});
