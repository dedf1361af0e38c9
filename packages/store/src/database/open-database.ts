import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '@arches/kernel';
import { DummyDriver, Kysely, PostgresAdapter, PostgresDialect, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables.ts';
import { checkTenantTables } from './check-tenant-tables.ts';
import { columnTypes } from './column-types.ts';
import { databaseError, sqlState } from './database-errors.ts';
import { type EmbeddedProcess, startEmbedded } from './embedded-process.ts';
import { EmbeddedSocket } from './embedded-socket.ts';
import { migrate } from './migrate.ts';
import { type Row, type Statement, StatementBatch } from './statement-batch.ts';

export type DatabaseConfig =
  /** `dir` is taken for this process alone; `memory` keeps nothing. */
  | { readonly kind: 'embedded'; readonly dir: string }
  /** `poolSize`: connections at most, 10 unless given. */
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number };

/** A transaction, and the query builder bound to it. */
export type Tx = Kysely<Tables>;

export interface Database {
  readonly kind: DatabaseConfig['kind'];
  /**
   * Runs `work` in one transaction that sees the rows of these organisations and no others; commits when it resolves. Throws
   * `nested_transaction` inside another one. Nothing else uses the transaction's connection: keep outside calls out of `work`.
   */
  readonly withTenant: <T>(orgIds: string | readonly string[], work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** The same without a tenant: for tables that belong to none, and for the functions that look across tenants on purpose. */
  readonly system: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /**
   * Statements known beforehand, in one round trip and one transaction with one sync: all or nothing. Gives each one's rows.
   * Keep the text of statements constant (pass lists as arrays or JSON), since parsed statements are kept by their text.
   */
  readonly batch: (orgIds: readonly string[], statements: readonly Statement[]) => Promise<Row[][]>;
  /** Builds typed statements for `batch`; it cannot run them. */
  readonly build: Kysely<Tables>;
  /** File syncs of the embedded database since it was opened; `undefined` for a server. */
  readonly syncCount: () => number | undefined;
  readonly close: () => Promise<void>;
}

/** Turns a built query into a statement for `Database.batch`. */
export function statement(query: { compile: () => { readonly sql: string; readonly parameters: readonly unknown[] } }): Statement {
  const { sql, parameters } = query.compile();
  return { sql, params: parameters };
}

/**
 * Opens the database, brings its tables up to date and makes sure that every tenant table is protected.
 *
 * Errors: `data_directory_locked`, `database_unavailable`, `database_role_missing`, `pgvector_missing`, `migration_changed`,
 * `database_newer`, `tenant_table_unprotected`.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const embedded = config.kind === 'embedded' ? await startEmbedded(config.dir) : undefined;
  const connection = connectionOptions(config, embedded);
  let pool: pg.Pool | undefined;
  try {
    await asOwner(connection, migrate);
    pool = openPool(config, connection);
    const database = createDatabase(config.kind, pool, embedded);
    await database.system(checkTenantTables);
    return database;
  } catch (cause) {
    await pool?.end();
    await embedded?.close();
    throw databaseError(cause);
  }
}

function connectionOptions(config: DatabaseConfig, embedded: EmbeddedProcess | undefined): pg.ClientConfig {
  const common: pg.ClientConfig = { types: columnTypes, application_name: 'arches' };
  if (embedded)
    return { ...common, user: 'postgres', database: 'postgres', host: 'embedded', ssl: false, stream: () => new EmbeddedSocket(embedded) };
  if (config.kind !== 'postgres') throw new Error('unreachable');
  return { ...common, connectionString: config.url, connectionTimeoutMillis: 10_000, keepAlive: true };
}

/** Runs `work` on a connection of its own as the user of the configuration, who owns the tables. */
async function asOwner(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => {});
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function openPool(config: DatabaseConfig, connection: pg.ClientConfig): pg.Pool {
  const embedded = config.kind === 'embedded';
  const pool = new pg.Pool({
    ...connection,
    // The embedded database is one session; the pool's queue hands it from one transaction to the next.
    max: config.kind === 'embedded' ? 1 : (config.poolSize ?? 10),
    idleTimeoutMillis: embedded ? 0 : 60_000,
    onConnect: async (client: pg.ClientBase) => {
      if (embedded) await client.query('discard all');
      await client.query('set role arches_app');
    },
  } as pg.PoolConfig);
  // A connection that breaks while idle leaves the pool by itself; without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

function createDatabase(kind: Database['kind'], pool: pg.Pool, embedded: EmbeddedProcess | undefined): Database {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();

  async function transaction<T>(orgIds: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
    if (current.getStore()?.isOpen) {
      throw new AppError('nested_transaction', 'A transaction was begun inside another one. Pass on the one that is open.');
    }
    const client = await connect(pool);
    const scope = { isOpen: true };
    let broken: Error | undefined;
    try {
      await client.query(`begin; select set_config('arches.org_ids', '${tenantSetting(orgIds)}', true)`);
      const result = await current.run(scope, () => work(boundTo(client)));
      await commit(client);
      return result;
    } catch (cause) {
      broken = await rollback(client);
      throw databaseError(cause);
    } finally {
      scope.isOpen = false;
      client.release(broken);
    }
  }

  return {
    kind,
    withTenant: (orgIds, work) => transaction(typeof orgIds === 'string' ? [orgIds] : orgIds, work),
    system: (work) => transaction([], work),
    batch: async (orgIds, statements) => {
      const client = await connect(pool);
      let broken: Error | undefined;
      try {
        const tenant = { sql: `select set_config('arches.org_ids', $1, true)`, params: [tenantSetting(orgIds)] };
        const batch = client.query(new StatementBatch([tenant, ...statements]));
        return (await batch.done).slice(1);
      } catch (cause) {
        const error = databaseError(cause);
        // The server answered and rolled back by itself unless the connection is what failed.
        if (sqlState(cause) === undefined) broken = cause instanceof Error ? cause : new Error(String(cause));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    build: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    syncCount: () => embedded?.syncCount(),
    close: async () => {
      await pool.end();
      await embedded?.close();
    },
  };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw databaseError(cause);
  }
}

/** Ids go into the setting as a list, so nothing but their own letters may stand in it. */
function tenantSetting(orgIds: readonly string[]): string {
  for (const id of orgIds) {
    if (!/^[A-Za-z0-9_-]+$/.test(id)) throw new AppError('invalid_org_id', `${JSON.stringify(id)} is not an organisation's id.`);
  }
  return orgIds.join(',');
}

/** A query builder whose every query goes to this one connection. */
function boundTo(client: pg.PoolClient): Tx {
  const connection = { query: client.query.bind(client), release: () => {} };
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => connection as never, end: async () => {}, options: {} } }),
  });
}

/** Once sent, a commit whose answer is lost may or may not have happened: the code says so, since only the caller can find out. */
async function commit(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('commit');
  } catch (cause) {
    const error = databaseError(cause);
    if (!(error instanceof AppError) || error.code !== 'database_unavailable') throw error;
    throw new AppError(
      'commit_unknown',
      'The connection to the database was lost while saving. Look whether the change is there before you repeat it.',
      {
        retryable: true,
        cause,
      },
    );
  }
}

/** Ends the transaction. Gives an error when the connection cannot be used any more. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}
