import { expect, test } from 'vitest';
import type { StepDetail } from '../../lib/api.ts';
import { entryWords, parentOf, stepTree, type TreeRow } from './step-tree.ts';

function step(id: string, startedAt: string | null = null): StepDetail {
  const nodeId =
    id
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? id;
  return {
    id,
    nodeId,
    name: nodeId,
    type: 'data.set',
    status: 'succeeded',
    attempts: 1,
    startedAt,
    endedAt: null,
    input: null,
    output: null,
    error: null,
    costUsd: null,
    usage: null,
    warnings: [],
    waiting: null,
    waitsFor: null,
    retryAt: null,
    reused: false,
    cached: null,
    sent: null,
    votes: [],
    childRunId: null,
    childRun: null,
  };
}

const outline = (rows: readonly TreeRow[]): unknown[] =>
  rows.map((row) => {
    const name = row.kind === 'step' ? row.step.id : `entry ${row.index}`;
    return row.children.length === 0 ? name : [name, ...outline(row.children)];
  });

test.each([
  ['a', undefined],
  ['loop[3].x', { container: 'loop', index: 3 }],
  ['loop[3].inner[0].x', { container: 'loop[3].inner', index: 0 }],
])('%s lies in %j', (id, parent) => {
  expect(parentOf(id)).toEqual(parent);
});

test('steps stand in the order they began; those that have not begun in the order of the document', () => {
  const rows = stepTree([step('d'), step('c'), step('b', '2026-01-01T00:00:02Z'), step('a', '2026-01-01T00:00:01Z')], ['a', 'b', 'c', 'd']);
  expect(outline(rows)).toEqual(['a', 'b', 'c', 'd']);
});

test('a container with one step inside lists its entries directly', () => {
  expect(outline(stepTree([step('loop'), step('loop[1].x'), step('loop[0].x')], ['loop', 'x']))).toEqual([
    ['loop', 'loop[0].x', 'loop[1].x'],
  ]);
});

test('entries of several steps are grouped, ten after nine', () => {
  const steps = [step('loop'), ...[10, 9].flatMap((index) => [step(`loop[${index}].x`), step(`loop[${index}].y`)])];
  expect(outline(stepTree(steps, ['loop', 'x', 'y']))).toEqual([
    ['loop', ['entry 9', 'loop[9].x', 'loop[9].y'], ['entry 10', 'loop[10].x', 'loop[10].y']],
  ]);
});

test.each([
  [undefined, 0, 'Entry 1'],
  ['while', 1, 'Round 2'],
  ['parallel', 2, 'Part 3'],
  ['try', 0, 'What was tried'],
  ['try', 2, 'Clean-up'],
] as const)('an entry of a container (%s, %d) is called %s', (kind, index, words) => {
  expect(entryWords(kind, index)).toBe(words);
});
