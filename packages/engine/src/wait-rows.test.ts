import { AppError } from '@arches/kernel';
import { listDoubtfulEffects } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import { type Bench, gate, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;
const once = ['test.effect', {}, { policy: { effect: 'at_most_once' } }] as const;

testDatabases('what waits for people', (db) => {
  const { bench, stepsOf, journalOf } = benchSet(db);

  const waitOf = ({ orgId }: Bench, runId: string) =>
    db.database().withTenant(orgId, (tx) => tx.selectFrom('run_wait').selectAll().where('run_id', '=', runId).executeTakeFirst());
  const timersOf = async ({ orgId }: Bench, runId: string) =>
    (await db.database().withTenant(orgId, (tx) => tx.selectFrom('run_timer').select('timer').where('run_id', '=', runId).execute()))
      .map(({ timer }) => timer)
      .toSorted();
  const sentOf = async ({ orgId }: Bench, runId: string, step: string) =>
    (
      await db
        .database()
        .withTenant(orgId, (tx) =>
          tx.selectFrom('run_step').select('sent').where('run_id', '=', runId).where('step', '=', step).executeTakeFirst(),
        )
    )?.sent;
  const vote = (b: Bench, runId: string, by: string, decision: 'approved' | 'rejected' = 'approved') =>
    b.host.signal(b.orgId, runId, 'ask', { kind: 'approval', decision, by });

  test('is asked of several, passed on, answered by each, and decided by a quorum: one row tells it all', async () => {
    const b = await bench();
    const config = {
      title: 'Spend it?',
      assignees: ['ann@example.com', 'bob@example.com', 'cy@example.com'],
      quorum: 2,
      rejections: 2,
      remindEveryMs: 3_600_000,
      escalation: { afterMs: 3_600_000, to: ['boss@example.com'] },
    };
    const { runId } = await b.start(workflow({ start: manual, ask: ['test.vote', config] }, ['start -> ask']));
    const opened = await waitOf(b, runId);
    expect(opened).toMatchObject({ kind: 'approval', status: 'open', quorum: 2, rejections: 2, assignees: config.assignees, votes: [] });
    expect(b.told).toMatchObject([{ why: 'asked', to: config.assignees, step: 'ask' }]);
    expect(await timersOf(b, runId)).toEqual(['escalation', 'reminder']);
    await vote(b, runId, 'ann@example.com');
    expect((await waitOf(b, runId))?.votes).toMatchObject([{ by: 'ann@example.com', decision: 'approved' }]);
    await b.host.signal(b.orgId, runId, 'ask', { kind: 'delegation', by: 'bob@example.com', to: 'dee@example.com' });
    const passed = await waitOf(b, runId);
    expect(passed).toMatchObject({ id: opened?.id, assignees: ['ann@example.com', 'dee@example.com', 'cy@example.com'] });
    expect(passed?.votes).toHaveLength(1);
    expect(b.told.at(-1)).toMatchObject({ why: 'delegation', to: ['dee@example.com'] });
    await expect(vote(b, runId, 'bob@example.com')).rejects.toMatchObject({ code: 'forbidden' });
    await vote(b, runId, 'dee@example.com');
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded' });
    const closed = await waitOf(b, runId);
    expect(closed).toMatchObject({ status: 'approved', decided_by: 'dee@example.com' });
    expect(closed?.votes).toHaveLength(2);
    expect(await timersOf(b, runId)).toEqual([]);
  });

  test('nobody answers: those asked are reminded, more are asked, and a new process remembers both', async () => {
    const first = await bench();
    const config = {
      title: 'Well?',
      assignees: ['ann@example.com'],
      remindEveryMs: 400,
      escalation: { afterMs: 900, to: ['boss@example.com'] },
    };
    const { runId } = await first.start(workflow({ start: manual, ask: ['test.vote', config] }, ['start -> ask']));
    await first.die();
    const b = await bench({ orgId: first.orgId, options: { maxIdleRuns: 0 } });
    await expect.poll(() => b.told.map(({ why }) => why), { timeout: 20_000 }).toContain('escalation');
    expect(b.told.map(({ why }) => why)).toContain('reminder');
    await expect.poll(async () => (await waitOf(b, runId))?.assignees).toEqual(['ann@example.com', 'boss@example.com']);
    await vote(b, runId, 'boss@example.com');
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a failed step that asks: retry, accept and fail are answers, and the row says why', async () => {
    const b = await bench();
    let works = false;
    b.effects.set('call', async () =>
      works ? { output: 'well' } : Promise.reject(new AppError('no_paper', 'No paper\u0000.', { notSent: true })),
    );
    const document = workflow({ start: manual, call: ['test.effect', {}, { policy: { onError: 'ask' } }] }, ['start -> call']);
    const { runId } = await b.start(document);
    await expect.poll(async () => (await waitOf(b, runId))?.status).toBe('open');
    expect(await waitOf(b, runId)).toMatchObject({ kind: 'decision', reason: 'failed', error: { code: 'no_paper' } });
    expect(await sentOf(b, runId, 'call')).toBe('not_sent');
    const asked = await waitOf(b, runId);
    await b.host.signal(b.orgId, runId, 'call', { kind: 'decision', choice: 'retry', by: 'ann' });
    await expect.poll(async () => (await waitOf(b, runId))?.id, { timeout: 10_000 }).not.toBe(asked?.id);
    expect(await waitOf(b, runId)).toMatchObject({ status: 'open', decided_by: null });
    works = true;
    await b.host.signal(b.orgId, runId, 'call', { kind: 'decision', choice: 'retry', by: 'ann' });
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded', output: 'well' });
    expect(await sentOf(b, runId, 'call')).toBe('once');
    expect(await waitOf(b, runId)).toMatchObject({ status: 'answered', decided_by: 'ann' });
    await expect(b.host.signal(b.orgId, runId, 'call', { kind: 'decision', choice: 'retry', by: 'ann' })).rejects.toMatchObject({
      code: 'run_finished',
    });
  });

  test('a write under way in a crash is made again, journalled as such, and known as doubtful', async () => {
    const first = await bench();
    const begun = gate();
    first.effects.set('send', () => (begun.open(), new Promise(() => {})));
    const { runId } = await first.start(workflow({ start: manual, send: effect }, ['start -> send']));
    await begun.passed;
    // It was durable that it would begin before it began.
    expect((await journalOf(first.orgId, runId)).map(({ kind }) => kind)).toEqual(['run_started', 'step_started']);
    await first.die();
    const second = await bench({ orgId: first.orgId });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded' });
    const bodies = (await journalOf(first.orgId, runId)).map(({ body }) => body);
    expect(bodies).toContainEqual(expect.objectContaining({ kind: 'step_started', step: 'send', again: true }));
    expect(await sentOf(second, runId, 'send')).toBe('maybe');
    const doubtful = await db.database().withTenant(first.orgId, (tx) => listDoubtfulEffects(tx, first.orgId, { limit: 10 }));
    expect(doubtful.items).toMatchObject([{ run_id: runId, step: 'send', workflow_name: 'Test' }]);
  });

  test('a write that may be made once only is not made again: a person says what happened', async () => {
    const first = await bench();
    const begun = gate();
    first.effects.set('pay', () => (begun.open(), new Promise(() => {})));
    const { runId } = await first.start(workflow({ start: manual, pay: once }, ['start -> pay']));
    await begun.passed;
    await first.die();
    const second = await bench({ orgId: first.orgId });
    await expect.poll(async () => (await stepsOf(first.orgId, runId))['pay']).toBe('waiting');
    expect(await waitOf(second, runId)).toMatchObject({ kind: 'decision', reason: 'outcome_unknown', error: { code: 'outcome_unknown' } });
    expect(await sentOf(second, runId, 'pay')).toBe('maybe');
    expect(second.told).toMatchObject([{ why: 'asked', wait: { kind: 'decision' } }]);
    await second.host.signal(first.orgId, runId, 'pay', { kind: 'decision', choice: 'accept', by: 'ann', output: 'paid', happened: true });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded', output: 'paid' });
    expect(second.begun).toEqual([]);
    expect(await sentOf(second, runId, 'pay')).toBe('once');
  });

  test('a run under way whose step type is gone goes on as far as it can', async () => {
    const first = await bench();
    const begun = gate();
    first.effects.set('one', () => (begun.open(), new Promise(() => {})));
    const document = workflow({ start: manual, one: effect, gone: ['test.short'], two: effect }, [
      'start -> one',
      'one -> gone',
      'one -> two',
    ]);
    const { runId } = await first.start(document);
    await begun.passed;
    await first.die();
    const types = first.catalog.list().filter(({ type }) => type !== 'test.short');
    const catalog = { list: () => types, get: (type: string) => types.find((known) => known.type === type) };
    const second = await bench({ orgId: first.orgId, catalog });
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'node_type_missing', nodeId: 'gone' } });
    expect((await stepsOf(first.orgId, runId))['one']).toBe('succeeded');
  });

  test('a run of a newer release is left alone, and not ended', async () => {
    const first = await bench();
    const { runId } = await first.start(workflow({ start: manual, ask: ['flow.approval', { title: 'Go?' }] }, ['start -> ask']));
    await db.database().withTenant(first.orgId, (tx) => tx.updateTable('run').set({ format: 2 }).where('id', '=', runId).execute());
    await first.die();
    const second = await bench({ orgId: first.orgId });
    const answer = second.host.signal(first.orgId, runId, 'ask', { kind: 'approval', decision: 'approved', by: 'ann' });
    await expect(answer).rejects.toMatchObject({ code: 'journal_too_new' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await second.store.load(first.orgId, runId)).toMatchObject({ status: 'waiting', epoch: 1 });
  });

  test('a thousand runs that wait for people take no place in memory and one timer', async () => {
    const b = await bench({ options: { maxIdleRuns: 10 } });
    const document = workflow({ start: manual, ask: ['test.vote', { title: 'Go?', assignees: [], timeoutMs: 86_400_000 }], end: effect }, [
      'start -> ask',
      'ask.approved -> end',
    ]);
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await b.start(document);
    const before = timers();
    const runs = await Promise.all(Array.from({ length: 1000 }, () => b.start(document)));
    expect(b.host.metrics().activeRuns).toBeLessThanOrEqual(10);
    expect(timers()).toBeLessThanOrEqual(before + 1);
    const { runId } = runs[500] as { runId: string };
    await vote(b, runId, 'ann@example.com');
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded' });
    expect(b.host.metrics().activeRuns).toBeLessThanOrEqual(10);
  });
});
