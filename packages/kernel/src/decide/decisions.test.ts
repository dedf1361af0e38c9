import { describe, expect, test } from 'vitest';
import type { RunEvent, Signal } from '../run.ts';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started } from './test-catalog.ts';

type Choice = Partial<Extract<Signal, { kind: 'decision' }>>;
const decision = (step: string, choice: 'retry' | 'accept' | 'fail', rest: Choice = {}): RunEvent => ({
  kind: 'signal_received',
  at: 9_000,
  step,
  signal: { kind: 'decision', choice, by: 'ada', ...rest },
});
const unknown = (step: string, attempt = 1): RunEvent => ({
  kind: 'step_failed',
  at: 2_000,
  step,
  attempt,
  error: { code: 'outcome_unknown', message: 'The server stopped while it was under way', retryable: false },
});
const asks = (type: string, edges: readonly string[] = ['a -> b']): Sketch => ({
  nodes: { a: { type, policy: { onError: 'ask' } }, b: 'merge', c: 'merge' },
  edges,
});
const play1 = (graph: Sketch, ...events: RunEvent[]) => play(sketch(graph), [started(), ...events]);

describe('a step that failed and whose policy asks', () => {
  test('waits for a person, and so does the run', () => {
    const { commands, last, step, run, outstanding } = play1(asks('effect'), bad('a'));
    expect(commands[1]).toEqual(['open_wait a']);
    const wait = {
      kind: 'decision',
      reason: 'failed',
      title: '“effect” failed',
      error: { code: 'broken', message: 'a broke', retryable: false },
      attempt: 1,
    };
    expect(last).toEqual([{ kind: 'open_wait', step: 'a', nodeId: 'a', wait }]);
    expect(outstanding).toEqual(last);
    expect(step('a')).toMatchObject({ status: 'waiting', waiting: wait, error: { code: 'broken' } });
    expect(run.status).toBe('waiting');
  });

  test('a decision about an earlier attempt, come late or twice, decides nothing about this one', () => {
    const again = (attempt: number): RunEvent => ({
      kind: 'signal_received',
      at: 3_000,
      step: 'a',
      signal: { kind: 'decision', choice: 'retry', by: 'ann', attempt },
    });
    const { step } = play1(asks('effect'), bad('a'), again(1), bad('a', false, 2), again(1));
    expect(step('a')).toMatchObject({ status: 'waiting', attempts: 2 });
    const decided = play1(asks('effect'), bad('a'), again(1), bad('a', false, 2), again(2));
    expect(decided.step('a')).toMatchObject({ status: 'running', attempts: 3 });
  });

  test('begins its next attempt, and its retries count anew', () => {
    const graph: Sketch = { nodes: { a: { type: 'patient', policy: { onError: 'ask', retry: { maxAttempts: 2 } } } } };
    const timer: RunEvent = { kind: 'timer_fired', at: 8_000, step: 'a', timer: 'retry' };
    const { commands, step } = play1(
      graph,
      bad('a', true, 1),
      timer,
      bad('a', true, 2),
      decision('a', 'retry'),
      bad('a', true, 2),
      bad('a', true, 3),
    );
    expect(commands.slice(1)).toEqual([
      ['set_timer retry a'],
      ['execute a'],
      ['open_wait a'],
      ['close_wait a', 'execute a'],
      [],
      ['set_timer retry a'],
    ]);
    expect(step('a')).toMatchObject({ status: 'retrying', attempts: 3 });
    expect(step('a')).not.toHaveProperty('waiting');
  });

  test('goes on with what the person gives, and says who let it', () => {
    const { step, run, commands } = play1(asks('effect'), bad('a'), decision('a', 'accept', { output: 7, comment: 'Done by hand' }));
    expect(commands[2]).toEqual(['close_wait a', 'finish succeeded']);
    expect(step('a')).toMatchObject({
      status: 'succeeded',
      output: 7,
      warnings: [expect.stringContaining('ada let this step count as done (“Done by hand”)')],
    });
    expect(step('a')).not.toHaveProperty('error');
    expect(run.status).toBe('succeeded');
    expect(play1(asks('effect'), bad('a'), decision('a', 'accept')).step('a')?.output).toBeNull();
  });

  test('fails the run when told so, with its own error', () => {
    const { run } = play1(asks('effect'), bad('a'), decision('a', 'fail'));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'broken', step: 'a' } });
  });

  test('takes its error port instead where one is drawn', () => {
    const { statuses, run } = play1(asks('effect', ['a -> b', 'a.error -> c']), bad('a'), decision('a', 'fail'));
    expect(statuses).toEqual({ a: 'failed', b: 'skipped', c: 'succeeded' });
    expect(run.status).toBe('succeeded');
  });

  test('asks nobody in a test', () => {
    expect(play(sketch(asks('effect')), [started({ mode: 'test' }), bad('a')]).run.status).toBe('failed');
  });

  test('an accepted approval goes by the port that the given output names', () => {
    const graph: Sketch = {
      nodes: { a: { type: 'approval', policy: { onError: 'ask' }, config: { title: 'Pay?', timeoutMs: 5 } }, b: 'merge', c: 'merge' },
      edges: ['a.approved -> b', 'a.rejected -> c'],
    };
    const late: RunEvent = { kind: 'timer_fired', at: 3_000, step: 'a', timer: 'deadline' };
    const { statuses, step } = play1(graph, late, decision('a', 'accept', { output: { decision: 'rejected' } }));
    expect(statuses).toMatchObject({ b: 'skipped', c: 'succeeded' });
    expect(step('a')?.output).toEqual({ decision: 'rejected' });
  });

  test('a wait that is tried again is opened again', () => {
    const graph: Sketch = { nodes: { a: { type: 'callback', policy: { onError: 'ask' }, config: { timeoutMs: 5 } } } };
    const late: RunEvent = { kind: 'timer_fired', at: 3_000, step: 'a', timer: 'deadline' };
    const { commands, step } = play1(graph, late, decision('a', 'retry'));
    expect(commands.slice(1)).toEqual([
      ['close_wait a', 'open_wait a'],
      ['close_wait a', 'open_wait a', 'set_timer deadline a'],
    ]);
    expect(step('a')).toMatchObject({ waiting: { kind: 'callback', until: 9_005 }, attempts: 2 });
  });

  test('an approval that is opened again forgets the votes of the first time', () => {
    const config = { title: 'Pay?', quorum: 2, timeoutMs: 5 };
    const graph: Sketch = { nodes: { a: { type: 'approval', policy: { onError: 'ask' }, config } } };
    const vote = (by: string): RunEvent => ({
      kind: 'signal_received',
      at: 2_000,
      step: 'a',
      signal: { kind: 'approval', decision: 'approved', by },
    });
    const late: RunEvent = { kind: 'timer_fired', at: 3_000, step: 'a', timer: 'deadline' };
    const { step } = play1(graph, vote('ada'), late, decision('a', 'retry'), vote('bob'));
    expect(step('a')).toMatchObject({ status: 'waiting', votes: [{ by: 'bob' }] });
    expect(play1(graph, late, vote('ada')).last).toEqual([]); // the question is another one now
  });

  test('a pure step is evaluated again', () => {
    const graph: Sketch = { nodes: { a: { type: 'set', policy: { onError: 'ask' }, config: { fields: '{{ input.no }}' } } } };
    const { step } = play1(graph, decision('a', 'retry'));
    expect(step('a')).toMatchObject({ status: 'waiting', attempts: 2 });
  });

  test.each(['accept', 'retry', 'fail'] as const)('a repeated “%s” changes nothing', (choice) => {
    const graph: Sketch = { nodes: { a: { type: 'effect', policy: { onError: 'ask' } }, other: 'effect' } };
    expect(play1(graph, bad('a'), decision('a', choice), decision('a', choice)).last).toEqual([]);
  });

  test('other answers, and decisions that nobody asked for, change nothing', () => {
    const approval: RunEvent = { kind: 'signal_received', at: 1, step: 'a', signal: { kind: 'approval', decision: 'approved', by: 'ada' } };
    expect(play1(asks('effect'), bad('a'), approval).last).toEqual([]);
    expect(play1(asks('effect'), decision('a', 'fail'), ok('a')).run.status).toBe('succeeded');
  });

  test('cancel closes the question', () => {
    const { commands } = play1(asks('effect'), bad('a'), { kind: 'cancel_requested', at: 3_000 });
    expect(commands[2]).toEqual(['close_wait a', 'finish cancelled']);
  });
});

