import { openDatabase } from './open-database.ts';

const database = await openDatabase({ kind: 'embedded', dir: process.argv[2] ?? '' });

process.on('message', (orgId: string) => {
  void database
    .withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Elsewhere' }).execute())
    .then(() => process.send?.('committed'));
});
process.send?.('open');
