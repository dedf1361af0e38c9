import type { ActiveRuns } from './active-runs.ts';
import type { OutcomeWaiters } from './outcome-waiters.ts';
import type { RunOutcome } from './ports.ts';
import { readValue } from './read-value.ts';
import { isEnded } from './run-loader.ts';
import type { Owner, RunResult, RunStore } from './run-store.ts';

const lookEveryMs = 250;

/** What a run has come to, of whichever process it is. */
export function createRunOutcomes(deps: {
  readonly store: RunStore;
  readonly owner: Owner;
  readonly runs: Pick<ActiveRuns, 'peek' | 'find'>;
  readonly waiters: OutcomeWaiters;
}): { readonly wait: (orgId: string, runId: string, timeoutMs: number) => Promise<RunOutcome | undefined> } {
  const { store, owner, runs, waiters } = deps;

  async function wait(orgId: string, runId: string, timeoutMs: number): Promise<RunOutcome | undefined> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const left = until - performance.now();
      const actor = runs.peek(orgId, runId);
      const told = actor && !actor.reply() && left > 0 ? await waiters.add(runId, left) : undefined;
      if (told) return told;
      const kept = await store.result(orgId, runId);
      if (!kept || isEnded(kept.status) || kept.reply || left <= 0) return kept && outcomeOf(orgId, runId, kept);
      if (kept.owner === null || kept.owner === owner.id) await runs.find(orgId, runId).catch(() => undefined);
      // Another process carries it out, and its row tells how far it is. Should that one die, the run is claimed as all its runs are.
      if (!runs.peek(orgId, runId)) await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, left)));
    }
  }

  async function outcomeOf(orgId: string, runId: string, { status, output, error, reply }: RunResult): Promise<RunOutcome> {
    return {
      runId,
      status,
      duplicate: false,
      output: await readValue(store, orgId, runId, output ?? null),
      finished: isEnded(status),
      ...(error ? { error: error as NonNullable<RunOutcome['error']> } : {}),
      ...(reply ? { reply: reply as NonNullable<RunOutcome['reply']> } : {}),
    };
  }

  return { wait };
}
