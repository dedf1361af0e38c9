import { expect, test } from 'vitest';
import { play } from './play.ts';
import { bad, ok, type Sketch, sketch, started } from './test-catalog.ts';

const effect: Sketch = { nodes: { do: { type: 'effect', config: { last: '{{ item }}', at: '{{ index }}' } } } };

function loop(condition: string, body: Sketch = effect, config = {}): Sketch {
  return {
    nodes: {
      first: { type: 'set', config: { fields: 0 } },
      loop: { type: 'flow.while', config: { condition, ...config }, body },
      after: 'merge',
    },
    edges: ['first -> loop', 'loop -> after'],
  };
}

test('a while loop goes round as long as its condition holds over the output of the round before', () => {
  const document = sketch(loop('item < 30'));
  const { commands, run, step } = play(document, [started(), ok('loop[0].do', 10), ok('loop[1].do', 20), ok('loop[2].do', 30)]);
  expect(commands).toEqual([['execute loop[0].do'], ['execute loop[1].do'], ['execute loop[2].do'], ['finish succeeded']]);
  expect(run.output).toEqual({ loop: [10, 20, 30] });
  expect(step('loop[2].do')?.input).toEqual({ last: 20, at: 2 });
});

test('what was handed to it is the first item, and a condition that never holds gives an empty list', () => {
  expect(play(sketch(loop('item < 1')), [started()]).step('loop[0].do')?.input).toEqual({ last: 0, at: 0 });
  expect(play(sketch(loop('item > 1')), [started()]).run.output).toEqual({ loop: [] });
});

test('the number of the round may end it too', () => {
  const body: Sketch = { nodes: { add: { type: 'set', config: { fields: '{{ item + 1 }}' } } } };
  expect(play(sketch(loop('index < 4', body)), [started()]).run.output).toEqual({ loop: [1, 2, 3, 4] });
});

test('a condition that still holds at the ceiling fails the loop and says so', () => {
  const { run } = play(sketch(loop('true', effect, { maxIterations: 2 })), [started(), ok('loop[0].do'), ok('loop[1].do')]);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'loop_ceiling', step: 'loop' } });
  expect(run.error?.message).toContain('2 times');
});

test('a ceiling that is just enough is no failure', () => {
  expect(play(sketch(loop('index < 2', { nodes: {} }, { maxIterations: 2 })), [started()]).run.output).toEqual({ loop: [0, 0] });
});

test('a condition that cannot be asked fails the loop', () => {
  const { run } = play(sketch(loop('item.there.not')), [started()]);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'expression_error', step: 'loop' } });
});

test('a round that fails fails the loop with its number', () => {
  const { run, step } = play(sketch(loop('true')), [started(), ok('loop[0].do'), bad('loop[1].do')]);
  expect(run.error).toMatchObject({ step: 'loop[1].do' });
  expect(step('loop')?.error?.message).toBe('Round 2: loop[1].do broke');
});

test('ended rounds are dropped, so that ten thousand need no more room than one', () => {
  const events = Array.from({ length: 1_000 }, (_, index) => ok(`loop[${index}].do`, index));
  const { statuses } = play(sketch(loop('true', effect, { maxIterations: 10_000 })), [started(), ...events]);
  expect(Object.keys(statuses)).toEqual(['first', 'loop', 'loop[999].do', 'loop[1000].do', 'after']);
});
