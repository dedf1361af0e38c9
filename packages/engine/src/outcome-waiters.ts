import type { RunOutcome } from './ports.ts';

/** Callers that wait for a run's end or its reply. */
export interface OutcomeWaiters {
  readonly add: (runId: string, timeoutMs: number) => Promise<RunOutcome | undefined>;
  readonly has: (runId: string) => boolean;
  readonly answer: (runId: string, outcome: RunOutcome) => void;
  /** The run is not in this process any more. */
  readonly giveUp: (runId: string) => void;
  /** Resolves when nobody waits. */
  readonly allTold: () => Promise<void>;
}

export function createOutcomeWaiters(): OutcomeWaiters {
  const waiting = new Map<string, Set<(outcome: RunOutcome | undefined) => void>>();
  const watchers: (() => void)[] = [];

  function forget(runId: string): void {
    waiting.delete(runId);
    if (waiting.size === 0) for (const watcher of watchers.splice(0)) watcher();
  }

  function tell(runId: string, outcome: RunOutcome | undefined): void {
    const callers = waiting.get(runId);
    forget(runId);
    for (const caller of callers ?? []) caller(outcome);
  }

  return {
    has: (runId) => waiting.has(runId),
    answer: tell,
    giveUp: (runId) => tell(runId, undefined),
    allTold: () => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve))),
    add: (runId, timeoutMs) =>
      new Promise((resolve) => {
        const callers = waiting.get(runId) ?? new Set();
        waiting.set(runId, callers);
        const timer = setTimeout(() => caller(undefined), timeoutMs);
        const caller = (outcome: RunOutcome | undefined): void => {
          clearTimeout(timer);
          callers.delete(caller);
          if (callers.size === 0 && waiting.get(runId) === callers) forget(runId);
          resolve(outcome);
        };
        callers.add(caller);
      }),
  };
}
