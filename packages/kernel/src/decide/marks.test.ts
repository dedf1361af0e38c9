import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { compile } from './plan.ts';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started, testCatalog } from './test-catalog.ts';

const value = (text: string) => ({ value: text });
const cancel: RunEvent = { kind: 'cancel_requested', at: 9 };

/** Asks `go` in each iteration; its answer decides between stopping, skipping and `rest`. */
function loop(rest: Sketch['nodes'] = { rest: 'effect' }, config: object = {}, policy = {}): Sketch {
  return {
    nodes: {
      loop: {
        type: 'flow.for_each',
        config: { items: ['x', 'y', 'z', 'w'], ...config },
        policy,
        body: {
          nodes: {
            go: 'effect',
            stop: { type: 'if', config: { when: 'nodes.go.output == "stop"' } },
            skip: { type: 'if', config: { when: 'nodes.go.output == "skip"' } },
            out: { type: 'flow.break', config: value('{{ "out at " + item }}') },
            next: { type: 'flow.continue' },
            ...rest,
          },
          edges: ['go -> stop', 'stop.true -> out', 'stop.false -> skip', 'skip.true -> next', 'skip.false -> rest'],
        },
      },
      after: 'merge',
    },
    edges: ['loop -> after'],
  };
}
const go = (index: number, answer: string) => ok(`loop[${index}].go`, answer);

describe('break', () => {
  test('stops the iterations above it, lets those below end, and is the last of the outputs', () => {
    const { commands, run } = play(sketch(loop({ rest: 'merge' }, { concurrency: 3 })), [started(), go(1, 'stop'), go(0, '')]);
    expect(commands.slice(1)).toEqual([['abort loop[2].go'], ['finish succeeded']]);
    expect(run.output).toEqual({ loop: [{ skip: { holds: false } }, 'out at y'] });
  });

  test.each([[[2, 1, 0]], [[1, 2, 0]], [[0, 1, 2]]])('of several the lowest counts, in whatever order they come: %j', (order) => {
    const { run } = play(sketch(loop(undefined, { concurrency: 3 })), [started(), ...order.map((index) => go(index, 'stop'))]);
    expect(run.output).toEqual({ loop: ['out at x'] });
  });

  test.each([
    { events: [bad('loop[2].go'), go(1, 'stop'), go(0, 'skip')], status: 'succeeded' },
    { events: [go(1, 'stop'), go(0, 'skip'), bad('loop[2].go')], status: 'succeeded' },
    { events: [bad('loop[1].go'), go(2, 'stop'), go(0, 'skip')], status: 'failed' },
    { events: [go(2, 'stop'), bad('loop[1].go'), go(0, 'skip')], status: 'failed' },
  ])('a failure counts only below it, whichever comes first: $status', ({ events, status }) => {
    expect(play(sketch(loop(undefined, { concurrency: 3 })), [started(), ...events]).run.status).toBe(status);
  });

  test('a failure above a possible break waits for what is below, and is told with its item', () => {
    const { commands, step } = play(sketch(loop(undefined, { concurrency: 3 })), [started(), bad('loop[1].go'), go(0, 'skip')]);
    expect(commands.slice(1)).toEqual([['abort loop[2].go'], ['finish failed']]);
    expect(step('loop')?.error?.message).toBe('Item 2 of 4: loop[1].go broke');
  });

  test('ends a while loop', () => {
    const body: Sketch = { nodes: { go: 'effect', out: 'flow.break' }, edges: ['go -> out'] };
    const { run } = play(sketch({ nodes: { loop: { type: 'flow.while', config: { condition: 'true' }, body } } }), [
      started(),
      ok('loop[0].go', 'last'),
    ]);
    expect(run.output).toEqual(['last']);
  });

  test('ends the nearest loop only', () => {
    const inner: Sketch = { nodes: { out: { type: 'flow.break', config: value('{{ item }}') } } };
    const body: Sketch = { nodes: { inner: { type: 'flow.for_each', config: { items: [1, 2] }, body: inner } } };
    const graph: Sketch = { nodes: { loop: { type: 'flow.for_each', config: { items: ['a', 'b'] }, body } } };
    expect(play(sketch(graph), [started()]).run.output).toEqual([[1], [1]]);
  });
});

test('cancelled in between, a loop with marks ends once', () => {
  const { commands } = play(sketch(loop()), [started(), go(1, 'stop'), cancel, go(0, 'stop')]);
  expect(commands[2]).toEqual(['abort loop[0].go', 'finish cancelled']);
  expect(commands[3]).toEqual([]);
});

test('a mark that is switched off does nothing', () => {
  const body: Sketch = { nodes: { out: { type: 'flow.break', disabled: true } } };
  expect(play(sketch({ nodes: { loop: { type: 'flow.for_each', config: { items: [1, 2] }, body } } }), [started()]).run.output).toEqual([
    1, 2,
  ]);
});

describe('a mark in the wrong place is refused', () => {
  const inTry = (nodes: Sketch['nodes'], edges: string[] = []): Sketch => ({ nodes: { t: { type: 'flow.try', body: { nodes, edges } } } });
  test.each<[Sketch, RegExp]>([
    [{ nodes: { out: 'flow.break' } }, /"out" ends a loop, and there is none/],
    [inTry({ out: 'flow.continue' }), /there is none/],
    [{ nodes: { failed: 'flow.on_error' } }, /directly inside one/],
    [inTry({ a: 'effect', always: 'flow.cleanup' }, ['a -> always']), /joins two parts|nothing may lead to it/],
    [inTry({ a: 'effect', failed: 'flow.on_error', b: 'effect' }, ['a -> b', 'failed -> b']), /"a" to "b" joins two parts of "t"/],
    [
      { nodes: { l: { type: 'flow.for_each', body: inTry({ c: 'flow.cleanup', out: 'flow.break' }, ['c -> out']) } } },
      /would leave a clean-up/,
    ],
  ])('%#', (graph, words) => {
    expect(() => compile(sketch(graph), testCatalog)).toThrow(words);
  });
});
