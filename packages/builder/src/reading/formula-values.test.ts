import { evaluateExpression } from '@arches/kernel';
import { expect, test } from 'vitest';
import { readCalculation } from './formula-values.ts';
import { priceListOf } from './price-list.ts';

test.each([
  ['usage (new reading minus old)', 'usage', 'number(item.new_reading) - number(item.old_reading)'],
  ['pay = hours x 14.20', 'pay', 'number(item.hours) * 14.20'],
  ['the price is nights x 85 plus 12 per dog', 'price', 'number(item.nights) * 85 + 12 * number(item.dogs)'],
  ['total pay at 9.50 per hour', 'total pay', '9.50 * number(item.hours)'],
  ['fare is 3.50 plus 2 a mile', 'fare', '3.50 + 2 * number(item.miles)'],
  ['quantity times unit price minus 5% discount', undefined, 'number(item.quantity) * number(item.unit_price) * 0.95'],
  ['margin is (sell - buy) / sell', 'margin', '(number(item.sell) - number(item.buy)) / number(item.sell)'],
  ['a column remaining which is the amount less what was paid', 'remaining', 'number(item.amount) - number(item.paid)'],
  ['subtract counted from booked', undefined, 'number(item.booked) - number(item.counted)'],
  ['km times 0.30 per trip', undefined, 'number(item.km) * 0.30'],
  ['km end minus km start is the distance', 'distance', 'number(item.km_end) - number(item.km_start)'],
  ['price 14.50 per person', 'price', '14.50 * number(item.people)'],
  ['120 per week per kid', undefined, '120 * number(item.weeks) * number(item.kids)'],
  ['30 cents per km', undefined, '0.3 * number(item.km)'],
])('a formula in words is written down with its name: %s', (words, column, formula) => {
  expect(readCalculation(words)).toEqual({ ...(column ? { column } : {}), formula });
});

test.each([
  'the margin',
  '15 % commission',
  'revenue per head',
  'invoice date plus 14 days',
  'quantity times price unless it is a gift',
  '60 % service and 40 % kitchen',
  'price times the usual factor for regulars and friends of the house',
])('a formula of which a word is not understood is none: %s', (words) => {
  expect(readCalculation(words).formula).toBeUndefined();
});

test('a price list is a choice inside a formula', () => {
  const list = priceListOf('Calculate: oak 240/m, laminate 90/m, plus 350 fitting', 'a form with material', ['material', 'metres']);
  expect(list).toMatchObject({ column: 'material', kinds: ['oak', 'laminate'] });
  expect(evaluateExpression(list?.formula ?? '', { item: { material: ' Oak', metres: '2' } })).toBe(830);
  expect(() => evaluateExpression(list?.formula ?? '', { item: { material: 'pine', metres: '2' } })).toThrow();
});

test.each([
  ['work out the fee (junior 60, adult 140, 10 % off when they joined before 2005)', 'with the type of membership'],
  ['calculate points (sibling 10, single parent 8, both work 6)', 'a form with the type of family'],
  ['oak 240/m, laminate 90/kg', 'by material'],
  ['oak 240/m, laminate 90/m', 'and nothing says which it is'],
])('a price list that is not understood whole, or of which nothing says which price counts, is none: %s', (words, request) => {
  expect(priceListOf(words, request, [])).toBeUndefined();
});
