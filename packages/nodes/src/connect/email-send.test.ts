import { type JsonObject, validateDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { catalogOf } from '../define-node.ts';
import { allNodes } from '../registry.ts';

const problems = (config: JsonObject, disabled = false) =>
  validateDocument(
    {
      schemaVersion: 1,
      id: 'wf_1',
      name: 'Mail',
      nodes: [
        { id: 'start', type: 'trigger.manual', config: {} },
        {
          id: 'mail',
          type: 'email.send',
          name: 'Tell the office',
          config: { subject: 'News', ...config },
          ...(disabled ? { disabled } : {}),
        },
      ],
      edges: [{ id: 'e', source: 'start', sourcePort: 'out', target: 'mail', targetPort: 'in' }],
    },
    catalogOf(allNodes),
  );

test.each([
  ['', 'Hello'],
  ['  ', 'Hello'],
  [[], 'Hello'],
  [[''], 'Hello'],
])('an e-mail to %j has nobody to go to', (to, text) => {
  expect(problems({ to, text })).toMatchObject([{ code: 'missing_config', severity: 'error', path: '/nodes/1/config/to', nodeId: 'mail' }]);
  expect(problems({ to, text })[0]?.message).toContain('Fill in at least one e-mail address');
});

test('an e-mail says something or brings a file', () => {
  expect(problems({ to: 'office@farm.example' })).toMatchObject([{ severity: 'error', path: '/nodes/1/config/text' }]);
  expect(problems({ to: 'office@farm.example', text: 'Hello' })).toEqual([]);
  expect(problems({ to: ['office@farm.example'], attachments: '{{ trigger.body.file }}' })).toEqual([]);
  expect(problems({ to: '{{ trigger.body.email }}', text: '{{ trigger.body.text }}' })).toEqual([]);
});

test('a step that is switched off may be half done', () => {
  expect(problems({ to: '', text: '' }, true).map(({ severity }) => severity)).toEqual(['warning', 'warning']);
});
