import type { JsonObject } from '@arches/kernel';
import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import { benchSet } from './testing/bench-set.ts';
import { gate, workflow } from './testing/host-bench.ts';

const manual = ['trigger.manual'] as const;

testDatabases('what runs read of vars and env', (db) => {
  const { bench, journalOf } = benchSet(db);

  const reading = (fields: JsonObject) => workflow({ start: manual, set: ['data.set', { fields }] }, ['start -> set']);
  const startedOf = async (orgId: string, runId: string) => {
    const [first] = await journalOf(orgId, runId);
    return first?.body as { readonly vars?: JsonObject; readonly env?: JsonObject } | undefined;
  };

  test('are the values of its start, and only those that its document names', async () => {
    const asked: string[] = [];
    const settingsOf = (orgId: string) => (asked.push(orgId), { vars: { tax: 2, other: 'x' }, env: { RATE: '3', HOST: 'h' } });
    const b = await bench({ settingsOf });
    const outcome = await b.finish(reading({ sum: '{{ vars.tax }}', rate: '{{ env.RATE }}' }));
    expect(outcome.output).toEqual({ sum: 2, rate: '3' });
    expect(await startedOf(b.orgId, outcome.runId)).toMatchObject({ vars: { tax: 2 }, env: { RATE: '3' } });
    expect(asked).toEqual([b.orgId]);
  });

  test('a document that reads none carries none, and nobody is asked', async () => {
    const asked: string[] = [];
    const b = await bench({ settingsOf: (orgId) => (asked.push(orgId), { vars: { tax: 2 }, env: {} }) });
    const outcome = await b.finish(reading({ sum: 'vars.tax is only a text here' }));
    const started = await startedOf(b.orgId, outcome.runId);
    expect([started?.vars, started?.env, asked]).toEqual([undefined, undefined, []]);
  });

  test('a document that does not say which is given all', async () => {
    const b = await bench({ settingsOf: () => ({ vars: { de: 19, at: 20 }, env: { X: '1' } }) });
    const outcome = await b.finish(reading({ rate: '{{ vars[input.country] }}' }), { input: { country: 'at' } });
    expect(outcome.output).toEqual({ rate: 20 });
    expect(await startedOf(b.orgId, outcome.runId)).toMatchObject({ vars: { de: 19, at: 20 } });
  });

  test('a run that waits for a time of day is given the organisation’s time zone, unless the step or the workflow has one', async () => {
    const b = await bench({ settingsOf: () => ({ vars: {}, env: {}, timezone: 'Asia/Tokyo' }) });
    const waiting = (config: JsonObject, settings = {}) => ({
      ...workflow({ start: manual, wait: ['flow.delay', config] }, ['start -> wait']),
      settings,
    });
    const zoneOf = async (document: ReturnType<typeof waiting>) => {
      const { runId } = await b.start(document);
      const started = (await startedOf(b.orgId, runId)) as { readonly timezone?: string } | undefined;
      return started?.timezone;
    };
    expect(await zoneOf(waiting({ cron: '0 9 * * *' }))).toBe('Asia/Tokyo');
    expect(await zoneOf(waiting({ until: '2099-01-01' }))).toBe('Asia/Tokyo');
    expect(await zoneOf(waiting({ cron: '0 9 * * *', timezone: 'Europe/Berlin' }))).toBeUndefined();
    expect(await zoneOf(waiting({ cron: '0 9 * * *' }, { timezone: 'Europe/Berlin' }))).toBeUndefined();
    expect(await zoneOf(waiting({ seconds: 3600 }))).toBeUndefined();
  });

  test('a run keeps its values when they change under it, and after a crash', async () => {
    const values = { tax: 1 };
    const settingsOf = () => ({ vars: { ...values }, env: {} });
    const first = await bench({ settingsOf });
    const held = gate();
    first.effects.set('ask', async () => (await held.passed, { output: {} }));
    const document = workflow({ start: manual, ask: ['test.effect'], set: ['data.set', { fields: { tax: '{{ vars.tax }}' } }] }, [
      'start -> ask',
      'ask -> set',
    ]);
    const { runId } = await first.start(document);
    values.tax = 2;
    await first.die();
    const second = await bench({ orgId: first.orgId, settingsOf });
    expect((await second.ended(runId)).output).toEqual({ tax: 1 });
    held.open();
    expect((await second.finish(document)).output).toEqual({ tax: 2 });
  });

  test('one that is missing fails the step with what to do, and a repeated run has it once it is made', async () => {
    const vars: Record<string, unknown> = { kept: 'before' };
    const b = await bench({ settingsOf: () => ({ vars: { ...vars }, env: {} }) });
    const failed = await b.finish(reading({ all: '{{ vars.kept }} {{ vars.tax }}' }));
    expect(failed).toMatchObject({
      status: 'failed',
      error: {
        code: 'expression_error',
        message: expect.stringContaining('There is no variable "tax". Make it under Settings, Variables'),
      },
    });
    Object.assign(vars, { kept: 'after', tax: 7 });
    const { runId } = await b.host.rerun(b.orgId, failed.runId, {});
    expect((await b.ended(runId)).output).toEqual({ all: 'before 7' });
  });

  test('a run inside a run is given what its own document reads', async () => {
    const child = reading({ tax: '{{ vars.tax }}' });
    const b = await bench({
      settingsOf: () => Promise.resolve({ vars: { tax: 5, workflow: child.id }, env: {} }),
      resolveWorkflow: async ({ scope, input }) => ({ scope, version: 1, document: child, input }),
    });
    const parent = workflow({ start: manual, call: ['test.child', { workflow: '{{ vars.workflow }}' }] }, ['start -> call']);
    const outcome = await b.finish(parent);
    expect(outcome.output).toEqual({ tax: 5 });
    expect((await startedOf(b.orgId, outcome.runId))?.vars).toEqual({ workflow: child.id });
  });

  test('large ones leave the journal like every large value, and come back whole after a crash', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => `row ${index}`);
    const first = await bench({ settingsOf: () => ({ vars: { rows }, env: {} }) });
    const held = gate();
    first.effects.set('ask', async () => (await held.passed, { output: {} }));
    const document = workflow({ start: manual, ask: ['test.effect'], set: ['data.set', { fields: { last: '{{ vars.rows[9999] }}' } }] }, [
      'start -> ask',
      'ask -> set',
    ]);
    const { runId } = await first.start(document);
    await first.die();
    const second = await bench({ orgId: first.orgId });
    expect((await second.ended(runId)).output).toEqual({ last: 'row 9999' });
    held.open();
    expect(await startedOf(first.orgId, runId)).toMatchObject({ vars: { $artifact: { mediaType: 'application/json' } } });
  });
});
