/** A stretch of a run's time and the share of the width it gets. Times in epoch milliseconds, shares 0 to 1. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
  /** Nothing but waiting: drawn narrow whatever it lasted. */
  readonly squeezed: boolean;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface TimeScale {
  readonly segments: readonly Segment[];
  /** 0 to 1. */
  readonly place: (time: number) => number;
}

const squeezedShare = 0.07;
/** A pause shorter than this share of the working time is left as it is. */
const worthSqueezing = 0.25;

/** Time on one line. Without `toScale`, long stretches in which nothing works are drawn narrow, so that the work can be seen. */
export function timeScale(whole: Interval, work: readonly Interval[], toScale: boolean): TimeScale {
  const end = Math.max(whole.to, whole.from + 1);
  const pieces = toScale ? [{ from: whole.from, to: end, squeezed: false }] : pieced({ from: whole.from, to: end }, merged(work));
  const squeezedCount = pieces.filter(({ squeezed }) => squeezed).length;
  const worked = pieces.reduce((sum, { from, to, squeezed }) => sum + (squeezed ? 0 : to - from), 0);
  const narrow = worked > 0 ? Math.min(squeezedShare, 0.5 / Math.max(1, squeezedCount)) : 1 / Math.max(1, squeezedCount);
  const room = 1 - narrow * squeezedCount;
  let x = 0;
  const segments = pieces.map(({ from, to, squeezed }): Segment => {
    const x0 = x;
    x += squeezed ? narrow : ((to - from) / worked) * room;
    return { from, to, x0, x1: x, squeezed };
  });
  return { segments, place: (time) => placed(segments, time) };
}

function placed(segments: readonly Segment[], time: number): number {
  const segment = segments.find(({ to }) => time <= to) ?? segments.at(-1);
  if (!segment) return 0;
  const share = (Math.min(Math.max(time, segment.from), segment.to) - segment.from) / Math.max(1, segment.to - segment.from);
  return segment.x0 + share * (segment.x1 - segment.x0);
}

function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else result.push({ from, to });
  }
  return result;
}

function pieced(whole: Interval, work: readonly Interval[]): { from: number; to: number; squeezed: boolean }[] {
  const worked = work.reduce((sum, { from, to }) => sum + to - from, 0);
  const least = Math.max(1000, worked * worthSqueezing);
  const pieces: { from: number; to: number; squeezed: boolean }[] = [];
  let at = whole.from;
  const add = (to: number, squeezed: boolean): void => {
    if (to <= at) return;
    const last = pieces.at(-1);
    if (last && last.squeezed === squeezed) pieces[pieces.length - 1] = { ...last, to };
    else pieces.push({ from: at, to, squeezed });
    at = to;
  };
  for (const { from, to } of work) {
    add(Math.min(from, whole.to), from - at >= least);
    add(Math.min(to, whole.to), false);
  }
  add(whole.to, whole.to - at >= least);
  return pieces;
}

export interface Tick {
  readonly x: number;
  /** Milliseconds since the start. */
  readonly at: number;
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  7_200_000, 21_600_000, 86_400_000,
];

/** Marks at round distances from the start, only where time is to scale and with room between them. */
export function scaleTicks(scale: TimeScale, count = 5): Tick[] {
  const start = scale.segments[0]?.from ?? 0;
  const drawn = scale.segments.filter(({ squeezed }) => !squeezed);
  const span = drawn.reduce((sum, { from, to }) => sum + to - from, 0);
  const step = steps.find((candidate) => span / candidate <= count) ?? steps.at(-1) ?? 1;
  const found = drawn.flatMap(({ from, to }) => {
    const first = Math.ceil((from - start) / step) * step;
    const length = Math.max(0, Math.floor((to - start - first) / step) + 1);
    return Array.from({ length: Math.min(length, 20) }, (_, index) => ({
      at: first + index * step,
      x: scale.place(start + first + index * step),
    }));
  });
  const gaps = scale.segments.filter(({ squeezed }) => squeezed).map(({ x0 }) => x0);
  const free = found.filter(({ x }) => x < 0.94 && gaps.every((gap) => x < gap - 0.07 || x > gap + 0.14));
  return free.filter(({ x }, index) => index === 0 || x - (free[index - 1]?.x ?? 0) > 0.06);
}
