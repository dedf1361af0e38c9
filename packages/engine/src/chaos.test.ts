import { askForDatabase, startOwnPostgres } from '@arches/testkit';
import { expect, test } from 'vitest';
import { runChaos } from './testing/faults/chaos.ts';

const seed = Number(process.env['ARCHES_CHAOS_SEED'] ?? 20260101);
/** The long version is a command: `npm run chaos`. */
const blows = 6;
const isEnough = (count: number): boolean => count >= blows;

test('processes killed, stopped and continued at random keep their promises (embedded)', async () => {
  const config = await askForDatabase('embedded');
  if ('unavailable' in config) throw new Error(config.unavailable);
  const report = await runChaos({ config, processes: 1, seed, isEnough });
  expect(report.breaches, `seed ${seed}`).toEqual([]);
}, 900_000);

test('processes killed, stopped and continued at random, with their database ended and started, keep their promises (postgres)', async (context) => {
  const own = await startOwnPostgres().catch((cause: unknown) => ({ unavailable: String(cause) }));
  if ('unavailable' in own) {
    if (process.env['CI']) throw new Error(own.unavailable);
    return context.skip(own.unavailable);
  }
  const { server, config } = own;
  const report = await runChaos({ config, processes: 3, seed, isEnough, outages: { server, lengthsMs: [2000] } });
  await server.stop();
  expect(report.breaches, `seed ${seed}`).toEqual([]);
}, 900_000);
