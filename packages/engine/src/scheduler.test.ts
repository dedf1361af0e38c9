import { AppError } from '@arches/kernel';
import { createScheduleStore, type NewSchedule, replaceSchedules } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { StartRequest } from './ports.ts';
import { createScheduler, type DueSchedule, type ScheduleStore } from './scheduler.ts';
import { openBench, workflow } from './testing/host-bench.ts';

const document = workflow({ tick: ['trigger.schedule', { cron: '0 * * * *' }], work: ['test.effect'] }, ['tick -> work']);
const patient = { timeout: 20_000 };
const log = { info: () => {}, warn: () => {}, error: () => {} };

testDatabases('the scheduler', (db) => {
  test('a tick is one run, seen by two schedulers and again after a crash between the run and the next due time', async () => {
    const { orgId, host } = await openBench(db.database(), db.config());
    const due = new Date(Date.now() - 90_000);
    await publish(db, orgId, { nextDue: due });
    const requestFor = requestsOf(orgId);
    const real = createScheduleStore(db.database());
    const ended = () => Promise.reject(new Error('the process ended here'));
    const crashing: ScheduleStore = { ...real, settle: ended, putOff: ended };
    const runs = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('run').select(['id', 'trigger_kind']).execute());
    const next = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('schedule').select('next_due').executeTakeFirstOrThrow());

    const first = createScheduler({ schedules: crashing, host, requestFor, log });
    await expect.poll(runs, patient).toHaveLength(1);
    await first.close();
    expect((await next()).next_due).toEqual(due);

    const both = [1, 2].map(() => createScheduler({ schedules: real, host, requestFor, log }));
    await expect.poll(async () => (await next()).next_due?.getTime() ?? 0, patient).toBeGreaterThan(Date.now());
    await Promise.all(both.map((scheduler) => scheduler.close()));
    expect(await runs()).toMatchObject([{ trigger_kind: 'schedule' }]);
    const ticks = await db.database().withTenant(orgId, (tx) => tx.selectFrom('trigger_tick').selectAll().execute());
    expect(ticks).toMatchObject([{ due_at: due, status: 'fired', run_id: (await runs())[0]?.id }]);
    await host.close();
  });

  test('what was missed while the server was down and while the workflow was paused is written down with its reason', async () => {
    const { orgId, host } = await openBench(db.database(), db.config());
    const minute = 60_000;
    const now = Math.floor(Date.now() / minute) * minute;
    await publish(db, orgId, { spec: { rules: [{ unit: 'minutes', every: 1 }] }, nextDue: new Date(now - 5 * minute), catchUp: 'none' });
    const real = createScheduleStore(db.database());
    const ticks = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('trigger_tick').selectAll().orderBy('due_at').execute());
    const scheduler = createScheduler({ schedules: real, host, requestFor: () => Promise.resolve('paused'), log });
    await expect.poll(async () => (await ticks()).length).toBeGreaterThanOrEqual(5);
    await scheduler.close();
    const found = await ticks();
    expect(found[0]).toMatchObject({
      due_at: new Date(now - 5 * minute),
      status: 'missed',
      reason: 'was_down',
      policy: 'none',
      run_id: null,
    });
    expect(found.at(-1)).toMatchObject({ status: 'missed', reason: 'paused' });
    for (const [index, tick] of found.entries()) expect(tick.due_at.getTime()).toBe(now - (5 - index) * minute);
    await host.close();
  });

  test('a hundred schedules that fail for good do not keep a later one from its turn', async () => {
    const { orgId, host } = await openBench(db.database(), db.config());
    await publish(db, orgId, { nextDue: new Date(Date.now() - 5000) });
    // As many as are looked at in one round, all due before it.
    await db.database().withTenant(orgId, async (tx) => {
      const { spec, next_due, ...good } = await tx.selectFrom('schedule').selectAll().executeTakeFirstOrThrow();
      const earlier = new Date(Date.now() - 30_000);
      const bad = Array.from({ length: 100 }, (_, n) => ({
        ...good,
        id: `sch_bad_${n}`,
        node_id: `bad_${n}`,
        next_due,
        next_fire: earlier,
      }));
      await tx
        .insertInto('schedule')
        .values(bad.map((row) => ({ ...row, spec: JSON.stringify(spec) as never })))
        .execute();
    });
    const requestFor: Parameters<typeof createScheduler>[0]['requestFor'] = (schedule, dueAt) =>
      schedule.nodeId.startsWith('bad') ? Promise.reject(new Error('its document is broken')) : requestsOf(orgId)(schedule, dueAt);
    const scheduler = createScheduler({ schedules: createScheduleStore(db.database()), host, requestFor, log });
    const runs = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('run').select('trigger_kind').execute());
    await expect.poll(runs, patient).toEqual([{ trigger_kind: 'schedule' }]);
    await scheduler.close();
    const all = await db.database().withTenant(orgId, (tx) => tx.selectFrom('schedule').select(['id', 'next_due', 'next_fire']).execute());
    const putOff = all.filter(({ next_due, next_fire }) => next_due && next_fire && next_fire.getTime() - next_due.getTime() > 1000);
    expect(putOff).toHaveLength(100);
    await host.close();
  });

  test('a run that can never be started does not hold its schedule up', async () => {
    const { orgId } = await openBench(db.database(), db.config());
    await publish(db, orgId, { nextDue: new Date(Date.now() - 1000) });
    const host = { start: () => Promise.reject(new AppError('input_invalid', 'The input is not what this workflow takes.')) };
    const scheduler = createScheduler({ schedules: createScheduleStore(db.database()), host, requestFor: requestsOf(orgId), log });
    const ticks = () => db.database().withTenant(orgId, (tx) => tx.selectFrom('trigger_tick').selectAll().execute());
    await expect
      .poll(ticks, patient)
      .toMatchObject([{ status: 'missed', reason: 'refused', note: 'The input is not what this workflow takes.' }]);
    await scheduler.close();
  });
});

type Supply = Parameters<Parameters<typeof testDatabases>[1]>[0];

/** The workflow, live, with its schedule standing at `nextDue`. */
async function publish(db: Supply, orgId: string, schedule: Partial<NewSchedule>): Promise<void> {
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
    const usual = {
      nodeId: 'tick',
      spec: { cron: '0 * * * *' },
      timezone: 'UTC',
      catchUp: 'last',
      catchUpLimit: 100,
      delayMs: 0,
      nextDue: null,
    } as const;
    await replaceSchedules(tx, orgId, document.id, 1, [{ ...usual, ...schedule }]);
  });
}

function requestsOf(orgId: string): (schedule: DueSchedule, dueAt: Date) => Promise<StartRequest> {
  return (_, dueAt) =>
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
}
