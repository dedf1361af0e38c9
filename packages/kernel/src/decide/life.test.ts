import { describe, expect, test } from 'vitest';
import { AppError } from '../app-error.ts';
import type { RunEvent } from '../run.ts';
import { decide } from './decide.ts';
import { compile } from './plan.ts';
import { play } from './play.ts';
import { newRun } from './state.ts';
import { bad, ok, type Sketch, sketch, started, testCatalog } from './test-catalog.ts';

const chain: Sketch = { nodes: { a: 'effect', b: 'effect', c: 'merge' }, edges: ['a -> b', 'b -> c'] };
const pause: RunEvent = { kind: 'pause_requested', at: 2_000, by: 'ada' };
const resume: RunEvent = { kind: 'resume_requested', at: 50_000 };
const release: RunEvent = { kind: 'run_released', at: 7_000 };
const cancel: RunEvent = { kind: 'cancel_requested', at: 60_000 };
const timer = (step: string, name: 'retry' | 'wait' | 'run', at = 5_000): RunEvent => ({ kind: 'timer_fired', at, step, timer: name });

describe('a run that is held', () => {
  test('stays in line: nothing begins, and no answer counts', () => {
    const { commands, run, statuses, outstanding } = play(sketch(chain), [started({ held: true }), ok('a')]);
    expect(commands).toEqual([[], []]);
    expect(run).toMatchObject({ status: 'queued', held: true, startedAt: null });
    expect(statuses.a).toBe('pending');
    expect(outstanding).toEqual([]);
  });

  test('begins when it is released, and its time counts from there', () => {
    const document = sketch(chain, { settings: { timeoutMs: 60_000 } });
    const { last, run } = play(document, [started({ held: true }), release]);
    expect(last).toMatchObject([
      { kind: 'set_timer', timer: 'run', at: 67_000 },
      { kind: 'execute', step: 'a' },
    ]);
    expect(run).toMatchObject({ status: 'running', held: false, startedAt: 7_000 });
  });

  test('is released once, and a run that is not held not at all', () => {
    expect(play(sketch(chain), [started({ held: true }), release, release]).last).toEqual([]);
    expect(play(sketch(chain), [started(), release]).last).toEqual([]);
    expect(play(sketch(chain), [release, started()]).commands).toEqual([[], ['execute a']]);
  });

  test('is known already: a second start changes nothing', () => {
    expect(play(sketch(chain), [started({ held: true }), started()]).run.status).toBe('queued');
  });

  test('can be cancelled, and paused before it begins', () => {
    const document = sketch(chain, { settings: { timeoutMs: 60_000 } });
    expect(play(document, [started({ held: true }), cancel, release]).commands).toEqual([[], ['finish cancelled'], []]);
    const paused = play(sketch(chain), [started({ held: true }), pause, release]);
    expect(paused.run).toMatchObject({ status: 'waiting', paused: true });
    expect(paused.statuses.a).toBe('ready');
  });

  test('keeps answers that come before its steps', () => {
    const answer: RunEvent = { kind: 'signal_received', at: 1_500, step: 'hook', signal: { kind: 'callback', payload: 7 } };
    expect(play(sketch({ nodes: { hook: 'callback' } }), [started({ held: true }), answer, release]).run.output).toBe(7);
  });
});

