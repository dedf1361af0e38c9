import type { Database } from '@arches/store';
import { answering } from './documents.ts';
import { load, type Measured, perSecond, quantile } from './load.ts';
import { mostConnections, type Place } from './place.ts';
import type { Report } from './report.ts';

const rowsInBatch = 1000;
let rows = 0;

/** One row into a table with one index and nothing else, committed by itself: the least that a durable write can be. */
export const commitOne = (db: Database): Promise<unknown> =>
  db.batch([], [{ sql: 'insert into housekeeping (task) values ($1)', params: [`bench ${(rows += 1)}`] }]);

const commitMany = (db: Database): Promise<unknown> => {
  const tasks = Array.from({ length: rowsInBatch }, () => `bench ${(rows += 1)}`);
  return db.batch([], [{ sql: 'insert into housekeeping (task) select * from unnest($1::text[])', params: [tasks] }]);
};

/** Whole runs beside plain SQL on the same database, turn by turn, so that both meet the same noise. */
export async function measureThroughput(place: Place, report: Report, ms: number): Promise<void> {
  const { title: database, wide } = place;
  const runs: Measured[] = [];
  const commits: Measured[] = [];
  const oneRun = (n: number): Promise<unknown> => place.run(answering, { n });
  const oneCommit = (): Promise<unknown> => commitOne(wide);
  await load(oneRun, mostConnections, ms / 3);
  await load(oneCommit, mostConnections, ms / 6);
  for (let turn = 0; turn < 3; turn += 1) {
    commits.push(await load(oneCommit, mostConnections, ms / 3));
    runs.push(await load(oneRun, mostConnections, (ms * 2) / 3));
  }
  const alone = await load(oneCommit, 1, ms / 3);
  const many = await load(() => commitMany(wide), 4, ms / 3);
  report.add({ database, what: 'plain SQL, single-row commits, 1 connection', value: perSecond(alone), unit: 'a second' });
  report.add({
    database,
    what: `plain SQL, single-row commits, ${mostConnections} connections`,
    value: perSecond(...commits),
    unit: 'a second',
  });
  report.add({ database, what: `plain SQL, ${rowsInBatch} rows a commit`, value: perSecond(many) * rowsInBatch, unit: 'rows a second' });
  report.add({
    database,
    what: `webhook → set → respond, ${mostConnections} at once`,
    value: perSecond(...runs),
    unit: 'runs/s',
    target: { atLeast: place.kind === 'postgres' ? 1500 : 1000 },
    note: `p99 ${quantile(
      runs.flatMap(({ latencies }) => latencies),
      0.99,
    ).toFixed(0)} ms`,
  });
  report.add({
    database,
    what: '… as a share of single-row commits',
    value: (100 * perSecond(...runs)) / perSecond(...commits),
    unit: '%',
    target: { atLeast: 25 },
  });
}

/** One run at a time, and one plain commit before each: what the engine adds to the commit that it cannot do without. */
export async function measureLatency(place: Place, report: Report, ms: number): Promise<void> {
  const { title: database, wide } = place;
  const floor: number[] = [];
  const runs: number[] = [];
  const timed = async (kept: number[], work: () => Promise<unknown>): Promise<void> => {
    const asked = performance.now();
    await work();
    kept.push(performance.now() - asked);
  };
  for (let began = performance.now(), n = 0; performance.now() - began < ms; n += 1) {
    await timed(floor, () => commitOne(wide));
    await timed(runs, () => place.run(answering, { n }));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const [share, atMost] of [
    [0.5, 3],
    [0.99, 25],
  ] as const) {
    const commit = quantile(floor, share);
    report.add({
      database,
      what: `added to a commit at low load, p${share * 100}`,
      value: quantile(runs, share) - commit,
      unit: 'ms',
      target: { atMost },
      note: `a run ${quantile(runs, share).toFixed(2)} ms, a commit ${commit.toFixed(2)} ms`,
    });
  }
}
