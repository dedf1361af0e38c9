import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { Database } from '../database/open-database.ts';
import { newId } from '../new-id.ts';
import { createByteMeter, recountStorage } from './byte-meter.ts';
import {
  findOrganisationStorage,
  saveStorageRule,
  storageByDay,
  storageByWorkflow,
  storageExpiring,
  storageTotals,
} from './read-storage.ts';

const day = 24 * 60 * 60 * 1000;
const defaults = { liveDays: 365, testDays: 30 };
const never = { everyMs: 1_000_000 };

testDatabases('what is kept', (given) => {
  const db = (): Database => given.database();
  const run = (orgId: string, ageDays = 0, mode: 'live' | 'test' = 'live', workflowId = 'wf_1') => ({
    orgId,
    workflowId,
    mode,
    createdAt: Date.now() - ageDays * day,
  });

  async function organisation(): Promise<string> {
    const orgId = newId('org');
    await db().withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Kept' }).execute());
    return orgId;
  }
  const rule = (orgId: string, budgetBytes: number | null) =>
    db().withTenant(orgId, (tx) => saveStorageRule(tx, orgId, { liveDays: null, testDays: null, budgetBytes }));

  test('is counted by workflow and day, from several processes', async () => {
    const orgId = await organisation();
    const meters = [await createByteMeter(db(), never), await createByteMeter(db(), never)];
    for (const meter of meters) {
      meter.kept(run(orgId), { journal: 1, values: 2, files: 3 }, true);
      meter.kept(run(orgId), { journal: 10, values: 0, files: 0 }, false);
      meter.kept(run(orgId, 3, 'live', 'wf_2'), { journal: 5, values: 0, files: 0 }, true);
    }
    await Promise.all(meters.map((meter) => meter.close()));
    await db().withTenant(orgId, async (tx) => {
      expect(await storageTotals(tx, orgId)).toMatchObject({ runs: 4, journal_bytes: 32, value_bytes: 4, file_bytes: 6 });
      expect((await findOrganisationStorage(tx, orgId))?.kept_bytes).toBe(42);
      const workflows = await storageByWorkflow(tx, orgId, defaults, 10);
      expect(workflows.map(({ workflow_id, runs }) => [workflow_id, runs])).toEqual([
        ['wf_1', 2],
        ['wf_2', 2],
      ]);
      const days = await storageByDay(tx, orgId);
      expect(days).toHaveLength(30);
      expect([days[29], days[26]]).toMatchObject([
        { runs: 2, bytes: 32 },
        { runs: 2, bytes: 10 },
      ]);
    });
  });

  test('an organisation has the room that its limit leaves, what is not yet written included', async () => {
    const orgId = await organisation();
    await rule(orgId, 1000);
    const meter = await createByteMeter(db(), never);
    expect(meter.roomOf(orgId)).toEqual({ leftBytes: 1000, limitBytes: 1000 });
    meter.kept(run(orgId), { journal: 400, values: 0, files: 0 }, true);
    expect(meter.roomOf(orgId)?.leftBytes).toBe(600);
    await meter.sync();
    expect(meter.roomOf(orgId)?.leftBytes).toBe(600);
    await rule(orgId, null);
    await meter.changed(orgId);
    expect(meter.roomOf(orgId)).toBeUndefined();
    await meter.close();
  });

  test('what retention will free is known from the sums, by other rules too', async () => {
    const orgId = await organisation();
    const meter = await createByteMeter(db(), never);
    meter.kept(run(orgId, 400), { journal: 1, values: 0, files: 0 }, true);
    meter.kept(run(orgId, 360), { journal: 2, values: 0, files: 0 }, true);
    meter.kept(run(orgId, 50), { journal: 4, values: 0, files: 0 }, true);
    meter.kept(run(orgId, 50, 'test'), { journal: 8, values: 0, files: 0 }, true);
    await meter.close();
    await db().withTenant(orgId, async (tx) => {
      expect(await storageExpiring(tx, orgId, defaults, 0)).toEqual({ runs: 2, bytes: 9 });
      expect(await storageExpiring(tx, orgId, defaults, 7)).toEqual({ runs: 3, bytes: 11 });
      expect(await storageExpiring(tx, orgId, defaults, 0, { liveDays: 40, testDays: 60 })).toEqual({ runs: 3, bytes: 7 });
    });
  });

  test('is counted anew from the runs after a crash', async () => {
    const orgId = await organisation();
    const meter = await createByteMeter(db(), never);
    meter.kept(run(orgId), { journal: 7, values: 0, files: 0 }, true);
    await meter.close();
    await db().withTenant(orgId, (tx) => recountStorage(tx, orgId, 2));
    await db().withTenant(orgId, async (tx) => {
      expect(await storageTotals(tx, orgId)).toMatchObject({ runs: 0, journal_bytes: 0 });
      expect((await findOrganisationStorage(tx, orgId))?.kept_bytes).toBe(0);
    });
  });
});
