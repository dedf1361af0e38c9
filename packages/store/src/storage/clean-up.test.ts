import type { RunChange } from '@arches/engine';
import type { RunMode } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { newId as engineId } from '../../../engine/src/ids.ts';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import { createFile } from '../repositories/files.ts';
import { createRunStore } from '../runs/create-run-store.ts';
import { emptyBlobTrash } from './blob-trash.ts';
import { cleanUp, cleanUpOrganisation, takeTurn } from './clean-up.ts';
import { dropRunWeek, pastRunWeeks, prepareRunWeeks } from './run-weeks.ts';

const day = 24 * 60 * 60 * 1000;
const defaults = { liveDays: 365, testDays: 30 };

testDatabases('clean-up', (given) => {
  const db = (): Database => given.database();

  test('deletes runs whose time is over with all that belongs to them, and no others', async () => {
    const org = await organisation(db());
    const old = await org.run({ ageDays: 400 });
    const young = await org.run({ ageDays: 300 });
    const oldTest = await org.run({ ageDays: 31, mode: 'test' });
    const youngTest = await org.run({ ageDays: 29, mode: 'test' });
    const oldAtWork = await org.run({ ageDays: 400, ended: false });
    const endedLate = await org.run({ ageDays: 400, endedDaysAgo: 10 });
    await cleanUp(db(), { defaults });
    expect(await org.runs()).toEqual([young, youngTest, oldAtWork, endedLate].sort());
    for (const table of ['run_event', 'run_step', 'run_value'] as const) {
      const left = await org.count(table);
      expect([table, left[old], left[oldTest], left[young], left[oldAtWork]]).toEqual([table, undefined, undefined, 1, 1]);
    }
  });

  test('keeps what a workflow wants kept longer, and no longer what it wants gone sooner', async () => {
    const org = await organisation(db());
    await org.workflow('wf_short', { retention: { days: 3 } });
    await org.workflow('wf_long', { retention: { days: 3650 } });
    await org.run({ workflowId: 'wf_short', ageDays: 4 });
    await org.run({ workflowId: 'wf_short', ageDays: 4, mode: 'test' });
    const long = await org.run({ workflowId: 'wf_long', ageDays: 800 });
    await org.run({ workflowId: 'wf_long', ageDays: 40, mode: 'test' });
    await db().withTenant(org.id, (tx) =>
      tx
        .insertInto('organisation_storage')
        .values({ org_id: org.id, live_days: 10, test_days: null, budget_bytes: null, cleaned_at: null, last_clean_up: null })
        .execute(),
    );
    await org.run({ workflowId: 'wf_other', ageDays: 11 });
    const other = await org.run({ workflowId: 'wf_other', ageDays: 9 });
    await db().withTenant(org.id, (tx) =>
      tx.insertInto('storage_day').values({ org_id: org.id, workflow_id: 'wf_other', mode: 'live', day: new Date(), runs: 2 }).execute(),
    );
    await cleanUpOrganisation(db(), org.id, { defaults });
    expect(await org.runs()).toEqual([long, other].sort());
  });

  test('goes on in small transactions, and leaves other organisations alone', async () => {
    const org = await organisation(db());
    const neighbour = await organisation(db());
    for (let i = 0; i < 7; i += 1) await org.run({ ageDays: 500 + i });
    const theirs = await neighbour.run({ ageDays: 500 });
    expect(await cleanUpOrganisation(db(), org.id, { defaults, batch: 3 })).toMatchObject({ runs: 7, bytes: 7 * 60 });
    expect(await org.runs()).toEqual([]);
    expect(await neighbour.runs()).toEqual([theirs]);
  });

  test('drops the partitions of a week that nobody keeps any more', async () => {
    const org = await organisation(db());
    await makeWeek(db(), 450);
    await makeWeek(db(), 380);
    const gone = [await org.run({ ageDays: 450 }), await org.run({ ageDays: 450 })];
    const mixed = await org.run({ ageDays: 380 });
    await org.workflow('wf_keeps', { retention: { days: 3650 } });
    const kept = await org.run({ ageDays: 380, workflowId: 'wf_keeps' });
    const before = await partitions(db());
    const { droppedWeeks } = await cleanUp(db(), { defaults });
    expect(droppedWeeks).toHaveLength(1);
    expect(before.filter((name) => name.endsWith(droppedWeeks[0]?.replaceAll('-', '') ?? ''))).toHaveLength(2);
    expect((await partitions(db())).length).toBe(before.length - 2);
    const left = await org.runs();
    expect(left).toContain(kept);
    for (const id of [...gone, mixed]) expect(left).not.toContain(id);
    for (const table of ['run_event', 'run_step', 'run_value'] as const)
      expect([table, ...Object.keys(await org.count(table))]).toEqual([table, kept]);
  });

  test('waits for the week when all of it is over soon, unless it is asked to delete now', async () => {
    const org = await organisation(db());
    await makeWeek(db(), 366);
    const run = await org.run({ ageDays: 366 });
    const monday = (await db().system(pastRunWeeks)).at(-1)?.week;
    const later = await org.run({ ageDays: 362 });
    await cleanUp(db(), { defaults });
    const sameWeek = mondayOf(366) === mondayOf(362);
    expect(await org.runs()).toEqual((sameWeek ? [run, later] : [later]).sort());
    expect(monday).toBeDefined();
    await cleanUpOrganisation(db(), org.id, { defaults });
    expect(await org.runs()).toEqual([later]);
  });

  test('never drops a week in which a run is left, nor one that is not over', async () => {
    const org = await organisation(db());
    await makeWeek(db(), 700);
    await org.run({ ageDays: 700, ended: false });
    expect(await db().system((tx) => dropRunWeek(tx, mondayOf(700)))).toBe(false);
    expect(await db().system((tx) => dropRunWeek(tx, mondayOf(0)))).toBe(false);
  });

  test('prepares the coming weeks once; a run of a week that nobody prepared is kept all the same', async () => {
    await db().system((tx) => prepareRunWeeks(tx, 6));
    expect(await db().system((tx) => prepareRunWeeks(tx, 6))).toBe(0);
    const org = await organisation(db());
    const run = await org.run({ ageDays: -300, ended: false });
    expect(await org.count('run_event')).toEqual({ [run]: 1 });
  });

  test('notes the blobs of files that go with a run, and deletes them', async () => {
    const org = await organisation(db());
    const run = await org.run({ ageDays: 400 });
    const young = await org.run({ ageDays: 1 });
    await org.file('file_own', run);
    await org.file('file_shared', null, run, young);
    await org.file('file_brought', null, run);
    await org.file('file_elsewhere', young);
    await cleanUpOrganisation(db(), org.id, { defaults });
    const deleted: string[] = [];
    await emptyBlobTrash(db(), { delete: async (key) => void deleted.push(key) });
    expect(deleted.sort()).toEqual([`${org.id}/file_brought`, `${org.id}/file_own`]);
    const files = await db().withTenant(org.id, (tx) => tx.selectFrom('file').select('id').orderBy('id').execute());
    expect(files.map(({ id }) => id)).toEqual(['file_elsewhere', 'file_shared']);
    expect(await emptyBlobTrash(db(), { delete: async () => undefined })).toBe(0);
  });

  test('a blob that cannot be deleted is tried again', async () => {
    const org = await organisation(db());
    await org.file('file_stuck', await org.run({ ageDays: 400 }));
    await cleanUpOrganisation(db(), org.id, { defaults });
    expect(await emptyBlobTrash(db(), { delete: () => Promise.reject(new Error('disk away')) })).toBe(0);
    expect(await emptyBlobTrash(db(), { delete: async () => undefined })).toBe(1);
  });

  test('blobs that cannot be deleted keep no others waiting', async () => {
    const org = await organisation(db());
    const run = await org.run({ ageDays: 400 });
    for (const id of ['file_stuck_1', 'file_stuck_2', 'file_fine']) await org.file(id, run);
    await cleanUpOrganisation(db(), org.id, { defaults });
    await db().withTenant(org.id, (tx) =>
      sql`update blob_trash set thrown_at = now() - interval '1 day' where storage_key like '%stuck%'`.execute(tx),
    );
    const deleted: string[] = [];
    const blobs = { delete: async (key: string) => (key.includes('stuck') ? Promise.reject(new Error('away')) : void deleted.push(key)) };
    for (let round = 0; round < 2; round += 1) await emptyBlobTrash(db(), blobs, 2);
    expect(deleted).toEqual([`${org.id}/file_fine`]);
  });

  test('files that nobody started a run with go after a week, unless a workflow names them', async () => {
    const org = await organisation(db());
    await org.workflow('wf_names', { note: 'file_pinned' });
    for (const id of ['file_forgotten', 'file_new', 'file_pinned']) await org.file(id, null);
    await org.file('file_used_again', null, await org.run({ ageDays: 1 }));
    await db().withTenant(org.id, (tx) =>
      sql`update file set created_at = now() - interval '8 days' where id in ('file_forgotten', 'file_used_again', 'file_pinned')`.execute(
        tx,
      ),
    );
    await cleanUp(db(), { defaults, batch: 1 });
    const files = await db().withTenant(org.id, (tx) => tx.selectFrom('file').select('id').orderBy('id').execute());
    expect(files.map(({ id }) => id)).toEqual(['file_new', 'file_pinned', 'file_used_again']);
  });

  test('documents that no run is pinned to go after a day, and come again with the next run', async () => {
    const org = await organisation(db());
    await org.run({ ageDays: 400 });
    const documents = async (): Promise<number> =>
      (await db().withTenant(org.id, (tx) => tx.selectFrom('run_document').select('hash').execute())).length;
    await cleanUp(db(), { defaults });
    expect([await org.runs(), await documents()]).toEqual([[], 1]);
    await db().withTenant(org.id, (tx) => sql`update run_document set used_at = now() - interval '25 hours'`.execute(tx));
    const kept = await org.run({ ageDays: 1 });
    await cleanUp(db(), { defaults });
    expect([await org.runs(), await documents()]).toEqual([[kept], 1]);
    await db().withTenant(org.id, (tx) => sql`delete from run`.execute(tx));
    await db().withTenant(org.id, (tx) => sql`update run_document set used_at = now() - interval '25 hours'`.execute(tx));
    await cleanUp(db(), { defaults });
    expect(await documents()).toBe(0);
  });

  test('one process at a time takes the turn', async () => {
    const turns = await Promise.all([1, 2, 3].map(() => db().system((tx) => takeTurn(tx, 'tested', 3600))));
    expect(turns.filter(Boolean)).toHaveLength(1);
    expect(await db().system((tx) => takeTurn(tx, 'tested', 0))).toBe(true);
  });
});

