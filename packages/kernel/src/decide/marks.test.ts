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

describe('continue', () => {
  test('ends the iteration with what was handed to it, and the loop goes on', () => {
    const { run } = play(sketch(loop({ rest: 'merge' })), [started(), go(0, 'skip'), go(1, ''), go(2, ''), go(3, 'skip')]);
    expect(run.output).toEqual({ loop: [{ holds: true }, { skip: { holds: false } }, { skip: { holds: false } }, { holds: true }] });
  });

  test('stops what else is under way in the iteration, and only there', () => {
    const beside: Sketch['nodes'] = { rest: 'merge', beside: 'effect' };
    const { commands, step } = play(sketch(loop(beside, { concurrency: 2 })), [started(), go(1, 'skip')]);
    expect(commands[1]).toEqual(['abort loop[1].beside', 'execute loop[2].go', 'execute loop[2].beside']);
    expect(step('loop[1].beside')?.status).toBe('cancelled');
    expect(step('loop[1].next')?.status).toBe('succeeded');
  });

  test('in a while loop gives the next round its value', () => {
    const body: Sketch = { nodes: { next: { type: 'flow.continue', config: value('{{ item + "!" }}') }, never: 'effect' }, edges: [] };
    const graph: Sketch = {
      nodes: { a: { type: 'set', config: { fields: 'go' } }, loop: { type: 'flow.while', config: { condition: 'index < 2' }, body } },
      edges: ['a -> loop'],
    };
    const { run } = play(sketch(graph), [started()]);
    expect(run.output).toEqual(['go!', 'go!!']);
  });
});

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

describe('on its way outwards a mark', () => {
  const around = (type: string, nodes: Sketch['nodes'], edges: string[] = []): Sketch => ({
    nodes: {
      loop: {
        type: 'flow.for_each',
        config: { items: ['x', 'y'], concurrency: 1 },
        body: { nodes: { inner: { type, body: { nodes, edges } }, then: 'effect' }, edges: ['inner -> then'] },
      },
    },
  });

  test('stops the other parts of a parallel', () => {
    const { commands, run, step } = play(
      sketch(around('flow.parallel', { a: 'effect', out: 'flow.break', slow: 'effect' }, ['a -> out'])),
      [started(), ok('loop[0].inner[0].a', 'A')],
    );
    expect(commands[1]).toEqual(['abort loop[0].inner[1].slow', 'finish succeeded']);
    expect(run.output).toEqual(['A']);
    expect(step('loop[0].inner')?.status).toBe('cancelled');
    expect(step('loop[0].then')?.status).toBe('cancelled');
  });

  test('has a try clean up first', () => {
    const nodes: Sketch['nodes'] = { a: 'effect', next: 'flow.continue', always: 'flow.cleanup', tidy: 'effect' };
    const document = sketch(around('flow.try', nodes, ['a -> next', 'always -> tidy']));
    const { commands, run } = play(document, [
      started(),
      ok('loop[0].inner[0].a', 'A'),
      ok('loop[0].inner[2].tidy'),
      ok('loop[1].inner[0].a', 'B'),
      ok('loop[1].inner[2].tidy'),
    ]);
    expect(commands.slice(1, 3)).toEqual([['execute loop[0].inner[2].tidy'], ['execute loop[1].inner[0].a']]);
    expect(run.output).toEqual(['A', 'B']);
    const failing = play(document, [started(), ok('loop[0].inner[0].a', 'A'), bad('loop[0].inner[2].tidy')]);
    expect(failing.run.error).toMatchObject({ step: 'loop[0].inner[2].tidy' });
  });

  test('may come from an error part, and makes the failure good', () => {
    const nodes: Sketch['nodes'] = { a: 'effect', failed: 'flow.on_error', next: { type: 'flow.continue', config: value('none') } };
    const { run } = play(sketch(around('flow.try', nodes, ['failed -> next'])), [
      started(),
      bad('loop[0].inner[0].a'),
      ok('loop[1].inner[0].a', 'B'),
      ok('loop[1].then', 'then'),
    ]);
    expect(run.output).toEqual(['none', 'then']);
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
