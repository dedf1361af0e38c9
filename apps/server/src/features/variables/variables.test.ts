import { testDatabases } from '@arches/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startTestServer, type TestServer } from '../../testing/test-server.ts';

testDatabases('variables over the API', (db) => {
  let server: TestServer;
  let client: Person['client'];

  beforeAll(async () => {
    server = await startTestServer(db.config().kind, { ARCHES_WORKFLOW_ENV: 'SHOP_URL, REGION', SHOP_URL: 'https://shop.example.com' });
    client = server.owner.client;
  });
  afterAll(() => server?.close());

  async function published(fields: object, name = 'Reads', start = 'trigger.manual', config = {}): Promise<string> {
    const { id } = await client.workflows.create({
      name,
      nodes: [
        { id: 'start', type: start, config },
        { id: 'set', type: 'data.set', config: { fields } },
      ],
      edges: [{ source: 'start', target: 'set' }],
    });
    await client.workflows.publish({ id });
    return id;
  }
  const outcome = async (id: string) => (await client.runs.start({ params: { id }, query: { wait: 20 }, body: { input: {} } })).body;

  test('are made, changed, renamed and deleted, and say who did it; the audit trail has each', async () => {
    expect(await client.variables.save({ name: 'tax', value: { de: 19 }, description: 'In percent' })).toEqual({
      name: 'tax',
      value: { de: 19 },
      description: 'In percent',
      changedBy: expect.any(String),
      changedAt: expect.stringMatching(/^20/),
    });
    await client.variables.save({ name: 'tax', value: [19, null] });
    await client.variables.save({ name: 'vat', was: 'tax', value: 19 });
    expect((await client.variables.list()).items).toMatchObject([{ name: 'vat', value: 19, description: '' }]);
    await client.variables.save({ name: 'tax', value: 1 });
    await expect(client.variables.save({ name: 'vat', was: 'tax', value: 2 })).rejects.toMatchObject({ code: 'variable_name_conflict' });
    for (const name of ['vat', 'tax']) await client.variables.remove({ name });
    await expect(client.variables.remove({ name: 'vat' })).rejects.toMatchObject({ code: 'variable_not_found' });
    const { database } = server.running.deps;
    const { organization } = await client.auth.me();
    const rows = await database.withTenant(organization.id, (tx) =>
      tx.selectFrom('audit_event').select(['action', 'target_id']).where('target_kind', '=', 'variable').orderBy('id').execute(),
    );
    expect(rows.map(({ action, target_id: id }) => `${action} ${id}`)).toEqual([
      'variable_made tax',
      'variable_changed tax',
      'variable_renamed vat',
      'variable_made tax',
      'variable_deleted vat',
      'variable_deleted tax',
    ]);
  });

  test.each([
    ['a name with a sign', { name: 'a-b', value: 1 }, 'begins with a letter'],
    ['a name of 65 letters', { name: 'a'.repeat(65), value: 1 }, '64'],
    ['no value', { name: 'a' }, '8 KiB'],
    ['a value above 8 KiB', { name: 'a', value: 'ä'.repeat(4096) }, '8 KiB'],
  ])('%s is refused with what is allowed', async (_what, input, words) => {
    const { name, ...body } = input;
    const answer = await server.owner.call('PUT', `/api/v2/variables/${name}`, body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)]);
  });

  test('builders may change them, operators and viewers only read, and another organisation has its own', async () => {
    const [builder, operator] = [await server.member('builder'), await server.member('operator')];
    await builder.client.variables.save({ name: 'shared', value: 'ours' });
    expect((await operator.client.variables.list()).items).toMatchObject([{ name: 'shared', value: 'ours' }]);
    await expect(operator.client.variables.save({ name: 'shared', value: 'theirs' })).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await server.tenant('bo@example.com');
    expect((await stranger.client.variables.list()).items).toEqual([]);
    await stranger.client.variables.save({ name: 'shared', value: 'theirs' });
    expect((await client.variables.list()).items).toMatchObject([{ name: 'shared', value: 'ours' }]);
    await client.variables.remove({ name: 'shared' });
  });

  test('an organisation has at most 200, however many are made at once', async () => {
    const stranger = await server.tenant('cy@example.com');
    for (let from = 0; from < 195; from += 13)
      await Promise.all(Array.from({ length: 13 }, (_, index) => stranger.client.variables.save({ name: `v${from + index}`, value: 1 })));
    const made = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => stranger.client.variables.save({ name: `w${index}`, value: 1 })),
    );
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'too_many_variables' } });
    expect((await stranger.client.variables.list()).items).toHaveLength(200);
    await stranger.client.variables.save({ name: 'v0', value: 2 });
  });

  test('a run reads the values of its start, from the next start on after a change', async () => {
    await client.variables.save({ name: 'tax', value: 19 });
    const id = await published({ tax: '{{ vars.tax }}', shop: '{{ env.SHOP_URL }}' });
    expect(await outcome(id)).toMatchObject({ status: 'succeeded', output: { tax: 19, shop: 'https://shop.example.com' } });
    await client.variables.save({ name: 'tax', value: 20 });
    expect(await outcome(id)).toMatchObject({ output: { tax: 20 } });
  });

  test('webhooks and tests in the editor read them too', async () => {
    await client.variables.save({ name: 'tax', value: 7 });
    const id = await published({ tax: '{{ vars.tax }}' }, 'Hook', 'trigger.webhook', { path: 'vars-hook', respond: 'when_finished' });
    const answer = await fetch(`${server.url}/hooks/vars-hook`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ tax: 7 })]);
    const tested = await client.runs.start({ params: { id }, query: { wait: 20 }, body: { input: {}, mode: 'test' } });
    expect(tested.body).toMatchObject({ output: { tax: 7 } });
  });

  test('one that is missing is a hint when saving, fails the step with what to do, and a repeated run has it once it is made', async () => {
    const id = await published({ rate: '{{ vars.missing }}' });
    expect((await client.workflows.get({ id })).problems).toMatchObject([
      { code: 'unknown_variable', severity: 'warning', about: 'missing', nodeId: 'set', path: '/nodes/1/config/fields/rate' },
    ]);
    const run = await outcome(id);
    expect(run).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Make it under Settings, Variables') } });
    await client.variables.save({ name: 'missing', value: 'now here' });
    expect((await client.workflows.validate({ id })).problems).toEqual([]);
    const again = await client.runs.rerun({ id: run.id });
    await expect.poll(async () => (await client.runs.get({ id: again.id })).status, { timeout: 15_000 }).toBe('succeeded');
  });

  test('who deletes one sees which workflows read it, published or only in the draft', async () => {
    const live = await published({ a: '{{ vars.used }}' }, 'Live');
    const draft = await client.workflows.create({
      name: 'Draft',
      nodes: [{ id: 'set', type: 'data.set', config: { fields: { a: '{{ vars.used }} {{ vars[input.x] }}' } } }],
      edges: [],
    });
    const words = await published({ a: 'vars.used' }, 'Only words');
    const { items } = await client.variables.uses();
    expect(items.filter(({ name }) => name === 'used')).toEqual([
      { name: 'used', workflowId: live, workflowName: 'Live', live: true, draft: true },
    ]);
    expect(items.filter(({ workflowId }) => workflowId === draft.id)).toEqual([
      { name: null, workflowId: draft.id, workflowName: 'Draft', live: false, draft: true },
    ]);
    expect(items.filter(({ workflowId }) => workflowId === words)).toEqual([]);
  });

  test('the list says what the operator lets workflows read, and what of it is not set', async () => {
    expect((await client.variables.list()).env).toEqual([
      { name: 'SHOP_URL', value: 'https://shop.example.com' },
      { name: 'REGION', value: null },
    ]);
  });
});
