import { describe, expect, test } from 'vitest';
import type { RunEvent, Signal } from '../run.ts';
import { play } from './play.ts';
import { type Sketch, sketch, started } from './test-catalog.ts';

const graph = (config: object = {}, policy: object = {}): Sketch => ({
  nodes: { sub: { type: 'child', config: { workflow: 'wf_other', input: '{{ input }}', ...config }, policy }, after: 'merge' },
  edges: ['sub -> after'],
});
const ended = (status: 'succeeded' | 'failed' | 'cancelled', rest: Partial<Extract<Signal, { kind: 'child' }>> = {}): RunEvent => ({
  kind: 'signal_received',
  at: 9_000,
  step: 'sub',
  signal: { kind: 'child', status, runId: 'run_2', output: null, ...rest },
});
const error = { code: 'broken', message: 'x broke', retryable: false, step: 'x' };

describe('a run of another workflow', () => {
  test('is asked for with the version and the input', () => {
    const { last, run, outstanding } = play(sketch(graph()), [started({ input: { n: 1 } })]);
    expect(last).toEqual([
      { kind: 'open_wait', step: 'sub', nodeId: 'sub', wait: { kind: 'child', workflowId: 'wf_other', input: { n: 1 } } },
    ]);
    expect(outstanding).toEqual(last);
    expect(run.status).toBe('waiting');
  });

  test('gives its output', () => {
    const { commands, step } = play(sketch(graph()), [started(), ended('succeeded', { output: 42 })]);
    expect(commands[1]).toEqual(['close_wait sub', 'finish succeeded']);
    expect(step('sub')?.output).toBe(42);
  });

  test.each([
    ['failed', 'child_failed'],
    ['cancelled', 'child_cancelled'],
  ] as const)('that %s fails the step with %s, and says which run it was', (status, code) => {
    const { run } = play(sketch(graph()), [started(), ended(status, { error })]);
    expect(run).toMatchObject({
      status: 'failed',
      error: { code, step: 'sub', details: { runId: 'run_2', cause: { code: 'broken', message: 'x broke', step: 'x' } } },
    });
  });

  test('that takes too long is closed', () => {
    const late: RunEvent = { kind: 'timer_fired', at: 61_000, step: 'sub', timer: 'deadline' };
    const { commands, run } = play(sketch(graph({ timeoutMs: 60_000 })), [started(), late]);
    expect(commands).toEqual([
      ['open_wait sub', 'set_timer deadline sub'],
      ['close_wait sub', 'finish failed'],
    ]);
    expect(run.error?.code).toBe('child_timeout');
  });

  test('is closed when this run is cancelled', () => {
    expect(play(sketch(graph()), [started(), { kind: 'cancel_requested', at: 2 }]).commands[1]).toEqual([
      'close_wait sub',
      'finish cancelled',
    ]);
  });

  test('is started in a test too', () => {
    expect(play(sketch(graph()), [started({ mode: 'test' })]).commands[0]).toEqual(['open_wait sub']);
  });

  test('started again after a decision, does not take the first one’s answer for its own', () => {
    const again: RunEvent = { kind: 'signal_received', at: 9_500, step: 'sub', signal: { kind: 'decision', choice: 'retry', by: 'ada' } };
    const events = [
      started(),
      ended('failed', { error }),
      again,
      ended('failed', { error }),
      ended('succeeded', { runId: 'run_3', output: 1 }),
    ];
    const { commands, run } = play(sketch(graph({}, { onError: 'ask' })), events);
    expect(commands.slice(1)).toEqual([
      ['close_wait sub', 'open_wait sub'],
      ['close_wait sub', 'open_wait sub'],
      [],
      ['close_wait sub', 'finish succeeded'],
    ]);
    expect(run.output).toEqual({ sub: 1 });
  });

  test('that cannot be started, again and again, fails the step each time', () => {
    const again: RunEvent = { kind: 'signal_received', at: 9_500, step: 'sub', signal: { kind: 'decision', choice: 'retry', by: 'ada' } };
    const { step } = play(sketch(graph({}, { onError: 'ask' })), [
      started(),
      ended('failed', { runId: '', error }),
      again,
      ended('failed', { runId: '', error }),
    ]);
    expect(step('sub')).toMatchObject({ waiting: { kind: 'decision' }, attempts: 2 });
  });

  test.each([
    { depth: 16, code: undefined },
    { depth: 17, code: 'too_deep' },
  ])('under $depth others: $code', ({ depth, code }) => {
    expect(play(sketch(graph()), [started({ depth })]).run.error?.code).toBe(code);
  });
});
