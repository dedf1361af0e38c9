import { runStoreSuite, testDatabases } from '@arches/testkit';
import { newId } from '../new-id.ts';
import { createRunStore } from './create-run-store.ts';

testDatabases('the run store', (db) => {
  runStoreSuite('keeps its promises', async () => {
    const [orgId, otherOrgId] = [newId('org'), newId('org')];
    for (const id of [orgId, otherOrgId]) {
      await db.database().withTenant(id, (tx) => tx.insertInto('organisation').values({ org_id: id, name: 'Suite' }).execute());
    }
    return { store: createRunStore(db.database(), db.config()), orgId, otherOrgId };
  });
});
