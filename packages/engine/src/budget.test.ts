import { AppError, type WorkflowDocument } from '@arches/kernel';
import { findRunBudget } from '@arches/store';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { ExecuteRequest, ResolveWorkflow } from './ports.ts';
import { benchSet } from './testing/bench-set.ts';
import { gate, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;
const model = { model: 'tiny', provider: 'Ours' };

testDatabases('a run with a budget', (db) => {
  const { bench, stepsOf } = benchSet(db);
  const budgetOf = (orgId: string, runId: string) => db.database().withTenant(orgId, (tx) => findRunBudget(tx, orgId, runId));
  const asking = (budgetUsd: number | undefined, rest: object = {}): WorkflowDocument =>
    workflow({ start: manual, ask: [...effect, {}, rest] }, ['start -> ask'], budgetUsd === undefined ? {} : { settings: { budgetUsd } });

  /** Calls that went out, and what a step does that makes one. */
  function provider() {
    const made: string[] = [];
    const call = async ({ guard, command }: ExecuteRequest, estimateUsd: number | null, costUsd: number | null = estimateUsd) => {
      const hold = await guard?.reserve({ ...model, costUsd: estimateUsd });
      made.push(command.step);
      await hold?.settle({ ...model, inputTokens: 10, outputTokens: 10, costUsd });
      return { output: 'said', usage: { ...model, costUsd } };
    };
    return { made, call };
  }

  test('never makes a call that would break it: the step fails at once, with the figures and what to do', async () => {
    const b = await bench();
    const { made, call } = provider();
    b.effects.set('ask', async (request) => {
      await call(request, 0.04, 0.03);
      return call(request, 0.04);
    });
    const outcome = await b.finish(asking(0.05, { policy: { retry: { maxAttempts: 3 } } }));
    expect(outcome).toMatchObject({
      status: 'failed',
      error: {
        code: 'budget_exceeded',
        step: 'ask',
        retryable: false,
        details: { budgetUsd: 0.05, spentUsd: 0.03, reservedUsd: 0, estimateUsd: 0.04, model: 'tiny' },
      },
    });
    expect(outcome.error?.message).toContain(
      'may cost up to $0.04, and this run may spend $0.05: $0.03 is spent, so $0.02 is left. The call was not made. Raise the budget',
    );
    expect(made).toEqual(['ask']);
    expect(await budgetOf(b.orgId, outcome.runId)).toMatchObject({ budgetUsd: 0.05, spentUsd: 0.03, reservedUsd: 0 });
    expect((await b.store.load(b.orgId, outcome.runId))?.status).toBe('failed');
    const rows = await db
      .database()
      .withTenant(b.orgId, (tx) => tx.selectFrom('run').select('cost_usd').where('id', '=', outcome.runId).execute());
    expect(rows).toEqual([{ cost_usd: 0.03 }]); // what a failed attempt cost is part of the run's cost
  });

  test('shares it among steps and items side by side', async () => {
    const b = await bench();
    const { made, call } = provider();
    const all = gate();
    b.effects.set('ask', async (request) => {
      const hold = await request.guard?.reserve({ ...model, costUsd: 0.02 });
      made.push(request.command.step);
      if (made.length === 5) all.open();
      await all.passed;
      await hold?.settle({ ...model, costUsd: 0.02 });
      return { output: 'said' };
    });
    b.effects.set('other', (request) => call(request, 0.02));
    const document = workflow(
      {
        start: manual,
        each: [
          'flow.for_each',
          { items: '{{ input.items }}', concurrency: 8 },
          { body: { nodes: [{ id: 'ask', type: 'test.effect', config: {}, policy: { onError: 'continue' } }], edges: [] } },
        ],
        other: effect,
      },
      ['start -> each', 'each -> other'],
      { settings: { budgetUsd: 0.1 } },
    );
    const outcome = await b.finish(document, { input: { items: [1, 2, 3, 4, 5, 6, 7, 8] } });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded', step: 'other' } });
    expect(made).toHaveLength(5);
    expect(await budgetOf(b.orgId, outcome.runId)).toMatchObject({ spentUsd: 0.1, reservedUsd: 0 });
  });

  test('counts every attempt, and one whose cost nobody knows with its estimate', async () => {
    const b = await bench();
    const { made, call } = provider();
    b.effects.set('ask', async (request) => {
      await call(request, 0.04, null);
      throw new AppError('model_unavailable', 'It broke off.', { retryable: true });
    });
    const retry = { maxAttempts: 5, initialDelayMs: 1, maxDelayMs: 1 };
    const outcome = await b.finish(asking(0.1, { policy: { retry } }));
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded', details: { spentUsd: 0.08 } } });
    expect(made).toHaveLength(2);
  });

  test('makes no call whose price is not known, and every call that costs nothing', async () => {
    const b = await bench();
    const { made, call } = provider();
    b.effects.set('ask', (request) => call(request, null));
    const refused = await b.finish(asking(5));
    expect(refused).toMatchObject({
      status: 'failed',
      error: { code: 'price_unknown', message: expect.stringContaining('Give the model’s price under AI models') },
    });
    expect(made).toEqual([]);
    expect(await b.finish(asking(undefined))).toMatchObject({ status: 'succeeded' });
    b.effects.set('ask', (request) => call(request, 0));
    expect(await b.finish(asking(0))).toMatchObject({ status: 'succeeded' });
  });

  test('goes on by its error port, or with the error as data, like after any failure', async () => {
    const b = await bench();
    const { call } = provider();
    b.effects.set('ask', (request) => call(request, 1));
    const routed = workflow(
      {
        start: manual,
        ask: [...effect, {}, { policy: { onError: 'route' } }],
        mend: ['data.set', { fields: { code: '{{ nodes.ask.output.error.code }}' } }],
      },
      ['start -> ask', 'ask.error -> mend'],
      { settings: { budgetUsd: 0.5 } },
    );
    expect(await b.finish(routed)).toMatchObject({ status: 'succeeded', output: { code: 'budget_exceeded' } });
    const lenient = workflow(
      { start: manual, ask: effect, say: ['data.set', { fields: { code: '{{ nodes.ask.output.error.code }}' } }] },
      ['start -> ask', 'ask -> say'],
      { settings: { budgetUsd: 0.5, errorHandling: 'lenient' } },
    );
    expect(await b.finish(lenient)).toMatchObject({ status: 'succeeded', output: { code: 'budget_exceeded' } });
  });

  test('counts a call that was under way when its process died: it is not paid twice over the budget', async () => {
    const first = await bench();
    const asked = gate();
    let calls = 0;
    first.effects.set('ask', async ({ guard }) => {
      await guard?.reserve({ ...model, costUsd: 0.06 });
      calls += 1;
      asked.open();
      return new Promise(() => {});
    });
    const { runId } = await first.start(asking(0.1));
    await asked.passed;
    expect(await budgetOf(first.orgId, runId)).toMatchObject({ spentUsd: 0, reservedUsd: 0.06 });
    await first.die();
    const effects = new Map([
      [
        'ask',
        async ({ guard }: ExecuteRequest) => {
          await guard?.reserve({ ...model, costUsd: 0.06 });
          calls += 1;
          return { output: 'said' };
        },
      ],
    ]);
    const second = await bench({ orgId: first.orgId, effects });
    expect(await second.ended(runId)).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded', details: { spentUsd: 0.06 } } });
    expect(calls).toBe(1);
    expect(await budgetOf(first.orgId, runId)).toMatchObject({ spentUsd: 0.06, reservedUsd: 0 });
    const again = await second.host.rerun(first.orgId, runId, { fromStep: 'ask' });
    expect(await second.ended(again.runId)).toMatchObject({ status: 'succeeded' }); // with a budget of its own
    expect(calls).toBe(2);
  });

  test('draws with the runs that it starts on one budget, and they on their own as well', async () => {
    const { made, call } = provider();
    const child = { ...asking(0.05), id: 'wf_child' };
    const resolveWorkflow: ResolveWorkflow = async ({ scope, input }) => ({ scope, version: 1, document: child, input });
    const b = await bench({ resolveWorkflow });
    b.effects.set('ask', (request) => call(request, 0.04));
    const calling = (budgetUsd?: number): WorkflowDocument =>
      workflow(
        { start: manual, one: ['test.child', { workflow: child.id }], two: ['test.child', { workflow: child.id }] },
        ['start -> one', 'one -> two'],
        budgetUsd === undefined ? {} : { settings: { budgetUsd } },
      );
    const outcome = await b.finish(calling(0.07));
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { step: 'two', code: 'child_failed', message: expect.stringContaining('the run that waits for this one may spend') },
    });
    expect(await stepsOf(b.orgId, outcome.runId)).toMatchObject({ one: 'succeeded', two: 'failed' });
    expect(await budgetOf(b.orgId, outcome.runId)).toMatchObject({ budgetUsd: 0.07, spentUsd: 0.04, reservedUsd: 0 });
    expect(made).toHaveLength(1);
    expect(await b.finish(calling())).toMatchObject({ status: 'succeeded' });
  });

  test('counts a call that was called off with its estimate', async () => {
    const b = await bench();
    const asked = gate();
    b.effects.set('ask', async ({ guard, signal }) => {
      const hold = await guard?.reserve({ ...model, costUsd: 0.06 });
      asked.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await hold?.settle({ costUsd: null });
      throw signal.reason;
    });
    const { runId } = await b.start(asking(0.1));
    await asked.passed;
    await b.host.cancel(b.orgId, runId);
    await b.ended(runId);
    await expect.poll(() => budgetOf(b.orgId, runId)).toMatchObject({ spentUsd: 0.06, reservedUsd: 0 });
  });
});
