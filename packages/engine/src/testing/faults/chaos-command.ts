// `npm run chaos -- --minutes=10 [--database=postgres|embedded] [--processes=3] [--seed=N]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOwnPostgres } from '@arches/testkit';
import { runChaos, type ChaosOrders } from './chaos.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    database: { type: 'string', default: 'both' },
    processes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const longOutageMs = 60_000;

let isBroken = false;
for (const kind of values.database === 'both' ? ['postgres', 'embedded'] : [values.database]) {
  console.log(`${kind}: ${minutes} minutes of disorder, seed ${seed}`);
  const until = performance.now() + minutes * 60_000;
  const common = { seed, isEnough: () => performance.now() > until, say: (line: string) => process.stdout.write(`\r\x1b[K${line}`) };
  const report = kind === 'embedded' ? await onEmbedded(common) : await onPostgres(common);
  console.log(`\r\x1b[K${kind}: ${report.deliveries} deliveries, all of them run; ${JSON.stringify(report.blows)}`);
  for (const breach of report.breaches) console.log(`  BROKEN: ${breach}`);
  isBroken ||= report.breaches.length > 0;
}
process.exit(isBroken ? 1 : 0);

type Common = Pick<ChaosOrders, 'seed' | 'isEnough' | 'say'>;

async function onEmbedded(common: Common): ReturnType<typeof runChaos> {
  const dir = mkdtempSync(join(tmpdir(), 'arches-chaos-data-'));
  const report = await runChaos({ ...common, config: { kind: 'embedded', dir }, processes: 1 });
  rmSync(dir, { recursive: true, force: true });
  return report;
}

async function onPostgres(common: Common): ReturnType<typeof runChaos> {
  const { server, config } = await startOwnPostgres();
  // One outage of a minute, and short ones for every minute.
  const lengthsMs = [
    2000,
    ...(minutes >= 3 ? [longOutageMs] : []),
    ...Array.from({ length: Math.ceil(minutes) }, (_, i) => 500 * (1 + (i % 8))),
  ];
  try {
    return await runChaos({ ...common, config, processes: Number(values.processes), outages: { server, lengthsMs } });
  } finally {
    await server.stop();
  }
}
