import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '@arches/kernel';
import type pg from 'pg';
import { sqlState } from './database-errors.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, in hex: an applied migration never changes. */
  readonly checksum: string;
}

/** One number for all Arches processes that start at once on one database. */
const LOCK = 7_246_091_415;
const FOLDER = new URL('../migrations/', import.meta.url);

/** Every migration of this release, in order. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, folder), 'utf8');
      return { version: Number.parseInt(file, 10), name: file.slice(5, -4), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Applies what is missing, each migration in its own transaction. Errors: `migration_changed` when an applied one differs from its
 * file, `database_newer` when the database was used by a later release, `database_role_missing`, `pgvector_missing`.
 */
export async function migrate(client: pg.ClientBase, migrations: readonly Migration[] = readMigrations()): Promise<void> {
  await client.query('reset role');
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const applied = await appliedMigrations(client);
    checkApplied(applied, migrations);
    for (const migration of migrations.slice(applied.length)) await apply(client, migration);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

async function appliedMigrations(client: pg.ClientBase): Promise<Applied[]> {
  const known = await client.query<{ found: boolean }>(`select to_regclass('schema_migration') is not null as found`);
  if (!known.rows[0]?.found) {
    await client.query(`create table schema_migration (
      version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    return [];
  }
  return (await client.query<Applied>('select version, name, checksum from schema_migration order by version')).rows;
}

function checkApplied(applied: readonly Applied[], migrations: readonly Migration[]): void {
  applied.forEach((row, index) => {
    const migration = migrations[index];
    if (!migration) {
      throw new AppError(
        'database_newer',
        `The database was last used by a newer release (migration ${row.version}, ${row.name}). Start that release, or restore an older backup.`,
      );
    }
    if (migration.version !== row.version || migration.checksum !== row.checksum) {
      throw new AppError(
        'migration_changed',
        `Migration ${row.version} (${row.name}) is not the one that was applied to this database. Applied migrations never change; add a new one.`,
      );
    }
  });
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)', [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw migrationError(cause, migration);
  }
}

function migrationError(cause: unknown, migration: Migration): unknown {
  const state = sqlState(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('extension "vector"')) {
    const advice =
      state === '42501'
        ? 'The database user may not create the pgvector extension. Have an administrator run in this database, once: create extension vector'
        : 'The database server lacks the pgvector extension. Install it there (package postgresql-NN-pgvector), then start again.';
    return new AppError('pgvector_missing', advice, { cause });
  }
  if (state === '42501') {
    return new AppError(
      'database_role_missing',
      `The database user may not prepare the database (${message}). Give it the right to create roles (alter role NAME createrole), or have ` +
        'an administrator run: create role arches_app nologin; create role arches_lookup nologin; grant arches_app, arches_lookup to NAME. It must also own the database.',
      { cause },
    );
  }
  if (cause instanceof Error) cause.message = `Migration ${migration.version} (${migration.name}): ${message}`;
  return cause;
}
