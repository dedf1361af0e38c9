/** All chance of one schedule, from one seed. */
export interface Chance {
  /** A whole number in [0, bound). */
  readonly below: (bound: number) => number;
  /** A whole number in [low, high]. */
  readonly between: (low: number, high: number) => number;
  readonly holds: (probability: number) => boolean;
  readonly oneOf: <T>(items: readonly T[]) => T;
}

/** mulberry32, whose stream is told apart by `stream`: what is drawn in one place does not move what is drawn in another. */
export function chanceOf(seed: number, stream = 0): Chance {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) | 0;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const below = (bound: number): number => next() % bound;
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    holds: (probability) => probability > 0 && next() < probability * 2 ** 32,
    oneOf: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new Error('Nothing to choose from.');
      return items[below(items.length)] as T;
    },
  };
}
