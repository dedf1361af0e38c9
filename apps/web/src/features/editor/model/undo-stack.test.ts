import type { Patch } from '@arches/kernel';
import { expect, test } from 'vitest';
import { depth, emptyStack, pushed, type UndoEntry } from './undo-stack.ts';

const set = (value: string): Patch => ({ op: 'set_config', nodeId: 'a', path: ['text'], value });
const typed = (value: string, before: string, at: number): UndoEntry => ({
  label: 'Changed Text',
  patches: [set(value)],
  inverse: [set(before)],
  key: 'a text',
  at,
});

test('keystrokes of one field become one entry that takes all of them back', () => {
  const stack = pushed(pushed(pushed(emptyStack, typed('a', '', 0)), typed('ab', 'a', 200)), typed('abc', 'ab', 500));
  expect(stack.undo).toEqual([{ ...typed('abc', '', 500) }]);
});

test('a pause between keystrokes begins a new entry', () => {
  const stack = pushed(pushed(emptyStack, typed('a', '', 0)), typed('ab', 'a', 601));
  expect(stack.undo).toHaveLength(2);
});

test('entries without a key never melt together', () => {
  const entry = { label: 'Removed', patches: [], inverse: [], at: 0 };
  expect(pushed(pushed(emptyStack, entry), entry).undo).toHaveLength(2);
});

test('a new change forgets what was undone, and the oldest entries beyond the depth', () => {
  const redone = { label: 'x', patches: [], inverse: [], at: 0 };
  let stack = { undo: [], redo: [redone] } as ReturnType<typeof pushed>;
  for (let at = 0; at < depth + 5; at += 1) stack = pushed(stack, { ...redone, label: String(at) });
  expect(stack.redo).toEqual([]);
  expect(stack.undo).toHaveLength(depth);
  expect(stack.undo[0]?.label).toBe('5');
});
