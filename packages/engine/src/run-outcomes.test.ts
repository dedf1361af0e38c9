import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import { gate, workflow } from './testing/host-bench.ts';

testDatabases('waiting for a run', (db) => {
  const { bench } = benchSet(db);

  test('that another process carries out looks at its row alone, however long it takes', async () => {
    const first = await bench();
    let loads = 0;
    const second = await bench({
      orgId: first.orgId,
      wrap: (store) => ({ ...store, load: (orgId, runId) => ((loads += 1), store.load(orgId, runId)) }),
    });
    const held = gate();
    first.effects.set('work', async () => {
      await held.passed;
      return { output: { large: 'x'.repeat(50_000) } };
    });
    const { runId } = await first.start(workflow({ start: ['trigger.manual'], work: ['test.effect'] }, ['start -> work']));
    const ended = second.ended(runId);
    await new Promise((resolve) => setTimeout(resolve, 700));
    held.open();
    expect(await ended).toMatchObject({ status: 'succeeded', finished: true, output: { large: expect.stringMatching(/^x{50000}$/) } });
    expect(loads).toBe(0);
  });
});
