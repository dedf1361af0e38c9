import { createScheduleStore, replaceSchedules } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { StartRequest } from './ports.ts';
import { createScheduler, type DueSchedule, type ScheduleStore } from './scheduler.ts';
import { openBench, workflow } from './testing/host-bench.ts';

const document = workflow({ tick: ['trigger.schedule', { cron: '0 * * * *' }], work: ['test.effect'] }, ['tick -> work']);
const log = { info: () => {}, warn: () => {}, error: () => {} };

testDatabases('the scheduler', (db) => {
  test('a tick is one run, seen by two schedulers and again after a crash between the run and the next due time', async () => {
    const { orgId, host } = await openBench(db.database(), db.config());
    const due = new Date(Date.now() - 90_000);
    await db.database().withTenant(orgId, async (tx) => {
      const scope = { project_id: 'prj_1', workspace_id: 'ws_1' };
      await tx.insertInto('project').values({ org_id: orgId, id: 'prj_1', name: 'P' }).execute();
      await tx.insertInto('workspace').values({ org_id: orgId, id: 'ws_1', project_id: 'prj_1', name: 'W' }).execute();
      const draft = JSON.stringify(document);
      await tx
        .insertInto('workflow')
        .values({
          org_id: orgId,
          id: document.id,
          ...scope,
          name: 'Ticking',
          draft,
          live_version: null,
          archived_at: null,
          created_by: 'u',
        })
        .execute();
      const version = { org_id: orgId, workflow_id: document.id, version: 1, document: draft, checksum: 'c', published_by: 'u' };
      await tx.insertInto('workflow_version').values(version).execute();
      const schedule = { nodeId: 'tick', cron: '0 * * * *', timezone: 'UTC', catchUp: 'last' as const, nextDue: due };
      await replaceSchedules(tx, orgId, document.id, 1, [schedule]);
    });
    const requestFor = (_: DueSchedule, dueAt: Date): Promise<StartRequest> =>
      Promise.resolve({
        orgId,
        scope: { projectId: 'prj_1', workspaceId: 'ws_1' },
        workflowId: document.id,
        version: 1,
        document,
        mode: 'live',
        trigger: { kind: 'schedule', at: dueAt.toISOString(), body: null, query: {}, headers: {}, files: {} },
        triggerNodeId: 'tick',
        input: null,
      });
    const real = createScheduleStore(db.database());
    const crashing: ScheduleStore = { ...real, advance: () => Promise.reject(new Error('the process ended here')) };
    const runs = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('run').select(['id', 'trigger_kind']).execute());
    const next = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('schedule').select('next_due').executeTakeFirstOrThrow());

    const first = createScheduler({ schedules: crashing, host, requestFor, log });
    await expect.poll(runs).toHaveLength(1);
    await first.close();
    expect((await next()).next_due).toEqual(due);

    const both = [1, 2].map(() => createScheduler({ schedules: real, host, requestFor, log }));
    await expect.poll(async () => (await next()).next_due?.getTime() ?? 0).toBeGreaterThan(Date.now());
    await Promise.all(both.map((scheduler) => scheduler.close()));
    expect(await runs()).toMatchObject([{ trigger_kind: 'schedule' }]);
    await host.close();
  });
});
