import type { Owner } from '@arches/engine';
import { AppError } from '@arches/kernel';
import pg from 'pg';
import { inboxChannel, listenEmbedded } from './inbox-bell.ts';
import type { Database, DatabaseConfig } from '../database/open-database.ts';

/** First half of the advisory lock's key; the migration looks for the same number. */
const LOCK_CLASS = 1634886504;
const retryMs = 500;

/** An owner, and how to let go of it. Letting go is all that dying would do. */
export interface HeldOwner extends Owner {
  readonly letGo: () => Promise<void>;
}

/**
 * Becomes an owner: a new number, and a session's lock on it. On a server the session is a connection of its own, since a pool's go to
 * anybody; the embedded database has one session, which ends with the process.
 */
export function holdOwner(db: Database, config: DatabaseConfig): Promise<HeldOwner> {
  return config.kind === 'embedded' ? holdEmbedded(db) : holdOnServer(config.url);
}

const takeNumber = `select nextval('engine_owner_number')::int as id`;
/** The lock comes first: an owner in the table without a lock is a dead one. */
const takeLock = `select pg_try_advisory_lock(${LOCK_CLASS}, $1::int) as held`;
const enter = `insert into engine_owner (id) values ($1::int) on conflict do nothing`;

async function holdEmbedded(db: Database): Promise<HeldOwner> {
  const [numbers] = await db.batch([], [{ sql: takeNumber, params: [] }]);
  const id = Number(numbers?.[0]?.['id']);
  await db.batch(
    [],
    [
      { sql: takeLock, params: [id] },
      { sql: enter, params: [id] },
    ],
  );
  const bells: (() => void)[] = [];
  const listeners = new Set<() => void>();
  const lockText = takeLock.replace('$1', String(id));
  // A database that was started again has forgotten who held what. It is told before anybody could take runs over.
  const stopRegaining = db.inEachSession(async (client) => {
    await client.query(lockText);
    setImmediate(() => {
      for (const listener of listeners) listener();
    });
  });
  return {
    id,
    onLost: (listener) => void listeners.add(listener),
    onInbox: (listener) => void bells.push(listenEmbedded(db, listener)),
    letGo: async () => {
      stopRegaining();
      for (const stop of bells.splice(0)) stop();
      await db.batch([], [{ sql: `select pg_advisory_unlock(${LOCK_CLASS}, $1::int)`, params: [id] }]);
    },
  };
}

async function holdOnServer(url: string): Promise<HeldOwner> {
  const listeners = new Set<() => void>();
  const bells = new Set<() => void>();
  const ring = (): void => {
    for (const bell of bells) bell();
  };
  let client: pg.Client | undefined;
  let id: number | undefined;
  let isOver = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'arches owner',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    fresh.on('error', () => {});
    await fresh.connect();
    try {
      await fresh.query('set role arches_app');
      id ??= Number((await fresh.query<{ id: number }>(takeNumber)).rows[0]?.id);
      const { rows } = await fresh.query<{ held: boolean }>(takeLock, [id]);
      // Our own earlier session may not have been found dead by the server yet.
      if (!rows[0]?.held)
        throw new AppError('database_unavailable', 'The hold of this process is still taken by its broken connection.', {
          retryable: true,
        });
      await fresh.query(enter, [id]);
      fresh.on('notification', ring);
      await fresh.query(`listen ${inboxChannel}`);
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
    client = fresh;
    fresh.once('end', () => void regain());
  }

  async function ended(): Promise<void> {
    const last = client;
    client = undefined;
    await last?.end();
  }

  async function regain(): Promise<void> {
    client = undefined;
    while (!isOver && !client) {
      await connect().catch(() => new Promise((resolve) => setTimeout(resolve, retryMs)));
    }
    // Let go of meanwhile: a connection that came after that would hold what nobody holds any more, and keep the process alive.
    if (isOver) return void (await ended());
    for (const listener of listeners) listener();
    // Nobody rang while the connection was broken.
    ring();
  }

  await connect();
  return {
    get id() {
      return id ?? 0;
    },
    onLost: (listener) => void listeners.add(listener),
    onInbox: (listener) => void bells.add(listener),
    letGo: async () => {
      isOver = true;
      await ended();
    },
  };
}
