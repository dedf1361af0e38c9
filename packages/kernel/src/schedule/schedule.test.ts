import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Recurrence, weekdays } from './recurrence.ts';
import { nextTicks, scheduleTicks, ticksBetween } from './schedule.ts';
import { scheduleProblems } from './schedule-problems.ts';
import { recurrenceWords } from './schedule-words.ts';
import { zoneTime } from './zone-time.ts';

const next = (rule: Recurrence, timezone: string, from: string, count: number): string[] =>
  nextTicks(scheduleTicks({ rules: [rule] }, timezone), new Date(from), count).map((tick) => local(timezone, tick));

/** `Mon 30.03. 09:00` by the zone's clock. */
function local(timezone: string, tick: Date): string {
  const wall = new Date(zoneTime(timezone).wallOf(tick.getTime()));
  return `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][wall.getUTCDay()]} ${wall.toISOString().slice(0, 16).replace('T', ' ')}`;
}

const workweek = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

test.each<[words: string, rule: Recurrence, first: string[]]>([
  [
    'every weekday at 08:00 and 17:00',
    { unit: 'weeks', weekdays: [...workweek], at: ['08:00', '17:00'] },
    ['Thu 2026-01-01 17:00', 'Fri 2026-01-02 08:00', 'Fri 2026-01-02 17:00'],
  ],
  [
    'every 2 weeks on Tuesday at 09:30',
    { unit: 'weeks', every: 2, weekdays: ['tuesday'], at: ['9:30'] },
    ['Tue 2026-01-13 09:30', 'Tue 2026-01-27 09:30', 'Tue 2026-02-10 09:30'],
  ],
  [
    'every 3 days at 06:00, counted from 2026-01-30',
    { unit: 'days', every: 3, at: ['06:00'], startOn: '2026-01-30' },
    ['Fri 2026-01-30 06:00', 'Mon 2026-02-02 06:00', 'Thu 2026-02-05 06:00'],
  ],
  [
    'on the last day of each month at 18:00',
    { unit: 'months', monthDays: [-1], at: ['18:00'] },
    ['Sat 2026-01-31 18:00', 'Sat 2026-02-28 18:00', 'Tue 2026-03-31 18:00'],
  ],
  [
    'on day 31 of each month at 12:00',
    { unit: 'months', monthDays: [31], at: ['12:00'] },
    ['Sat 2026-01-31 12:00', 'Tue 2026-03-31 12:00', 'Sun 2026-05-31 12:00'],
  ],
  [
    'on the first and last Monday of each month at 07:00',
    { unit: 'months', weekdays: ['monday'], nth: [1, -1], at: ['07:00'] },
    ['Mon 2026-01-05 07:00', 'Mon 2026-01-26 07:00', 'Mon 2026-02-02 07:00'],
  ],
  [
    'on day 1 of every 3 months at 00:00',
    { unit: 'months', every: 3 },
    ['Wed 2026-04-01 00:00', 'Wed 2026-07-01 00:00', 'Thu 2026-10-01 00:00'],
  ],
  [
    'every 2 hours on weekdays from 09:00 until 14:00',
    { unit: 'hours', every: 2, weekdays: [...workweek], from: '09:00', until: '14:00' },
    ['Thu 2026-01-01 13:00', 'Fri 2026-01-02 09:00', 'Fri 2026-01-02 11:00'],
  ],
  ['every 20 minutes', { unit: 'minutes', every: 20 }, ['Thu 2026-01-01 12:20', 'Thu 2026-01-01 12:40', 'Thu 2026-01-01 13:00']],
  ['every 50 minutes', { unit: 'minutes', every: 50 }, ['Thu 2026-01-01 12:40', 'Thu 2026-01-01 13:30', 'Thu 2026-01-01 14:20']],
])('%s', (words, rule, first) => {
  expect(recurrenceWords(rule)).toBe(words);
  expect(next(rule, 'UTC', '2026-01-01T12:10:00Z', 3)).toEqual(first);
  expect(scheduleProblems({ rules: [rule] })).toEqual([]);
});

