import { AppError } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { describe, expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import { gate, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;
const approval = { start: manual, ask: ['flow.approval', { title: 'Go?' }], end: effect } as const;
const approvalEdges = ['start -> ask', 'ask.approved -> end'];
/** Long enough that nothing but a message itself can bring it over. */
const never = { claimEveryMs: 3_600_000 };

testDatabases('messages between processes', (db) => {
  const { bench, stepsOf, journalOf, inboxOf } = benchSet(db);

  test('an answer given at another process reaches the one that carries the run out, once', async () => {
    const owner = await bench({ options: never });
    const other = await bench({ orgId: owner.orgId, options: never });
    const { runId } = await owner.start(workflow(approval, approvalEdges));
    const vote = { kind: 'approval', decision: 'approved', by: 'ann@example.com' } as const;
    expect(await other.host.signal(owner.orgId, runId, 'ask', vote)).toBe('taken');
    expect(await owner.ended(runId)).toMatchObject({ status: 'succeeded', output: { did: 'end' } });
    const signals = (await journalOf(owner.orgId, runId)).filter(({ kind }) => kind === 'signal_received');
    expect(signals).toHaveLength(1);
    expect(await inboxOf(owner.orgId)).toEqual([]);
    await expect(other.host.signal(owner.orgId, runId, 'ask', vote)).rejects.toMatchObject({ code: 'run_finished' });
  });

  test('an answer that nobody waits for is refused at any process', async () => {
    const owner = await bench({ options: never });
    const other = await bench({ orgId: owner.orgId, options: never });
    const asked = ['flow.approval', { title: 'Go?', assignees: ['ann@example.com'] }] as const;
    const { runId } = await owner.start(workflow({ start: manual, ask: asked }, ['start -> ask']));
    for (const { host } of [owner, other]) {
      const signal = (step: string, by: string) => host.signal(owner.orgId, runId, step, { kind: 'approval', decision: 'approved', by });
      await expect(signal('ask', 'bob@example.com')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(signal('nothing', 'ann@example.com')).rejects.toMatchObject({ code: 'step_not_found' });
      await expect(signal('start', 'ann@example.com')).rejects.toMatchObject({ code: 'wait_closed' });
      await expect(host.signal(owner.orgId, 'run_none', 'ask', { kind: 'callback', payload: 1 })).rejects.toMatchObject({
        code: 'run_not_found',
      });
    }
    expect(await inboxOf(owner.orgId)).toEqual([]);
    expect(await other.host.signal(owner.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ANN@example.com' })).toBe(
      'taken',
    );
  });

  test('a cancel at another process waits for the end and tells it', async () => {
    const owner = await bench({ options: never });
    const other = await bench({ orgId: owner.orgId, options: never });
    const begun = gate();
    owner.effects.set('long', ({ signal }) => {
      begun.open();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const { runId } = await owner.start(workflow({ start: manual, long: effect }, ['start -> long']));
    await begun.passed;
    expect(await other.host.cancel(owner.orgId, runId, 'ann', 'enough')).toBe('cancelled');
    expect(await other.host.cancel(owner.orgId, runId)).toBe('cancelled');
    expect(await inboxOf(owner.orgId)).toEqual([]);
  });

  test('a message to a process that dies before it reads is taken up by the next owner, once', async () => {
    const deaf = await bench({
      options: never,
      wrap: (store) => ({ ...store, inbox: () => Promise.resolve([]) }),
    });
    const other = await bench({ orgId: deaf.orgId, options: never });
    const { runId } = await deaf.start(workflow(approval, approvalEdges));
    expect(await other.host.signal(deaf.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' })).toBe('taken');
    expect(await inboxOf(deaf.orgId)).toHaveLength(1);
    await deaf.die();
    const next = await bench({ orgId: deaf.orgId });
    expect(await next.ended(runId)).toMatchObject({ status: 'succeeded' });
    expect((await journalOf(deaf.orgId, runId)).filter(({ kind }) => kind === 'signal_received')).toHaveLength(1);
    expect(await inboxOf(deaf.orgId)).toEqual([]);
  });

  test('a message whose flush lost its reply is taken up once', async () => {
    let lost = 0;
    const owner = await bench({
      options: never,
      wrap: (store) => ({
        ...store,
        commit: async (as, changes) => {
          const result = await store.commit(as, changes);
          if (lost === 0 && changes.some(({ taken }) => taken.length > 0)) {
            lost += 1;
            throw new AppError('database_unavailable', 'Lost.', { retryable: true });
          }
          return result;
        },
      }),
    });
    const other = await bench({ orgId: owner.orgId, options: never });
    const { runId } = await owner.start(workflow(approval, approvalEdges));
    await other.host.signal(owner.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' });
    await expect.poll(async () => (await owner.store.result(owner.orgId, runId))?.status, { timeout: 20_000 }).not.toBe('waiting');
    expect((await journalOf(owner.orgId, runId)).filter(({ kind }) => kind === 'signal_received')).toHaveLength(1);
  });

  describe('pausing and holding', () => {
    test('a paused run lets its step end, begins no other until it is resumed, and says so', async () => {
      const b = await bench({ options: never });
      const begun = gate();
      const hold = gate();
      b.effects.set('one', async () => (begun.open(), await hold.passed, { output: 1 }));
      const { runId } = await b.start(workflow({ start: manual, one: effect, two: effect }, ['start -> one', 'one -> two']));
      await begun.passed;
      await b.host.pause(b.orgId, runId, 'ann');
      const paused = async (): Promise<unknown> =>
        (await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run').select('paused').where('id', '=', runId).executeTakeFirst()))
          ?.paused;
      expect(await paused()).toBe(true);
      hold.open();
      await expect.poll(async () => (await stepsOf(b.orgId, runId))['one']).toBe('succeeded');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(b.begun.filter((key) => key.startsWith(runId))).toEqual([`${runId}:one`]);
      expect((await b.store.result(b.orgId, runId))?.status).toBe('waiting');
      const other = await bench({ orgId: b.orgId, options: never });
      expect(await other.host.resume(b.orgId, runId)).toBe('taken');
      expect(await b.ended(runId)).toMatchObject({ status: 'succeeded', output: { did: 'two' } });
      expect(await paused()).toBe(false);
    });

    test('a held run is kept in line, over a crash too, and begins when it is released', async () => {
      const first = await bench();
      const { runId, status } = await first.start(workflow({ start: manual, one: effect }, ['start -> one']), { held: true });
      expect(status).toBe('queued');
      await first.die();
      const second = await bench({ orgId: first.orgId });
      await second.host.release(first.orgId, runId);
      expect(await second.ended(runId)).toMatchObject({ status: 'succeeded' });
      expect(first.begun).toEqual([]);
      const cancelled = await second.start(workflow({ start: manual, one: effect }, ['start -> one']), { held: true });
      expect(await second.host.cancel(first.orgId, cancelled.runId)).toBe('cancelled');
    });
  });
});
