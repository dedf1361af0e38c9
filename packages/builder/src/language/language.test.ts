import { expect, test } from 'vitest';
import { durationSeconds } from './durations.ts';
import { normalise } from './normalise.ts';
import { readRecurrence } from './recurrence.ts';

test.each([
  ['every Monday at 8:00', '0 8 * * 1'],
  ['mondays at half past eight', '30 8 * * 1'],
  ['every weekday at 7am', '0 7 * * 1-5'],
  ['every night at 11', '0 23 * * *'],
  ['every 15 minutes', '*/15 * * * *'],
  ['every 5 min', '*/5 * * * *'],
  ['every hour', '0 * * * *'],
  ['every 2 hours', '0 */2 * * *'],
  ['twice a day at 8 and 20', '0 8,20 * * *'],
  ['on the 1st of every month', '0 9 1 * *'],
  ['monthly on the 15th', '0 9 15 * *'],
  ['on the last day of the month', '0 9 L * *'],
  ['every Tuesday and Thursday at 10', '0 10 * * 2,4'],
  ['every Friday at 4pm', '0 16 * * 5'],
  ['at the end of every quarter', '0 9 1 1,4,7,10 *'],
  ['daily', '0 9 * * *'],
])('“%s” is %s', (words, cron) => expect(readRecurrence(words)?.cron).toBe(cron));

test.each(['the monthly rent', 'within two days', 'send it on Monday', 'after 3 days'])('“%s” is no schedule', (words) =>
  expect(readRecurrence(words)).toBeUndefined(),
);

test.each([
  ['three days', 259_200],
  ['48 hours', 172_800],
  ['half an hour', 1800],
  ['a week', 604_800],
  ['10 seconds', 10],
  ['two months', 5_184_000],
  ['soon', undefined],
])('“%s” lasts %s seconds', (words, seconds) => expect(durationSeconds(words)).toBe(seconds));

test.each([
  ['evry monday sned me teh exel', 'every monday send me the excel'],
  ['recieve an emial', 'receive an email'],
  ['mail hr@firm.example the summarry', 'mail hr@firm.example the summary'],
  ['produce a report', 'produce a report'],
])('“%s” is read as “%s”', (typed, read) => expect(normalise(typed)).toBe(read));
