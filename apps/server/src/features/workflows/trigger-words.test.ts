import { expect, test } from 'vitest';
import { cronWords } from './trigger-words.ts';

test.each([
  ['0 8 * * 1', 'Every Monday at 08:00'],
  ['30 17 * * 1-5', 'Every working day at 17:30'],
  ['0 6 * * *', 'Every day at 06:00'],
  ['0 0 1 * *', 'On day 1 of each month at 00:00'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['5 * * * *', 'Every hour'],
  ['0 8 1 1 *', 'Schedule 0 8 1 1 *'],
])('%s is said as “%s”', (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});
