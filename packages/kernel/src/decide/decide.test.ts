import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { decide } from './decide.ts';
import { compile } from './plan.ts';
import { play } from './play.ts';
import { replay } from './replay.ts';
import { newRun } from './state.ts';
import { bad, brief, ok, type Sketch, sketch, started, testCatalog } from './test-catalog.ts';
import { runView } from './views.ts';

const effects = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, 'effect']));
const diamond: Sketch = {
  nodes: { start: 'trigger.manual', ...effects('a', 'b'), join: 'merge' },
  edges: ['start -> a', 'start -> b', 'a -> join', 'b -> join'],
};
const branch: Sketch = {
  nodes: { start: 'trigger.manual', ask: { type: 'if', config: { when: 'input.yes' } }, ...effects('a', 'b', 'c'), join: 'merge' },
  edges: ['start -> ask', 'ask.true -> a', 'ask.false -> b', 'b -> c', 'a -> join', 'c -> join'],
};

describe('configuration', () => {
  test('is rendered from what came before, and a missing output fails the step', () => {
    const document = sketch({
      nodes: { a: 'effect', b: { type: 'effect', config: { x: '{{ nodes.a.output.n + 1 }}' } } },
      edges: ['a -> b'],
    });
    expect(play(document, [started(), ok('a', { n: 1.5 })]).step('b')?.input).toEqual({ x: 2.5 });
    const { step, run } = play(document, [started(), ok('a', {})]);
    expect(step('b')?.error).toMatchObject({
      code: 'expression_error',
      message: expect.stringContaining('nodes.a.output has no field "n"'),
    });
    expect(run).toMatchObject({ status: 'failed', error: { step: 'b', nodeId: 'b', code: 'expression_error' } });
  });

  test('names the reason when another step has no output', () => {
    const reads = (id: string) => ({ type: 'set', config: { fields: `{{ nodes.${id}.output }}` } });
    const document = (id: string) => sketch({ ...branch, nodes: { ...branch.nodes, join: reads(id) } });
    const events = [started({ input: { yes: true } }), ok('a')];
    expect(play(document('b'), events).run.error?.message).toContain('nodes.b has no output: the step was skipped');
    expect(play(document('zz'), events).run.error?.message).toContain('nodes.zz is not a step of this workflow');
  });

  test('an execute command carries the attempt, a stable key, the time-out and, in a test, the pin', () => {
    const document = sketch({ nodes: { a: { type: 'patient', policy: { effect: 'at_most_once' } } } }, { pins: { a: { pinned: 1 } } });
    const plan = compile(document, testCatalog);
    const command = decide(plan, newRun(plan), started({ mode: 'test' })).commands[0];
    expect(command).toEqual({
      kind: 'execute',
      step: 'a',
      nodeId: 'a',
      type: 'patient',
      typeVersion: 1,
      attempt: 1,
      config: {},
      mode: 'test',
      idempotencyKey: 'run_1:a',
      timeoutMs: 5_000,
      pin: { pinned: 1 },
      atMostOnce: true,
    });
    expect(decide(plan, newRun(plan), started()).commands[0]).not.toHaveProperty('pin');
  });

  test('pins replace results of pure steps in a test only', () => {
    const document = sketch({ nodes: { a: { type: 'set', config: { fields: 1 } } } }, { pins: { a: 2 } });
    expect(play(document, [started({ mode: 'test' })]).run.output).toBe(2);
    expect(play(document, [started()]).run.output).toBe(1);
  });
});

