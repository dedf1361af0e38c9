import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started } from './test-catalog.ts';

const main: Sketch['nodes'] = { do: 'effect' };
const onError: Sketch['nodes'] = { failed: 'flow.on_error', mend: { type: 'effect', config: { why: '{{ nodes.failed.output.error }}' } } };
const cleanUp: Sketch['nodes'] = { always: 'flow.cleanup', tidy: { type: 'effect', config: { why: '{{ nodes.always.output.error }}' } } };
const edges = ['failed -> mend', 'always -> tidy'];

function trying(nodes: Sketch['nodes'], policy = {}): Sketch {
  const inner = { nodes, edges: edges.filter((edge) => (edge.split(' ')[0] as string) in nodes) };
  return { nodes: { try: { type: 'flow.try', policy, body: inner }, after: 'merge' }, edges: ['try -> after'] };
}

describe('a try', () => {
  test('that goes well gives its main output, after the clean-up; the error part is not touched', () => {
    const { commands, run, step } = play(sketch(trying({ ...main, ...onError, ...cleanUp })), [
      started(),
      ok('try[0].do', 'done'),
      ok('try[2].tidy'),
    ]);
    expect(commands).toEqual([['execute try[0].do'], ['execute try[2].tidy'], ['finish succeeded']]);
    expect(step('try[2].tidy')?.input).toEqual({ why: null });
    expect(run.output).toEqual({ try: 'done' });
  });

  test('that fails gives the output of its error part, which knows what failed and where', () => {
    const { commands, run, step } = play(sketch(trying({ ...main, ...onError, ...cleanUp })), [
      started(),
      bad('try[0].do'),
      ok('try[1].mend', 'mended'),
      ok('try[2].tidy'),
    ]);
    expect(commands.slice(1)).toEqual([['execute try[1].mend'], ['execute try[2].tidy'], ['finish succeeded']]);
    expect(step('try[1].mend')?.input).toEqual({ why: { code: 'broken', message: 'try[0].do broke', step: 'try[0].do' } });
    expect(run.output).toEqual({ try: 'mended' });
  });

  test('without an error part fails after the clean-up, with its error and its own policy', () => {
    const document = sketch(trying({ ...main, ...cleanUp }));
    const { commands, run, step } = play(document, [started(), bad('try[0].do'), ok('try[2].tidy')]);
    expect(commands[1]).toEqual(['execute try[2].tidy']);
    expect(step('try[2].tidy')?.input).toMatchObject({ why: { code: 'broken' } });
    expect(run).toMatchObject({ status: 'failed', error: { step: 'try[0].do' } });
    const going = play(sketch(trying({ ...main, ...cleanUp }, { onError: 'continue' })), [started(), bad('try[0].do'), ok('try[2].tidy')]);
    expect(going.run.output).toEqual({ try: { error: { code: 'broken', message: 'try[0].do broke' } } });
  });

  test('whose error part fails too fails with the first error and warns of the second', () => {
    const { run, step } = play(sketch(trying({ ...main, ...onError, ...cleanUp })), [
      started(),
      bad('try[0].do'),
      bad('try[1].mend'),
      ok('try[2].tidy'),
    ]);
    expect(run.error).toMatchObject({ step: 'try[0].do' });
    expect(step('try')?.warnings).toEqual(['What should be done on an error failed too: try[1].mend broke']);
  });

  test('whose clean-up fails fails with that error, unless something failed before', () => {
    const document = sketch(trying({ ...main, ...cleanUp }));
    expect(play(document, [started(), ok('try[0].do'), bad('try[2].tidy')]).run.error).toMatchObject({ step: 'try[2].tidy' });
    const both = play(document, [started(), bad('try[0].do'), bad('try[2].tidy')]);
    expect(both.run.error).toMatchObject({ step: 'try[0].do' });
    expect(both.step('try')?.warnings).toEqual(['The clean-up failed too: try[2].tidy broke']);
  });

  test('stops what else its main part does when one step fails', () => {
    const { commands } = play(sketch(trying({ do: 'effect', other: 'effect', ...onError })), [started(), bad('try[0].do')]);
    expect(commands[1]).toEqual(['abort try[0].other', 'execute try[1].mend']);
  });

  test('its error part and clean-up may read earlier parts where these have an output', () => {
    const nodes: Sketch['nodes'] = {
      good: { type: 'set', config: { fields: 1 } },
      do: 'effect',
      failed: 'flow.on_error',
      mend: { type: 'set', config: { fields: '{{ [nodes.good.output, default(nodes.do.output, "none")] }}' } },
      always: 'flow.cleanup',
      tidy: { type: 'set', config: { fields: '{{ [nodes.good.output, nodes.mend.output] }}' } },
    };
    const { run, step } = play(sketch(trying(nodes)), [started(), bad('try[0].do')]);
    expect(step('try[2].tidy')?.output).toEqual([1, [1, 'none']]);
    expect(run.output).toEqual({ try: [1, 'none'] });
  });

  test('with nothing in its main part cleans up and gives null', () => {
    const { run } = play(sketch(trying(cleanUp)), [started(), ok('try[2].tidy')]);
    expect(run.output).toEqual({ try: null });
  });

  test('hands its first steps what it got', () => {
    const graph: Sketch = {
      nodes: {
        a: { type: 'set', config: { fields: 7 } },
        try: { type: 'flow.try', body: { nodes: { off: { type: 'effect', disabled: true } } } },
      },
      edges: ['a -> try'],
    };
    expect(play(sketch(graph), [started()]).run.output).toBe(7);
  });

  test('does not clean up when the run is cancelled', () => {
    const cancel: RunEvent = { kind: 'cancel_requested', at: 5 };
    const { commands, statuses } = play(sketch(trying({ ...main, ...cleanUp })), [started(), cancel]);
    expect(commands[1]).toEqual(['abort try[0].do', 'finish cancelled']);
    expect(statuses).not.toHaveProperty('try[2].tidy');
  });

  test('that a faster part of a parallel makes needless does not clean up', () => {
    const graph: Sketch = {
      nodes: {
        side: {
          type: 'flow.parallel',
          config: { need: 'any' },
          body: { nodes: { ...trying({ ...main, ...cleanUp }).nodes, fast: 'effect' }, edges: ['try -> after'] },
        },
      },
    };
    const { commands } = play(sketch(graph), [started(), ok('side[1].fast', 1)]);
    expect(commands[1]).toEqual(['abort side[0].try[0].do', 'finish succeeded']);
  });

  test.each(['lenient', 'adaptive'] as const)('%s error handling leaves failures to its error part', (errorHandling) => {
    const document = sketch(trying({ ...main, ...onError }), { settings: { errorHandling } });
    const { commands } = play(document, [started(), bad('try[0].do')]);
    expect(commands[1]).toEqual(['execute try[1].mend']);
  });

  test('is taken up again in its error part', () => {
    const { outstanding } = play(sketch(trying({ ...main, ...onError })), [started(), bad('try[0].do')]);
    expect(outstanding).toMatchObject([{ kind: 'execute', step: 'try[1].mend', attempt: 1 }]);
  });
});
