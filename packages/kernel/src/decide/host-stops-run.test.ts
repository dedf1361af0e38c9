import { expect, test } from 'vitest';
import type { RunEvent } from '../run.ts';
import { play } from './play.ts';
import { sketch, started } from './test-catalog.ts';

const error = { code: 'byte_budget_exceeded', message: 'Too much.', retryable: false, step: 'a', nodeId: 'a' };
const stop: RunEvent = { kind: 'cancel_requested', at: 3_000, error };

test('a run that the host stops has failed with what the host said, and its steps are called off', () => {
  const { last, run, statuses } = play(sketch({ nodes: { a: 'effect', b: 'effect' }, edges: ['a -> b'] }), [started(), stop]);
  expect(last).toEqual([
    { kind: 'abort', step: 'a' },
    { kind: 'finish', status: 'failed', output: null, error },
  ]);
  expect(run).toMatchObject({ status: 'failed', error });
  expect(statuses).toMatchObject({ a: 'cancelled', b: 'cancelled' });
});
