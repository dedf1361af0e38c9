import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { askForDatabase } from '@arches/testkit';
import { expect, test } from 'vitest';
import { breachesOf } from './testing/faults/check-promises.ts';
import { type CrashCase, crashCases, crashPointsTable, fewCrashCases } from './testing/faults/crash-points.ts';
import { startFaultProcess } from './testing/faults/fault-process.ts';
import { openReceiptServer } from './testing/faults/receipt-server.ts';
import { newOrganisation } from './testing/host-bench.ts';

const all = process.env['CI'] !== undefined || process.env['ARCHES_ALL_CRASH_POINTS'] !== undefined;
/** Several processes may share a server; the embedded database has one at a time. */
const atOnce = { embedded: 1, postgres: 3 };

test.each(['embedded', 'postgres'] as const)(
  'killed at every named point, whatever the step is, the promises hold (%s)',
  async (kind) => {
    const config = await askForDatabase(kind);
    if ('unavailable' in config) {
      if (process.env['CI'] || kind === 'embedded') throw new Error(config.unavailable);
      return;
    }
    const orgId = await prepare(config);
    const directory = await mkdtemp(join(tmpdir(), 'arches-crash-'));
    const log = join(directory, 'log');
    const receipts = await openReceiptServer(log);
    const orders = { config, orgId, log, receipts: receipts.url, ifNotSeen: 'retry' as const };
    const cases = all ? crashCases : fewCrashCases;
    const deliveryOf = ({ point, kind: subject }: CrashCase) => ({ key: `${point}/${subject}`, kind: subject });

    // Each process also takes up what those before it have left, and is killed in the middle of that.
    const left = [...cases];
    const ends = new Map<string, unknown>();
    await Promise.all(
      Array.from({ length: atOnce[kind] }, async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          const delivery = deliveryOf(next);
          const child = startFaultProcess({
            ...orders,
            deliveries: [delivery],
            atOnce: 1,
            crash: { point: next.point, key: delivery.key },
          });
          ends.set(delivery.key, await Promise.race([child.ended, child.says('done').then(() => 'came to its end instead')]));
          child.signal('SIGKILL');
          await child.ended;
        }
      }),
    );
    expect([...ends].filter(([, how]) => how !== 'SIGKILL')).toEqual([]);

    const deliveries = cases.map(deliveryOf);
    const last = startFaultProcess({ ...orders, deliveries, atOnce: 50 });
    await last.says('done');
    last.signal('SIGTERM');
    expect(await last.ended).toBe(0);
    receipts.close();
    expect(await breachesOf({ config, orgId, log, deliveries, receipts })).toEqual([]);
    await rm(directory, { recursive: true, force: true });
  },
  1_800_000,
);

async function prepare(config: DatabaseConfig): Promise<string> {
  const database = await openDatabase(config);
  const orgId = await newOrganisation(database);
  await database.close();
  return orgId;
}

test('the documentation lists the points and kinds as they are', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/engine/faults.md'), 'utf8');
  expect(page).toContain(crashPointsTable());
});
