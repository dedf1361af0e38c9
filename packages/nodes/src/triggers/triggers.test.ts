import { validateAgainst } from '@arches/kernel';
import { expect, test } from 'vitest';
import { triggerForm } from './form.ts';
import { triggerSchedule } from './schedule.ts';
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
  expect(validateAgainst(triggerSchedule.config, {})).not.toEqual([]);
});
