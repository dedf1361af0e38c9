import { expect, test } from 'vitest';
import { cronWords, durationWords } from './time-words.ts';

test.each([
  ['0 8 * * 1', 'every Monday at 08:00'],
  ['30 7 * * 1-5', 'every working day at 07:30'],
  ['0 9 * * 2,4', 'every Tuesday and Thursday at 09:00'],
  ['0 9,17 * * *', 'every day at 09:00 and 17:00'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['0 */2 * * *', 'every 2 hours'],
  ['0 8 L * *', 'on the last day of each month at 08:00'],
  ['0 8 1 1,4,7,10 *', 'on the first day of each quarter at 08:00'],
  ['  0   6  1 * * ', 'on day 1 of each month at 06:00'],
  ['5 4 * 2 3', undefined],
])('says %s as %s', (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});

test.each([
  [172_800, '2 days'],
  [5400, '1 hour and 30 minutes'],
  [90_061, '1 day and 1 hour'],
  [1, '1 second'],
  [0.5, '0.5 seconds'],
  [0, 'no time'],
])('says %s seconds as %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});
