import { expect, test } from 'vitest';
import { duesIn } from './due.ts';

test.each([
  ['remind guests 2 days before their table reservation', { test: 'before', days: 2, column: 'reservation_date' }],
  ['a month before membership runs out mail an offer', { test: 'before', days: 30, column: 'expiry_date' }],
  ['3 days before rent is due', { test: 'before', days: 3, column: 'due_date' }],
  ['mail them a week after the visit', { test: 'after', days: 7, column: 'visit_date' }],
  ['contracts that expire in the next 30 days', { test: 'within', days: 30, column: 'expiry_date', noun: 'contracts' }],
  ['customers who have not ordered for 6 months', { test: 'longer_than', days: 180, column: 'last_order' }],
  ["if a customer hasn't paid after 14 days", { test: 'not_done', days: 14, open: 'paid' }],
  ['a card to members on their birthday', { test: 'anniversary', column: 'birthday' }],
  ['vaccinations are due this month', { test: 'this_month', column: 'due_date' }],
  ["mail me tomorrow's orders", { test: 'before', days: 1, isList: true }],
])('%s', (words, due) => {
  expect(duesIn(words)).toMatchObject([due]);
});

test.each([
  'wait 2 weeks and ask for a review',
  'check it before it is sent',
  'every day before noon',
  'after 5 minutes call them',
  'two hours before the start',
])('“%s” counts from no date in the data', (words) => {
  expect(duesIn(words)).toEqual([]);
});

test('the second time of a reminder speaks of the same date', () => {
  expect(duesIn("if they haven't paid after 14 days remind them, and after 30 days tell me").map(({ days }) => days)).toEqual([14, 30]);
});
