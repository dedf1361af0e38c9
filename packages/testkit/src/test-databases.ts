import { type Database, type DatabaseConfig, openDatabase } from '@arches/store';
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest';
import type { Supplied } from './test-database-supply.ts';
import type {} from './vitest-global-setup.ts';

export interface TestDatabase {
  readonly kind: DatabaseConfig['kind'];
  /** The open database of this suite, as the role of the application. */
  readonly database: () => Database;
  /** How another process would open it; close it here first when it is the embedded one. */
  readonly config: () => DatabaseConfig;
  /** Closes and opens again, as a restart would. */
  readonly reopen: () => Promise<Database>;
}

/**
 * Runs a suite on both databases, the embedded one in a folder and a real PostgreSQL, each migrated, empty and of this suite alone.
 * Where PostgreSQL cannot be had, its half is skipped with the reason; under continuous integration it fails instead.
 */
export function testDatabases(title: string, suite: (test: TestDatabase) => void): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    describe(`${title} (${kind})`, () => {
      let database: Database | undefined;
      let config: DatabaseConfig | undefined;
      let skipped: string | undefined;

      beforeAll(async () => {
        const supplied = await askForDatabase(kind);
        if ('unavailable' in supplied) {
          if (process.env['CI'] || kind === 'embedded') throw new Error(supplied.unavailable);
          skipped = supplied.unavailable;
          console.warn(`Skipped on PostgreSQL: ${skipped}`);
          return;
        }
        config = supplied;
        database = await openDatabase(supplied);
      });
      beforeEach((context) => {
        if (skipped) context.skip(skipped);
      });
      afterAll(async () => {
        await database?.close();
      });

      suite({
        kind,
        database: () => required(database),
        config: () => required(config),
        reopen: async () => {
          await database?.close();
          database = undefined;
          database = await openDatabase(required(config));
          return database;
        },
      });
    });
  }
}

/** A migrated, empty database of the caller's own, not opened. */
export async function askForDatabase(kind: DatabaseConfig['kind']): Promise<Supplied> {
  const response = await fetch(`${inject('testDatabaseSupply')}/${kind}`, { method: 'POST' });
  return (await response.json()) as Supplied;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The test database is opened before each suite, not while tests are collected.');
  return value;
}
