import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleTicks, timeScale } from './time-scale.ts';

const minutes = 60_000;

test('half an hour of waiting takes little room, and the work around it the rest', () => {
  const work = [
    { from: 0, to: 4000 },
    { from: 31 * minutes, to: 31 * minutes + 600 },
  ];
  const scale = timeScale({ from: 0, to: 31 * minutes + 600 }, work, false);
  expect(scale.segments.map(({ squeezed }) => squeezed)).toEqual([false, true, false]);
  expect(scale.place(4000)).toBeGreaterThan(0.75);
});

test('to scale, time is one straight line', () => {
  const scale = timeScale({ from: 0, to: 100 }, [{ from: 0, to: 1 }], true);
  expect(scale.place(25)).toBe(0.25);
});

test('a short pause is left as it is', () => {
  const work = [
    { from: 0, to: 4000 },
    { from: 4500, to: 9000 },
  ];
  expect(timeScale({ from: 0, to: 9000 }, work, false).segments).toHaveLength(1);
});

test('a run that only waits fills the line', () => {
  const scale = timeScale({ from: 0, to: 10 * minutes }, [], false);
  expect(scale.place(10 * minutes)).toBeCloseTo(1);
});

const interval = fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000)).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

test('places never go backwards, from 0 at the start to 1 at the end', () => {
  fc.assert(
    fc.property(fc.array(interval), fc.array(fc.nat(1_000_000), { minLength: 2 }), fc.boolean(), (work, times, toScale) => {
      const scale = timeScale({ from: 0, to: 1_000_000 }, work, toScale);
      const places = [...times].sort((a, b) => a - b).map((time) => scale.place(time));
      const rising = places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0) - 1e-9);
      return rising && scale.place(0) === 0 && Math.abs(scale.place(1_000_000) - 1) < 1e-9 && scaleTicks(scale).length <= 40;
    }),
  );
});