test('the hour that daylight saving leaves out fires once at its end, the one that it repeats fires once', () => {
  const daily: Recurrence = { unit: 'days', at: ['02:30'] };
  expect(next(daily, 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual(['Sun 2026-03-29 03:00', 'Mon 2026-03-30 02:30']);
  const autumn = nextTicks(scheduleTicks({ rules: [daily] }, 'Europe/Berlin'), new Date('2026-10-24T12:00:00Z'), 2);
  expect(autumn.map((tick) => tick.toISOString())).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
});

test('short intervals keep their real distance when clocks change, long ones the wall clock', () => {
  const quarter = nextTicks(
    scheduleTicks({ rules: [{ unit: 'minutes', every: 15 }] }, 'Europe/Berlin'),
    new Date('2026-10-24T23:00:00Z'),
    20,
  );
  for (const [index, tick] of quarter.entries()) expect(tick.getTime() - (quarter[0]?.getTime() ?? 0)).toBe(index * 900_000);
  expect(next({ unit: 'hours', every: 4 }, 'Europe/Berlin', '2026-10-24T18:30:00Z', 3)).toEqual([
    'Sun 2026-10-25 00:00',
    'Sun 2026-10-25 04:00',
    'Sun 2026-10-25 08:00',
  ]);
});

test('rules and cron together are one schedule, and where they meet one tick', () => {
  const ticks = scheduleTicks({ cron: '0 8 * * *', rules: [{ unit: 'days', at: ['08:00', '12:00'] }] }, 'UTC');
  expect(nextTicks(ticks, new Date('2026-01-01T00:00:00Z'), 3).map((tick) => tick.toISOString().slice(5, 16))).toEqual([
    '01-01T08:00',
    '01-01T12:00',
    '01-02T08:00',
  ]);
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'America/Santiago',
  'Africa/Cairo',
];
const minutes = fc.integer({ min: 0, max: 1439 });
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2037, 0, 1) });

const anyRule: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.record({
    unit: fc.constantFrom('days' as const, 'weeks' as const),
    every: fc.integer({ min: 1, max: 5 }),
    at: fc.array(minutes.map(clock), { minLength: 1, maxLength: 3 }),
    weekdays: fc.subarray([...weekdays], { minLength: 1 }),
  }),
  fc.record({
    unit: fc.constant('months' as const),
    every: fc.integer({ min: 1, max: 3 }),
    at: fc.array(minutes.map(clock), { minLength: 1, maxLength: 2 }),
    monthDays: fc.array(fc.constantFrom(1, 15, 28, -1, -3), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ unit: fc.constantFrom('minutes' as const, 'hours' as const), every: fc.integer({ min: 1, max: 100 }) }),
);

test('ticks only ever go forward, and looking back finds the same ones', () => {
  fc.assert(
    fc.property(anyRule, fc.constantFrom(...zones), moment, (rule, zone, from) => {
      const ticks = scheduleTicks({ rules: [rule] }, zone);
      const forward = nextTicks(ticks, new Date(from), 12);
      for (const [index, tick] of forward.entries())
        expect(tick.getTime()).toBeGreaterThan(index === 0 ? from : (forward[index - 1]?.getTime() ?? 0));
      const last = forward.at(-1);
      if (last) expect(ticksBetween(ticks, new Date(from), last, 100).toReversed()).toEqual(forward);
    }),
    { numRuns: 400 },
  );
});

test('a set time of day fires exactly once on each date, daylight saving or not', () => {
  fc.assert(
    fc.property(minutes, fc.constantFrom(...zones), moment, (minute, zone, from) => {
      const ticks = scheduleTicks({ rules: [{ unit: 'days', at: [clock(minute)] }] }, zone);
      const zoned = zoneTime(zone);
      const walls = nextTicks(ticks, new Date(from), 400).map((tick) => zoned.wallOf(tick.getTime()));
      const dates = walls.map((wall) => Math.floor(wall / 86_400_000));
      const jumps = new Set(dates.slice(1).map((date, index) => date - (dates[index] ?? 0)));
      expect([...jumps]).toEqual([1]);
      for (const wall of walls) {
        const shown = Math.floor(wall / 60_000) % 1440;
        if (shown !== minute) expect(zoned.instantsOf(Math.floor(wall / 86_400_000) * 86_400_000 + minute * 60_000)).toEqual([]);
      }
    }),
    { numRuns: 120 },
  );
});

