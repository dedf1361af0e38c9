/** What is left open in a plan, and how surely its request was read. */
export interface Doubts {
  /** Likelihood of the whole reading, 0 to 1. */
  readonly sure: number;
  /** The reader saw what starts it. */
  readonly isStartSaid: boolean;
  /** How alike the steps are that the rules alone would draw, 0 to 1. */
  readonly agreement: number;
  /** Questions that are not answered yet, and required values that are empty. */
  readonly open: number;
  /** Wishes that no step meets, those left aside that a plan may well have one of. */
  readonly gaps: number;
  /** Stretches of the request that no step stands for. */
  readonly unread: number;
}

/**
 * How likely a person would keep the plan as it is. The curve goes through the judgements of requests that nothing had been mended for; a single
 * gap or question is honest and costs little, several of them say that the request was hard.
 */
export function confidenceFrom({ sure, isStartSaid, agreement, open, gaps, unread }: Doubts): number {
  const base = 0.05 + 0.72 * sure ** 0.65;
  const start = isStartSaid ? 1 : 0.85;
  const alike = 0.85 + 0.15 * agreement;
  const left = 0.96 ** open * 0.85 ** Math.max(0, open - 1) * 0.9 ** Math.max(0, gaps - 1) * 0.7 ** unread;
  return Math.max(0.05, Math.round(base * start * alike * left * 100) / 100);
}

/** Twice the kinds of steps that two plans share over all of theirs; 1 for two without any. */
export function alike(a: readonly string[], b: readonly string[]): number {
  const rest = [...b];
  const shared = a.filter((type) => {
    const index = rest.indexOf(type);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  }).length;
  return a.length + b.length === 0 ? 1 : (2 * shared) / (a.length + b.length);
}
