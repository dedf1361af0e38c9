import { deleteVariable, newId, saveVariable, type Tx } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { createSettingsShelf } from './settings-shelf.ts';

testDatabases('what runs may read, in memory', (db) => {
  test('is asked for once in a while, at once after a change here, and within three seconds after one elsewhere', async () => {
    const database = db.database();
    const orgId = newId('org');
    let asked = 0;
    const counting = {
      ...database,
      withTenant: <Value>(org: string | readonly string[], work: (tx: Tx) => Promise<Value>) => (
        (asked += 1), database.withTenant(org, work)
      ),
    };
    let now = 0;
    const shelves = [1, 2].map(() => createSettingsShelf({ database: counting, workflowEnv: { REGION: 'eu', OTHER: null } }, () => now));
    const [here, elsewhere] = shelves as [(typeof shelves)[0], (typeof shelves)[0]];
    await database.withTenant(orgId, async (tx) => {
      await tx.insertInto('organisation').values({ org_id: orgId, name: 'Test' }).execute();
      await saveVariable(tx, orgId, { name: 'tax', value: 1, description: '', by: 'usr_1' });
    });
    for (const shelf of shelves)
      expect(await shelf.settingsOf(orgId)).toEqual({ vars: { tax: 1 }, env: { REGION: 'eu' }, timezone: 'UTC' });
    for (let starts = 0; starts < 100; starts += 1) expect(here.settingsOf(orgId)).not.toBeInstanceOf(Promise);
    expect(asked).toBe(2);
    await database.withTenant(orgId, (tx) => saveVariable(tx, orgId, { name: 'tax', value: 2, description: '', by: 'usr_1' }));
    here.forget(orgId);
    expect(await here.settingsOf(orgId)).toMatchObject({ vars: { tax: 2 } });
    expect(await elsewhere.settingsOf(orgId)).toMatchObject({ vars: { tax: 1 } });
    now = 3000;
    expect(await elsewhere.settingsOf(orgId)).toMatchObject({ vars: { tax: 2 } });
    await database.withTenant(orgId, (tx) => deleteVariable(tx, orgId, 'tax'));
    here.forget(orgId);
    expect(await here.settingsOf(orgId)).toEqual({ vars: {}, env: { REGION: 'eu' }, timezone: 'UTC' });
  });

  test('a database that is away is asked again at the next start', async () => {
    const database = db.database();
    const orgId = newId('org');
    let isAway = true;
    const failing = {
      ...database,
      withTenant: <Value>(org: string | readonly string[], work: (tx: Tx) => Promise<Value>) =>
        isAway ? Promise.reject(new Error('away')) : database.withTenant(org, work),
    };
    const shelf = createSettingsShelf({ database: failing, workflowEnv: {} });
    await expect(shelf.settingsOf(orgId)).rejects.toThrow('away');
    isAway = false;
    expect(await shelf.settingsOf(orgId)).toEqual({ vars: {}, env: {} });
  });
});
