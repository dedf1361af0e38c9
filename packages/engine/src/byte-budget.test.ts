import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { inWords, type ByteMeter } from './byte-budget.ts';
import { type Bench, openBench, workflow } from './testing/host-bench.ts';

const big = (bytes: number): { text: string } => ({ text: 'x'.repeat(bytes) });
/** A busy machine takes its time. */
const patience = { timeout: 30_000 };
const small = { settings: { budgetBytes: 65_536 } };

testDatabases('byte budgets', (given) => {
  const bench = (meter?: ByteMeter): Promise<Bench> => openBench(given.database(), given.config(), meter ? { meter } : {});

  async function keptOf(b: Bench, runId: string): Promise<{ values: number; journal: number; counted: number; status: string }> {
    return given.database().withTenant(b.orgId, async (tx) => {
      const run = await tx.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow();
      const values = await tx.selectFrom('run_value').select('size').where('run_id', '=', runId).execute();
      const events = await tx.selectFrom('run_event').select('body').where('run_id', '=', runId).execute();
      return {
        status: run.status,
        counted: run.journal_bytes + run.value_bytes + run.file_bytes,
        values: values.reduce((total, { size }) => total + size, 0),
        journal: JSON.stringify(events).length,
      };
    });
  }

  test('a step that would take the run beyond its budget fails the run before its bytes are written, whatever its policy says', async () => {
    const b = await bench();
    b.effects.set('a', () => Promise.resolve({ output: big(100_000) }));
    const run = await b.finish(
      workflow({ a: ['test.effect', {}, { policy: { onError: 'continue' } }], z: ['test.effect'] }, ['a -> z'], small),
    );
    expect(run.status).toBe('failed');
    expect(run.error).toMatchObject({
      code: 'byte_budget_exceeded',
      step: 'a',
      nodeId: 'a',
      details: { scope: 'run', limitBytes: 65_536 },
    });
    expect(run.error?.message).toMatch(/would keep .* kB of data; .* may keep 65.5 kB.*budgetBytes/);
    expect(b.begun).toHaveLength(1);
    expect(await keptOf(b, run.runId)).toMatchObject({ status: 'failed', values: 0 });
    await b.host.close();
  });

  test('other runs go on meanwhile, and the same output is welcome where there is room', async () => {
    const b = await bench();
    b.effects.set('a', () => Promise.resolve({ output: big(100_000) }));
    const runs = await Promise.all([
      b.finish(workflow({ a: ['test.effect'] }, [], small)),
      b.finish(workflow({ a: ['test.effect'] }, [], { settings: { budgetBytes: 10_000_000 } })),
      b.finish(workflow({ a: ['test.effect'] }, [])),
    ]);
    expect(runs.map(({ status }) => status)).toEqual(['failed', 'succeeded', 'succeeded']);
    const kept = await keptOf(b, runs[1]?.runId ?? '');
    expect(kept.values).toBeGreaterThan(100_000);
    expect(kept.counted).toBeGreaterThan(kept.values);
    expect(kept.counted).toBeLessThan(kept.values + 10_000);
    await b.host.close();
  });

  test('many small results add up, across a restart too', async () => {
    const first = await bench();
    const halt = Promise.withResolvers<void>();
    const part = (): Promise<{ output: object }> => Promise.resolve({ output: big(12_000) });
    for (const node of ['a', 'b']) first.effects.set(node, part);
    first.effects.set('c', () => halt.promise.then(part));
    const document = workflow({ a: ['test.effect'], b: ['test.effect'], c: ['test.effect'] }, ['a -> b', 'b -> c'], small);
    const { runId } = await first.start(document);
    await expect.poll(() => first.begun.length, patience).toBe(3);
    await expect.poll(async () => (await keptOf(first, runId)).counted, patience).toBeGreaterThan(40_000);
    await first.host.close();
    const effects = new Map([['c', part]]);
    const second = await openBench(given.database(), given.config(), { orgId: first.orgId, effects });
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'byte_budget_exceeded', step: 'c' } });
    await second.host.close();
  });

  test('what pure steps make counts as well, and is not written when it is too much', async () => {
    const b = await bench();
    const fields = Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, value: '{{ input.text }}' }));
    const document = workflow({ a: ['data.set', { fields }] }, [], small);
    const run = await b.finish(document, { input: big(10_000) });
    expect(run).toMatchObject({ status: 'failed', error: { code: 'byte_budget_exceeded' } });
    expect((await keptOf(b, run.runId)).values).toBe(0);
    await b.host.close();
  });

  test('a start that brings more than the run may keep is refused', async () => {
    const b = await bench();
    const started = b.start(workflow({ a: ['test.effect'] }, [], small), { input: big(100_000) });
    await expect(started).rejects.toMatchObject({ code: 'byte_budget_exceeded' });
    expect(b.begun).toEqual([]);
    expect((await b.finish(workflow({ a: ['test.effect'] }, []))).status).toBe('succeeded');
    await b.host.close();
  });

  test('an organisation without room has failed runs that say so, and none that begin', async () => {
    const kept: number[] = [];
    const b = await bench({
      roomOf: () => ({ leftBytes: 0, limitBytes: 5_000_000 }),
      kept: (_run, grown) => void kept.push(grown.journal + grown.values + grown.files),
    });
    const run = await b.finish(workflow({ a: ['test.effect'] }, []));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'byte_budget_exceeded', details: { scope: 'organisation' } } });
    expect(run.error?.message).toMatch(/5 MB.*Settings → Storage/);
    expect(b.begun).toEqual([]);
    expect(kept.reduce((a, c) => a + c, 0)).toBe((await keptOf(b, run.runId)).counted);
    await b.host.close();
  });

  test('a file that a step writes counts before the next one begins', async () => {
    const b = await bench();
    const left: (number | undefined)[] = [];
    b.effects.set('a', async ({ room }) => {
      left.push(room?.leftBytes());
      room?.keep(50_000);
      left.push(room?.leftBytes());
      throw room?.refuse(20_000) ?? new Error('no room');
    });
    const run = await b.finish(
      workflow({ a: ['test.effect', {}, { policy: { retry: { maxAttempts: 3 }, onError: 'continue' } }] }, [], small),
    );
    expect(run).toMatchObject({ status: 'failed', error: { code: 'byte_budget_exceeded', step: 'a' } });
    expect((left[0] ?? 0) - (left[1] ?? 0)).toBe(50_000);
    expect(b.begun).toHaveLength(1);
    expect((await keptOf(b, run.runId)).counted).toBeGreaterThan(50_000);
    await b.host.close();
  });
});

test.each([
  [999, '999 bytes'],
  [1024, '1 kB'],
  [1_500_000, '1.5 MB'],
  [2 ** 30, '1.1 GB'],
  [2e12, '2 TB'],
  [0, '0 bytes'],
])('says %i bytes as %s', (bytes, words) => {
  expect(inWords(bytes)).toBe(words);
});
