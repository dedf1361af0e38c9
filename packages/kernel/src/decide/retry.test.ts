import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StepError } from '../catalog.ts';
import type { RunEvent } from '../run.ts';
import { play } from './play.ts';
import { deferralDelay, retryDelay } from './retry.ts';
import { ok, type Sketch, sketch, started } from './test-catalog.ts';

const usual = { maxAttempts: 3, initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000 };
const error = (rest: Partial<StepError> = {}): StepError => ({ code: 'broken', message: 'It broke', retryable: true, ...rest });
const failed = (attempt: number, rest: Partial<StepError> = {}, at = 2_000): RunEvent => ({
  kind: 'step_failed',
  at,
  step: 'a',
  attempt,
  error: error(rest),
});
const due = (at: number): RunEvent => ({ kind: 'timer_fired', at, step: 'a', timer: 'retry' });

describe('the wait before another attempt', () => {
  test.each([
    { made: 1, jitter: 0, delay: 4_000 },
    { made: 2, jitter: 0, delay: 8_000 },
    { made: 2, jitter: 1, delay: 10_000 }, // 8,000 and up to as much again, capped
    { made: 3, jitter: 0, delay: undefined },
  ])('after $made attempts and with a jitter of $jitter it is at most $delay ms', ({ made, jitter, delay }) => {
    const given = retryDelay({ ...usual, jitter }, made, error(), 'run:a#1');
    if (delay === undefined) expect(given).toBeUndefined();
    else expect(given).toBeLessThanOrEqual(delay);
    if (jitter === 0) expect(given).toBe(delay);
  });

  test('is never below what the policy says nor above its longest, whatever chance does', () => {
    const policy = fc.record({
      initialDelayMs: fc.nat(60_000),
      backoff: fc.double({ min: 1, max: 4, noNaN: true }),
      maxDelayMs: fc.nat(120_000),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 9 }), fc.string(), (given, made, seed) => {
        const delay = retryDelay({ ...given, maxAttempts: 10 }, made, error(), seed) ?? -1;
        expect(delay).toBeGreaterThanOrEqual(Math.floor(Math.min(given.initialDelayMs * given.backoff ** (made - 1), given.maxDelayMs)));
        expect(delay).toBeLessThanOrEqual(given.maxDelayMs);
        expect(delay).toBe(retryDelay({ ...given, maxAttempts: 10 }, made, error(), seed));
      }),
    );
  });

  test('spreads runs that failed at the same time', () => {
    const delays = Array.from({ length: 200 }, (_, run) => retryDelay(usual, 1, error(), `run_${run}:a#1`) ?? 0);
    expect(new Set(delays).size).toBeGreaterThan(100);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(4_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(5_000);
  });

  test.each([
    ['an error that will not pass', undefined, error({ retryable: false }), false],
    ['an error that may pass', undefined, error(), true],
    ['a class that is listed', ['rate_limit'], error({ class: 'rate_limit' }), true],
    ['a class that is listed, although the error itself gives no hope', ['client'], error({ class: 'client', retryable: false }), true],
    ['a class that is not listed', ['rate_limit'], error({ class: 'server' }), false],
    ['an error of no class, where classes are listed', ['rate_limit'], error(), false],
  ] as const)('%s', (_, on, given, again) => {
    expect(retryDelay({ ...usual, ...(on ? { on } : {}) }, 1, given, 's') !== undefined).toBe(again);
  });

  test('is what the provider asks for, up to ten minutes', () => {
    expect(retryDelay(usual, 1, error({ retryAfterMs: 0 }), 's')).toBe(0);
    expect(retryDelay(usual, 1, error({ retryAfterMs: 20_000 }), 's')).toBe(20_000);
    expect(retryDelay(usual, 1, error({ retryAfterMs: 86_400_000 }), 's')).toBe(600_000);
  });
});

