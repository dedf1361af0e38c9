import type { Patch, WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { createOutbox } from './outbox.ts';
import { queued, rebased } from './patch-queue.ts';

const set = (value: string, nodeId = 'a'): Patch => ({ op: 'set_config', nodeId, path: ['text'], value });
const ids = (): (() => string) => {
  let next = 0;
  return () => `op${(next += 1)}`;
};
const document: WorkflowDocument = {
  schemaVersion: 1,
  id: 'wf',
  name: 'Test',
  nodes: [{ id: 'a', type: 'data.template', config: {} }],
  edges: [],
};

test('typing in one field travels as its newest value', () => {
  const id = ids();
  const ops = queued(queued([], [set('h')], undefined, id), [set('hi')], undefined, id);
  expect(ops).toEqual([{ clientOpId: 'op1', patches: [set('hi')] }]);
});

test('a batch on its way is never changed', () => {
  const id = ids();
  const ops = queued(queued([], [set('h')], undefined, id), [set('hi')], 'op1', id);
  expect(ops).toEqual([
    { clientOpId: 'op1', patches: [set('h')] },
    { clientOpId: 'op2', patches: [set('hi')] },
  ]);
});

test('on a newer document what still fits is kept, and what does not is counted', () => {
  const ops = [{ clientOpId: 'op1', patches: [set('new'), set('lost', 'gone')] }];
  const result = rebased(document, ops);
  expect(result.document.nodes[0]?.config).toEqual({ text: 'new' });
  expect(result.dropped).toBe(1);
  expect(result.ops).toEqual([{ clientOpId: 'op1', patches: [set('new')] }]);
});

test('the outbox gives back after a reload what was not sent, and nothing once all is sent', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const ops = [{ clientOpId: 'op1', patches: [set('x')] }];
  createOutbox('wf', storage).write(3, ops);
  expect(createOutbox('wf', storage).read()).toEqual({ baseRevision: 3, ops });
  expect(createOutbox('other', storage).read()).toBeUndefined();
  createOutbox('wf', storage).write(4, []);
  expect(createOutbox('wf', storage).read()).toBeUndefined();
});
