import type { WorkflowDocument, WorkflowNode } from '@arches/kernel';
import { allNodes, catalogOf } from '@arches/nodes';
import { expect, test } from 'vitest';
import { triggerWords } from './trigger-words.ts';

const catalog = catalogOf(allNodes);
const starting = (...nodes: Omit<WorkflowNode, 'id'>[]): WorkflowDocument => ({
  schemaVersion: 1,
  id: 'wf',
  name: 'W',
  nodes: nodes.map((node, index) => ({ id: `n${index}`, ...node })),
  edges: [],
});
const schedule = (cron: string) => ({ type: 'trigger.schedule', config: { cron } });

test.each([
  ['Every Monday at 08:00', starting(schedule('0 8 * * 1'))],
  ['Schedule 5 4 * 2 3', starting(schedule('5 4 * 2 3'))],
  ['POST /hooks/orders', starting({ type: 'trigger.webhook', config: { path: 'orders' } })],
  ['A form with a file', starting({ type: 'trigger.form', config: { fields: [{ name: 'file', label: 'File', type: 'file' }] } })],
  ['A form', starting({ type: 'trigger.form', config: { fields: [{ name: 'name', label: 'Name', type: 'text' }] } })],
  ['By hand', starting({ type: 'trigger.manual', config: {} })],
  ['By hand', starting({ type: 'data.set', config: { fields: {} } })],
  ['By hand, Every hour', starting({ type: 'trigger.manual', config: {} }, schedule('0 * * * *'))],
])('a list says “%s”', (words, document) => {
  expect(triggerWords(document, catalog)).toBe(words);
});