describe('a run that is paused', () => {
  test('takes the answers of steps under way and begins nothing new', () => {
    const { commands, statuses, run } = play(sketch(chain), [started(), pause, ok('a')]);
    expect(commands.slice(1)).toEqual([[], []]);
    expect(statuses).toEqual({ a: 'succeeded', b: 'ready', c: 'pending' });
    expect(run).toMatchObject({ status: 'waiting', paused: true });
  });

  test('is running as long as a step is', () => {
    expect(play(sketch(chain), [started(), pause]).run).toMatchObject({ status: 'running', paused: true });
  });

  test('goes on where it stopped', () => {
    const { commands, run } = play(sketch(chain), [started(), pause, ok('a'), resume, ok('b', 2)]);
    expect(commands.slice(3)).toEqual([['execute b'], ['finish succeeded']]);
    expect(run).toMatchObject({ status: 'succeeded', paused: false });
  });

  test('ends when its last steps do', () => {
    expect(play(sketch({ nodes: { a: 'effect' } }), [started(), pause, ok('a')]).run.status).toBe('succeeded');
  });

  test('another attempt that is due waits for the end of the pause', () => {
    const { commands, statuses } = play(sketch({ nodes: { a: 'patient' } }), [started(), bad('a', true), pause, timer('a', 'retry')]);
    expect(commands[3]).toEqual([]);
    expect(statuses.a).toBe('ready');
    const resumed = play(sketch({ nodes: { a: 'patient' } }), [started(), bad('a', true), pause, timer('a', 'retry'), resume]);
    expect(resumed.last).toMatchObject([{ kind: 'execute', attempt: 2 }]);
  });

  test('delays end and people answer, but what follows waits', () => {
    const document = sketch({ nodes: { rest: { type: 'delay', config: { seconds: 4 } }, b: 'effect' }, edges: ['rest -> b'] });
    const { commands, statuses } = play(document, [started(), pause, timer('rest', 'wait'), resume]);
    expect(statuses).toEqual({ rest: 'succeeded', b: 'running' });
    expect(commands.slice(2)).toEqual([[], ['execute b']]);
  });

  test.each(['parallel', 'sequential', 'hybrid'] as const)('in %s mode loops stop between steps and go on', (executionMode) => {
    const loop: Sketch = {
      nodes: { loop: { type: 'flow.for_each', config: { items: [1, 2], concurrency: 1 }, body: { nodes: { x: 'effect' } } } },
    };
    const document = sketch(loop, { settings: { executionMode } });
    const { commands, run } = play(document, [started(), pause, ok('loop[0].x', 1), resume, ok('loop[1].x', 2)]);
    expect(commands).toEqual([['execute loop[0].x'], [], [], ['execute loop[1].x'], ['finish succeeded']]);
    expect(run.output).toEqual([1, 2]);
  });

  test.each(['parallel', 'sequential', 'hybrid'] as const)(
    'in %s mode a step whose retry was parked goes first or with the others',
    (executionMode) => {
      const document = sketch({ nodes: { a: 'patient', b: 'effect' } }, { settings: { executionMode } });
      const { run } = play(document, [started(), bad('a', true), pause, timer('a', 'retry'), resume, ok('a', 1, 2), ok('b', 2)]);
      expect(run).toMatchObject({ status: 'succeeded', output: { a: 1, b: 2 } });
    },
  );

  test('can be cancelled, and its time runs on', () => {
    const document = sketch(chain, { settings: { timeoutMs: 60_000 } });
    expect(play(document, [started(), pause, cancel]).run.status).toBe('cancelled');
    expect(play(document, [started(), pause, timer('', 'run', 61_000)]).run).toMatchObject({
      status: 'failed',
      error: { code: 'run_timeout' },
    });
  });

  test('paused twice it is resumed once; resumed while it is not paused it goes on as it did', () => {
    expect(play(sketch(chain), [started(), pause, pause, ok('a'), resume]).last).toMatchObject([{ kind: 'execute', step: 'b' }]);
    expect(play(sketch(chain), [started(), resume]).last).toEqual([]);
  });
});

describe('a journal of a later release', () => {
  test.each([
    ['a kind of event that is not known', [started(), { kind: 'run_teleported', at: 1 } as unknown as RunEvent]],
    ['a format that is not known', [started({ format: 2 as 1 })]],
  ])('with %s is refused, and nothing is decided', (_, events) => {
    const plan = compile(sketch(chain), testCatalog);
    const state = newRun(plan);
    const last = events.pop() as RunEvent;
    for (const event of events) decide(plan, state, event);
    const before = structuredClone(state);
    const attempt = () => decide(plan, state, last);
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'journal_too_new' }));
    expect(state).toEqual(before);
  });
});
