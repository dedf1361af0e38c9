import { AppError, type WorkflowDocument } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { ResolveWorkflow } from './ports.ts';
import { benchSet } from './testing/bench-set.ts';
import { type Bench, gate, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;

testDatabases('a run inside a run', (db) => {
  const { bench, stepsOf, journalOf, inboxOf } = benchSet(db);

  /** A process that knows these workflows. */
  const benchWith = (documents: readonly WorkflowDocument[], given: Parameters<typeof bench>[0] = {}): Promise<Bench> => {
    const resolveWorkflow: ResolveWorkflow = async ({ scope, workflowId, input }) => {
      const document = documents.find(({ id }) => id === workflowId);
      if (!document) throw new AppError('workflow_not_found', `There is no workflow “${workflowId}” here.`);
      return { scope, version: 1, document, input };
    };
    return bench({ resolveWorkflow, ...given });
  };
  const parentOf = (child: WorkflowDocument, config: object = {}, rest: object = {}): WorkflowDocument =>
    workflow(
      {
        start: manual,
        call: ['test.child', { workflow: child.id, input: '{{ input }}', ...config }, rest],
        end: ['data.set', { fields: { got: '{{ nodes.call.output }}' } }],
      },
      ['start -> call', 'call -> end'],
    );
  const childrenOf = (orgId: string, runId: string) =>
    db
      .database()
      .withTenant(orgId, (tx) =>
        tx.selectFrom('run').select(['id', 'status', 'parent_step', 'mode']).where('parent_run_id', '=', runId).orderBy('id').execute(),
      );
  const adder = (): WorkflowDocument =>
    workflow({ start: manual, sum: ['data.set', { fields: { n: '{{ input.n + 1 }}' } }] }, ['start -> sum']);

  test('gives its output to the step that waits for it, and both know each other', async () => {
    const child = adder();
    const b = await benchWith([child]);
    const outcome = await b.finish(parentOf(child), { input: { n: 41 } });
    expect(outcome).toMatchObject({ status: 'succeeded', output: { got: { n: 42 } } });
    expect(await childrenOf(b.orgId, outcome.runId)).toMatchObject([{ status: 'succeeded', parent_step: 'call', mode: 'live' }]);
    expect(await inboxOf(b.orgId)).toEqual([]);
    expect((await journalOf(b.orgId, outcome.runId)).map(({ kind }) => kind)).toEqual(['run_started', 'signal_received']);
  });

  test('is a test where its parent is one', async () => {
    const child = adder();
    const b = await benchWith([child]);
    const outcome = await b.finish(parentOf(child), { input: { n: 1 }, mode: 'test' });
    expect(outcome).toMatchObject({ status: 'succeeded', output: { got: { n: 2 } } });
    expect(await childrenOf(b.orgId, outcome.runId)).toMatchObject([{ mode: 'test' }]);
  });

  test('large outputs come over whole', async () => {
    const child = workflow({ start: manual, rows: effect }, ['start -> rows']);
    const b = await benchWith([child]);
    const rows = Array.from({ length: 3000 }, (_, n) => `row number ${n}`);
    b.effects.set('rows', async () => ({ output: rows }));
    const outcome = await b.finish(parentOf(child));
    expect(outcome.output).toEqual({ got: rows });
  });

  test('that fails, or cannot start, fails its step with the reason', async () => {
    const child = workflow({ start: manual, bad: effect }, ['start -> bad']);
    const b = await benchWith([child]);
    b.effects.set('bad', async () => Promise.reject(new AppError('no_paper', 'The printer has no paper.')));
    const failed = await b.finish(parentOf(child));
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'child_failed', message: expect.stringContaining('no paper') } });
    const missing = await b.finish(parentOf(workflow({ start: manual }, [])));
    expect(missing).toMatchObject({
      status: 'failed',
      error: { code: 'child_failed', message: expect.stringContaining('There is no workflow') },
    });
  });

  test('that a dead process had not started yet is started, although other runs wait for theirs', async () => {
    const [slow, child] = [adder(), adder()];
    const away = new AppError('database_unavailable', 'The database is away.', { retryable: true });
    const living = await benchWith([child], {
      resolveWorkflow: async ({ scope, workflowId, input }) => {
        if (workflowId === slow.id) throw away;
        return { scope, version: 1, document: child, input };
      },
    });
    const dying = await bench({ orgId: living.orgId, resolveWorkflow: () => Promise.reject(away) });
    // Read from the rows: who asks the host about a run has it loaded, and its child started.
    const becomes = (runId: string, status: string) =>
      expect.poll(async () => (await living.store.result(living.orgId, runId))?.status, { timeout: 10_000 }).toBe(status);
    await becomes((await living.start(parentOf(slow), { input: { n: 1 } })).runId, 'waiting');
    const { runId } = await dying.start(parentOf(child), { input: { n: 41 } });
    await becomes(runId, 'waiting');
    await dying.die();
    await becomes(runId, 'succeeded');
  });

  test('is cancelled with its parent, and when its parent waits no longer', async () => {
    const child = workflow({ start: manual, ask: ['flow.approval', { title: 'Go?' }] }, ['start -> ask']);
    const b = await benchWith([child]);
    const { runId } = await b.start(parentOf(child));
    await expect.poll(() => childrenOf(b.orgId, runId)).toMatchObject([{ status: 'waiting' }]);
    await b.host.cancel(b.orgId, runId);
    await expect.poll(() => childrenOf(b.orgId, runId)).toMatchObject([{ status: 'cancelled' }]);
    const impatient = await b.finish(parentOf(child, { timeoutMs: 200 }));
    expect(impatient).toMatchObject({ status: 'failed', error: { code: 'child_timeout' } });
    await expect.poll(() => childrenOf(b.orgId, impatient.runId)).toMatchObject([{ status: 'cancelled' }]);
    await expect.poll(() => inboxOf(b.orgId)).toEqual([]);
  });

  test('survives the death of the process: it is not started twice, and its end is not lost', async () => {
    const child = workflow({ start: manual, work: effect }, ['start -> work']);
    const first = await benchWith([child]);
    const begun = gate();
    first.effects.set('work', () => (begun.open(), new Promise(() => {})));
    const { runId } = await first.start(parentOf(child));
    await begun.passed;
    await first.die();
    const second = await benchWith([child], { orgId: first.orgId });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded', output: { got: { did: 'work' } } });
    expect(await childrenOf(first.orgId, runId)).toHaveLength(1);
  });

  test('asked for by a process that died before it started it, is started by the next', async () => {
    const child = adder();
    const first = await benchWith([child], { resolveWorkflow: () => new Promise(() => {}) });
    const { runId } = await first.start(parentOf(child), { input: { n: 1 } });
    await expect.poll(async () => (await stepsOf(first.orgId, runId))['call']).toBe('waiting');
    await first.die();
    const second = await benchWith([child], { orgId: first.orgId });
    expect(await second.ended(runId)).toMatchObject({ status: 'succeeded', output: { got: { n: 2 } } });
    expect(await childrenOf(first.orgId, runId)).toHaveLength(1);
  });

  test('ends at one process while its parent is another’s', async () => {
    const child = workflow({ start: manual, ask: ['flow.approval', { title: 'Go?' }] }, ['start -> ask']);
    const first = await benchWith([child]);
    const { runId } = await first.start(parentOf(child));
    await expect.poll(() => childrenOf(first.orgId, runId)).toMatchObject([{ status: 'waiting' }]);
    const [born] = await childrenOf(first.orgId, runId);
    await first.die();
    // Each takes what it is asked about first.
    const options = { claimEveryMs: 3_600_000 };
    const never = { orgId: first.orgId, options, wrap: (store: Bench['store']) => ({ ...store, claim: () => Promise.resolve([]) }) };
    const [one, two] = [await benchWith([child], never), await benchWith([child], never)];
    await two.host.pause(first.orgId, runId);
    await two.host.resume(first.orgId, runId);
    expect(await one.host.signal(first.orgId, born?.id ?? '', 'ask', { kind: 'approval', decision: 'approved', by: 'ann' })).toBe(
      'journalled',
    );
    await expect.poll(async () => (await two.store.result(first.orgId, runId))?.status).toBe('succeeded');
  });

  test('a step that is done again by a person’s wish starts another run', async () => {
    const child = workflow({ start: manual, work: effect }, ['start -> work']);
    const b = await benchWith([child]);
    let works = false;
    b.effects.set('work', async () => (works ? { output: 'well' } : Promise.reject(new AppError('not_yet', 'Not yet.'))));
    const { runId } = await b.start(parentOf(child, {}, { policy: { onError: 'ask' } }));
    const waitingFor = async () =>
      await db
        .database()
        .withTenant(b.orgId, (tx) => tx.selectFrom('run_wait').select(['kind', 'status']).where('run_id', '=', runId).executeTakeFirst());
    await expect.poll(waitingFor).toEqual({ kind: 'decision', status: 'open' });
    works = true;
    await b.host.signal(b.orgId, runId, 'call', { kind: 'decision', choice: 'retry', by: 'ann' });
    expect(await b.ended(runId)).toMatchObject({ status: 'succeeded', output: { got: 'well' } });
    expect(await childrenOf(b.orgId, runId)).toMatchObject([{ status: 'failed' }, { status: 'succeeded' }]);
  });

  test('that runs itself ends when it is too deep, and nothing is left behind', async () => {
    const self = workflow({ start: manual, call: ['test.child', { workflow: 'wf_self' }] }, ['start -> call'], { id: 'wf_self' });
    const b = await benchWith([self]);
    expect(await b.finish(self)).toMatchObject({ status: 'failed', error: { code: 'child_failed' } });
    const runs = await db.database().withTenant(b.orgId, (tx) => tx.selectFrom('run').select(['status', 'error']).execute());
    expect(runs).toHaveLength(18);
    expect(runs.every(({ status }) => status === 'failed')).toBe(true);
    expect(runs.filter(({ error }) => (error as { code: string }).code === 'too_deep')).toHaveLength(1);
  });
});
