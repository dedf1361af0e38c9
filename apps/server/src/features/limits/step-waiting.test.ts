import type { StepView } from '@arches/kernel';
import { expect, test } from 'vitest';
import { stepWaiting } from './step-waiting.ts';

const now = 1_000_000;
const step = (more: Partial<StepView>): StepView => ({ step: 's', nodeId: 's', status: 'running', attempts: 1, ...more });
const approval = (assignees: string[]) =>
  step({ status: 'waiting', waiting: { kind: 'approval', title: 'Refund 120 €', message: '', assignees, data: null } });

test('a step whose service is left alone says whose fault it is and when it is tried again', () => {
  const error = { code: 'circuit_open', message: '', retryable: true, details: { service: 'host:api.example.com', failures: 5 } };
  expect(stepWaiting(step({ status: 'retrying', retryAt: now + 20_000, error }), now)).toEqual({
    code: 'circuit_open',
    message: 'api.example.com has failed 5 times in a row. Next try in 20 s.',
    until: now + 20_000,
  });
});

test('a step that failed says why it is tried again and when', () => {
  const error = { code: 'http_status', message: 'example.com answered 503.', retryable: true };
  expect(stepWaiting(step({ status: 'retrying', retryAt: now + 8000, error }), now)?.message).toBe(
    'Next try in 8 s, after: example.com answered 503.',
  );
});

test.each([
  [{ limit: { concurrency: 2 }, waiting: 3 }, 'host_concurrency', 'a.org may be called 2 times at a time. 3 steps of yours wait for it.'],
  [
    { limit: { perSecond: 5 }, waiting: 1, freeInMs: 200 },
    'host_rate',
    'a.org may be called 5 a second. The next place is free in 1 s. 1 step of yours waits for it.',
  ],
  [
    { limit: { perSecond: 0.5 }, waiting: 1, freeInMs: 2000 },
    'host_rate',
    'a.org may be called 1 in 2 s. The next place is free in 2 s. 1 step of yours waits for it.',
  ],
])('a step in line for a service says how many it may serve: %j', (queued, code, message) => {
  expect(stepWaiting(step({}), now, { step: 's', service: 'host:a.org', ...queued })).toMatchObject({ code, message });
});

test('a step that waits for the same result in the making says so', () => {
  const alone = stepWaiting(step({}), now, { step: 's', forSameResult: true, waiting: 1 });
  expect(alone).toEqual({ code: 'same_result', message: 'Another step is making the same result just now, and this one will use it.' });
  expect(stepWaiting(step({}), now, { step: 's', forSameResult: true, waiting: 4 })?.message).toMatch(/ 4 steps wait for it\.$/);
});

test('people are called by their names', () => {
  const people = new Map([['ana@example.com', 'Ana']]);
  expect(stepWaiting(approval(['Ana@example.com']), now, undefined, people)?.message).toBe('Waits for Ana’s approval: Refund 120 €');
  expect(stepWaiting(approval([]), now)?.message).toBe('Waits for somebody’s approval: Refund 120 €');
  expect(stepWaiting(approval(['ana@example.com', 'b@x.org', 'c@x.org']), now, undefined, people)?.message).toBe(
    'Waits for Ana’s, b@x.org’s or 1 other person’s approval: Refund 120 €',
  );
});

test('a step at work does not wait', () => {
  expect(stepWaiting(step({}), now)).toBeUndefined();
  expect(stepWaiting(step({ status: 'succeeded' }), now)).toBeUndefined();
});
