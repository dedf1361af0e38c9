import type { ErrorClass, StepError } from '@arches/kernel';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type CircuitBreaker, type CircuitState, createCircuitBreaker, failuresToOpen, openMs, untriedMs } from './circuit-breaker.ts';

const org = 'org_1';
const host = 'host:api.example.com';
const error = (errorClass: ErrorClass): StepError => ({ code: 'http_status', message: 'It failed.', retryable: true, class: errorClass });

let told: string[];
let breaker: CircuitBreaker;
beforeEach(() => {
  told = [];
  breaker = createCircuitBreaker({
    onOpened: ({ key }) => told.push(`opened ${key}`),
    onClosed: ({ key }) => told.push(`closed ${key}`),
    onForgotten: ({ key }) => told.push(`forgot ${key}`),
  });
});

/** One call, from beginning to end. */
function call(outcome: 'succeeded' | StepError | undefined, now: number): boolean {
  const passage = breaker.enter(org, host, now);
  if (passage.kind === 'go') breaker.leave(org, host, passage.isProbe, outcome, now);
  return passage.kind === 'go';
}
const failTimes = (times: number, now: number): void => {
  for (let i = 0; i < times; i += 1) call(error('server'), now);
};

test.each(['network', 'timeout', 'server'] as const)('five failures of class %s in a row open it', (errorClass) => {
  for (let i = 0; i < failuresToOpen; i += 1) expect(call(error(errorClass), 0)).toBe(true);
  expect(call('succeeded', 1)).toBe(false);
  expect(breaker.list(org, 0)).toMatchObject([{ key: host, state: 'open', failures: 5, openedAt: 0, nextTryAt: openMs }]);
  expect(told).toEqual([`opened ${host}`]);
});

test.each(['client', 'rate_limit'] as const)('a failure of class %s is an answer: the count begins anew', (errorClass) => {
  failTimes(4, 0);
  call(error(errorClass), 1);
  failTimes(4, 2);
  expect(call('succeeded', 3)).toBe(true);
});

test('a mistake of ours and a call that was called off say nothing about the service', () => {
  failTimes(4, 0);
  call(error('internal'), 1);
  call(undefined, 1);
  failTimes(1, 2);
  expect(breaker.enter(org, host, 3).kind).toBe('put_off');
});

test('after 30 s one call goes through, and the others wait for what it finds', () => {
  failTimes(5, 0);
  expect(breaker.enter(org, host, openMs - 1).kind).toBe('put_off');
  expect(breaker.enter(org, host, openMs)).toEqual({ kind: 'go', isProbe: true });
  expect(breaker.enter(org, host, openMs).kind).toBe('put_off');
  breaker.leave(org, host, true, 'succeeded', openMs + 5);
  expect(breaker.enter(org, host, openMs + 5)).toEqual({ kind: 'go', isProbe: false });
  expect(told).toEqual([`opened ${host}`, `closed ${host}`]);
  expect(breaker.list(org, 0)).toEqual([]);
});

test('a probe that fails keeps it open for another 30 s; one that was called off lets the next call try', () => {
  failTimes(5, 0);
  expect(call(error('timeout'), openMs)).toBe(true);
  expect(breaker.enter(org, host, 2 * openMs - 1).kind).toBe('put_off');
  expect(call(undefined, 2 * openMs)).toBe(true);
  expect(breaker.enter(org, host, 2 * openMs)).toEqual({ kind: 'go', isProbe: true });
});

test('calls that were under way when it opened neither close it nor put the next try off', () => {
  const before = Array.from({ length: 7 }, () => breaker.enter(org, host, 0));
  for (const _ of before.slice(0, 5)) breaker.leave(org, host, false, error('server'), 0);
  breaker.leave(org, host, false, error('server'), 20_000);
  breaker.leave(org, host, false, 'succeeded', 20_000);
  expect(breaker.list(org, 0)).toMatchObject([{ state: 'open', nextTryAt: openMs }]);
});

test('somebody may have it tried at once', () => {
  expect(breaker.tryNow(org, host, 0)).toBe(false);
  failTimes(5, 0);
  expect(breaker.tryNow(org, host, 10)).toBe(true);
  expect(breaker.enter(org, host, 10)).toEqual({ kind: 'go', isProbe: true });
});

test('services and organisations have circuits of their own', () => {
  failTimes(5, 0);
  expect(breaker.enter(org, 'host:other.example.com', 0).kind).toBe('go');
  expect(breaker.enter('org_2', host, 0).kind).toBe('go');
  expect(breaker.list('org_2', 0)).toEqual([]);
});

test('failures that lie far apart are not in a row, and hosts that are called no more are not kept', () => {
  failTimes(4, 0);
  for (let i = 0; i < 1000; i += 1) breaker.leave(org, `host:${i}.example.com`, false, error('network'), 0);
  const later = 11 * 60_000;
  failTimes(4, later);
  expect(breaker.list(org, later)).toMatchObject([{ key: host, state: 'closed', failures: 4 }]);
  expect(told).toEqual([]);
});

test('one that is open is forgotten when nobody has tried it for an hour after it could have been', () => {
  failTimes(5, 0);
  expect(breaker.list(org, openMs + untriedMs)).toHaveLength(1);
  expect(breaker.list(org, openMs + untriedMs + 60_000)).toEqual([]);
  expect(told).toEqual([`opened ${host}`, `forgot ${host}`]);
});

test('what another process found out is taken over, and so is that it works again', () => {
  const open: CircuitState = { orgId: org, key: host, state: 'open', failures: 5, openedAt: 0, nextTryAt: 100 };
  breaker.merge([open], 0);
  expect(breaker.enter(org, host, 50).kind).toBe('put_off');
  breaker.merge([], 60);
  expect(breaker.enter(org, host, 60).kind).toBe('go');
  expect(told).toEqual([`closed ${host}`]);
  // One that only this process knows of yet is not closed by others' not knowing.
  failTimes(5, 70);
  breaker.merge([], 80);
  expect(breaker.enter(org, host, 90).kind).toBe('put_off');
});

test('never more than one probe is out, and what is open is tried again in bounded time', () => {
  const outcomes = fc.constantFrom('succeeded' as const, undefined, error('server'), error('client'), error('internal'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.boolean(), outcomes), { maxLength: 60 }), (moves) => {
      const tested = createCircuitBreaker({ onOpened: () => undefined, onClosed: () => undefined, onForgotten: () => undefined });
      const under: { isProbe: boolean }[] = [];
      let now = 0;
      for (const [ms, isEnd, outcome] of moves) {
        now += ms;
        const ended = isEnd ? under.shift() : undefined;
        if (ended) tested.leave(org, host, ended.isProbe, outcome, now);
        const passage = tested.enter(org, host, now);
        if (passage.kind === 'go') under.push(passage);
        expect(under.filter(({ isProbe }) => isProbe).length).toBeLessThanOrEqual(1);
      }
      for (const { isProbe } of under) tested.leave(org, host, isProbe, undefined, now);
      expect(tested.enter(org, host, now + openMs).kind).toBe('go');
    }),
  );
});
