import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { decide } from './decide.ts';
import { compile } from './plan.ts';
import { replay, stepIds } from './replay.ts';
import { newRun } from './state.ts';
import { bad, brief, ok, type Sketch, sketch, started, testCatalog } from './test-catalog.ts';
import { runView, stepView } from './views.ts';

function loop(body: Sketch, rest: { config?: object; policy?: object } = {}): Sketch {
  return {
    nodes: {
      loop: {
        type: 'flow.for_each',
        config: { items: '{{ input.list }}', ...rest.config },
        ...(rest.policy ? { policy: rest.policy } : {}),
        body,
      },
      after: 'merge',
    },
    edges: ['loop -> after'],
  };
}

function begin(graph: Sketch, list: unknown, settings = {}) {
  const plan = compile(sketch(graph, { settings }), testCatalog);
  const state = newRun(plan);
  const first = decide(plan, state, started({ input: { list } })).commands.map(brief);
  const next = (event: RunEvent) => decide(plan, state, event).commands.map(brief);
  return { plan, state, first, next, run: () => runView(state), step: (id: string) => stepView(plan, state, id) };
}

const effect: Sketch = { nodes: { do: { type: 'effect', config: { n: '{{ item }}', at: '{{ index }}' } } } };

describe('a loop', () => {
  test('runs its body for each item, so many at once, and gives the outputs in the order of the items', () => {
    const { first, next, run, step } = begin(loop(effect, { config: { concurrency: 2 } }), ['x', 'y', 'z']);
    expect(first).toEqual(['execute loop[0].do', 'execute loop[1].do']);
    expect(step('loop[1].do')?.input).toEqual({ n: 'y', at: 1 });
    expect(next(ok('loop[1].do', 'Y'))).toEqual(['execute loop[2].do']);
    expect(next(ok('loop[2].do', 'Z'))).toEqual([]);
    expect(next(ok('loop[0].do', 'X'))).toEqual(['finish succeeded']);
    expect(run().output).toEqual({ loop: ['X', 'Y', 'Z'] });
  });

  test.each([
    { list: [], output: [] },
    { list: { rows: [1, 2], count: 2 }, output: [2, 4] },
  ])('over $list gives $output', ({ list, output }) => {
    const body: Sketch = { nodes: { double: { type: 'set', config: { fields: '{{ item * 2 }}' } } } };
    expect(begin(loop(body), list).run().output).toEqual({ loop: output });
  });

  test.each([
    [null, 'nothing'],
    ['text', '"text"'],
    [{ a: [1], b: [2] }, 'an object'],
  ])('over %j fails in plain words', (list, word) => {
    expect(begin(loop(effect), list).run().error).toMatchObject({
      code: 'not_a_list',
      message: expect.stringContaining(word),
      step: 'loop',
    });
  });

  test('nests, and inner steps read outer ones', () => {
    const inner: Sketch = { nodes: { sum: { type: 'set', config: { fields: '{{ item + nodes.base.output }}' } } } };
    const body: Sketch = {
      nodes: {
        base: { type: 'set', config: { fields: '{{ item.base }}' } },
        inner: { type: 'flow.for_each', config: { items: '{{ item.list }}' }, body: inner },
      },
      edges: ['base -> inner'],
    };
    const list = [
      { base: 10, list: [1, 2] },
      { base: 20, list: [3] },
    ];
    const { run, step } = begin(loop(body), list);
    expect(run().output).toEqual({ loop: [[11, 12], [23]] });
    expect(step('loop[0].inner[1].sum')?.output).toBe(12);
  });

  test('keeps only what is under way: iterations that ended are dropped at the next event', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => index);
    const { state, next, first } = begin(loop(effect), list);
    let commands = first;
    let largest = 0;
    for (let done = 0; done < list.length; done += 1) {
      commands = next(ok(`loop[${done}].do`, done));
      largest = Math.max(largest, stepIds(state).length);
    }
    expect(commands).toEqual(['finish succeeded']);
    expect(largest).toBeLessThanOrEqual(2 + 10 + 2);
    expect((state.output as { loop: unknown[] }).loop).toEqual(list);
  });

  test('an iteration that fails fails the loop and stops the others', () => {
    const { next, run, step } = begin(loop(effect), [1, 2, 3]);
    expect(next(bad('loop[1].do'))).toEqual(['abort loop[0].do', 'abort loop[2].do', 'finish failed']);
    expect(run().error).toMatchObject({ step: 'loop[1].do', nodeId: 'do', message: 'loop[1].do broke' });
    expect(step('loop')?.error?.message).toBe('Item 2 of 3: loop[1].do broke');
    expect(step('loop[0].do')?.status).toBe('cancelled');
  });

  test('inner policy: a failed item goes on with its error as data', () => {
    const body: Sketch = { nodes: { do: { type: 'effect', policy: { onError: 'continue' } } } };
    const { next, run } = begin(loop(body), [1, 2]);
    next(bad('loop[0].do'));
    expect(next(ok('loop[1].do', 'fine'))).toEqual(['finish succeeded']);
    expect(run().output).toEqual({ loop: [{ error: { code: 'broken', message: 'loop[0].do broke' } }, 'fine'] });
  });

  test('its own policy: the run goes on with the error of the loop', () => {
    const { next, run } = begin(loop(effect, { policy: { onError: 'continue' } }), [1, 2]);
    expect(next(bad('loop[0].do'))).toEqual(['abort loop[1].do', 'finish succeeded']);
    expect(run().output).toEqual({ loop: { error: { code: 'broken', message: 'Item 1 of 2: loop[0].do broke' } } });
  });

  test('sequential mode goes item by item, step by step', () => {
    const body: Sketch = { nodes: { a: 'effect', b: 'effect' } };
    const graph = { ...loop(body), nodes: { ...loop(body).nodes, other: 'effect' } };
    const { first, next } = begin(graph, [1, 2], { executionMode: 'sequential' });
    expect(first).toEqual(['execute loop[0].a']);
    expect(next(ok('loop[0].a'))).toEqual(['execute loop[0].b']);
    expect(next(ok('loop[0].b'))).toEqual(['execute loop[1].a']);
    expect(next(ok('loop[1].a'))).toEqual(['execute loop[1].b']);
    expect(next(ok('loop[1].b'))).toEqual(['execute other']);
  });

  test('a signal for an item that has not begun is kept for it', () => {
    const body: Sketch = { nodes: { ask: { type: 'approval', config: { title: 'Ok?' } } } };
    const { next, run } = begin(loop(body, { config: { concurrency: 1 } }), [1, 2]);
    const signal = (index: number): RunEvent => ({
      kind: 'signal_received',
      at: 5,
      step: `loop[${index}].ask`,
      signal: { kind: 'approval', decision: 'approved', by: 'ada' },
    });
    expect(next(signal(1))).toEqual([]);
    expect(next(signal(0))).toEqual(['close_wait loop[0].ask', 'finish succeeded']);
    expect(run().output).toMatchObject({ loop: [{ by: 'ada' }, { by: 'ada' }] });
  });

  test('is taken up again in the middle', () => {
    const plan = compile(sketch(loop(effect, { config: { concurrency: 2 } })), testCatalog);
    const { commands } = replay(plan, [started({ input: { list: [1, 2, 3, 4] } }), ok('loop[0].do'), ok('loop[2].do')]);
    expect(commands.map(brief)).toEqual(['execute loop[1].do', 'execute loop[3].do']);
  });

  test('an empty body hands the items on', () => {
    expect(begin(loop({ nodes: {} }), [1, 2]).run().output).toEqual({ loop: [1, 2] });
  });
});
