/** What is left open in a plan, and how surely its request was read. */
export interface Doubts {
  /** Likelihood of the whole reading, 0 to 1. */
  readonly sure: number;
  /** Visible wishes that no step meets. */
  readonly gaps: number;
  /** Questions that are not answered yet, and required values that are empty. */
  readonly open: number;
  /** Stretches of the request that no step stands for. */
  readonly unread: number;
  readonly steps: number;
}

/** The share of plans that were right among unseen requests like this one. */
export function confidenceFrom({ sure, gaps, open, unread, steps }: Doubts): number {
  const base = 0.05 + 0.72 * sure ** 0.65;
  const left = base * 0.93 ** gaps * 0.93 ** open * 0.75 ** unread * 0.98 ** Math.max(0, steps - 3);
  return Math.max(0.05, Math.round(left * 100) / 100);
}
