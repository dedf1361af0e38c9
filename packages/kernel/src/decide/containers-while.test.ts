import { expect, test } from 'vitest';
import { play } from './play.ts';
import { ok, type Sketch, sketch, started } from './test-catalog.ts';

test('ended rounds are dropped, so that ten thousand need no more room than one', () => {
  const body: Sketch = { nodes: { do: 'effect' } };
  const graph: Sketch = { nodes: { loop: { type: 'flow.while', config: { condition: 'true', maxIterations: 10_000 }, body } } };
  const events = Array.from({ length: 1_000 }, (_, index) => ok(`loop[${index}].do`, index));
  const { statuses } = play(sketch(graph), [started(), ...events]);
  expect(Object.keys(statuses)).toEqual(['loop', 'loop[999].do', 'loop[1000].do']);
});
