import { expect, test } from 'vitest';
import { tickAfter, ticksToFire } from './schedule-ticks.ts';

const at = (text: string): Date => new Date(text);
const iso = (dates: readonly (Date | null)[]): (string | undefined)[] => dates.map((date) => date?.toISOString());

test('a tick follows the wall clock of its time zone', () => {
  expect(iso([tickAfter('0 9 * * 1-5', 'Europe/Berlin', at('2026-01-02T09:00:00Z'))])).toEqual(['2026-01-05T08:00:00.000Z']);
  expect(iso([tickAfter('0 9 * * 1-5', 'Europe/Berlin', at('2026-07-01T00:00:00Z'))])).toEqual(['2026-07-01T07:00:00.000Z']);
});

test('an hour that daylight saving leaves out fires once, and one that it repeats fires once', () => {
  const days = (from: string): (string | undefined)[] => {
    const first = tickAfter('30 2 * * *', 'Europe/Berlin', at(from));
    return iso([first, first && tickAfter('30 2 * * *', 'Europe/Berlin', first)]);
  };
  // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
  expect(days('2026-03-28T12:00:00Z')).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  expect(days('2026-10-24T12:00:00Z')).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
});

const hourly = { cron: '0 * * * *', timezone: 'UTC', nextDue: at('2026-05-01T10:00:00Z') } as const;

test.each([
  { catchUp: 'last', now: '2026-05-01T10:00:02Z', fires: ['10:00'] },
  { catchUp: 'none', now: '2026-05-01T10:00:02Z', fires: ['10:00'] },
  { catchUp: 'all', now: '2026-05-01T10:00:02Z', fires: ['10:00'] },
  { catchUp: 'last', now: '2026-05-01T13:20:00Z', fires: ['13:00'] },
  { catchUp: 'none', now: '2026-05-01T13:20:00Z', fires: [] },
  { catchUp: 'none', now: '2026-05-01T13:00:20Z', fires: ['13:00'] },
  { catchUp: 'all', now: '2026-05-01T13:20:00Z', fires: ['10:00', '11:00', '12:00', '13:00'] },
  { catchUp: 'last', now: '2026-05-01T13:00:00Z', fires: ['13:00'] },
] as const)('due since 10:00, seen at $now with catch-up $catchUp: $fires', ({ catchUp, now, fires }) => {
  expect(ticksToFire({ ...hourly, catchUp }, at(now)).map((tick) => tick.toISOString().slice(11, 16))).toEqual(fires);
});

test('a year of missed minutes does not become a year of runs', () => {
  const minutely = { cron: '* * * * *', timezone: 'UTC', nextDue: at('2025-05-01T10:00:00Z') };
  expect(ticksToFire({ ...minutely, catchUp: 'all' }, at('2026-05-01T10:00:00Z'))).toHaveLength(100);
  expect(ticksToFire({ ...minutely, catchUp: 'last' }, at('2026-05-01T10:00:00Z'))).toHaveLength(1);
});

test.each(['* * * *', '61 * * * *', '0 0 9 * * *', 'nonsense'])('%s is refused with a reason', (cron) => {
  expect(() => tickAfter(cron, 'UTC', new Date(0))).toThrow(expect.objectContaining({ code: 'bad_cron' }));
});

test('an unknown time zone is refused', () => {
  expect(() => tickAfter('0 9 * * *', 'Mars/Olympus', new Date(0))).toThrow(expect.objectContaining({ code: 'bad_cron' }));
});
