import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cronOf, scheduleOf, scheduleWords } from './cron-words.ts';

test.each([
  ['0 8 * * 1', 'Every Monday at 08:00'],
  ['30 17 * * 1-5', 'Every weekday at 17:30'],
  ['0 9 * * 1,4', 'Every Monday and Thursday at 09:00'],
  ['5 0 * * *', 'Every day at 00:05'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['* * * * *', 'Every minute'],
  ['20 * * * *', 'Every hour at 20 minutes past'],
  ['0 6 1 * *', 'On day 1 of every month at 06:00'],
  ['0 6 1 1 *', 'At times of your own'],
  ['nonsense', 'At times of your own'],
])('%s reads “%s”', (cron, words) => {
  expect(scheduleWords(scheduleOf(cron))).toBe(words);
});

const field = (max: number, min = 0): fc.Arbitrary<string> => fc.oneof(fc.constant('*'), fc.integer({ min, max }).map(String));

test('reading and writing again means the same times', () => {
  fc.assert(
    fc.property(field(59), field(23), field(31, 1), field(12, 1), field(6), (...fields) => {
      const schedule = scheduleOf(fields.join(' '));
      expect(scheduleOf(cronOf(schedule))).toEqual(schedule);
    }),
  );
});