describe('a loop that failed and whose policy asks', () => {
  const loop = (rest: object = {}): Sketch => ({
    nodes: {
      loop: {
        type: 'flow.for_each',
        policy: { onError: 'ask' },
        config: { items: [1, 2], concurrency: 2, ...rest },
        body: { nodes: { x: 'effect' } },
      },
      after: 'merge',
    },
    edges: ['loop -> after'],
  });

  test('stops what is under way and waits', () => {
    const { commands, run, outstanding } = play1(loop(), bad('loop[0].x'));
    expect(commands[1]).toEqual(['abort loop[1].x', 'open_wait loop']);
    expect(run.status).toBe('waiting');
    expect(outstanding).toMatchObject([{ kind: 'open_wait', step: 'loop' }]);
  });

  test('begins anew; late answers of its first life fit none of its second', () => {
    const { commands, last, run } = play1(
      loop(),
      bad('loop[0].x'),
      decision('loop', 'retry'),
      ok('loop[1].x', 'late'),
      ok('loop[0].x', 1, 2),
      ok('loop[1].x', 2, 2),
    );
    expect(commands[2]).toEqual(['close_wait loop', 'execute loop[0].x', 'execute loop[1].x']);
    expect(commands[3]).toEqual([]);
    expect(last).toMatchObject([{ kind: 'finish', status: 'succeeded' }]);
    expect(run.output).toEqual({ loop: [1, 2] });
  });

  test('the same in nested loops, as often as it takes', () => {
    const inner: Sketch = { nodes: { in: { type: 'flow.for_each', config: { items: [1] }, body: { nodes: { x: 'effect' } } } } };
    const graph: Sketch = { nodes: { out: { type: 'flow.for_each', policy: { onError: 'ask' }, config: { items: [1] }, body: inner } } };
    const x = 'out[0].in[0].x';
    const { last, run, step } = play1(
      graph,
      bad(x),
      decision('out', 'retry'),
      bad(x),
      bad(x, false, 2),
      decision('out', 'retry'),
      ok(x, 'old', 2),
      ok(x, 'new', 3),
    );
    expect(last).toHaveLength(1);
    expect(run.output).toEqual([['new']]);
    expect(step('out')).toMatchObject({ attempts: 3 });
  });

  test('fails the run with the step inside it when told so', () => {
    const { run } = play1(loop(), bad('loop[0].x'), decision('loop', 'fail'));
    expect(run.error).toMatchObject({ code: 'broken', step: 'loop[0].x' });
  });

  test('goes on with the list that a person gives', () => {
    expect(play1(loop(), bad('loop[0].x'), decision('loop', 'accept', { output: [0, 0] })).run.output).toEqual({ loop: [0, 0] });
  });
});

