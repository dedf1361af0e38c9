import { testDatabases } from '@arches/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { holdOwner } from './owner-hold.ts';

testDatabases('the hold of an owner', (db) => {
  test('let go while its broken connection is made anew, it is held by nobody', async () => {
    const config = db.config();
    if (config.kind !== 'postgres') return;
    const admin = new pg.Client({ connectionString: config.url });
    await admin.connect();
    try {
      for (let tries = 0; tries < 5; tries += 1) {
        const owner = await holdOwner(db.database(), config);
        const broken = owner.id;
        await admin.query(
          `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 1634886504 and objid = $1::oid`,
          [broken],
        );
        // Sooner or later in the course of connecting.
        await new Promise((resolve) => setTimeout(resolve, tries * 2));
        await owner.letGo();
        const lives = async () =>
          (await admin.query<{ lives: boolean }>('select engine_owner_lives($1) as lives', [broken])).rows[0]?.lives;
        await new Promise((resolve) => setTimeout(resolve, 300));
        await expect.poll(lives).toBe(false);
      }
    } finally {
      await admin.end();
    }
  });
});
