import { expect, test } from 'vitest';
import type { StepDetail } from '../../lib/api.ts';
import { repeatedNames } from './repeated-names.ts';

const step = (nodeId: string, childRunId: string | null): StepDetail => ({ nodeId, childRunId }) as StepDetail;
const run = { mode: 'live' as const, steps: [step('call', 'run_1'), step('other', null)] };

test.each([
  ['once', true],
  ['maybe', true],
  ['not_sent', false],
  [null, false],
] as const)('a step whose effect is known as %s is warned of: %s', (sent, isWarned) => {
  expect(repeatedNames(run, [{ name: 'Send', nodeId: 'send', sent }])).toHaveLength(isWarned ? 1 : 0);
});

test('a step that started another run is warned of, one that never came to it is not', () => {
  const writes = ['call', 'other'].map((nodeId) => ({ name: nodeId, nodeId, sent: null }));
  expect(repeatedNames(run, writes).map(({ name }) => name)).toEqual(['call']);
});

test('a test has written nothing', () => {
  expect(repeatedNames({ ...run, mode: 'test' }, [{ name: 'Send', nodeId: 'send', sent: 'once' }])).toEqual([]);
});
