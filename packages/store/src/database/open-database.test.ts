import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { statement } from './open-database.ts';

testDatabases('database', ({ database, kind, reopen }) => {
  async function newOrganisation(name: string): Promise<string> {
    const orgId = newId('org');
    await database().withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name }).execute());
    return orgId;
  }

  test('runs as the role of the application', async () => {
    const [rows] = await database().batch([], [{ sql: 'select current_user, session_user', params: [] }]);
    expect(rows?.[0]?.['current_user']).toBe('arches_app');
  });

  test("finds nothing under another tenant's id, even when asked for by key", async () => {
    const [mine, theirs] = [await newOrganisation('Mine'), await newOrganisation('Theirs')];
    const find = (as: string | string[]) =>
      database().withTenant(as, (tx) => tx.selectFrom('organisation').select('name').where('org_id', '=', theirs).execute());
    expect(await find(mine)).toEqual([]);
    expect(await find(theirs)).toEqual([{ name: 'Theirs' }]);
    expect(await find([mine, theirs])).toEqual([{ name: 'Theirs' }]);
    expect(await database().system((tx) => tx.selectFrom('organisation').selectAll().execute())).toEqual([]);
  });

  test("neither writes, changes nor deletes another tenant's rows", async () => {
    const [mine, theirs] = [await newOrganisation('Mine'), await newOrganisation('Theirs')];
    const project = { org_id: theirs, id: newId('prj'), name: 'P' };
    await expect(database().withTenant(mine, (tx) => tx.insertInto('project').values(project).execute())).rejects.toThrow(
      /row-level security/,
    );
    await expect(
      database().withTenant(mine, (tx) => tx.updateTable('organisation').set({ org_id: theirs }).where('org_id', '=', mine).execute()),
    ).rejects.toThrow(/row-level security/);
    await database().withTenant(mine, (tx) => tx.updateTable('organisation').set({ name: 'Taken' }).execute());
    await database().withTenant(mine, (tx) => tx.deleteFrom('organisation').where('org_id', '=', theirs).execute());
    expect(await database().withTenant(theirs, (tx) => tx.selectFrom('organisation').select('name').execute())).toEqual([
      { name: 'Theirs' },
    ]);
  });

  test('keeps the tenant inside the transaction', async () => {
    const orgId = await newOrganisation('Short');
    await database().withTenant(orgId, async () => {});
    await database().batch([orgId], []);
    const [rows] = await database().batch([], [{ sql: `select current_setting('arches.org_ids', true) as ids`, params: [] }]);
    expect(rows).toEqual([{ ids: '' }]);
  });

  test('refuses an id that would widen the list of tenants', async () => {
    await expect(database().withTenant("org_a,org_b' or true", async () => {})).rejects.toMatchObject({ code: 'invalid_org_id' });
    await expect(database().batch(['org_a,org_b'], [])).rejects.toMatchObject({ code: 'invalid_org_id' });
  });

  test('rolls a transaction back when its work throws', async () => {
    const orgId = newId('org');
    const work = database().withTenant(orgId, async (tx) => {
      await tx.insertInto('organisation').values({ org_id: orgId, name: 'Gone' }).execute();
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database().withTenant(orgId, (tx) => tx.selectFrom('organisation').selectAll().execute())).toEqual([]);
  });

  test('refuses a transaction inside a transaction', async () => {
    const inside = database().system(() => database().system(async () => {}));
    await expect(inside).rejects.toMatchObject({ code: 'nested_transaction' });
  });

  test('runs a batch as one transaction: every statement or none', async () => {
    const orgId = newId('org');
    const { build } = database();
    const insert = statement(build.insertInto('organisation').values({ org_id: orgId, name: 'Batch' }).returning('name'));
    const rename = statement(build.updateTable('organisation').set({ name: 'Renamed' }).where('org_id', '=', orgId).returning('name'));
    await expect(database().batch([orgId], [insert, { sql: 'select 1/0', params: [] }, rename])).rejects.toMatchObject({ code: '22012' });
    expect(await database().batch([orgId], [rename])).toEqual([[]]);
    for (const text of ['first use', 'statements kept parsed']) {
      const rows = await database().batch([orgId], [insert, rename, rename, statement(build.deleteFrom('organisation'))]);
      expect(rows, text).toEqual([[{ name: 'Batch' }], [{ name: 'Renamed' }], [{ name: 'Renamed' }], []]);
    }
  });

  test('carries values of every kind through a batch unchanged', async () => {
    const sql = `select $1::text as text, $2::int8 as big, $3::bool as bool, $4::timestamptz as at, $5::text[] as list, $6::json as json,
      $7::bytea as bytes, $8::text as nothing, $9::int[] as numbers, $10::float8 as float`;
    const at = new Date('2026-03-29T01:30:00.123Z');
    const list = ['a,b', '"quoted"', 'back\\slash', '', 'NULL', '{x}', 'ü🙂'];
    const params = [
      'ü\n',
      9_007_199_254_740_991,
      true,
      at,
      list,
      JSON.stringify([{ z: 1, a: [2] }]),
      new Uint8Array([0, 255, 7]),
      null,
      [1, -2],
      0.1,
    ];
    const [rows] = await database().batch([], [{ sql, params }]);
    expect(rows).toEqual([
      {
        text: 'ü\n',
        big: 9_007_199_254_740_991,
        bool: true,
        at,
        list,
        json: [{ z: 1, a: [2] }],
        bytes: Buffer.from([0, 255, 7]),
        nothing: null,
        numbers: [1, -2],
        float: 0.1,
      },
    ]);
  });

  test('runs many transactions and batches at once, each with its own tenant', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => newOrganisation(`Org ${index}`)));
    const seen = await Promise.all(
      ids.map(async (orgId, index) => {
        if (index % 2) return database().withTenant(orgId, (tx) => tx.selectFrom('organisation').select('name').execute());
        return (await database().batch([orgId], [{ sql: 'select name from organisation', params: [] }]))[0];
      }),
    );
    expect(seen).toEqual(ids.map((_, index) => [{ name: `Org ${index}` }]));
  });

  test('opens again with everything in place and applies no migration twice', async () => {
    const orgId = await newOrganisation('Kept');
    const again = await reopen();
    expect(await again.withTenant(orgId, (tx) => tx.selectFrom('organisation').select('name').execute())).toEqual([{ name: 'Kept' }]);
    expect(again.kind).toBe(kind);
  });
});
