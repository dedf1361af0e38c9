import { decide } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { type EngineKernel, engineKernel } from './engine-kernel.ts';
import type { RunChange, RunStore } from './run-store.ts';
import { benchSet } from './testing/bench-set.ts';
import { workflow } from './testing/host-bench.ts';

const patient = { timeout: 20_000 };

/** Decides as ever, but gives a few steps at a time. */
const inParts: EngineKernel = { ...engineKernel, decide: (plan, state, event, most) => decide(plan, state, event, most && 5) };

const each = (body: readonly [string, object], then: object = {}) =>
  workflow(
    {
      start: ['trigger.manual'],
      each: [
        'flow.for_each',
        { items: '{{ input.items }}' },
        { body: { nodes: [{ id: 'take', type: body[0], config: body[1] }], edges: [] } },
      ],
      ...then,
    },
    ['start -> each', ...Object.keys(then).map((id) => `each -> ${id}`)],
  );
const doubled = each(['data.set', { fields: { n: '{{ item * 2 }}' } }], {
  after: ['test.effect'],
  ask: ['flow.approval', { title: 'Go on?', timeoutHours: 1 }],
});
const items = Array.from({ length: 60 }, (_, n) => n);

testDatabases('a decision that is written in parts', (db) => {
  const { bench, stepsOf, journalOf } = benchSet(db);

  /** What each flush said of the run, and a way to let no more through. */
  function watched() {
    const changes: RunChange[] = [];
    let left = Number.POSITIVE_INFINITY;
    const wrap = (store: RunStore): RunStore => ({
      ...store,
      commit: async (owner, given) => {
        if (changes.length >= left) await new Promise(() => {});
        const result = await store.commit(owner, given);
        changes.push(...given);
        return result;
      },
    });
    return { changes, wrap, stopAfter: (count: number) => (left = count) };
  }

  test('is accepted with its first part, shows what is done, and asks for what follows with its last', async () => {
    const { changes, wrap } = watched();
    const b = await bench({ kernel: inParts, wrap });
    const { runId } = await b.start(doubled, { input: { items } });
    expect((await b.store.result(b.orgId, runId))?.status).toBe('running');
    await expect.poll(() => b.begun, patient).toEqual([`${runId}:after`]);
    await expect.poll(() => b.told.length, patient).toBe(1);
    const parts = changes.filter((change) => change.row.undecided);
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.every(({ opened, timers }) => opened.length + timers.length === 0)).toBe(true);
    await b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ada' });
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded' });
    const steps = await stepsOf(b.orgId, runId);
    expect(Object.keys(steps)).toHaveLength(items.length + 4);
    expect(new Set(Object.values(steps))).toEqual(new Set(['succeeded']));
    expect((await journalOf(b.orgId, runId)).filter(({ kind }) => kind === 'run_started')).toHaveLength(1);
  });

  test.each([1, 2, 4])(
    'is made anew by the next process when the first dies after %i of them, and nothing is done twice',
    async (count) => {
      const { wrap, changes, stopAfter } = watched();
      const first = await bench({ kernel: inParts, wrap });
      stopAfter(count);
      const { runId } = await first.start(doubled, { input: { items } });
      await expect.poll(() => changes.length, patient).toBe(count);
      await first.die();
      const second = await bench({ kernel: inParts, orgId: first.orgId });
      await expect.poll(() => second.begun, patient).toEqual([`${runId}:after`]);
      await expect.poll(() => second.told.length, patient).toBe(1);
      await second.host.signal(first.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ada' });
      expect(await second.ended(runId)).toMatchObject({ status: 'succeeded' });
      expect(new Set(Object.values(await stepsOf(first.orgId, runId)))).toEqual(new Set(['succeeded']));
      expect(Object.keys(await stepsOf(first.orgId, runId))).toHaveLength(items.length + 4);
      expect(first.begun).toEqual([]);
    },
  );

  test('keeps what people say meanwhile for afterwards', async () => {
    const b = await bench({ kernel: inParts });
    b.effects.set('after', () => new Promise(() => {}));
    const { runId } = await b.start(doubled, { input: { items } });
    await b.host.pause(b.orgId, runId, 'ada');
    await b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ada' });
    await b.host.cancel(b.orgId, runId, 'ada');
    expect(await b.ended(runId)).toMatchObject({ status: 'cancelled' });
    const kinds = (await journalOf(b.orgId, runId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'step_started' && kind !== 'step_succeeded')).toEqual([
      'run_started',
      'pause_requested',
      'signal_received',
      'cancel_requested',
    ]);
  });

  test('of a run that would keep too much ends it, with every step at rest', async () => {
    const b = await bench({ kernel: inParts });
    const large = each(['data.set', { fields: { text: '{{ item }}' } }]);
    const document = { ...large, settings: { ...large.settings, budgetBytes: 150_000 } };
    const outcome = await b.finish(document, { input: { items: Array.from({ length: 40 }, (_, n) => `${n}`.repeat(1500)) } });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'byte_budget_exceeded' } });
    const rest = ['succeeded', 'cancelled', 'skipped', 'failed'];
    expect(Object.values(await stepsOf(b.orgId, outcome.runId)).filter((status) => !rest.includes(status))).toEqual([]);
  });
});