describe('an effect that must not happen twice', () => {
  const graph = (policy: object = {}): Sketch => ({ nodes: { a: { type: 'pay', policy } } });

  test.each(['fail', 'continue', 'route', 'ask'] as const)(
    'asks when nobody knows whether it did, also with the policy “%s”',
    (onError) => {
      const { step } = play1(graph({ onError }), unknown('a'));
      expect(step('a')).toMatchObject({ status: 'waiting', waiting: { kind: 'decision', reason: 'outcome_unknown' }, sent: 'maybe' });
    },
  );

  test.each(['timeout', 'network'] as const)('asks after a failure of the class %s, unless nothing was sent', (sort) => {
    const failed = (rest: object): RunEvent => ({
      kind: 'step_failed',
      at: 2_000,
      step: 'a',
      attempt: 1,
      error: { code: 'no_answer', message: 'No answer came', retryable: false, class: sort, ...rest },
    });
    expect(play1(graph(), failed({})).step('a')).toMatchObject({
      status: 'waiting',
      waiting: { reason: 'outcome_unknown' },
      sent: 'maybe',
    });
    expect(play1(graph(), failed({ notSent: true })).run.status).toBe('failed');
  });

  test('then goes on by its policy when told that it failed', () => {
    expect(play1(graph({ onError: 'continue' }), unknown('a'), decision('a', 'fail')).run).toMatchObject({
      status: 'succeeded',
      output: { error: { code: 'outcome_unknown' } },
    });
  });

  test('is not asked about where the document says that it may happen twice', () => {
    expect(play1(graph({ effect: 'at_least_once' }), unknown('a')).run.status).toBe('failed');
  });

  test('is repeated only after a failure that surely sent nothing', () => {
    const failed = (notSent: object): RunEvent => ({
      kind: 'step_failed',
      at: 2_000,
      step: 'a',
      attempt: 1,
      error: { code: 'x', message: 'x', retryable: true, ...notSent },
    });
    expect(play1(graph(), failed({})).run.status).toBe('failed');
    expect(play1(graph(), failed({ notSent: true })).step('a')).toMatchObject({ status: 'retrying', sent: 'not_sent' });
  });
});
