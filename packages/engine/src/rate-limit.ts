/** Calls a second: up to a second's worth may come together, then they are evenly spaced. Times are milliseconds of one clock. */
export interface RateGate {
  /** Until there is a place; 0 when there is one. */
  readonly freeInMs: (perSecond: number, now: number) => number;
  /** How many may come now. */
  readonly places: (perSecond: number, now: number) => number;
  readonly take: (perSecond: number, now: number) => void;
  /** It remembers nothing that still matters. */
  readonly isIdle: (now: number) => boolean;
}

/** The generic cell rate algorithm: one number, the time at which the bucket would be full again. */
export function createRateGate(): RateGate {
  let fullAt = Number.NEGATIVE_INFINITY;
  const spacing = (perSecond: number): number => 1000 / perSecond;
  const burst = (perSecond: number): number => Math.max(0, 1000 - spacing(perSecond));
  return {
    freeInMs: (perSecond, now) => {
      const wait = fullAt - now - burst(perSecond);
      // Less than a timer can tell is nothing.
      return wait > 0.001 ? wait : 0;
    },
    places: (perSecond, now) => {
      const wait = Math.max(fullAt, now) - now - burst(perSecond);
      return wait > 0.001 ? 0 : Math.floor((0.001 - wait) / spacing(perSecond)) + 1;
    },
    take: (perSecond, now) => {
      fullAt = Math.max(fullAt, now) + spacing(perSecond);
    },
    isIdle: (now) => fullAt <= now,
  };
}
