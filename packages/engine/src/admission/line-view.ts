import type { RunRate } from '@arches/kernel';

/** How many live runs may work at once, and how many may begin in a stretch of time. Absent: no limit. */
export interface RunLimit {
  readonly concurrency?: number;
  readonly rate?: RunRate;
}

/** What of a rate is used: places taken in the stretch that ends now, and when the oldest of them was. */
export interface RateUse {
  readonly used: number;
  readonly oldestAt?: number;
}

export const priorities = ['low', 'normal', 'high'] as const;
export type RunPriority = (typeof priorities)[number];

/** A run that was accepted and has not begun. Times are epoch milliseconds by the database's clock. */
export interface HeldRun {
  readonly runId: string;
  readonly heldAt: number;
  readonly priority: RunPriority;
}

/** One workflow's line, the first comers of it in order. */
export interface WorkflowLine {
  readonly workflowId: string;
  readonly limit: RunLimit;
  readonly isPaused: boolean;
  /** Live runs at work, those that have been let in and not begun included. */
  readonly running: number;
  readonly rate: RateUse;
  readonly held: readonly HeldRun[];
}

export interface OrgLine {
  readonly orgId: string;
  readonly limit: RunLimit;
  readonly running: number;
  readonly rate: RateUse;
  readonly workflows: readonly WorkflowLine[];
}

/** All lines at one moment: what is decided on, and what explains why a run waits. */
export interface LineView {
  readonly now: number;
  /** Of this installation, over all organisations. */
  readonly total?: { readonly limit: number; readonly running: number };
  readonly orgs: readonly OrgLine[];
}

/** One level of priority is worth so much waiting: a low run that has waited this long goes before a normal one that has just come. */
export const agePerLevelMs = 60_000;

/**
 * When a run counts as having come: later or earlier by its priority. Turns go by this, and as it does not change while a run waits, only
 * so many runs can ever come before it: no run starves.
 */
export function turnAt({ heldAt, priority }: HeldRun): number {
  return heldAt - priorities.indexOf(priority) * agePerLevelMs;
}

/** When a rate has a place again; `undefined` when it has one now. */
export function rateFreeAt(rate: RunRate | undefined, use: RateUse, now: number): number | undefined {
  if (!rate || use.used < rate.count) return undefined;
  return (use.oldestAt ?? now) + rate.perSeconds * 1000;
}
