import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { AppError } from '@arches/kernel';
import { DummyDriver, Kysely, PostgresAdapter, PostgresDialect, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables.ts';
import { checkTenantTables } from './check-tenant-tables.ts';
import { columnTypes } from './column-types.ts';
import { databaseError, databaseFull, databaseUnavailable, sqlState } from './database-errors.ts';
import { type EmbeddedOptions, type EmbeddedProcess, startEmbedded } from './embedded-process.ts';
import { EmbeddedSocket } from './embedded-socket.ts';
import { migrate } from './migrate.ts';
import { type Row, type Statement, StatementBatch } from './statement-batch.ts';
import { vacuumInQuietMoments } from './vacuum.ts';

export type DatabaseConfig =
  /** `dir` is taken for this process alone; `memory` keeps nothing. */
  | { readonly kind: 'embedded'; readonly dir: string }
  /** `poolSize`: connections at most, 10 unless given. `silenceMs`: a statement that hears nothing for so long is given up; a minute unless given. */
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number; readonly silenceMs?: number };

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
   *
   * @param settings calls of `set_config` for this transaction, such as `set_config('jit', 'off', true)`; constant text too
   */
  readonly batch: (orgIds: readonly string[], statements: readonly Statement[], settings?: string) => Promise<Row[][]>;
  /** Builds typed statements for `batch`; it cannot run them. */
  readonly build: Kysely<Tables>;
  /**
   * The embedded database has one session, and another after it was started again: `work` is done first in each new one, before anybody
   * else's. Never called for a server. Gives the way to stop.
   */
  readonly inEachSession: (work: (client: pg.ClientBase) => Promise<void>) => () => void;
  /** What keeps the database from serving, as far as it is known without asking: it is being started again, or its disk is full. */
  readonly trouble: () => AppError | undefined;
  /** File syncs of the embedded database since it was opened; `undefined` for a server. */
  readonly syncCount: () => number | undefined;
  /** Lets plans go by what the tables hold now. A server does it by itself; the embedded database when it is opened and every quarter of an hour. */
  readonly refreshStatistics: () => Promise<void>;
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
export async function openDatabase(config: DatabaseConfig, options: EmbeddedOptions = {}): Promise<Database> {
  const embedded = config.kind === 'embedded' ? await startEmbedded(config.dir, options) : undefined;
  const connection = connectionOptions(config, embedded);
  let pool: pg.Pool | undefined;
  try {
    await asOwner(connection, migrate);
    const sessionWork: SessionWork = new Set();
    pool = openPool(config, connection, sessionWork);
    const database = createDatabase(config.kind, pool, embedded, sessionWork, options);
    await database.system(checkTenantTables);
    if (embedded) await database.refreshStatistics();
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

type SessionWork = Set<(client: pg.ClientBase) => Promise<void>>;

function openPool(config: DatabaseConfig, connection: pg.ClientConfig, sessionWork: SessionWork): pg.Pool {
  const embedded = config.kind === 'embedded';
  const pool = new pg.Pool({
    ...connection,
    // The embedded database is one session; the pool's queue hands it from one transaction to the next.
    max: config.kind === 'embedded' ? 1 : (config.poolSize ?? 10),
    idleTimeoutMillis: embedded ? 0 : 60_000,
    onConnect: async (client: pg.ClientBase) => {
      if (embedded) await client.query('discard all');
      await client.query('set role arches_app');
      for (const work of sessionWork) await work(client);
    },
  } as pg.PoolConfig);
  // A connection that breaks while idle leaves the pool by itself; without a listener it would end the process.
  pool.on('error', () => {});
  // One that breaks while it is in use fails its queries, which is how its user hears of it; the same goes for its event.
  pool.on('connect', (client) => client.on('error', () => {}));
  if (config.kind === 'postgres') breakSilence(pool, config.silenceMs ?? 60_000);
  return pool;
}

/** A server that stands still, or one behind a broken network, says nothing for ever. */
function breakSilence(pool: pg.Pool, silenceMs: number): void {
  const inUse = new WeakSet<pg.ClientBase>();
  pool.on('connect', (client) => {
    const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
    stream.setTimeout(silenceMs, () => {
      if (inUse.has(client)) stream.destroy(new Error('Connection terminated: the server was silent for too long'));
    });
  });
  pool.on('acquire', (client) => inUse.add(client));
  pool.on('release', (_error, client) => inUse.delete(client));
}

function createDatabase(
  kind: Database['kind'],
  pool: pg.Pool,
  embedded: EmbeddedProcess | undefined,
  sessionWork: SessionWork,
  options: EmbeddedOptions,
): Database {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  // Short of room, what only reads goes on, and what writes is refused before the database runs into the end of the disk.
  const mayWrite = (bytes: number): boolean => embedded?.hasRoom(bytes) ?? true;
  const errorOf = (cause: unknown): unknown => (embedded && sqlState(cause) === READ_ONLY ? databaseFull(cause) : databaseError(cause));

  async function transaction<T>(orgIds: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
    if (current.getStore()?.isOpen) {
      throw new AppError('nested_transaction', 'A transaction was begun inside another one. Pass on the one that is open.');
    }
    const client = await connect(pool);
    const scope = { isOpen: true };
    let broken: Error | undefined;
    try {
      await client.query(`begin${mayWrite(0) ? '' : ' read only'}; select set_config('arches.org_ids', '${tenantSetting(orgIds)}', true)`);
      const result = await current.run(scope, () => work(boundTo(client)));
      await commit(client);
      return result;
    } catch (cause) {
      broken = await rollback(client);
      throw errorOf(cause);
    } finally {
      scope.isOpen = false;
      client.release(broken);
    }
  }

  const refreshStatistics = async (): Promise<void> => void (await pool.query('select refresh_statistics()'));
  const refreshing = embedded ? setInterval(() => void refreshStatistics().catch(() => undefined), statisticsEveryMs) : undefined;
  refreshing?.unref();
  const vacuuming = embedded && vacuumInQuietMoments(pool, { mayWrite: () => mayWrite(0), everyMs: options.vacuumEveryMs });

  return {
    kind,
    withTenant: (orgIds, work) => transaction(typeof orgIds === 'string' ? [orgIds] : orgIds, work),
    system: (work) => transaction([], work),
    batch: async (orgIds, statements, settings) => {
      const client = await connect(pool);
      let broken: Error | undefined;
      try {
        const tenant = {
          sql: `select set_config('arches.org_ids', $1, true)${settings === undefined ? '' : `, ${settings}`}`,
          params: [tenantSetting(orgIds)],
        };
        const first = mayWrite(sizeOf(statements)) ? [tenant] : [readOnly, tenant];
        const batch = client.query(new StatementBatch([...first, ...statements]));
        return (await batch.done).slice(first.length);
      } catch (cause) {
        // The server answered and rolled back by itself unless the connection is what failed.
        if (sqlState(cause) !== undefined) throw errorOf(cause);
        broken = cause instanceof Error ? cause : new Error(String(cause));
        const error = errorOf(cause);
        // A full disk that the server names has written nothing; one under which it went away may have.
        throw error instanceof AppError && error.code === 'database_full' ? inDoubt(error, cause) : error;
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
    inEachSession: (work) => {
      sessionWork.add(work);
      return () => sessionWork.delete(work);
    },
    trouble: () => embedded?.trouble(),
    syncCount: () => embedded?.syncCount(),
    refreshStatistics,
    close: async () => {
      clearInterval(refreshing);
      await vacuuming?.stop();
      await pool.end();
      await embedded?.close();
    },
  };
}

const statisticsEveryMs = 15 * 60_000;

const READ_ONLY = '25006';
const readOnly: Statement = { sql: `select set_config('transaction_read_only', 'on', true)`, params: [] };

/** Roughly what statements send along: texts are nearly all of it. */
function sizeOf(statements: readonly Statement[]): number {
  let size = 0;
  for (const { params } of statements) for (const param of params) if (typeof param === 'string') size += param.length;
  return size;
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    // Nothing was asked yet, so no answer can be about what was asked.
    throw cause instanceof AppError || !(cause instanceof Error) ? cause : databaseUnavailable(cause);
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
    throw sqlState(cause) === '53100' ? error : inDoubt(error, cause);
  }
}

/** A connection that was lost after everything had been sent. */
function inDoubt(error: unknown, cause: unknown): unknown {
  const isUnknown = error instanceof AppError && (error.code === 'database_unavailable' || error.code === 'database_full');
  if (!isUnknown) return error;
  return new AppError(
    'commit_unknown',
    'The connection to the database was lost while saving. Look whether the change is there before you repeat it.',
    { retryable: true, cause },
  );
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
