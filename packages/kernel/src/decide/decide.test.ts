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

describe('starting', () => {
  test('both sides of a fork start at once, and the join waits for both', () => {
    const { commands, run } = play(sketch(diamond), [started(), ok('a', 1), ok('b', 2)]);
    expect(commands).toEqual([['execute a', 'execute b'], [], ['finish succeeded']]);
    expect(run.output).toEqual({ a: 1, b: 2 });
  });

  test('the untaken side of a condition is skipped all the way down, and the join fires with the other', () => {
    const { statuses, run } = play(sketch(branch), [started({ input: { yes: true } }), ok('a', 1)]);
    expect(statuses).toEqual({ start: 'succeeded', ask: 'succeeded', a: 'succeeded', b: 'skipped', c: 'skipped', join: 'succeeded' });
    expect(run.output).toEqual({ a: 1 });
  });

  test('join "any" fires once, with the first that delivers', () => {
    const first = { ...diamond, nodes: { ...diamond.nodes, join: { type: 'merge', policy: { join: 'any' as const } } } };
    const { run, commands } = play(sketch(first), [started(), ok('b', 2), ok('a', 1)]);
    expect(commands[2]).toEqual(['finish succeeded']);
    expect(run.output).toEqual({ b: 2 });
  });

  test.each([
    { yes: true, join: 'skipped' },
    { yes: false, join: 'skipped' },
  ])('join { atLeast: 2 } over a condition that lets one through is skipped', ({ yes, join }) => {
    const nodes = { ...branch.nodes, join: { type: 'merge', policy: { join: { atLeast: 2 } } } };
    const events = [started({ input: { yes } }), ok(yes ? 'a' : 'b'), ok('c')];
    expect(play(sketch({ ...branch, nodes }), events).statuses.join).toBe(join);
  });

  test('only the trigger that fired hands on; roots without a trigger start too', () => {
    const document = sketch({
      nodes: { hook: 'trigger.webhook', form: 'trigger.form', a: 'effect', b: 'effect', free: 'effect' },
      edges: ['hook -> a', 'form -> b'],
    });
    const { commands, statuses, step } = play(document, [started({ triggerNodeId: 'form', input: { name: 'Ada' } })]);
    expect(commands[0]?.toSorted()).toEqual(['execute b', 'execute free']);
    expect(statuses).toMatchObject({ hook: 'skipped', a: 'skipped' });
    expect(step('form')?.output).toEqual({ name: 'Ada' });
  });

  test('without a named trigger the first one fires, and its body is the input of a start by hand', () => {
    const document = sketch({ nodes: { one: 'trigger.manual', two: 'trigger.webhook' } });
    const { step, statuses } = play(document, [started({ input: { n: 1 } })]);
    expect(statuses).toEqual({ one: 'succeeded', two: 'skipped' });
    expect(step('one')?.output).toMatchObject({ kind: 'manual', body: { n: 1 } });
  });

  test('at most `concurrency` effects work at once; the others are ready', () => {
    const wide = sketch({ nodes: effects('a', 'b', 'c') }, { settings: { concurrency: 2 } });
    const first = play(wide, [started()]);
    expect(first.statuses).toEqual({ a: 'running', b: 'running', c: 'ready' });
    expect(play(wide, [started(), ok('b')]).commands[1]).toEqual(['execute c']);
  });

  test('sequential runs one step at a time in the order of the document', () => {
    const document = sketch(diamond, { settings: { executionMode: 'sequential' } });
    const { commands, run } = play(document, [started(), ok('a', 1), ok('b', 2)]);
    expect(commands).toEqual([['execute a'], ['execute b'], ['finish succeeded']]);
    expect(run.output).toEqual({ a: 1, b: 2 });
  });

  test('a disabled step passes on what came in', () => {
    const document = sketch({
      nodes: { a: 'effect', off: { type: 'effect', disabled: true }, b: 'merge' },
      edges: ['a -> off', 'off -> b'],
    });
    expect(play(document, [started(), ok('a', 7)]).run.output).toEqual({ off: 7 });
  });

  test('a rerun takes given results as they are', () => {
    const reuse = { start: { output: {} }, a: { output: 'old' } };
    const { commands, step } = play(sketch(diamond), [started({ reuse })]);
    expect(commands[0]).toEqual(['execute b']);
    expect(step('a')).toMatchObject({ status: 'succeeded', reused: true, output: 'old' });
  });
});

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

