import type { Catalog, JsonObject, NodeType, StepError } from '@arches/kernel';
import { beforeEach, expect, test } from 'vitest';
import { openMs } from './circuit-breaker.ts';
import type { ExecuteCommand } from './ports.ts';
import { createStepGate, type StepGate, type StepPlace } from './step-gate.ts';

const catalog: Catalog = {
  get: (type) =>
    type === 'http.request' ? ({ resources: ({ url }: JsonObject) => [`host:${String(url)}`] } as unknown as NodeType) : undefined,
  list: () => [],
};
const command = (host = 'a.example.com', mode: 'live' | 'test' = 'live'): ExecuteCommand =>
  ({ type: 'http.request', typeVersion: 1, mode, config: { url: host } }) as unknown as ExecuteCommand;
const place = (step: string): StepPlace => ({ orgId: 'org_1', runId: 'run_1', step });
const down: StepError = { code: 'connection_failed', message: 'It does not answer.', retryable: true, class: 'network' };

let now: number;
let woken: string[];
let gate: StepGate;
beforeEach(() => {
  now = 1_000_000;
  woken = [];
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  gate = createStepGate({
    catalog,
    clock: { now: () => now },
    log: quiet,
    onWake: (steps) => woken.push(...steps.map(({ step }) => step)),
  });
});

function attempt(step: string, outcome: 'succeeded' | StepError | undefined, host?: string): StepError | undefined {
  const pass = gate.enter(place(step), command(host));
  if (pass.kind === 'put_off') return pass.error;
  pass.leave(outcome);
  return undefined;
}
const breakIt = (): void => {
  for (let i = 0; i < 5; i += 1) attempt(`broken${i}`, down);
};

test('a step for a service that keeps failing is put off, surely unsent, with words and figures', () => {
  breakIt();
  expect(attempt('next', 'succeeded')).toEqual({
    code: 'circuit_open',
    message: 'a.example.com has failed 5 times in a row. It is left alone for a moment, then tried again.',
    retryable: true,
    retryAfterMs: openMs,
    class: 'server',
    deferred: true,
    notSent: true,
    details: {
      service: 'host:a.example.com',
      failures: 5,
      until: now + openMs,
      lastError: { code: 'connection_failed', message: 'It does not answer.' },
    },
  });
  expect(attempt('elsewhere', 'succeeded', 'b.example.com')).toBeUndefined();
});

test('one of those put off finds out, the others come a little later and are woken when it works again', () => {
  breakIt();
  const waits = ['one', 'two', 'three'].map((step) => attempt(step, 'succeeded')?.retryAfterMs);
  expect(waits).toEqual([openMs, openMs + 5000, openMs + 5000]);
  expect(gate.circuits('org_1')).toMatchObject([{ state: 'open', waitingSteps: 3 }]);
  now += openMs;
  expect(attempt('one', 'succeeded')).toBeUndefined();
  expect(woken).toEqual(['two', 'three']);
  expect(gate.circuits('org_1')).toEqual([]);
});

test('who does not want to wait has it tried at once', () => {
  expect(gate.tryNow('org_1', 'host:a.example.com')).toBe(false);
  breakIt();
  attempt('one', 'succeeded');
  attempt('two', 'succeeded');
  expect(gate.tryNow('org_1', 'host:a.example.com')).toBe(true);
  expect(woken).toEqual(['one']);
  expect(attempt('one', down)).toBeUndefined();
  expect(gate.circuits('org_1')).toMatchObject([{ state: 'open', failures: 6, nextTryAt: now + openMs }]);
});

test('a probe that is called off does not leave the service untried for ever', () => {
  breakIt();
  now += openMs;
  expect(attempt('one', undefined)).toBeUndefined();
  expect(attempt('two', 'succeeded')).toBeUndefined();
});

test('tests call nothing outside and are never put off', () => {
  breakIt();
  expect(gate.enter(place('test'), command('a.example.com', 'test')).kind).toBe('go');
});

test('steps of ended runs are not counted as waiting for ever', () => {
  breakIt();
  attempt('one', 'succeeded');
  now += openMs + 60_000;
  expect(gate.circuits('org_1')).toMatchObject([{ waitingSteps: 0 }]);
});
