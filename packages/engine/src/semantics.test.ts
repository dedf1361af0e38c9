import { hostChapters, semanticsCatalog } from '@arches/kernel/semantics';
import { testDatabases } from '@arches/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBench } from './testing/host-bench.ts';
import { createRowClock } from './testing/row-clock.ts';
import { childDocument, createHeldEffects, problemsOnHost, type RowHost } from './testing/row-on-host.ts';

testDatabases('the embedded host keeps to the semantics table', (db) => {
  let host: RowHost | undefined;

  beforeAll(async () => {
    const clock = createRowClock();
    const effects = createHeldEffects();
    const resolveWorkflow = async ({ scope, input }: { scope: { projectId: string; workspaceId: string }; input: unknown }) => ({
      scope,
      version: null,
      document: childDocument,
      input,
    });
    const bench = await openBench(db.database(), db.config(), {
      wrap: clock.wrap,
      catalog: semanticsCatalog,
      effects: new Map([['work', effects.execute]]),
      resolveWorkflow,
      options: { claimEveryMs: 20, concurrency: 10_000, concurrencyPerOrg: 10_000 },
    });
    host = { bench, clock, effects, database: db.database() };
  });
  afterAll(async () => {
    await host?.bench.host.close();
  });

  test.each(hostChapters)('$title', async ({ rows }) => {
    const open = host;
    if (!open) throw new Error('The host is not open.');
    const problems = await Promise.all(rows.map(async (row) => [row.rule, await problemsOnHost(open, row)] as const));
    expect(Object.fromEntries(problems.filter(([, found]) => found.length > 0))).toEqual({});
  });
});
