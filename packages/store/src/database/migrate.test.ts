import { askForDatabase } from '@arches/testkit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type Migration, migrate, readMigrations } from './migrate.ts';

test('applies in order, once, and notices every difference to what was applied', async ({ skip }) => {
  const supplied = await askForDatabase('postgres');
  if (!('url' in supplied)) {
    if (process.env['CI']) throw new Error('no PostgreSQL');
    return skip('no PostgreSQL');
  }
  const client = new pg.Client({ connectionString: supplied.url });
  await client.connect();
  try {
    const released = readMigrations();
    const next: Migration = { version: 9000, name: 'next', sql: 'create table next_step (id text primary key)', checksum: 'a' };
    await migrate(client, released);
    await migrate(client, [...released, next]);
    await migrate(client, [...released, next]);
    expect((await client.query('select count(*)::int as n from schema_migration')).rows).toEqual([{ n: released.length + 1 }]);

    await expect(migrate(client, [...released, { ...next, checksum: 'b' }])).rejects.toMatchObject({ code: 'migration_changed' });
    await expect(migrate(client, released)).rejects.toMatchObject({ code: 'database_newer' });

    const broken: Migration = { version: 9001, name: 'broken', sql: 'create table half (id text); select no_such_thing()', checksum: 'c' };
    await expect(migrate(client, [...released, next, broken])).rejects.toThrow('Migration 9001 (broken)');
    expect((await client.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }]);
  } finally {
    await client.end();
  }
});

test('has one file for each version, numbered upwards', () => {
  const versions = readMigrations().map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions[0]).toBe(1);
});
