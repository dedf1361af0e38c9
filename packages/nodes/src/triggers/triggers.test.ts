import { applyPatches, type JsonObject, validateAgainst, validateDocument, type WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { catalogOf } from '../define-node.ts';
import { allNodes } from '../registry.ts';
import { triggerForm } from './form.ts';
import { triggerWebhook } from './webhook.ts';

const formWith = (field: object) => validateAgainst(triggerForm.config, { fields: [field] });

test('a form needs a field, and its names are ones that expressions can use', () => {
  expect(validateAgainst(triggerForm.config, { fields: [] })).not.toEqual([]);
  expect(formWith({ name: 'order_number', label: 'Order number', type: 'text' })).toEqual([]);
  expect(formWith({ name: 'order number', label: 'Order number', type: 'text' })).not.toEqual([]);
  expect(formWith({ name: 'colour', label: 'Colour', type: 'colour' })).not.toEqual([]);
});

test.each(['/orders', '../orders', 'a b', ''])('a webhook does not take the address %j', (path) => {
  expect(validateAgainst(triggerWebhook.config, { path })).not.toEqual([]);
});

test('a webhook takes an address with parts, and a schedule needs its time', () => {
  expect(validateAgainst(triggerWebhook.config, { path: 'shop/orders-2' })).toEqual([]);
  const problems = (config: JsonObject) =>
    validateDocument(
      { schemaVersion: 1, id: 'wf_1', name: 'Timed', nodes: [{ id: 'start', type: 'trigger.schedule', config }], edges: [] },
      catalogOf(allNodes),
    );
  expect(problems({})).toMatchObject([{ code: 'missing_config', severity: 'error', path: '/nodes/0/config/rules' }]);
  expect(problems({ cron: '0 8 * * 1' })).toEqual([]);
  expect(problems({ rules: [{ unit: 'weeks', weekdays: ['monday'], at: ['08:00', '17:00'] }] })).toEqual([]);
});

test('what a schedule cannot mean is refused before publishing, with a mending that makes it right', () => {
  const document: WorkflowDocument = {
    schemaVersion: 1,
    id: 'wf_1',
    name: 'Timed',
    nodes: [{ id: 'start', type: 'trigger.schedule', config: { cron: '0 9 31 2 *', timezone: 'Europe/Berln' } }],
    edges: [],
  };
  const catalog = catalogOf(allNodes);
  const problems = validateDocument(document, catalog);
  expect(problems.map(({ path }) => path)).toEqual(['/nodes/0/config/timezone', '/nodes/0/config/cron']);
  const mended = applyPatches(
    document,
    problems.flatMap(({ fix }) => fix?.patches ?? []),
  );
  expect(mended.document.nodes[0]?.config).toEqual({ cron: '0 9 L 2 *', timezone: 'Europe/Berlin' });
  expect(validateDocument(mended.document, catalog)).toEqual([]);
});
