import { expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started } from './test-catalog.ts';

const touch = (...things: string[]) => ({ type: 'touch', config: { things } });
const hybrid = (graph: Sketch, settings = {}) => sketch(graph, { settings: { executionMode: 'hybrid', ...settings } });

test('steps that touch the same thing work one after the other in the order of the document, others beside them', () => {
  const document = hybrid({ nodes: { a: touch('x'), b: touch('x'), c: touch('y'), d: 'effect', e: touch('x') } });
  const { commands } = play(document, [started(), ok('c'), ok('a'), ok('b')]);
  expect(commands).toEqual([['execute d', 'execute a', 'execute c'], [], ['execute b'], ['execute e']]);
});

test('a step that waits for two things is not overtaken for one of them', () => {
  const document = hybrid({ nodes: { a: touch('x'), b: touch('x', 'y'), c: touch('y') } });
  const { commands } = play(document, [started(), ok('a'), ok('b')]);
  expect(commands).toEqual([['execute a'], ['execute b'], ['execute c']]);
});

test('what it touches is read from its rendered configuration', () => {
  const host = { type: 'touch', config: { things: ['{{ input.host }}'] } };
  const { commands } = play(hybrid({ nodes: { a: host, b: touch('h1'), c: touch('h2') } }), [started({ input: { host: 'h1' } })]);
  expect(commands[0]).toEqual(['execute a', 'execute c']);
});

test('a step that will be tried again keeps what it touches', () => {
  const retry = { maxAttempts: 2, initialDelayMs: 10, backoff: 1, maxDelayMs: 10 };
  const document = hybrid({ nodes: { a: { ...touch('x'), policy: { retry } }, b: touch('x') } });
  const again: RunEvent = { kind: 'timer_fired', at: 9_000, step: 'a', timer: 'retry' };
  const { commands } = play(document, [started(), bad('a', true), again, ok('a', 1, 2)]);
  expect(commands).toEqual([['execute a'], ['set_timer retry a'], ['execute a'], ['execute b']]);
});

test('a step that is stopped frees what it touches', () => {
  const parts: Sketch = { nodes: { a: touch('x'), fast: 'effect' } };
  const graph: Sketch = {
    nodes: { side: { type: 'flow.parallel', config: { need: 'any' }, body: parts }, b: touch('x') },
    edges: ['side -> b'],
  };
  const { commands } = play(hybrid(graph), [started(), ok('side[1].fast')]);
  expect(commands[1]).toEqual(['abort side[0].a', 'execute b']);
});

test('items of a loop take turns where they touch the same', () => {
  const body: Sketch = { nodes: { a: { type: 'touch', config: { things: ['{{ item }}'] } } } };
  const { commands } = play(hybrid({ nodes: { loop: { type: 'flow.for_each', config: { items: ['x', 'y', 'x', 'y'] }, body } } }), [
    started(),
    ok('loop[1].a'),
    ok('loop[0].a'),
  ]);
  expect(commands).toEqual([['execute loop[0].a', 'execute loop[1].a'], ['execute loop[3].a'], ['execute loop[2].a']]);
});

test('no more than the run may do at once', () => {
  const { commands } = play(hybrid({ nodes: { a: touch('x'), b: touch('y'), c: 'effect' } }, { concurrency: 1 }), [started(), ok('c')]);
  expect(commands).toEqual([['execute c'], ['execute a']]);
});

test('a configuration that cannot be read fails its step, not its turn', () => {
  const { run } = play(hybrid({ nodes: { a: { type: 'touch', config: { things: '{{ input.not.there }}' } } } }), [started()]);
  expect(run.error).toMatchObject({ code: 'expression_error', step: 'a' });
});
