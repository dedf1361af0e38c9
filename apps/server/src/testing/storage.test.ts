import { newId as engineId } from '@arches/engine';
import { listOrganisationIds, recountStorage, type Tx } from '@arches/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { houseRound } from '../features/storage/housekeeping.ts';
import { startTestServer, type Person, type TestServer } from './test-server.ts';

const day = 24 * 60 * 60 * 1000;

const writingDocument = (name: string, settings?: object) => ({
  id: name,
  name,
  ...(settings ? { settings } : {}),
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'write', type: 'file.write', config: { format: 'text', name: 'note', content: '{{ input.text }}' } },
  ],
  edges: [{ source: 'start', target: 'write' }],
});

describe.each(['embedded', 'postgres'] as const)('storage (%s)', (kind) => {
  let server: TestServer;
  let owner: Person;
  beforeAll(async () => {
    server = await startTestServer(kind);
    ({ owner } = server);
  });
  afterAll(() => server?.close());

  async function published(document: object): Promise<string> {
    const { id } = await owner.client.workflows.create(document as Record<string, unknown>);
    await owner.client.workflows.publish({ id });
    return id;
  }

  async function ran(id: string, input: object): Promise<{ id: string; status: string; error: unknown }> {
    const { body } = await owner.client.runs.start({ params: { id }, query: {}, body: { input } });
    let run = await owner.client.runs.get({ id: body.id });
    for (; run.status !== 'succeeded' && run.status !== 'failed'; run = await owner.client.runs.get({ id: body.id }))
      await new Promise((resolve) => setTimeout(resolve, 50));
    return run;
  }

  /** As if the run had been made and ended that long ago. */
  async function aged(runId: string, days: number): Promise<string> {
    const { database } = server.running.deps;
    const orgId = await orgOf(runId);
    const older = engineId('run', Date.now() - days * day);
    await database.withTenant(orgId, async (tx) => {
      const run = await tx.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow();
      const then = new Date(Date.now() - days * day);
      await tx
        .updateTable('run')
        .set({ id: older, created_at: then, ended_at: then })
        .where('org_id', '=', orgId)
        .where('id', '=', runId)
        .execute();
      await tx.updateTable('file').set({ run_id: older }).where('org_id', '=', orgId).where('run_id', '=', run.id).execute();
    });
    return older;
  }

  async function orgOf(runId: string): Promise<string> {
    const { database } = server.running.deps;
    for (const orgId of await database.system((tx) => listOrganisationIds(tx))) {
      const found = await database.withTenant(orgId, (tx) => tx.selectFrom('run').select('id').where('id', '=', runId).executeTakeFirst());
      if (found) return orgId;
    }
    throw new Error(`No run ${runId}`);
  }

  test('says who keeps what, by kind, and what a run’s files and journal add', async () => {
    const id = await published(writingDocument('Keeps notes'));
    const before = await owner.client.storage.get({});
    await ran(id, { text: 'x'.repeat(50_000) });
    const after = await owner.client.storage.get({});
    const workflow = after.workflows.find((row) => row.id === id);
    expect(workflow).toMatchObject({ name: 'Keeps notes', runs: 1, fileBytes: 50_000, liveDays: 365, testDays: 30 });
    expect(workflow?.valueBytes).toBeGreaterThan(50_000);
    expect(workflow?.journalBytes).toBeGreaterThan(0);
    expect(after.keptBytes - before.keptBytes).toBe((workflow?.journalBytes ?? 0) + (workflow?.valueBytes ?? 0) + 50_000);
    expect(after.days).toHaveLength(30);
    expect(after.days.at(-1)?.runs).toBeGreaterThan(0);
    expect(after.kinds.find((row) => row.kind === 'versions')?.count).toBeGreaterThan(0);
  });

  test('a run over its workflow’s budget fails with a sentence that says what to do, and leaves no file', async () => {
    const id = await published(writingDocument('Small', { budgetBytes: 100_000 }));
    expect(await ran(id, { text: 'x'.repeat(5000) })).toMatchObject({ status: 'succeeded' });
    const failed = await ran(id, { text: 'x'.repeat(60_000) });
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'byte_budget_exceeded', message: expect.stringMatching(/budgetBytes/) },
    });
    const files = await server.running.deps.database.withTenant(await orgOf(failed.id), (tx) =>
      tx.selectFrom('file').select('id').where('run_id', '=', failed.id).execute(),
    );
    expect(files).toEqual([]);
  });

  test('an organisation that keeps as much as it may has failed runs and refused uploads, until its limit is raised', async () => {
    const id = await published(writingDocument('Fills up'));
    await ran(id, { text: 'x'.repeat(700_000) });
    await owner.client.storage.save({ budgetBytes: 1024 * 1024 });
    try {
      expect(await ran(id, { text: 'short' })).toMatchObject({
        status: 'failed',
        error: { code: 'byte_budget_exceeded', message: expect.stringMatching(/Settings → Storage/) },
      });
      const form = new FormData();
      form.append('file', new Blob(['a note']), 'note.txt');
      const upload = await fetch(`${server.url}/api/v2/files`, {
        method: 'POST',
        body: form,
        headers: { authorization: `Bearer ${owner.token}` },
      });
      expect([upload.status, (await upload.json()) as unknown]).toMatchObject([413, { code: 'byte_budget_exceeded' }]);
    } finally {
      await owner.client.storage.save({});
    }
    expect(await ran(id, { text: 'short' })).toMatchObject({ status: 'succeeded' });
  });

  test('a preview says what other rules would delete, and the clean-up deletes it with its files', async () => {
    const id = await published(writingDocument('Grows old'));
    const { id: young } = await ran(id, { text: 'young' });
    const old = await aged((await ran(id, { text: 'old' })).id, 20);
    // Kept by day: told anew, as each hour does.
    await houseRound(server.running.deps);
    await recount();
    expect(await owner.client.storage.preview({})).toEqual({ runs: 0, bytes: 0 });
    expect(await owner.client.storage.preview({ liveDays: 10 })).toMatchObject({ runs: 1 });
    await owner.client.storage.save({ liveDays: 10 });
    expect((await owner.client.storage.get({})).frees.now.runs).toBe(1);
    const done = await owner.client.storage.cleanUp({});
    expect(done).toMatchObject({ runs: 1, files: 1 });
    expect(done.bytes).toBeGreaterThan(0);
    await expect(owner.client.runs.get({ id: old })).rejects.toMatchObject({ code: 'run_not_found' });
    expect(await owner.client.runs.get({ id: young })).toMatchObject({ status: 'succeeded' });
    expect((await owner.client.storage.get({})).lastCleanUp).toMatchObject({ runs: 1 });
    await owner.client.storage.save({});
  });

  async function recount(): Promise<void> {
    const { database } = server.running.deps;
    const runs = await owner.client.runs.list({});
    const orgId = await orgOf(runs.items[0]?.id ?? '');
    await database.withTenant(orgId, (tx) => recountStorage(tx, orgId));
  }

  test('an uploaded file is kept as long as one of its runs is', async () => {
    const form = new FormData();
    form.append('file', new Blob(['a,b\n1,2\n']), 'rows.csv');
    const headers = { authorization: `Bearer ${owner.token}` };
    const file = (await (await fetch(`${server.url}/api/v2/files`, { method: 'POST', body: form, headers })).json()) as { id: string };
    const id = await published({
      id: 'reads',
      name: 'Reads',
      nodes: [
        { id: 'start', type: 'trigger.manual', config: {} },
        { id: 'read', type: 'file.read', config: { file: '{{ input.file }}' } },
      ],
      edges: [{ source: 'start', target: 'read' }],
    });
    const first = await ran(id, { file });
    expect(first.status).toBe('succeeded');
    const { database } = server.running.deps;
    const orgId = await orgOf(first.id);
    const links = await database.withTenant(orgId, (tx) =>
      tx.selectFrom('run_file').select('run_id').where('file_id', '=', file.id).execute(),
    );
    expect(links).toEqual([{ run_id: first.id }]);
  });

  test('files that go to another workflow’s run, and come back from it, are kept as long as any of these runs and their repetitions', async () => {
    const { database } = server.running.deps;
    const calling = (name: string, workflow: string, input: object) =>
      published({
        id: name,
        name,
        nodes: [
          { id: 'start', type: 'trigger.manual', config: {} },
          { id: 'call', type: 'flow.run_workflow', config: { workflow, input } },
        ],
        edges: [{ source: 'start', target: 'call' }],
      });
    const writing = await published(writingDocument('Writes for another'));
    const maker = await ran(await calling('asks', writing, { text: 'handed up' }), {});
    const orgId = await orgOf(maker.id);
    const rows = <Row>(work: (tx: Tx) => Promise<Row>): Promise<Row> => database.withTenant(orgId, work);
    const made = await rows((tx) =>
      tx.selectFrom('file').selectAll().where('name', '=', 'note.txt').orderBy('id', 'desc').executeTakeFirstOrThrow(),
    );
    const runsOf = async (fileId: string): Promise<string[]> =>
      (await rows((tx) => tx.selectFrom('run_file').select('run_id').where('file_id', '=', fileId).orderBy('run_id').execute())).map(
        ({ run_id }) => run_id,
      );
    expect(await runsOf(made.id)).toEqual([maker.id]);

    const id = await calling('hands', writing, { text: 'hm', file: '{{ input.file }}' });
    const file = { kind: 'file', id: made.id, name: 'x', mediaType: 'x', size: 1 };
    const parent = await ran(id, { file });
    const { steps } = await owner.client.runs.get({ id: parent.id });
    const childId = steps.find((step) => step.id === 'call')?.childRunId ?? '';
    expect(await runsOf(made.id)).toEqual([maker.id, parent.id, childId].toSorted());
    const again = await owner.client.runs.rerun({ id: parent.id, fromStep: 'call' });
    expect(await runsOf(made.id)).toContain(again.id);
  });

  test('people who may not manage the organisation see the numbers and change nothing', async () => {
    const viewer = await server.member('viewer');
    expect((await viewer.client.storage.get({})).runs).toBeGreaterThan(0);
    expect((await viewer.call('PUT', '/api/v2/storage', { liveDays: 1 })).status).toBe(403);
    expect((await viewer.call('POST', '/api/v2/storage/clean-up')).status).toBe(403);
    const stranger = await server.tenant('bo@example.com');
    expect(await stranger.client.storage.get({})).toMatchObject({ runs: 0, keptBytes: 0, workflows: [] });
  });
});
