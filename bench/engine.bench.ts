// The engine beside plain SQL on the same database, with durable commits, on both databases: one table. See docs/engine/speed.md.
// `npm run bench engine`. ARCHES_BENCH_SECONDS: seconds for each part (3). ARCHES_BENCH_STEADY_SECONDS: how long the steady rate is held (10).
// ARCHES_BENCH_PARTS: only these, such as `throughput,fan-out`. ARCHES_BENCH_DATABASE: only `embedded` or `postgres`.
import { measureFanOuts, measureLargeFanOut, measurePureLoop } from './engine/fan-out.ts';
import { measureFinishedRuns } from './engine/finished-runs.ts';
import { inEmbedded, inPostgres, type Place } from './engine/place.ts';
import { measurePureNodes } from './engine/pure-nodes.ts';
import { createReport } from './engine/report.ts';
import { measureSteady } from './engine/steady.ts';
import { measureLatency, measureThroughput } from './engine/throughput.ts';

const ms = Number(process.env['ARCHES_BENCH_SECONDS'] ?? 3) * 1000;
const steadySeconds = Number(process.env['ARCHES_BENCH_STEADY_SECONDS'] ?? 10);
const parts = process.env['ARCHES_BENCH_PARTS']?.split(',');
const only = process.env['ARCHES_BENCH_DATABASE'];
const isWanted = (part: string): boolean => !parts || parts.includes(part);
/** A million rows take the embedded database minutes to lay down. */
const finishedRuns = { embedded: 100_000, postgres: 1_000_000 };

const report = createReport();

async function measure(place: Place): Promise<void> {
  if (isWanted('throughput')) await measureThroughput(place, report, ms * 2);
  if (isWanted('latency')) await measureLatency(place, report, ms);
  if (isWanted('fan-out')) await measureFanOuts(place, report, ms);
  if (isWanted('large')) await measureLargeFanOut(place, report, 10_000);
  if (isWanted('pure-loop')) await measurePureLoop(place, report, 200_000);
  if (isWanted('steady')) await measureSteady(place, report, steadySeconds);
  if (isWanted('finished')) await measureFinishedRuns(place, report, finishedRuns[place.kind]);
}

if (isWanted('pure')) measurePureNodes(report, ms);
if (only !== 'postgres') await inEmbedded(measure);
if (only !== 'embedded') {
  await inPostgres(measure).catch((error: unknown) => {
    console.error(`PostgreSQL was left out: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  });
}
report.print();
process.exit();
