import type { Worker } from 'node:worker_threads';
import { askForDatabase } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { startThread } from './embedded-life.ts';
import { roomLimits, watchFreeRoom } from './free-room.ts';
import { type Database, openDatabase } from './open-database.ts';

let database: Database | undefined;
const threads: Worker[] = [];

afterEach(async () => {
  await database?.close();
  database = undefined;
  threads.length = 0;
});

async function open(hangMs?: number): Promise<Database> {
  const supplied = await askForDatabase('embedded');
  if (!('dir' in supplied)) throw new Error('no embedded database');
  database = await openDatabase(supplied, {
    startThread: (...given) => {
      const thread = startThread(...given);
      threads.push(thread);
      return thread;
    },
    ...(hangMs === undefined ? {} : { hangMs }),
  });
  return database;
}

const add = (db: Database, orgId: string): Promise<unknown> =>
  db.batch([orgId], [{ sql: 'insert into organisation (org_id, name) values ($1, $2)', params: [orgId, 'Kept'] }]);

const names = (db: Database, orgId: string): Promise<unknown> =>
  db.withTenant(orgId, (tx) => tx.selectFrom('organisation').select('name').execute());

/** What went wrong meanwhile is all of the kind that may be tried again. */
async function untilServed<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      expect(error).toMatchObject({ retryable: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a database whose thread ends by force is started again by itself, with all that was committed', async () => {
  const db = await open();
  const orgId = newId('org');
  await add(db, orgId);
  for (const death of [1, 2]) {
    await threads.at(-1)?.terminate();
    expect(await untilServed(() => names(db, orgId))).toEqual([{ name: 'Kept' }]);
    expect(threads).toHaveLength(1 + death);
  }
  expect(db.trouble()).toBeUndefined();
});

test('calls under way when it dies are answered with an error that may be tried again, transactions too', async () => {
  const db = await open();
  const orgId = newId('org');
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: gone, resolve: go } = Promise.withResolvers<void>();
  const underWay = db.withTenant(orgId, async (tx) => {
    await tx.insertInto('organisation').values({ org_id: orgId, name: 'Half' }).execute();
    reach();
    await gone;
    await tx
      .insertInto('organisation')
      .values({ org_id: newId('org'), name: 'Other' })
      .execute();
  });
  const queued = reached.then(() => names(db, orgId));
  await reached;
  await threads.at(-1)?.terminate();
  go();
  await expect(underWay).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
  expect(await queued.catch(() => untilServed(() => names(db, orgId)))).toEqual([]);
});

test('a session that comes anew gets its work done before anybody else’s', async () => {
  const db = await open();
  const seen: string[] = [];
  const stop = db.inEachSession(async (client) => {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock(77, 1) as held');
    seen.push(String(rows[0]?.held));
  });
  await threads.at(-1)?.terminate();
  const held = await untilServed(() => db.batch([], [{ sql: `select count(*)::int as n from pg_locks where classid = 77`, params: [] }]));
  expect(held).toEqual([[{ n: 1 }]]);
  expect(seen).toEqual(['true']);
  stop();
});

test('a database that hangs is ended and started again', async () => {
  const db = await open(2000);
  const orgId = newId('org');
  await add(db, orgId);
  await expect(db.batch([], [{ sql: `select pg_sleep(100000)`, params: [] }])).rejects.toMatchObject({
    code: 'database_unavailable',
    message: expect.stringContaining('did not answer'),
  });
  expect(await untilServed(() => names(db, orgId))).toEqual([{ name: 'Kept' }]);
  expect(threads).toHaveLength(2);
});

test('writing ends before the disk does, and goes on only when there is clearly room again', () => {
  let free = 100 * 2 ** 20;
  const asked = (): boolean => watch.isEnough(2 ** 21);
  const watch = watchFreeRoom('/', () => free);
  expect(asked()).toBe(true);
  free = roomLimits.stopBytes;
  expect(asked()).toBe(false);
  free = roomLimits.stopBytes + 6 * 2 ** 20;
  expect(asked()).toBe(false);
  free = roomLimits.goOnBytes + 6 * 2 ** 20;
  expect(asked()).toBe(true);
  expect(watch.isEnough(2 ** 30)).toBe(false);
});
