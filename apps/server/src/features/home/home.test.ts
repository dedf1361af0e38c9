import { expect, test } from 'vitest';
import { everyDay } from './home.ts';

test('28 days end with today where the organisation is', () => {
  const days = everyDay([{ day: '2026-03-02', done: 3, failed: 1 }], 'Pacific/Auckland', new Date('2026-03-01T20:00:00Z'));
  expect(days).toHaveLength(28);
  expect(days.at(-1)).toEqual({ day: '2026-03-02', done: 3, failed: 1 });
  expect(days[0]).toEqual({ day: '2026-02-03', done: 0, failed: 0 });
});