describe('the output of a run', () => {
  test('is what `outputs` says', () => {
    const document = sketch({ nodes: { a: 'effect' } }, { outputs: { total: '{{ nodes.a.output.n }}' } });
    expect(play(document, [started(), ok('a', { n: 3 })]).run.output).toEqual({ total: 3 });
    expect(play(document, [started(), ok('a', {})]).run).toMatchObject({ status: 'failed', error: { code: 'expression_error' } });
  });

  test('is the body of the response, which is sent once', () => {
    const respond = { type: 'flow.respond', config: { status: 201, headers: { 'x-n': 1 }, body: { hello: '{{ input.name }}' } } };
    const { commands, run } = play(sketch({ nodes: { a: respond, b: respond }, edges: ['a -> b'] }), [started({ input: { name: 'Ada' } })]);
    expect(commands[0]).toEqual(['respond', 'finish succeeded']);
    expect(run.output).toEqual({ hello: 'Ada' });
  });

  test('is an object of the last steps when there are several', () => {
    expect(play(sketch({ nodes: effects('a', 'b') }), [started(), ok('a', 1), ok('b', 2)]).run.output).toEqual({ a: 1, b: 2 });
  });
});

describe('failing', () => {
  test('fails the run, aborts what works and cancels the rest', () => {
    const { commands, statuses, run } = play(sketch(diamond), [started(), bad('a')]);
    expect(commands[1]).toEqual(['abort b', 'finish failed']);
    expect(statuses).toEqual({ start: 'succeeded', a: 'failed', b: 'cancelled', join: 'cancelled' });
    expect(run.error).toEqual({ code: 'broken', message: 'a broke', retryable: false, step: 'a', nodeId: 'a' });
  });

  test.each(['continue', 'lenient'])('%s goes on with the error as data', (how) => {
    const a = how === 'continue' ? { type: 'effect', policy: { onError: 'continue' as const } } : 'effect';
    const document = sketch(
      { nodes: { a, b: 'merge' }, edges: ['a -> b'] },
      how === 'lenient' ? { settings: { errorHandling: 'lenient' } } : {},
    );
    const { run, statuses } = play(document, [started(), bad('a')]);
    expect(run).toMatchObject({ status: 'succeeded', output: { a: { error: { code: 'broken', message: 'a broke' } } } });
    expect(statuses.a).toBe('failed');
  });

  test('route takes the error port and leaves the others dead', () => {
    const nodes = { a: { type: 'effect', policy: { onError: 'route' as const } }, good: 'effect', sorry: 'merge' };
    const { statuses, run } = play(sketch({ nodes, edges: ['a -> good', 'a.error -> sorry'] }), [started(), bad('a')]);
    expect(statuses).toEqual({ a: 'failed', good: 'skipped', sorry: 'succeeded' });
    expect(run.status).toBe('succeeded');
  });

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

  test.each([
    { retryAfterMs: 20_000, wait: 20_000 },
    { retryAfterMs: 9_000_000, wait: 600_000 },
  ])('a provider that asks for $retryAfterMs ms gets $wait', ({ retryAfterMs, wait }) => {
    const error = { code: 'busy', message: 'Busy', retryable: true, retryAfterMs };
    const { step } = play(sketch({ nodes: { a: 'patient' } }), [
      started(),
      { kind: 'step_failed', at: 5_000, step: 'a', attempt: 1, error },
    ]);
    expect(step('a')).toMatchObject({ status: 'retrying', retryAt: 5_000 + wait });
  });

  test('an at-most-once effect is never tried again', () => {
    const document = sketch({ nodes: { a: { type: 'patient', policy: { effect: 'at_most_once' } } } });
    expect(play(document, [started(), bad('a', true)]).run.status).toBe('failed');
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

describe('waiting', () => {
  const signal = (decision: 'approved' | 'rejected'): RunEvent => ({
    kind: 'signal_received',
    at: 9_000,
    step: 'ask',
    signal: { kind: 'approval', decision, by: 'ada@example.org', comment: 'Fine' },
  });
  const approval = (config = {}): Sketch => ({
    nodes: { a: 'effect', ask: { type: 'approval', config: { title: 'Pay?', ...config } }, yes: 'merge', no: 'merge' },
    edges: ['a -> ask', 'ask.approved -> yes', 'ask.rejected -> no'],
  });

  test('a delay sets a timer, and hands on what came in when it fires', () => {
    const document = sketch({ nodes: { a: 'effect', pause: { type: 'delay', config: { seconds: 5 } } }, edges: ['a -> pause'] });
    const events: RunEvent[] = [started(), ok('a', 7)];
    expect(play(document, events).run.status).toBe('waiting');
    const { commands, run } = play(document, [...events, { kind: 'timer_fired', at: 7_000, step: 'pause', timer: 'wait' }]);
    expect(commands.slice(1)).toEqual([['set_timer wait pause'], ['finish succeeded']]);
    expect(run.output).toBe(7);
  });

  test.each(['approved', 'rejected'] as const)('an approval that is %s takes that port', (decision) => {
    const { commands, step, statuses } = play(sketch(approval({ timeoutMs: 60_000 })), [started(), ok('a'), signal(decision)]);
    expect(commands[1]).toEqual(['open_wait ask', 'set_timer deadline ask']);
    expect(commands[2]).toEqual(['clear_timer deadline ask', 'close_wait ask', 'finish succeeded']);
    const vote = { decision, by: 'ada@example.org', comment: 'Fine', form: {}, at: new Date(9_000).toISOString() };
    expect(step('ask')?.output).toEqual({ ...vote, votes: [vote] });
    expect(statuses).toMatchObject(decision === 'approved' ? { yes: 'succeeded', no: 'skipped' } : { yes: 'skipped', no: 'succeeded' });
  });

  test('a signal that comes early is kept and delivered once', () => {
    const { commands, statuses, state } = play(sketch(approval()), [started(), signal('rejected'), signal('approved'), ok('a')]);
    expect(commands.slice(1)).toEqual([[], [], ['finish succeeded']]);
    expect(statuses).toMatchObject({ yes: 'skipped', no: 'succeeded' });
    expect(state.signals).toEqual([]);
  });

  test.each([
    { onTimeout: 'approve', status: 'succeeded', decision: 'approved' },
    { onTimeout: 'reject', status: 'succeeded', decision: 'rejected' },
    { onTimeout: 'fail', status: 'failed', decision: undefined },
  ])('nobody answers: $onTimeout', ({ onTimeout, status, decision }) => {
    const fired: RunEvent = { kind: 'timer_fired', at: 99_000, step: 'ask', timer: 'deadline' };
    const { run, step, commands } = play(sketch(approval({ timeoutMs: 60_000, onTimeout })), [started(), ok('a'), fired]);
    expect(run.status).toBe(status);
    expect((step('ask')?.output as { decision?: string } | undefined)?.decision).toBe(decision);
    expect(commands[2]?.[0]).toBe('close_wait ask');
  });

  test('a callback hands on its payload', () => {
    const called: RunEvent = { kind: 'signal_received', at: 9_000, step: 'hook', signal: { kind: 'callback', payload: { paid: true } } };
    expect(play(sketch({ nodes: { hook: 'callback' } }), [started(), called]).run.output).toEqual({ paid: true });
  });

  test('in a test nothing waits and nobody is asked', () => {
    const { commands, step } = play(sketch(approval()), [started({ mode: 'test' }), ok('a')]);
    expect(commands[1]).toEqual(['finish succeeded']);
    expect(step('ask')).toMatchObject({ ports: ['approved'], warnings: ['Approved automatically in the test'] });
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
