import type pg from 'pg';

/** Rows that are gone before a table is worth a visit, besides a tenth of those it has; of a large table not more than `mostDead`. */
const fewestDead = 500;
const mostDead = 20_000;
/** Transactions; a row must be frozen long before two thousand million have passed. */
const oldest = 150_000_000;

/**
 * Takes up the room that changed and deleted rows have left in the table that has most of it, for new rows to use. A server does this by
 * itself; the embedded database never does, and its tables would grow with every change. One table a call, of which only those pages are
 * read that have changed, so it is short.
 *
 * @param client as the owner of the tables, outside of a transaction
 * @returns the table's name; `undefined` when none needs it
 */
export async function vacuumOne(client: pg.ClientBase): Promise<string | undefined> {
  // What was counted in this session is told to nobody while it has no pause, not even to itself.
  await client.query('select pg_stat_force_next_flush()');
  const { rows } = await client.query<{ name: string; kind: string }>(
    `select c.oid::regclass::text as name, c.relkind as kind
    from pg_class c join pg_stat_all_tables s on s.relid = c.oid
    where c.relkind in ('r', 't') and c.relpersistence = 'p'
      and (s.n_dead_tup > least($1 + 0.1 * greatest(c.reltuples, 0), $2) or age(c.relfrozenxid) > $3)
    order by age(c.relfrozenxid) > $3 desc, s.n_dead_tup desc limit 1`,
    [fewestDead, mostDead, oldest],
  );
  const [table] = rows;
  if (!table) return undefined;
  await client.query(`vacuum ${table.kind === 'r' ? '(analyze) ' : ''}${table.name}`);
  return table.name;
}

/** A look this often; the one after a table was found comes at once. */
const lookEveryMs = 10_000;
/** Looks that are let pass while others want the database; it is always in use where nobody ever looks. */
const mostPassed = 5;

/** Vacuums table after table in the moments in which nobody else wants the database's only session. */
export function vacuumInQuietMoments(
  pool: pg.Pool,
  { mayWrite, everyMs = lookEveryMs }: { readonly mayWrite: () => boolean; readonly everyMs?: number | undefined },
): { readonly stop: () => Promise<void> } {
  let stopped = false;
  let passed = 0;
  let timer: NodeJS.Timeout;
  let looking = Promise.resolve();

  async function look(): Promise<void> {
    const isQuiet = pool.waitingCount === 0 && pool.idleCount === pool.totalCount;
    passed = isQuiet ? 0 : passed + 1;
    const found = mayWrite() && (isQuiet || passed > mostPassed) ? await asOwner(pool).catch(() => undefined) : undefined;
    if (found !== undefined) passed = 0;
    plan(found === undefined ? everyMs : Math.min(everyMs, 250));
  }

  function plan(ms: number): void {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = look();
    }, ms);
    timer.unref();
  }

  plan(everyMs);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return looking;
    },
  };
}

/** A session that could not be given back as it was is not given back. */
async function asOwner(pool: pg.Pool): Promise<string | undefined> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('reset role');
    const found = await vacuumOne(client);
    await client.query('set role arches_app');
    broken = false;
    return found;
  } finally {
    client.release(broken);
  }
}
