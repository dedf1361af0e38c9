import { expect, test } from 'vitest';
import { recurrenceOf } from './bind-schedule.ts';

test.each([
  ['fri 4pm', '0 16 * * 5'],
  ['mon+thu', '0 9 * * 1,4'],
  ['by 8 on Monday', '0 8 * * 1'],
  ['Sundays at six p.m.', '0 18 * * 0'],
  ['on the 15th', '0 9 15 * *'],
  ['end of month', '0 9 L * *'],
  ['every quarter of an hour', '*/15 * * * *'],
  ['weekdays at five in the afternoon', '0 17 * * 1-5'],
  ['at half past six in the morning', '30 6 * * *'],
  ['every evening at nine', '0 21 * * *'],
  ['2x a day', '0 8,16 * * *'],
  ['0 6 * * *', '0 6 * * *'],
  ['5am', '0 5 * * *'],
])('“%s”, known to be a time, is %s', (words, cron) => {
  expect(recurrenceOf(words, words)?.cron).toBe(cron);
});

test('the time of day may stand elsewhere in the request', () => {
  expect(recurrenceOf('every Monday', 'every Monday mail me the sales, at 7:30')?.cron).toBe('30 7 * * 1');
});

test('words that say no time give none', () => {
  expect(recurrenceOf('when a quarter begins', 'when a quarter begins, mail me')).toBeUndefined();
});