describe('failing', () => {
  test('retryable failures are repeated after a growing, bounded, reproducible wait', () => {
    const document = sketch({ nodes: { a: 'patient' } });
    const retry = (at: number): RunEvent => ({ kind: 'timer_fired', at, step: 'a', timer: 'retry' });
    const events = [started(), bad('a', true, 1, 10_000), retry(11_000), bad('a', true, 2, 20_000), retry(22_000)];
    const { commands, step, state, plan } = play(document, events);
    expect(commands.flat()).toEqual(['execute a', 'set_timer retry a', 'execute a', 'set_timer retry a', 'execute a']);
    expect(step('a')).toMatchObject({ status: 'running', attempts: 3 });
    expect(decide(plan, state, bad('a', true, 3)).commands.map(brief)).toEqual(['finish failed']);
    const first = play(document, events.slice(0, 2)).step('a')?.retryAt ?? 0;
    expect(first).toBe(play(document, events.slice(0, 2)).step('a')?.retryAt);
    expect(first - 10_000).toBeGreaterThanOrEqual(1_000);
    expect(first - 10_000).toBeLessThan(1_250);
    const second = play(document, events.slice(0, 4)).step('a')?.retryAt ?? 0;
    expect(second - 20_000).toBe(1_500); // 2,000 and chance, capped
  });

  test('late, repeated and foreign events change nothing', () => {
    const base = play(sketch(diamond), [started(), ok('a', 1)]);
    const before = structuredClone(base.state);
    for (const event of [ok('a', 2), bad('a'), ok('b', 1, 2), ok('zz'), ok('join'), ok('start'), ok('a[1].b'), started()]) {
      expect(decide(base.plan, base.state, event)).toMatchObject({ commands: [], changed: [] });
    }
    expect(base.state).toEqual(before);
  });
});

describe('ending from outside', () => {
  const document = sketch(
    {
      nodes: {
        a: 'effect',
        b: 'patient',
        pause: { type: 'delay', config: { seconds: 9 } },
        ask: { type: 'approval', config: {} },
        c: 'effect',
      },
      edges: ['a -> c'],
    },
    { settings: { timeoutMs: 60_000 } },
  );
  const cancel: RunEvent = { kind: 'cancel_requested', at: 5_000, by: 'ada@example.org' };

  test('cancel stops attempts, timers and waits, and ends the run once', () => {
    const { commands, run, statuses } = play(document, [started(), bad('b', true), cancel, cancel, ok('a')]);
    expect(commands[2]).toEqual([
      'abort a',
      'clear_timer retry b',
      'clear_timer wait pause',
      'close_wait ask',
      'clear_timer run',
      'finish cancelled',
    ]);
    expect(commands.slice(3)).toEqual([[], []]);
    expect(run.status).toBe('cancelled');
    expect(new Set(Object.values(statuses))).toEqual(new Set(['cancelled']));
  });

  test('a run that takes too long fails', () => {
    const { commands, run } = play(document, [started(), { kind: 'timer_fired', at: 61_000, step: '', timer: 'run' }]);
    expect(commands[0]).toContain('set_timer run');
    expect(run).toMatchObject({ status: 'failed', error: { code: 'run_timeout' } });
  });

  test('cancel before the start ends the run too', () => {
    expect(play(document, [cancel, started()]).run.status).toBe('cancelled');
  });
});

describe('taking a run up again', () => {
  test('gives the commands that are still outstanding', () => {
    const document = sketch({
      nodes: {
        a: { type: 'effect', policy: { effect: 'at_most_once' } },
        b: 'patient',
        pause: { type: 'delay', config: { seconds: 9 } },
        ask: { type: 'approval', config: { timeoutMs: 5 } },
        done: 'effect',
      },
    });
    const plan = compile(document, testCatalog);
    const begun: RunEvent = { kind: 'step_started', at: 1_500, step: 'a', attempt: 1 };
    const { commands, state, changed } = replay(plan, [started(), begun, bad('b', true), ok('done')]);
    expect(commands.map(brief)).toEqual([
      'execute a',
      'set_timer retry b',
      'set_timer wait pause',
      'open_wait ask',
      'set_timer deadline ask',
    ]);
    expect(commands[0]).toMatchObject({ begun: true, attempt: 1, atMostOnce: true });
    expect(changed.toSorted()).toEqual(['a', 'ask', 'b', 'done', 'pause']);
    expect(runView(state).status).toBe('running');
  });

  test('of a finished run it is the finish', () => {
    const plan = compile(sketch({ nodes: { a: 'effect' } }), testCatalog);
    expect(replay(plan, [started(), ok('a', 1)]).commands).toEqual([{ kind: 'finish', status: 'succeeded', output: 1 }]);
  });
});

describe('a document that cannot run is refused', () => {
  test.each([
    [{ nodes: effects('a', 'b'), edges: ['a -> b', 'b -> a'] }, 'form a circle'],
    [{ nodes: { a: 'nothing.known' } }, '"a" has the type "nothing.known"'],
    [{ nodes: effects('a'), edges: ['a -> b'] }, 'needs the step "b"'],
  ])('%#', (graph, message) => {
    expect(() => compile(sketch(graph as Sketch), testCatalog)).toThrow(message);
  });
});
