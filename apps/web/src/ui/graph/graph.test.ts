import fc from 'fast-check';
import { expect, test } from 'vitest';
import { corners, roundedPath } from './edge-path.ts';
import { layoutGraph, routeKey } from './layout.ts';

const box = (id: string) => ({ id, width: 200, height: 60 });

test('a chain stands in one column, in order', () => {
  const { places } = layoutGraph(['a', 'b', 'c'].map(box), [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'c' },
  ]);
  const [a, b, c] = ['a', 'b', 'c'].map((id) => places.get(id));
  expect(a?.x).toBe(b?.x);
  expect(b?.x).toBe(c?.x);
  expect((a?.y ?? 0) < (b?.y ?? 0) && (b?.y ?? 0) < (c?.y ?? 0)).toBe(true);
});

test('no two cards overlap and every link leads down, on any acyclic graph', () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
    fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 24 }).map((pairs) => ({
      boxes: Array.from({ length: size }, (_, index) => box(`n${index}`)),
      links: pairs.filter(([a, b]) => a < b).map(([a, b]) => ({ source: `n${a}`, target: `n${b}` })),
    })),
  );
  fc.assert(
    fc.property(graphs, ({ boxes, links }) => {
      const { places } = layoutGraph(boxes, links);
      const apart = boxes.every(({ id }, index) =>
        boxes.slice(index + 1).every(({ id: other }) => {
          const [a, b] = [places.get(id), places.get(other)];
          return a && b && (Math.abs(a.x - b.x) >= 200 || Math.abs(a.y - b.y) >= 60);
        }),
      );
      return apart && links.every(({ source, target }) => (places.get(source)?.y ?? 0) < (places.get(target)?.y ?? 0));
    }),
    { numRuns: 60 },
  );
});

test('nothing gives an empty drawing; a cycle is drawn all the same', () => {
  expect(layoutGraph([], [])).toMatchObject({ width: 0, height: 0 });
  const cycle = [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'a' },
  ];
  expect(layoutGraph(['a', 'b'].map(box), cycle).places.size).toBe(2);
});

test('a link to the neighbour goes down, across the gap, and down', () => {
  expect(corners({ x: 10, y: 0 }, { x: 90, y: 80 }, [], [40])).toEqual([
    { x: 10, y: 0 },
    { x: 10, y: 40 },
    { x: 90, y: 40 },
    { x: 90, y: 80 },
  ]);
  expect(roundedPath(corners({ x: 5, y: 0 }, { x: 5, y: 40 }, [], [20]))).toBe('M5 0L5 40');
});

test('a link past other ranks keeps to its lane instead of running through the cards', () => {
  const { places, routes } = layoutGraph(['a', 'b', 'c'].map(box), [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'c' },
    { source: 'a', target: 'c' },
  ]);
  const route = routes.get(routeKey('a', 'c'));
  const b = places.get('b') ?? { x: 0, y: 0 };
  expect(route?.lanes).toHaveLength(1);
  expect(route?.gaps).toHaveLength(2);
  const lane = route?.lanes[0] ?? 0;
  expect(lane < b.x || lane > b.x + 200).toBe(true);
});
