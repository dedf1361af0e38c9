import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createExecutionQueue, type ExecutionQueue, type QueueLimits } from './execution-queue.ts';
import { createRateGate } from './rate-limit.ts';

let begun: string[];
let ends: Map<string, () => void>;
let queue: ExecutionQueue;
beforeEach(() => {
  begun = [];
  ends = new Map();
});

function open(limits: Partial<QueueLimits>, now?: () => number): void {
  queue = createExecutionQueue({ total: 4, perOrg: 4, ...limits }, now);
}
function push(name: string, services: readonly string[] = [], signal = new AbortController().signal): void {
  const [orgId = '', runId = ''] = name.split('.');
  const work = (): Promise<void> => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, resolve));
  };
  queue.push({ orgId, runId, step: name, services, signal, work });
}
async function end(name: string): Promise<void> {
  ends.get(name)?.();
  await new Promise(setImmediate);
}
const host = 'host:api.example.com';

test('so many at once, and no more than one organisation’s share', () => {
  open({ total: 3, perOrg: 2 });
  for (const name of ['a.1.x', 'a.1.y', 'a.1.z', 'b.1.x', 'b.1.y']) push(name);
  expect(begun).toEqual(['a.1.x', 'a.1.y', 'b.1.x']);
  expect(queue.queued()).toBe(2);
});

test('organisations take turns, and in each of them runs do', async () => {
  open({ total: 1, perOrg: 1 });
  push('a.0.first');
  for (const name of ['a.1.x', 'a.1.y', 'a.1.z', 'a.2.x', 'b.1.x', 'b.1.y']) push(name);
  for (let i = 0; i < 6; i += 1) await end(begun.at(-1) ?? '');
  expect(begun).toEqual(['a.0.first', 'a.1.x', 'b.1.x', 'a.2.x', 'b.1.y', 'a.1.y', 'a.1.z']);
});

test('steps wait for a service with a limit and keep nobody else waiting', async () => {
  open({ ofService: (_org, service) => (service === host ? { concurrency: 1 } : undefined) });
  for (const name of ['a.1.x', 'a.1.y', 'a.2.x']) push(name, [host]);
  push('a.1.other', ['host:else.example.com']);
  expect(begun).toEqual(['a.1.x', 'a.1.other']);
  expect(queue.waitingSteps('a', '1')).toEqual([{ step: 'a.1.y', service: host, limit: { concurrency: 1 }, waiting: 2 }]);
  await end('a.1.x');
  await end(begun.at(-1) ?? '');
  // Of two runs that wait for it the other one is served next.
  expect(begun.slice(2).toSorted()).toEqual(['a.1.y', 'a.2.x']);
  expect(queue.queued()).toBe(0);
});

test('a limit belongs to one organisation', () => {
  open({ ofService: (org) => (org === 'a' ? { concurrency: 1 } : undefined) });
  for (const name of ['a.1.x', 'a.1.y', 'b.1.x', 'b.1.y']) push(name, [host]);
  expect(begun).toEqual(['a.1.x', 'b.1.x', 'b.1.y']);
});

test('a step that is called off while it waits is left out and takes no place', async () => {
  open({ ofService: () => ({ concurrency: 1 }) });
  const controller = new AbortController();
  push('a.1.x', [host]);
  push('a.2.x', [host], controller.signal);
  push('a.3.x', [host]);
  controller.abort();
  await end('a.1.x');
  expect(begun).toEqual(['a.1.x', 'a.3.x']);
});

test('when limits change what waits is looked at again', () => {
  let concurrency = 1;
  open({ ofService: () => ({ concurrency }) });
  for (const name of ['a.1.x', 'a.1.y', 'a.2.x']) push(name, [host]);
  concurrency = 2;
  queue.limitsChanged();
  expect(begun).toEqual(['a.1.x', 'a.1.y']);
  expect(queue.queued()).toBe(1);
});

test('a step that calls two services waits for both', async () => {
  open({ ofService: () => ({ concurrency: 1 }) });
  push('a.1.x', ['one']);
  push('a.2.x', ['two']);
  push('a.3.x', ['one', 'two']);
  await end('a.1.x');
  expect(begun).not.toContain('a.3.x');
  await end('a.2.x');
  expect(begun).toContain('a.3.x');
});

describe('calls a second', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('a second’s worth comes at once, the rest evenly spaced', async () => {
    open({ total: 100, perOrg: 100, ofService: () => ({ perSecond: 2 }) }, () => performance.now());
    for (let i = 0; i < 5; i += 1) push(`a.${i}.x`, [host]);
    expect(begun).toHaveLength(2);
    expect(queue.waitingSteps('a', '4')[0]).toMatchObject({ service: host, freeInMs: 500 });
    await vi.advanceTimersByTimeAsync(499);
    expect(begun).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2);
    expect(begun).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toHaveLength(5);
  });

  test('of the many that wait for a rate only those are looked at for whom there is room', async () => {
    let asked = 0;
    open({ total: 2000, perOrg: 2000, ofService: () => ((asked += 1), { perSecond: 10 }) }, () => performance.now());
    for (let i = 0; i < 1000; i += 1) push(`a.${i}.x`, [host]);
    expect(begun).toHaveLength(10);
    asked = 0;
    for (const name of begun.slice(0, 5)) ends.get(name)?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBeLessThan(100);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun.length).toBeGreaterThanOrEqual(19);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(begun).toHaveLength(1000);
  });

  test('no stretch of a second has more than twice the rate, and none of a minute more than its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(800), { maxLength: 100 }), (perSecond, pauses) => {
        const gate = createRateGate();
        const taken: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          if (gate.freeInMs(perSecond, now) > 0) continue;
          gate.take(perSecond, now);
          taken.push(now);
        }
        for (const from of taken) {
          const within = (ms: number): number => taken.filter((at) => at >= from && at < from + ms).length;
          expect(within(1000)).toBeLessThanOrEqual(2 * perSecond);
          expect(within(60_000)).toBeLessThanOrEqual(61 * perSecond);
        }
      }),
    );
  });
});

test('everything that was pushed begins once, whatever the limits', async () => {
  const one = fc.record({ org: fc.nat(1), run: fc.nat(3), services: fc.subarray(['one', 'two']) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(one, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      async (all, total, perOrg) => {
        begun = [];
        ends = new Map();
        open({ total, perOrg, ofService: (_org, name) => (name === 'one' ? { concurrency: 1 } : { concurrency: 2 }) });
        all.forEach(({ org, run, services }, i) => push(`${org}.${run}.${i}`, services));
        for (let i = 0; i < all.length; i += 1) await end(begun[i] ?? '');
        expect(begun.toSorted()).toEqual(all.map(({ org, run }, i) => `${org}.${run}.${i}`).toSorted());
        expect(queue.queued()).toBe(0);
        expect(queue.executing()).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
