import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { type Database, openDatabase } from './open-database.ts';

const rows = 1000;
const rounds = 100;
let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function opened(vacuumEveryMs: number): Promise<{ database: Database; orgId: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'arches-vacuum-'));
  const database = await openDatabase({ kind: 'embedded', dir }, { vacuumEveryMs });
  close = async () => {
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  };
  const orgId = newId('org');
  await database.withTenant(orgId, async (tx) => {
    await tx.insertInto('organisation').values({ org_id: orgId, name: 'Vacuum' }).execute();
    await sql`insert into run_inbox (org_id, run_id, id, body) select ${orgId}, 'run_' || n, 'm', '{}' from generate_series(1, ${rows}::int) n`.execute(
      tx,
    );
  });
  return { database, orgId };
}

/** Changes what an index has, so that no page can be tidied up while it is written. */
const changeAll = (database: Database, orgId: string, round: number): Promise<unknown> =>
  database.withTenant(orgId, (tx) => sql`update run_inbox set id = ${`m${round}`} where org_id = ${orgId}`.execute(tx));

async function bytesOf(database: Database): Promise<number> {
  const { rows: found } = await database.system((tx) =>
    sql<{ size: number }>`select pg_total_relation_size('run_inbox')::float8 as size`.execute(tx),
  );
  return found[0]?.size ?? 0;
}

test('a table that is changed a hundred thousand times stays as small as a few rounds of changes leave it', async () => {
  const { database, orgId } = await opened(10);
  for (let round = 0; round < 3; round += 1) await changeAll(database, orgId, round);
  const afterThree = await bytesOf(database);
  for (let round = 3; round < rounds; round += 1) {
    await changeAll(database, orgId, round);
    // Now and then nobody wants the database for a moment.
    if (round % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
  }
  expect(await bytesOf(database)).toBeLessThan(6 * afterThree);
  const { rows: kept } = await database.withTenant(orgId, (tx) => sql<{ n: number }>`select count(*)::int as n from run_inbox`.execute(tx));
  expect(kept).toEqual([{ n: rows }]);
}, 120_000);

test('it is done as well where the database is never left alone, and what is asked meanwhile sees its own rows only', async () => {
  const { database, orgId } = await opened(10);
  let round = 0;
  const busy = async (): Promise<void> => {
    for (; round < rounds; round += 1) await changeAll(database, orgId, round);
  };
  await Promise.all([busy(), busy(), busy()]);
  const size = await bytesOf(database);
  const { rows: seen } = await database.system((tx) =>
    sql<{ who: string; n: number }>`select current_user as who, (select count(*)::int from run_inbox) as n`.execute(tx),
  );
  expect(seen).toEqual([{ who: 'arches_app', n: 0 }]);
  // It would be 17 MB.
  expect(size).toBeLessThan(6_000_000);
}, 120_000);