describe('an attempt that was put off before it began', () => {
  const graph: Sketch = { nodes: { a: { type: 'effect', policy: { retry: { maxAttempts: 1 } } } } };

  test('is made later, and does not count', () => {
    const { commands, step, last } = play(sketch(graph), [started(), failed(1, { deferred: true, retryAfterMs: 30_000 })]);
    expect(commands[1]).toEqual(['set_timer retry a']);
    expect(last).toMatchObject([{ at: 32_000 }]);
    expect(step('a')).toMatchObject({ status: 'retrying', attempts: 0, retryAt: 32_000 });
    const again = play(sketch(graph), [started(), failed(1, { deferred: true }), due(3_000), ok('a', 7, 1), ok('a', 8, 2)]);
    expect(again.commands).toEqual([['execute a'], ['set_timer retry a'], ['execute a'], [], ['finish succeeded']]);
    expect(again.step('a')).toMatchObject({ output: 8, attempts: 1 });
  });

  test('waits longer each time when nobody says how long, and never comes back at once for ever', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((times) => deferralDelay(times, error()))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
    expect(deferralDelay(1, error({ retryAfterMs: 0 }))).toBe(100);
    expect(deferralDelay(1_000, error({ retryAfterMs: 0 }))).toBe(30_000);
  });

  test('fails after a day of it, and that is some thousand events at most', () => {
    const events: RunEvent[] = [started()];
    let at = 2_000;
    let attempt = 1;
    for (;;) {
      events.push(failed(attempt, { deferred: true, retryAfterMs: 3_600_000 }, at));
      if (attempt === 25) break;
      at += 3_600_000;
      events.push(due(at));
      attempt += 1;
    }
    expect(play(sketch(graph), events.slice(0, -1)).run.status).toBe('running');
    expect(play(sketch(graph), events).run).toMatchObject({ status: 'failed', error: { code: 'broken' } });
    let put = 0;
    let times = 0;
    while (put <= 86_400_000) put += deferralDelay((times += 1), error({ retryAfterMs: 0 }));
    expect(times).toBeLessThan(5_000);
  });

  test('counts attempts of the policy without those put off', () => {
    const patient: Sketch = { nodes: { a: 'patient' } };
    const { step, commands } = play(sketch(patient), [
      started(),
      failed(1, { deferred: true }),
      due(3_000),
      failed(2),
      due(4_000),
      failed(3, { deferred: true }),
      due(5_000),
      failed(4),
      due(6_000),
      failed(5),
    ]);
    expect(commands.at(-1)).toEqual(['finish failed']);
    expect(step('a')?.attempts).toBe(3);
  });
});

describe('what is known about an outside effect', () => {
  const sent = (...events: RunEvent[]) => play(sketch({ nodes: { a: 'send' } }), [started(), ...events]).step('a')?.sent;
  const begun = (attempt = 1, again: object = {}): RunEvent => ({ kind: 'step_started', at: 1_500, step: 'a', attempt, ...again });

  test.each([
    ['nothing while the first attempt is under way', [begun()], undefined],
    ['once after it went well', [begun(), ok('a')], 'once'],
    ['not sent when surely nothing went out', [failed(1, { notSent: true, retryable: false })], 'not_sent'],
    ['nothing while its first attempt is put off', [failed(1, { deferred: true })], undefined],
    ['maybe after a failure that may have gone out', [failed(1, { retryable: false })], 'maybe'],
    ['maybe also when the next attempt went well', [failed(1), due(9_000), ok('a', 1, 2)], 'maybe'],
    ['once when only attempts that sent nothing went before', [failed(1, { notSent: true }), due(9_000), ok('a', 1, 2)], 'once'],
    ['maybe when the attempt was made again after a crash', [begun(), begun(1, { again: true }), ok('a')], 'maybe'],
    ['maybe when it was called off under way', [begun(), { kind: 'cancel_requested', at: 3 }], 'maybe'],
    ['not sent when it was called off before it began', [{ kind: 'cancel_requested', at: 3 }], 'not_sent'],
  ] as const)('%s', (_, events, known) => {
    expect(sent(...(events as readonly RunEvent[]))).toBe(known);
  });

  test('nothing is said of steps that write nothing outside, nor in a test', () => {
    expect(play(sketch({ nodes: { a: 'effect' } }), [started(), ok('a')]).step('a')).not.toHaveProperty('sent');
    expect(play(sketch({ nodes: { a: 'send' } }), [started({ mode: 'test' }), ok('a')]).step('a')).not.toHaveProperty('sent');
  });

  describe('when a person has looked', () => {
    const unknown = failed(1, { code: 'outcome_unknown', retryable: false });
    const say = (choice: 'retry' | 'accept' | 'fail', happened?: boolean): RunEvent => ({
      kind: 'signal_received',
      at: 9_000,
      step: 'a',
      signal: { kind: 'decision', choice, by: 'ada', ...(happened === undefined ? {} : { happened }) },
    });
    const told = (...events: RunEvent[]) => play(sketch({ nodes: { a: 'pay' } }), [started(), unknown, ...events]).step('a')?.sent;

    test.each([
      ['accepted without looking: maybe', [say('accept')], 'maybe'],
      ['it happened: once', [say('accept', true)], 'once'],
      ['it did not, and shall not: not sent', [say('fail', false)], 'not_sent'],
      ['it did not, and is sent now: once', [say('retry', false), ok('a', 1, 2)], 'once'],
      ['sent again without looking: maybe', [say('retry'), ok('a', 1, 2)], 'maybe'],
    ] as const)('%s', (_, events, known) => {
      expect(told(...events)).toBe(known);
    });
  });
});
