import type { RunChange } from '@arches/engine';
import { testDatabases } from '@arches/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { createRunStore } from './create-run-store.ts';

/** Of ten runs each. Walking a table in each flush would read more than a million rows; a small table may be walked, a grown one not. */
const flushes = 300;

testDatabases('a flush', (db) => {
  test('finds each run by its key: the thousandth costs what the first did', async (context) => {
    // The embedded database keeps no statistics of use; its planner is the same.
    if (db.kind === 'embedded') context.skip();
    const orgId = newId('org');
    const { withTenant, system } = db.database();
    await withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Plans' }).execute());
    const store = createRunStore(db.database(), db.config());
    const owner = await store.attach();
    for (let flush = 0; flush < flushes; flush += 1) {
      const changes = Array.from({ length: 10 }, () => oneStep(orgId));
      await store.commit(owner, changes);
      await store.commit(owner, changes.map(ended));
    }
    await store.detach(owner);
    const use = (): Promise<{ name: string; scans: number; rows: number }[]> =>
      system(async (tx) => {
        const { rows } = await sql<{ name: string; scans: number; rows: number }>`
          select indexrelname as name, idx_scan::int as scans, idx_tup_read::int as rows from pg_stat_user_indexes
          where relname in ('run', 'run_document', 'run_step', 'run_timer', 'run_wait', 'run_delivery')`.execute(tx);
        return rows;
      });
    // Sessions tell their statistics with a delay of about a second.
    await expect
      .poll(async () => (await use()).find(({ name }) => name === 'run_pkey')?.scans, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(2500);
    expect((await use()).filter(({ scans, rows }) => rows > 25_000 + 3 * scans)).toEqual([]);
  });
});

function oneStep(orgId: string): RunChange {
  const create = {
    scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
    workflowId: 'wf_1',
    workflowName: 'Plans',
    version: 1,
    mode: 'live',
    triggerKind: 'api',
    documentHash: 'f00d',
    document: '{"nodes":[]}',
    input: 'null',
    createdAt: 1000,
  } as const;
  const open = { id: newId('apr'), step: 'a', nodeId: 'a', isNew: true, openedAt: 1000 };
  return {
    orgId,
    runId: newId('run'),
    epoch: 1,
    fromSeq: 0,
    toSeq: 1,
    create,
    events: [{ seq: 1, at: 1000, kind: 'run_started', body: '{}' }],
    row: { status: 'waiting' },
    steps: [{ step: 'a', nodeId: 'a', position: 0, status: 'waiting', attempts: 1, detail: '{}' }],
    timers: [{ step: 'a', timer: 'deadline', dueAt: 1000 }],
    opened: [{ ...open, wait: { kind: 'approval', title: 'Go?', message: '', assignees: [], data: null } }],
    closed: [],
    votes: [],
    values: [],
    taken: [],
    leftChildren: [],
  };
}

function ended(change: RunChange): RunChange {
  const { create: _created, ...rest } = change;
  return {
    ...rest,
    fromSeq: 1,
    toSeq: 2,
    events: [{ seq: 2, at: 1001, kind: 'signal_received', body: '{}' }],
    row: { status: 'succeeded', endedAt: 1001 },
    steps: [{ step: 'a', nodeId: 'a', position: 0, status: 'succeeded', attempts: 1, detail: '{}' }],
    timers: [{ step: 'a', timer: 'deadline' }],
    opened: [],
    closed: [{ step: 'a', result: 'approved', by: 'ann', closedAt: 1001 }],
  };
}
