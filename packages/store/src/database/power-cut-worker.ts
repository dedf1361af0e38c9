// Lives of a database on a disk that loses its power, some of them: memory of databases that were cut off comes back with the thread only.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { durableStartParams } from './durable-node-fs.ts';
import { LosingPower } from './losing-power.ts';

export interface PowerCutOrders {
  readonly directory: string;
  readonly cuts: number;
  readonly seed: number;
  /** False: the database is told to leave syncs out. */
  readonly isDurable: boolean;
  /** False: the disk does nothing when it is told to sync. */
  readonly syncs: boolean;
  readonly tally: Tally;
}

/** What is known of rows, by number. */
export interface Tally {
  /** Their commit was answered. */
  readonly kept: Set<number>;
  /** Their commit was under way when the power went; they may be there. */
  readonly doubtful: Set<number>;
  next: number;
  lost: number;
  cuts: number;
  cutsInRecovery: number;
  /** The database could not be opened any more, and why. */
  broken?: string;
}

const orders = workerData as PowerCutOrders;
const random = randomFrom(orders.seed);
for (let cut = 0; cut < orders.cuts && orders.tally.lost === 0 && orders.tally.broken === undefined; cut += 1) {
  try {
    await live(orders, random);
    orders.tally.cuts += 1;
  } catch (error) {
    orders.tally.broken = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
parentPort?.postMessage(orders.tally);
process.exit(0);

/** One life of the database, from recovery to the next cut. What it finds is checked against what it had been told was kept. */
async function live({ directory, isDurable, syncs, tally }: PowerCutOrders, chance: () => number): Promise<void> {
  // Recovery takes nearly two hundred calls, a commit two, a checkpoint as many as there are changed files.
  const cutAt = Math.ceil(chance() < 0.3 ? chance() * 180 : 180 + chance() * 300);
  const disk = new LosingPower(directory, cutAt, syncs);
  let isOpen = false;
  try {
    const database = await PGlite.create({ fs: disk, startParams: isDurable ? durableStartParams : PGlite.defaultStartParams });
    isOpen = true;
    const { rows } = await database.query<{ n: number }>('select n from receipt');
    countLost(tally, new Set(rows.map(({ n }) => n)));
    for (;;) await doSomething(tally, database, chance);
  } catch (error) {
    if (disk.calls < cutAt) throw error;
  }
  if (!isOpen) tally.cutsInRecovery += 1;
  disk.cut(chance, [0, 0.5, 0.95][Math.floor(chance() * 3)] ?? 0);
}

function countLost(tally: Tally, there: ReadonlySet<number>): void {
  for (const n of tally.kept) if (!there.has(n)) tally.lost += 1;
  for (const n of tally.doubtful) if (there.has(n)) tally.kept.add(n);
  tally.doubtful.clear();
}

async function doSomething(tally: Tally, database: PGlite, chance: () => number): Promise<void> {
  const luck = chance();
  if (luck < 0.05) await database.exec('checkpoint');
  else if (luck < 0.07) await database.exec('select pg_switch_wal()');
  else if (luck < 0.1) await database.exec('vacuum receipt');
  else if (luck < 0.14) await database.exec(`update receipt set note = repeat('y', ${Math.ceil(chance() * 500)}) where n % 7 = 0`);
  else {
    const rows = Array.from({ length: 1 + Math.floor(chance() * 4) }, () => (tally.next += 1));
    for (const n of rows) tally.doubtful.add(n);
    await database.query(`insert into receipt select n, repeat('x', $2) from unnest($1::int[]) n`, [rows, Math.ceil(chance() * 3000)]);
    for (const n of rows) {
      tally.doubtful.delete(n);
      tally.kept.add(n);
    }
  }
}

/** Repeatable chance in [0, 1): mulberry32. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
