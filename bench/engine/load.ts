/** How much was done, and how long each took, in milliseconds. */
export interface Measured {
  readonly done: number;
  readonly tookMs: number;
  readonly latencies: readonly number[];
}

/** `atOnce` callers, each with its next piece of work when the last one is done. */
export async function load(work: (n: number) => Promise<unknown>, atOnce: number, forMs: number): Promise<Measured> {
  const latencies: number[] = [];
  let next = 0;
  const began = performance.now();
  const caller = async (): Promise<void> => {
    while (performance.now() - began < forMs) {
      const asked = performance.now();
      next += 1;
      await work(next);
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return { done: latencies.length, tookMs: performance.now() - began, latencies };
}

export const perSecond = (...parts: readonly Measured[]): number =>
  (parts.reduce((sum, { done }) => sum + done, 0) / parts.reduce((sum, { tookMs }) => sum + tookMs, 0)) * 1000;

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
