import { evaluateExpression, type EvaluationContext, type JsonObject } from '@arches/kernel';
import { expect, test } from 'vitest';
import type { NodeDefinition } from '../define-node.ts';
import { flowApproval } from './approval.ts';
import { flowDelay } from './delay.ts';
import { flowIf } from './if.ts';
import { flowMerge } from './merge.ts';
import { flowRespond } from './respond.ts';
import { flowRunWorkflow } from './run-workflow.ts';
import { flowSwitch } from './switch.ts';

function contextOf(...outputs: unknown[]): EvaluationContext {
  return {
    inputs: outputs.map((output, index) => ({ source: `step${index + 1}`, sourcePort: 'out', targetPort: 'in', output })),
    evaluate: (expression, extra) => evaluateExpression(expression, { input: outputs[0], ...extra }),
    now: 0,
    timezone: 'UTC',
  };
}
const run = (node: NodeDefinition, config: JsonObject, ...outputs: unknown[]) => node.evaluate?.(config, contextOf(...outputs));

test.each([
  [620, 'true'],
  [500, 'false'],
])('if: an amount of %d goes by the port %s, and what came in goes on', (amount, port) => {
  expect(run(flowIf, { condition: 'input.amount > 500' }, { amount })).toEqual({ output: { amount }, ports: [port] });
});

const cases = [{ name: 'Invoice', equals: 'invoice' }, { name: 'Offer' }, { name: 'Large', when: 'input.amount > 10' }];
test.each([
  ['INVOICE', 1, 'Invoice'],
  ['offer', 1, 'Offer'],
  ['letter', 11, 'Large'],
  ['letter', 1, 'default'],
])('switch: %s over %d goes by the port %s', (value, amount, port) => {
  expect(run(flowSwitch, { value, cases }, { amount })?.ports).toEqual([port]);
});

const orders = {
  rows: [
    { id: 1, customer: 7 },
    { id: 2, customer: 8 },
  ],
};
const customers = { rows: [{ customer: '7', name: 'Ada' }] };

test('merge keeps branches under their names, takes the first, or puts lists one after the other', () => {
  expect(run(flowMerge, {}, 1, 2)?.output).toEqual({ step1: 1, step2: 2 });
  expect(run(flowMerge, { mode: 'first' }, 1, 2)?.output).toBe(1);
  expect(run(flowMerge, { mode: 'concat' }, orders, customers)?.output).toEqual({ rows: [...orders.rows, ...customers.rows], count: 3 });
});

test('join matches a number with the same number as text, and keeps rows without a match', () => {
  expect(run(flowMerge, { mode: 'join', key: 'customer' }, orders, customers)?.output).toEqual({
    rows: [
      { id: 1, customer: 7, name: 'Ada' },
      { id: 2, customer: 8 },
    ],
    count: 2,
  });
  expect(() => run(flowMerge, { mode: 'join' }, orders, customers)).toThrow('Choose the key column');
});

test('respond answers with its body, or with what came in', () => {
  expect(run(flowRespond, {}, { ok: true })?.output).toEqual({ status: 200, headers: {}, body: { ok: true } });
  expect(run(flowRespond, { status: 400, body: 'no' }, 1)?.output).toEqual({ status: 400, headers: {}, body: 'no' });
});

test('a delay waits for its seconds', () => {
  expect(flowDelay.wait?.({ seconds: 1.5 }, contextOf())).toEqual({ kind: 'time', durationMs: 1500 });
});

test('a delay waits until a date, and not at all when it is over', () => {
  const at = (config: Parameters<NonNullable<typeof flowDelay.wait>>[0]) =>
    flowDelay.wait?.(config, { ...contextOf(), now: Date.UTC(2026, 4, 27, 10) });
  const hours = (amount: number) => ({ kind: 'time', durationMs: amount * 3_600_000 });
  expect(at({ until: '2026-05-28' })).toEqual(hours(14));
  expect(at({ until: '2026-05-28T08:30:00.000Z' })).toEqual(hours(22.5));
  expect(at({ until: '2026-05-28 08:30', timezone: 'Europe/Berlin' })).toEqual(hours(20.5));
  expect(at({ until: '2026-05-20' })).toEqual(hours(0));
  expect(() => at({ until: 'soon' })).toThrow('is no date to wait for');
});

