import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseConfig, openDatabase } from '@arches/store';
import { askForDatabase, testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import type { FanOutOrders } from './testing/faults/fan-out-child.ts';
import { linesOf } from './testing/faults/receipt-server.ts';
import { newOrganisation, workflow } from './testing/host-bench.ts';

const items = 10_000;
const megabyte = 2 ** 20;

test.each(['embedded', 'postgres'] as const)(
  'ten thousand items, killed in the middle, go on where they were and repeat nothing that was finished (%s)',
  async (kind) => {
    const config = await askForDatabase(kind);
    if ('unavailable' in config) {
      if (process.env['CI'] || kind === 'embedded') throw new Error(config.unavailable);
      return;
    }
    const orgId = await prepare(config);
    const directory = await mkdtemp(join(tmpdir(), 'arches-fan-out-'));
    const log = join(directory, 'log');
    const begin = (): ReturnType<typeof spawn> => {
      const orders: FanOutOrders = { config, orgId, log, items };
      const program = join(import.meta.dirname, 'testing/faults/fan-out-child.ts');
      return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--expose-gc', program, JSON.stringify(orders)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    };
    const durable = (): number => linesOf(log).filter((line) => line.startsWith('D ')).length;

    const first = begin();
    const firstEnd = new Promise((resolve) => first.once('exit', resolve));
    await expect.poll(durable, { timeout: 300_000, interval: 20 }).toBeGreaterThan(items / 4);
    first.kill('SIGKILL');
    await firstEnd;
    // The run was not over yet, or this would be about nothing.
    expect(durable()).toBeLessThan(items);

    const second = begin();
    let said = '';
    second.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    await expect.poll(() => said, { timeout: 600_000, interval: 100 }).toMatch(/succeeded|failed/);
    second.kill('SIGKILL');
    expect(said).toContain('succeeded');

    const lines = linesOf(log);
    const seen = new Set<string>();
    const repeated = lines.filter((line) => {
      if (line.startsWith('D ')) seen.add(line.slice(2));
      return line.startsWith('E ') && seen.has(line.slice(2));
    });
    expect(repeated).toEqual([]);
    expect(new Set(lines.filter((line) => line.startsWith('E '))).size).toBe(items + 1);
    const heap = Number(lines.findLast((line) => line.startsWith('H '))?.slice(2));
    expect(heap).toBeLessThan(300 * megabyte);
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

testDatabases('a thousand runs that wait for people', (db) => {
  const { bench } = benchSet(db);

  test('cost no timers, are not loaded after a crash, and are answered one by one', async () => {
    const waiting = 1000;
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const first = await bench({ options: { maxIdleRuns: 10 } });
    const document = workflow(
      {
        start: ['trigger.manual'],
        ask: ['flow.approval', { title: 'Go on?', timeoutHours: 48 }],
        end: ['data.set', { fields: { n: '{{ input.n }}' } }],
      },
      ['start -> ask', 'ask.approved -> end'],
    );
    const before = timers();
    const runs = await Promise.all(Array.from({ length: waiting }, (_, n) => first.start(document, { input: { n } })));
    await expect.poll(() => first.host.metrics().activeRuns, { timeout: 60_000 }).toBeLessThanOrEqual(10);
    // One for the next of a thousand deadlines, and what tests themselves have.
    expect(timers() - before).toBeLessThan(10);
    await first.die();

    const second = await bench({ orgId: first.orgId, options: { maxIdleRuns: 10 } });
    expect(second.host.metrics().activeRuns).toBe(0);
    const [chosen] = runs;
    if (!chosen) throw new Error('unreachable');
    await second.host.signal(second.orgId, chosen.runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' });
    expect(await second.ended(chosen.runId)).toMatchObject({ status: 'succeeded', output: { n: 0 } });
    const rows = await db
      .database()
      .withTenant(second.orgId, (tx) => tx.selectFrom('run').select('id').where('status', '=', 'waiting').execute());
    expect(rows).toHaveLength(waiting - 1);
    expect(second.host.metrics().activeRuns).toBe(0);
  });
});