test('plain rules and cron mean the same where both can say it', () => {
  fc.assert(
    fc.property(
      minutes,
      fc.constantFrom(...zones),
      moment,
      fc.constantFrom<[Partial<Recurrence>, string]>(
        [{ unit: 'days' }, '* * *'],
        [{ unit: 'months', monthDays: [-1] }, 'L * *'],
        [{ unit: 'weeks', weekdays: ['monday', 'friday'] }, '* * 1,5'],
      ),
      (minute, zone, from, [rule, days]) => {
        const byRule = scheduleTicks({ rules: [{ unit: 'days', at: [clock(minute)], ...rule }] }, zone);
        const byCron = scheduleTicks({ cron: `${minute % 60} ${Math.floor(minute / 60)} ${days}` }, zone);
        expect(nextTicks(byRule, new Date(from), 15)).toEqual(nextTicks(byCron, new Date(from), 15));
      },
    ),
    { numRuns: 150 },
  );
});

test.each<[config: object, path: string, message: RegExp, fix: unknown]>([
  [{ cron: '0 9 31 2 *' }, 'cron', /no year has/u, '0 9 L 2 *'],
  [{ cron: '0 9 31 4,6 *' }, 'cron', /no year has/u, '0 9 L 4,6 *'],
  [{ cron: '61 9 * * *' }, 'cron', /61 as minute/u, '59 9 * * *'],
  [{ cron: '0 24 * * *' }, 'cron', /24 as hour/u, '0 0 * * *'],
  [{ cron: '0 0 9 * * 1' }, 'cron', /has 6 fields/u, '0 9 * * 1'],
  [{ cron: '@daily' }, 'cron', /five are needed/u, '0 0 * * *'],
  [{ cron: 'nonsense' }, 'cron', /five are needed/u, undefined],
  [{ cron: '0 9 * * *', timezone: 'Europe/Berln' }, 'timezone', /no time zone/u, 'Europe/Berlin'],
  [{ cron: '0 9 * * *', timezone: 'new york' }, 'timezone', /no time zone/u, 'America/New_York'],
  [{ cron: '0 9 * * *', timezone: 'Mars/Olympus' }, 'timezone', /no time zone/u, undefined],
  [{}, 'rules', /needs a time/u, undefined],
  [{ rules: [{ unit: 'days', at: ['8.30'] }] }, 'rules.0.at.0', /no time of day/u, '08:30'],
  [{ rules: [{ unit: 'days', at: ['9 pm'] }] }, 'rules.0.at.0', /no time of day/u, '21:00'],
  [{ rules: [{ unit: 'days', startOn: '2026-02-31' }] }, 'rules.0.startOn', /no date/u, '2026-02-28'],
  [
    { rules: [{ unit: 'months', every: 12, monthDays: [31], startOn: '2026-02-01' }] },
    'rules.0',
    /never comes/u,
    { unit: 'months', every: 12, monthDays: [-1], startOn: '2026-02-01' },
  ],
  [{ rules: [{ unit: 'hours', at: ['08:00'] }] }, 'rules.0.at', /do not take/u, undefined],
  [
    { rules: [{ unit: 'hours', from: '18:00', until: '08:00' }] },
    'rules.0',
    /after its end/u,
    { unit: 'hours', from: '08:00', until: '18:00' },
  ],
  [{ rules: [{ unit: 'hours', every: 48, from: '08:00' }] }, 'rules.0', /longer than a day/u, { unit: 'days', every: 2, at: ['08:00'] }],
  [{ rules: [{ unit: 'months', nth: [1] }] }, 'rules.0.weekdays', /needs the weekday/u, ['monday']],
])('%j is refused with the nearest mending', (config, path, message, fix) => {
  const problems = scheduleProblems(config as Parameters<typeof scheduleProblems>[0]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.path.join('.')).toBe(path);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.fix?.value).toEqual(fix);
});

test.each(['0 9 29 2 *', '0 9 L * *', '*/5 8-18 * * MON-FRI', '0 0 13 * 5', '0 9 * * 1#1'])('the unusual cron %s is taken', (cron) => {
  expect(scheduleProblems({ cron })).toEqual([]);
});
