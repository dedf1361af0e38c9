import type { Catalog } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import { testCatalog, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const ask = ['flow.approval', { title: 'Go on?' }] as const;

/** What this installation still has after an update that took a type away. */
const types = testCatalog.list().filter(({ type }) => type !== 'test.short');
const smaller: Catalog = { list: () => types, get: (type) => types.find((known) => known.type === type) };

testDatabases('a step type that is removed while runs wait', (db) => {
  const { bench, stepsOf } = benchSet(db);

  test('fails its step and names the step, the type and what to do; replaced and rerun from there, the run ends well', async () => {
    const before = await bench();
    const document = workflow({ start: manual, ask, gone: ['test.short'] }, ['start -> ask', 'ask.approved -> gone']);
    const { runId } = await before.start(document);
    await expect.poll(async () => (await before.store.load(before.orgId, runId))?.status).toBe('waiting');
    await before.host.close();

    const after = await bench({ orgId: before.orgId, catalog: smaller });
    await after.host.signal(after.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ada' });
    const { status, error } = await after.ended(runId);
    expect({ status, error }).toMatchObject({ status: 'failed', error: { code: 'node_type_missing', step: 'gone', notSent: true } });
    expect(error?.message).toContain('no step type “test.short” in version 1 any more, so “gone” cannot run');
    expect(error?.message).toContain('Replace the step in the workflow, publish it, and rerun from here');

    const mended = { ...document, nodes: document.nodes.map((node) => (node.id === 'gone' ? { ...node, type: 'test.effect' } : node)) };
    const again = await after.host.rerun(after.orgId, runId, { fromStep: 'gone', document: mended, version: 2 });
    expect(await after.ended(again.runId)).toMatchObject({ status: 'succeeded', output: { did: 'gone' } });
    expect(await stepsOf(after.orgId, again.runId)).toMatchObject({ ask: 'succeeded', gone: 'succeeded' });
  });

  test('starts no new run, and says which step it is', async () => {
    const b = await bench({ catalog: smaller });
    await expect(b.start(workflow({ start: manual, gone: ['test.short'] }, ['start -> gone']))).rejects.toMatchObject({
      code: 'workflow_invalid',
      message: expect.stringContaining('"gone" has the type "test.short"'),
    });
  });
});