interface GivenRun {
  readonly ageDays: number;
  readonly endedDaysAgo?: number;
  readonly mode?: RunMode;
  readonly workflowId?: string;
  readonly ended?: boolean;
}

async function organisation(db: Database) {
  const orgId = newId('org');
  await db.withTenant(orgId, async (tx) => {
    await tx.insertInto('organisation').values({ org_id: orgId, name: 'Kept' }).execute();
    await tx.insertInto('project').values({ org_id: orgId, id: 'prj_1', name: 'P' }).execute();
    await tx.insertInto('workspace').values({ org_id: orgId, id: 'ws_1', project_id: 'prj_1', name: 'W' }).execute();
  });
  const workflow = (id: string, settings: object): Promise<unknown> =>
    db.withTenant(orgId, (tx) =>
      sql`insert into workflow (org_id, id, project_id, workspace_id, name, draft, created_by)
        values (${orgId}, ${id}, 'prj_1', 'ws_1', ${id}, ${JSON.stringify({ settings })}::json, 'usr_1') on conflict do nothing`.execute(
        tx,
      ),
    );
  await workflow('wf_1', {});
  const store = createRunStore(db, { kind: 'embedded', dir: '' });
  return {
    id: orgId,
    workflow,
    run: async ({ ageDays, endedDaysAgo = ageDays, mode = 'live', workflowId = 'wf_1', ended = true }: GivenRun): Promise<string> => {
      const createdAt = Date.now() - ageDays * day;
      const runId = engineId('run', createdAt);
      const change: RunChange = {
        ...parts(orgId, runId, createdAt, mode, workflowId),
        row: {
          ...(ended ? { status: 'succeeded', endedAt: Date.now() - endedDaysAgo * day } : { status: 'waiting' }),
          bytes: { journal: 10, values: 20, files: 30 },
        },
      };
      const { results } = await store.commit({ id: 0 } as never, [change]);
      expect(results).toEqual([{ kind: 'kept' }]);
      return runId;
    },
    runs: async (): Promise<string[]> =>
      (await db.withTenant(orgId, (tx) => tx.selectFrom('run').select('id').orderBy('id').execute())).map(({ id }) => id),
    count: async (table: 'run_event' | 'run_step' | 'run_value'): Promise<Record<string, number>> => {
      const rows = await db.withTenant(orgId, (tx) =>
        tx
          .selectFrom(table)
          .select((row) => ['run_id', row.fn.countAll<number>().as('rows')])
          .groupBy('run_id')
          .execute(),
      );
      return Object.fromEntries(rows.map(({ run_id, rows: count }) => [run_id, Number(count)]));
    },
    file: async (id: string, runId: string | null, ...usedBy: string[]): Promise<void> => {
      await db.withTenant(orgId, async (tx) => {
        const rest = { name: id, media_type: 'text/plain', size: 5, sha256: 'x', created_by: null };
        await createFile(tx, orgId, { id, run_id: runId, storage_key: `${orgId}/${id}`, ...rest });
        for (const run_id of usedBy) await tx.insertInto('run_file').values({ org_id: orgId, file_id: id, run_id }).execute();
      });
    },
  };
}

