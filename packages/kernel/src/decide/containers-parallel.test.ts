import { expect, test } from 'vitest';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started } from './test-catalog.ts';

/** Two parts of two steps and one of one. */
const body: Sketch = {
  nodes: { a: 'effect', b: 'effect', c: 'effect', d: 'effect', e: 'effect' },
  edges: ['a -> b', 'c -> d'],
};

function side(config = {}, policy = {}, inner = body): Sketch {
  return { nodes: { side: { type: 'flow.parallel', config, policy, body: inner }, after: 'merge' }, edges: ['side -> after'] };
}

test('parts that no edge connects run side by side, each under its number in the order of their first steps', () => {
  const { commands, run } = play(sketch(side()), [
    started(),
    ok('side[0].a'),
    ok('side[2].e', 'E'),
    ok('side[1].c'),
    ok('side[1].d', 'D'),
    ok('side[0].b', 'B'),
  ]);
  expect(commands).toEqual([
    ['execute side[0].a', 'execute side[1].c', 'execute side[2].e'],
    ['execute side[0].b'],
    [],
    ['execute side[1].d'],
    [],
    ['finish succeeded'],
  ]);
  expect(run.output).toEqual({ side: { b: 'B', d: 'D', e: 'E' } });
});

test('a part that fails fails all when every one is needed', () => {
  const { commands, run, step } = play(sketch(side()), [started(), bad('side[1].c')]);
  expect(commands[1]).toEqual(['abort side[0].a', 'abort side[2].e', 'finish failed']);
  expect(run.error).toMatchObject({ step: 'side[1].c' });
  expect(step('side')?.error?.message).toBe('Part 2 of 3: side[1].c broke');
});

test('any: the first part that ends well is enough, and the others are stopped', () => {
  const { commands, run, step } = play(sketch(side({ need: 'any' })), [started(), bad('side[1].c'), ok('side[2].e', 'E')]);
  expect(commands.slice(1)).toEqual([[], ['abort side[0].a', 'finish succeeded']]);
  expect(run.output).toEqual({ side: { e: 'E' } });
  expect(step('side[0].a')?.status).toBe('cancelled');
});

test('a number: fails as soon as what is left cannot be enough', () => {
  const document = sketch(side({ need: 2 }));
  expect(play(document, [started(), bad('side[1].c')]).run.status).toBe('running');
  expect(play(document, [started(), bad('side[1].c'), bad('side[2].e')]).run.status).toBe('failed');
  const { run } = play(document, [started(), bad('side[1].c'), ok('side[2].e', 'E'), ok('side[0].a'), ok('side[0].b', 'B')]);
  expect(run.output).toEqual({ side: { b: 'B', e: 'E' } });
});

test.each([
  [{ need: 4 }, 'need_too_many'],
  [{ need: 0 }, 'config_invalid'],
  [{ need: 'most' }, 'config_invalid'],
])('%j fails it with %s', (config, code) => {
  expect(play(sketch(side(config)), [started()]).run.error).toMatchObject({ code, step: 'side' });
});

test('so many parts at once', () => {
  const { commands } = play(sketch(side({ concurrency: 1 })), [started(), ok('side[0].a'), ok('side[0].b')]);
  expect(commands).toEqual([['execute side[0].a'], ['execute side[0].b'], ['execute side[1].c']]);
});

test('sequential mode takes one part after the other', () => {
  const document = sketch(side(), { settings: { executionMode: 'sequential' } });
  const { commands } = play(document, [started(), ok('side[0].a'), ok('side[0].b'), ok('side[1].c')]);
  expect(commands.flat()).toEqual(['execute side[0].a', 'execute side[0].b', 'execute side[1].c', 'execute side[1].d']);
});

test('its own policy: the failure goes on as data', () => {
  const { run } = play(sketch(side({}, { onError: 'continue' })), [started(), bad('side[2].e')]);
  expect(run.output).toEqual({ side: { error: { code: 'broken', message: 'Part 3 of 3: side[2].e broke' } } });
});

test('steps read what stands before the container, its item included, but not another part', () => {
  const inner: Sketch = {
    nodes: {
      x: { type: 'set', config: { fields: '{{ item + nodes.base.output }}' } },
      y: { type: 'set', config: { fields: '{{ item }}' } },
    },
  };
  const loop = (graph: Sketch): Sketch => ({
    nodes: {
      base: { type: 'set', config: { fields: 1 } },
      loop: { type: 'flow.for_each', config: { items: [10, 20] }, body: side({}, {}, graph) },
    },
    edges: ['base -> loop'],
  });
  expect(play(sketch(loop(inner)), [started()]).run.output).toEqual([{ side: { x: 11, y: 10 } }, { side: { x: 21, y: 20 } }]);
  const other: Sketch = { nodes: { x: 'merge', y: { type: 'set', config: { fields: '{{ nodes.x.output }}' } } } };
  expect(play(sketch(loop(other)), [started()]).run.error?.message).toContain('is inside "side", in a part of its own');
});

test('a part whose steps are all skipped ends well with nothing', () => {
  const inner: Sketch = { nodes: { ask: { type: 'if', config: { when: 'false' } }, x: 'effect' }, edges: ['ask.true -> x'] };
  expect(play(sketch(side({}, {}, inner)), [started()]).run.output).toEqual({ side: { ask: { holds: false } } });
});