test('a delay waits for the next time of day, from a date on where there is one', () => {
  // A Wednesday at noon in Berlin.
  const at = (config: Parameters<NonNullable<typeof flowDelay.wait>>[0]) =>
    flowDelay.wait?.({ timezone: 'Europe/Berlin', ...config }, { ...contextOf(), now: Date.UTC(2026, 4, 27, 10) });
  const hours = (amount: number) => ({ kind: 'time', durationMs: amount * 3_600_000 });
  expect(at({ cron: '0 12 * * 5' })).toEqual(hours(48));
  expect(at({ until: '2026-05-29', cron: '0 15 * * *' })).toEqual(hours(51));
  expect(at({ until: '2026-05-26', cron: '0 15 * * *' })).toEqual(hours(0));
  expect(at({ seconds: 86_400, cron: '0 9 * * *' })).toEqual(hours(45));
});

test('a delay without a time zone of its own goes by that of the run', () => {
  const at = (timezone: string) => flowDelay.wait?.({ cron: '0 12 * * *' }, { ...contextOf(), now: Date.UTC(2026, 4, 27, 9), timezone });
  expect([at('UTC'), at('Europe/Berlin')]).toEqual([3, 1].map((hours) => ({ kind: 'time', durationMs: hours * 3_600_000 })));
});

test('an approval shows what came in, and rejects when nobody answers in time', () => {
  expect(flowApproval.wait?.({ title: 'Pay?', timeoutHours: 48 }, contextOf({ amount: 5 }))).toEqual({
    kind: 'approval',
    title: 'Pay?',
    message: '',
    assignees: [],
    data: { amount: 5 },
    onTimeout: 'reject',
    timeoutMs: 172_800_000,
  });
});

test('an approval may ask for several voices, remind, ask more people and have a form filled in', () => {
  const spec = flowApproval.wait?.(
    {
      title: 'Pay?',
      assignees: ['ada@example.org', ' bob@example.org ', ''],
      quorum: 2,
      rejections: 2,
      remindEveryHours: 24,
      escalateAfterHours: 48,
      escalateTo: ['lead@example.org'],
      form: [{ name: 'amount', label: 'Amount', type: 'number', required: true }],
    },
    contextOf(),
  );
  expect(spec).toMatchObject({
    assignees: ['ada@example.org', 'bob@example.org'],
    quorum: 2,
    rejections: 2,
    remindEveryMs: 86_400_000,
    escalation: { afterMs: 172_800_000, to: ['lead@example.org'] },
    form: { properties: { amount: { type: 'number', title: 'Amount' } }, required: ['amount'] },
  });
});

test('nobody is asked later without a name, and nobody is reminded more than once a minute', () => {
  const spec = flowApproval.wait?.({ title: 'Pay?', escalateAfterHours: 1, remindEveryHours: 0.001 }, contextOf());
  expect(spec).not.toHaveProperty('escalation');
  expect(spec).toMatchObject({ remindEveryMs: 60_000 });
});

test('an answer to an approval is values, not files', () => {
  const config = { title: 'Pay?', form: [{ name: 'bill', label: 'Bill', type: 'file' }] };
  expect(() => flowApproval.wait?.(config, contextOf())).toThrow('form.0.type');
});

test('another workflow gets what came in, unless it is given something else', () => {
  expect(flowRunWorkflow.wait?.({ workflow: 'wf_1' }, contextOf({ n: 1 }))).toEqual({ kind: 'child', workflowId: 'wf_1', input: { n: 1 } });
  expect(flowRunWorkflow.wait?.({ workflow: 'wf_1', version: 3, input: 7, timeoutHours: 1 }, contextOf({ n: 1 }))).toEqual({
    kind: 'child',
    workflowId: 'wf_1',
    version: 3,
    input: 7,
    timeoutMs: 3_600_000,
  });
});
