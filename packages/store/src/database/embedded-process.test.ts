import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { askForDatabase } from '@arches/testkit';
import { afterEach, expect, test } from 'vitest';
import { newId } from '../new-id.ts';
import { type Database, openDatabase } from './open-database.ts';

const children: ChildProcess[] = [];
const open: Database[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const database of open.splice(0)) await database.close();
});

async function newDirectory(): Promise<string> {
  const supplied = await askForDatabase('embedded');
  if (!('dir' in supplied)) throw new Error('no embedded database');
  return supplied.dir;
}

async function openHere(dir: string): Promise<Database> {
  const database = await openDatabase({ kind: 'embedded', dir });
  open.push(database);
  return database;
}

/** Another process that opens the directory, commits one organisation a message, and says each time when it is committed. */
async function openElsewhere(dir: string): Promise<ChildProcess> {
  const child = fork(new URL('./embedded-process.fixture.ts', import.meta.url), [dir], { execArgv: [] });
  children.push(child);
  const [message] = (await once(child, 'message')) as [string];
  expect(message).toBe('open');
  return child;
}

test('refuses a directory that another process has open, and names it', async () => {
  const dir = await newDirectory();
  const child = await openElsewhere(dir);
  await expect(openDatabase({ kind: 'embedded', dir })).rejects.toMatchObject({
    code: 'data_directory_locked',
    message: expect.stringContaining(`process ${child.pid}`),
    details: { pid: child.pid },
  });
});

test('refuses to open a directory twice in one process', async () => {
  const dir = await newDirectory();
  await openHere(dir);
  await expect(openDatabase({ kind: 'embedded', dir })).rejects.toMatchObject({ code: 'data_directory_locked' });
});

test('takes over from a process that was killed, and has everything that it committed', async () => {
  const dir = await newDirectory();
  const child = await openElsewhere(dir);
  const orgId = newId('org');
  child.send(orgId);
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const database = await openHere(dir);
  expect(await database.withTenant(orgId, (tx) => tx.selectFrom('organisation').select('name').execute())).toEqual([{ name: 'Elsewhere' }]);
});

test('syncs to disk once for each commit, and not for reading', async () => {
  const database = await openHere(await newDirectory());
  const orgId = newId('org');
  await database.withTenant(orgId, (tx) => tx.insertInto('organisation').values({ org_id: orgId, name: 'Synced' }).execute());
  const before = database.syncCount() ?? 0;
  for (let commit = 0; commit < 10; commit += 1) {
    await database.batch([orgId], [{ sql: 'update organisation set name = $1', params: [`Synced ${commit}`] }]);
  }
  const after = database.syncCount() ?? 0;
  expect(after - before).toBeGreaterThanOrEqual(10);
  expect(after - before).toBeLessThan(15);
  await database.withTenant(orgId, (tx) => tx.selectFrom('organisation').selectAll().execute());
  expect(database.syncCount()).toBe(after);
});

test('begins anew where an earlier first start was cut off', async () => {
  const dir = `${await newDirectory()}-fresh`;
  mkdirSync(join(dir, 'pg.new', 'base'), { recursive: true });
  await openHere(dir);
  expect(existsSync(join(dir, 'pg.new'))).toBe(false);
});

test('answers calls after closing with an error, not with silence', async () => {
  const database = await openDatabase({ kind: 'embedded', dir: await newDirectory() });
  await database.close();
  await expect(database.system(async () => {})).rejects.toMatchObject({ code: 'database_unavailable' });
});
