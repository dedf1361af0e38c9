import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DurableNodeFS, durableStartParams } from './durable-node-fs.ts';
import type { PowerCutOrders, Tally } from './power-cut-worker.ts';

const cuts = Number(process.env['ARCHES_POWER_CUTS'] ?? (process.env['CI'] ? 200 : 80));
const seed = Number(process.env['ARCHES_POWER_SEED'] ?? 20260101);
const cutsPerThread = 10;

let initialised = '';

beforeAll(async () => {
  // In memory where there is such a place: the disk is ours, so the real one has nothing to do.
  initialised = join(mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'arches-power-')), 'pg');
  const database = await PGlite.create({ fs: new DurableNodeFS(initialised), startParams: durableStartParams });
  await database.exec('create table receipt (n int, note text)');
  await database.close();
}, 300_000);

afterAll(() => rmSync(dirname(initialised), { recursive: true, force: true }));

function newDisk(name: string): string {
  const directory = `${initialised}-${name}`;
  cpSync(initialised, directory, { recursive: true });
  return directory;
}

async function live(orders: PowerCutOrders): Promise<Tally> {
  const worker = new Worker(new URL('./power-cut-worker.ts', import.meta.url), { workerData: orders, execArgv: [] });
  const [tally] = (await once(worker, 'message')) as [Tally];
  await worker.terminate();
  return tally;
}

const nothingYet = (): Tally => ({ kept: new Set(), doubtful: new Set(), next: 0, lost: 0, cuts: 0, cutsInRecovery: 0 });

test(`${cuts} cuts of the power, one after the other on one disk, take nothing back that was committed`, async () => {
  const directory = newDisk('durable');
  let tally = nothingYet();
  for (let part = 0; tally.cuts < cuts; part += 1) {
    const few = Math.min(cutsPerThread, cuts - tally.cuts);
    tally = await live({ directory, cuts: few, seed: seed + part, isDurable: true, syncs: true, tally });
    expect({ lost: tally.lost, broken: tally.broken }, `after cut ${tally.cuts}, seed ${seed}`).toEqual({ lost: 0, broken: undefined });
  }
  // In peace at last.
  const database = await PGlite.create({ fs: new DurableNodeFS(directory), startParams: durableStartParams });
  const { rows } = await database.query<{ n: number }>('select n from receipt');
  await database.close();
  const there = new Set(rows.map(({ n }) => n));
  expect([...tally.kept].filter((n) => !there.has(n))).toEqual([]);
  expect(tally.kept.size).toBeGreaterThan(cuts);
  expect(tally.cutsInRecovery).toBeGreaterThan(cuts / 10);
}, 1_800_000);

test.each([
  ['the database is told to leave syncs out', { isDurable: false, syncs: true }],
  ['the disk does nothing when it is told to sync', { isDurable: true, syncs: false }],
])(
  'the same cuts do lose commits where %s, so the test above would notice',
  async (_what, how) => {
    const directory = newDisk(`careless-${how.syncs}`);
    const tally = await live({ directory, cuts: 20, seed, ...how, tally: nothingYet() });
    expect(tally.broken !== undefined || tally.lost > 0).toBe(true);
  },
  600_000,
);
