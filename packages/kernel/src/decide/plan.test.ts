import { describe, expect, test } from 'vitest';
import type { OnError, WorkflowSettings } from '../document.ts';
import { compile } from './plan.ts';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started, testCatalog } from './test-catalog.ts';

describe('a type that is no longer there', () => {
  const document = sketch({ nodes: { a: 'effect', gone: { type: 'old.thing', version: 3 }, b: 'effect' }, edges: ['a -> gone'] });

  test('is refused when a document is new', () => {
    expect(() => compile(document, testCatalog)).toThrow('"gone" has the type "old.thing"');
  });

  test('is an effect that the host answers, where a version has runs', () => {
    const plan = compile(document, testCatalog, { tolerant: true });
    expect(plan.nodes.get('gone')?.type).toMatchObject({ type: 'old.thing', kind: 'effect' });
    expect(plan.nodes.get('b')?.type.type).toBe('effect');
  });
});

describe('what a failed step does when its policy says nothing', () => {
  test.each<[WorkflowSettings, Sketch, OnError]>([
    [{}, { nodes: { a: 'effect' } }, 'fail'],
    [{ errorHandling: 'strict' }, { nodes: { a: 'effect' } }, 'fail'],
    [{ errorHandling: 'lenient' }, { nodes: { a: 'effect' } }, 'continue'],
    [{ errorHandling: 'adaptive' }, { nodes: { a: 'effect' } }, 'ask'],
    [{ errorHandling: 'adaptive' }, { nodes: { a: 'effect', b: 'merge' }, edges: ['a.error -> b'] }, 'route'],
    [{}, { nodes: { a: 'effect', b: 'merge' }, edges: ['a.error -> b'] }, 'route'],
    [{ errorHandling: 'adaptive' }, { nodes: { a: { type: 'effect', policy: { onError: 'fail' } } } }, 'fail'],
    [{ errorHandling: 'adaptive' }, { nodes: { a: { type: 'flow.for_each', body: { nodes: {} } } } }, 'fail'],
  ])('%j %j: %s', (settings, graph, expected) => {
    expect(compile(sketch(graph, { settings }), testCatalog).nodes.get('a')?.onError).toBe(expected);
  });
});

test('adaptive repeats what the type does not say how to repeat', () => {
  const document = sketch({ nodes: { a: 'effect', b: 'patient' } }, { settings: { errorHandling: 'adaptive' } });
  const { nodes } = compile(document, testCatalog);
  expect(nodes.get('a')?.retry).toMatchObject({ maxAttempts: 3, initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000 });
  expect(nodes.get('b')?.retry).toMatchObject({ initialDelayMs: 1_000 });
});

describe('joins', () => {
  const three = (join: object | string): Sketch => ({
    nodes: { a: 'effect', b: 'effect', c: 'effect', join: { type: 'merge', policy: { join: join as never } } },
    edges: ['a -> join', 'b -> join', 'c -> join', 'a.error -> join'],
  });

  test('{ atLeast: 2 } fires with the second, and what comes later changes nothing', () => {
    const { run, commands } = play(sketch(three({ atLeast: 2 })), [started(), ok('c', 3), ok('a', 1), ok('b', 2)]);
    expect(commands.slice(1)).toEqual([[], [], ['finish succeeded']]);
    expect(run.output).toEqual({ a: 1, c: 3 });
  });

  test('{ atLeast: n } is skipped as soon as n can no longer come', () => {
    const nodes: Sketch['nodes'] = {
      no: { type: 'if', config: { when: 'false' } },
      slow: 'effect',
      join: { type: 'merge', policy: { join: { atLeast: 2 } } },
      last: 'merge',
    };
    const { statuses } = play(sketch({ nodes, edges: ['no.true -> join', 'slow -> join', 'join -> last'] }), [started()]);
    expect(statuses).toMatchObject({ slow: 'running', join: 'skipped', last: 'skipped' });
  });

  test('{ atLeast: n } of fewer edges than n is skipped', () => {
    const { statuses } = play(
      sketch({ nodes: { a: 'effect', j: { type: 'merge', policy: { join: { atLeast: 3 } } } }, edges: ['a -> j'] }),
      [started(), ok('a')],
    );
    expect(statuses.j).toBe('skipped');
  });
});

describe('a failure that is decided together with the last good end', () => {
  const broken = { type: 'set', config: { fields: '{{ input.not.there }}' } };
  test.each([
    ['a run', { nodes: { good: 'merge', broken } } as Sketch],
    [
      'an iteration',
      { nodes: { l: { type: 'flow.for_each', config: { items: [1] }, body: { nodes: { good: 'merge', broken } } } } } as Sketch,
    ],
  ])('fails %s all the same', (_, graph) => {
    expect(play(sketch(graph), [started()]).run).toMatchObject({ status: 'failed', error: { code: 'expression_error' } });
  });

  test('leaves a loop that goes on with its error as data closed: nothing of it begins any more', () => {
    const body: Sketch = {
      nodes: { a: { type: 'if', config: { when: 'item == 1' } }, x: broken, y: 'merge' },
      edges: ['a.true -> x', 'a.false -> y'],
    };
    const loop = { type: 'flow.for_each', config: { items: [2, 1, 3, 4], concurrency: 2 }, policy: { onError: 'continue' as const }, body };
    const { run, statuses } = play(sketch({ nodes: { loop, slow: 'effect' } }), [started(), bad('none')]);
    expect(run.status).toBe('running');
    expect(Object.keys(statuses)).not.toContain('loop[3].a');
    expect(statuses.loop).toBe('failed');
  });
});
