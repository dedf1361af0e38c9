import type { Owner, RunChange, RunStore } from '@arches/engine';
import { testDatabases } from '@arches/testkit';
import { beforeEach, expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { createRunStore } from './create-run-store.ts';
import { listRuns } from './read-runs.ts';
import { runStatistics } from './run-statistics.ts';

const second = 1000;
const day = 86_400_000;

testDatabases('figures of ended runs', (db) => {
  let orgId: string;
  let store: RunStore;
  let owner: Owner;
  beforeEach(async () => {
    orgId = newId('org');
    await db.database().withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Figures' }).execute());
    store = createRunStore(db.database(), db.config());
    owner = await store.attach();
    return () => store.detach(owner);
  });

  const figures = (days = 28) => db.database().withTenant(orgId, (tx) => runStatistics(tx, orgId, days, 'Asia/Kathmandu'));
  const found = async (search: string, rest: object = {}) =>
    (await db.database().withTenant(orgId, (tx) => listRuns(tx, orgId, { search, limit: 3, ...rest }))).items.map(({ id }) => id);

  function started(rest: Partial<NonNullable<RunChange['create']>> = {}, at = Date.now() - 10 * second): RunChange {
    const create: NonNullable<RunChange['create']> = {
      scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
      workflowId: 'wf_1',
      workflowName: 'Orders',
      version: 1,
      mode: 'live',
      triggerKind: 'api',
      documentHash: `${rest.workflowId ?? 'wf_1'} ${rest.workflowName ?? 'Orders'}`,
      document: '{"nodes":[]}',
      input: 'null',
      createdAt: at,
      ...rest,
    };
    const nothing = { events: [], steps: [], timers: [], opened: [], closed: [], votes: [], values: [], taken: [], leftChildren: [] };
    return {
      orgId,
      runId: newId('run'),
      epoch: 1,
      fromSeq: 0,
      toSeq: 1,
      create,
      row: { status: 'running', startedAt: at, costUsd: 0.25 },
      ...nothing,
    };
  }
  const ended = ({ create: _created, ...run }: RunChange, status: 'succeeded' | 'failed' | 'cancelled', tookMs: number): RunChange => ({
    ...run,
    fromSeq: 1,
    toSeq: 2,
    row: { status, startedAt: run.row.startedAt ?? 0, endedAt: (run.row.startedAt ?? 0) + tookMs, output: 'null', costUsd: 0.5 },
  });

  test('count each live run once, when it ends, however often its end is told', async () => {
    const runs = [started(), started(), started(), started(), started({ mode: 'test' }), started()];
    await store.commit(owner, runs);
    expect(await figures()).toMatchObject({ done: 0, failed: 0, medianSeconds: null, spentUsd: 5 * 0.25, perDay: [] });
    const ends = runs.slice(0, 5).map((run, n) => ended(run, n === 3 ? 'failed' : 'succeeded', (n + 1) * second));
    for (let times = 0; times < 2; times += 1) await store.commit(owner, ends);
    const told = await figures();
    expect(told).toMatchObject({ done: 3, failed: 1, spentUsd: 4 * 0.5 + 0.25 });
    expect(told.medianSeconds).toBeGreaterThan(2 * 0.98);
    expect(told.medianSeconds).toBeLessThan(2 * 1.02);
    expect(told.perDay.reduce((sum, { done, failed }) => sum + done + failed, 0)).toBe(4);
  });

  test('leave out what ended before the days asked for, and say the day as the time zone has it', async () => {
    const at = new Date('2026-03-01T18:20:00.000Z').getTime();
    const old = started({}, at);
    const recent = started({}, Date.now() - 2 * day);
    await store.commit(owner, [old, recent]);
    await store.commit(owner, [ended(old, 'succeeded', 5 * second), ended(recent, 'succeeded', 5 * second)]);
    expect((await figures(1)).done).toBe(0);
    expect((await figures(7)).done).toBe(1);
    const { perDay } = await figures(100_000);
    expect(perDay[0]).toEqual({ day: '2026-03-02', done: 1, failed: 0 }); // 00:05 in Kathmandu, whose clocks are 5:45 ahead
  });

  test('a search by name finds the newest runs of every workflow that is or was called so, in pages', async () => {
    const names = ['Orders', 'Orders of old', 'Invoices'];
    const runs = Array.from({ length: 9 }, (_, n) => started({ workflowId: `wf_${n % 3}`, workflowName: names[n % 3] ?? '' }));
    await store.commit(owner, runs);
    const named = runs
      .filter((_, n) => n % 3 < 2)
      .map(({ runId }) => runId)
      .toSorted()
      .toReversed();
    const first = await found('ORDERS');
    expect(first).toEqual(named.slice(0, 3));
    expect(await found('of old')).toEqual(
      runs
        .filter((_, n) => n % 3 === 1)
        .map(({ runId }) => runId)
        .toSorted()
        .toReversed(),
    );
    expect(await found('orders', { status: 'failed' })).toEqual([]);
    expect(await found('nothing')).toEqual([]);
    expect(await found(runs[2]?.runId ?? '')).toEqual([runs[2]?.runId]);
    expect(await found('100%')).toEqual([]);
  });
});