function parts(orgId: string, runId: string, createdAt: number, mode: RunMode, workflowId: string): Omit<RunChange, 'row'> {
  return {
    orgId,
    runId,
    epoch: 1,
    fromSeq: 0,
    toSeq: 1,
    create: {
      scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
      workflowId,
      workflowName: workflowId,
      version: 1,
      mode,
      triggerKind: 'api',
      documentHash: 'f00d',
      document: '{"nodes":[]}',
      input: 'null',
      createdAt,
    },
    events: [{ seq: 1, at: createdAt, kind: 'run_started', body: '{}' }],
    steps: [{ step: 'a', nodeId: 'a', position: 0, status: 'succeeded', attempts: 1, detail: '{}' }],
    timers: [],
    opened: [],
    closed: [],
    votes: [],
    taken: [],
    leftChildren: [],
    values: [{ id: 'val_1', size: 20, body: '"v"' }],
  };
}

function mondayOf(ageDays: number): string {
  const date = new Date(Date.now() - ageDays * day);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** As an installation has them that was running then. */
async function makeWeek(db: Database, ageDays: number): Promise<void> {
  await db.system(async (tx) => {
    await sql`set local role none`.execute(tx);
    await sql`select make_run_partitions(${mondayOf(ageDays)}::date)`.execute(tx);
  });
}

async function partitions(db: Database): Promise<string[]> {
  const { rows } = await db.system((tx) =>
    sql<{ name: string }>`select relname as name from pg_class where relispartition and relkind = 'r' and relname ~ '\\d{8}$'`.execute(tx),
  );
  return rows.map(({ name }) => name);
}
