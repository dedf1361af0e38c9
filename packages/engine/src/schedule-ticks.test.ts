import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueTicks, scheduleDelay } from './schedule-ticks.ts';

const at = (text: string): Date => new Date(text);
const hours = (dates: readonly Date[]): string[] => dates.map((date) => date.toISOString().slice(11, 16));
const hourly = { spec: { cron: '0 * * * *' }, timezone: 'UTC', catchUpLimit: 100, delayMs: 0, nextDue: at('2026-05-01T10:00:00Z') };

test.each([
  { catchUp: 'last', now: '2026-05-01T10:00:02Z', fires: ['10:00'], misses: [] },
  { catchUp: 'none', now: '2026-05-01T10:00:02Z', fires: ['10:00'], misses: [] },
  { catchUp: 'all', now: '2026-05-01T10:00:02Z', fires: ['10:00'], misses: [] },
  { catchUp: 'last', now: '2026-05-01T13:20:00Z', fires: ['13:00'], misses: ['10:00', '11:00', '12:00'] },
  { catchUp: 'none', now: '2026-05-01T13:20:00Z', fires: [], misses: ['10:00', '11:00', '12:00', '13:00'] },
  { catchUp: 'none', now: '2026-05-01T13:00:20Z', fires: ['13:00'], misses: ['10:00', '11:00', '12:00'] },
  { catchUp: 'all', now: '2026-05-01T13:20:00Z', fires: ['10:00', '11:00', '12:00', '13:00'], misses: [] },
  { catchUp: 'last', now: '2026-05-01T13:00:00Z', fires: ['13:00'], misses: ['10:00', '11:00', '12:00'] },
] as const)('due since 10:00, seen at $now with catch-up $catchUp: $fires', ({ catchUp, now, fires, misses }) => {
  const found = dueTicks({ ...hourly, catchUp }, at(now));
  expect(hours(found.fire)).toEqual(fires);
  expect(hours(found.missed)).toEqual(misses);
  expect(found.nextDue).toEqual(at(now < '2026-05-01T11' ? '2026-05-01T11:00:00Z' : '2026-05-01T14:00:00Z'));
});

test('of many missed ticks the newest are caught up, and the list of the others is cut', () => {
  const minutely = { ...hourly, spec: { cron: '* * * * *' }, nextDue: at('2025-05-01T10:00:00Z') };
  const found = dueTicks({ ...minutely, catchUp: 'all', catchUpLimit: 3 }, at('2026-05-01T10:00:00Z'));
  expect(hours(found.fire)).toEqual(['09:56', '09:57', '09:58', '09:59', '10:00']);
  expect(found.missed).toHaveLength(995);
  expect(found.isCut).toBe(true);
});

test('a tick that was due under earlier times is still started', () => {
  const moved = { ...hourly, spec: { rules: [{ unit: 'days' as const, at: ['18:00'] }] }, catchUp: 'last' as const };
  const found = dueTicks(moved, at('2026-05-01T10:00:01Z'));
  expect(found.fire).toEqual([hourly.nextDue]);
  expect(found.nextDue).toEqual(at('2026-05-01T18:00:00Z'));
});

test('a schedule that spreads its start is on time by its own delay', () => {
  const late = { ...hourly, catchUp: 'none' as const, delayMs: 600_000 };
  expect(hours(dueTicks(late, at('2026-05-01T10:10:05Z')).fire)).toEqual(['10:00']);
  expect(dueTicks(late, at('2026-05-01T11:05:00Z'))).toMatchObject({
    fire: [],
    missed: [hourly.nextDue],
    nextDue: at('2026-05-01T11:00:00Z'),
  });
});

test('the delay is the same for the same schedule, within its bounds, and spreads', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 3_600_000 }), (name, jitter) => {
      const delay = scheduleDelay(name, jitter);
      expect(delay).toBe(scheduleDelay(name, jitter));
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(jitter);
    }),
  );
  const minutes = new Set(Array.from({ length: 200 }, (_, index) => Math.floor(scheduleDelay(`wf_${index} start`, 3_600_000) / 60_000)));
  expect(minutes.size).toBeGreaterThan(50);
});

test('every due time is either started or missed, once, however the looks at the clock fall', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('none' as const, 'last' as const, 'all' as const),
      fc.integer({ min: 0, max: 30 }),
      (gaps, catchUp, delayMinutes) => {
        const first = at('2026-03-28T22:30:00Z');
        let nextDue = first;
        let now = nextDue.getTime();
        const seen: number[] = [];
        for (const gap of gaps) {
          now += gap * 60_000;
          const state = {
            ...hourly,
            spec: { cron: '30 * * * *' },
            timezone: 'Europe/Berlin',
            catchUp,
            delayMs: delayMinutes * 60_000,
            nextDue,
          };
          if (nextDue.getTime() + state.delayMs > now) continue;
          const found = dueTicks(state, new Date(now));
          seen.push(...[...found.fire, ...found.missed].map((tick) => tick.getTime()));
          nextDue = found.nextDue ?? nextDue;
          expect(nextDue.getTime() + state.delayMs).toBeGreaterThan(now);
        }
        expect(new Set(seen).size).toBe(seen.length);
        for (let due = first.getTime(); due < nextDue.getTime(); due += 3_600_000) expect(seen).toContain(due);
      },
    ),
  );
});
