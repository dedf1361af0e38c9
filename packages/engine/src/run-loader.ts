import type { Command, Decision, RunEvent, RunPlan, RunState, StepId, StepView } from '@arches/kernel';
import { AppError, decisionPart, newRun, stepView } from '@arches/kernel';
import type { EngineKernel } from './engine-kernel.ts';
import { referencesIn, withValues } from './event-text.ts';
import { journalFormat } from './inbox-message.ts';
import type { PlanCache } from './plan-cache.ts';
import type { KeptRun, Owner, RunStore } from './run-store.ts';

export interface LoadedRun {
  readonly kept: KeptRun;
  readonly plan: RunPlan;
  readonly state: RunState;
  /** As they were decided on, large values included. */
  readonly events: readonly RunEvent[];
  /** What the run had asked for and not yet got. */
  readonly outstanding: readonly Command[];
  /** The last event, where what follows from it was not written to its end: all this is as it was before it. */
  readonly undecided?: RunEvent;
}

export const runNotFound = (runId: string): AppError => new AppError('run_not_found', `There is no run ${runId} here.`);
export const runFinished = (runId: string): AppError =>
  new AppError('run_finished', `Run ${runId} has ended; nothing can be changed in it any more.`);
export const runConflict = (runId: string): AppError =>
  new AppError('run_conflict', `Run ${runId} is carried out by another process at the moment. Try again shortly.`, { retryable: true });

export const journalTooNew = (runId: string, format: number): AppError =>
  new AppError(
    'journal_too_new',
    `Run ${runId} was begun by a newer release: its journal has format ${format}, and this process reads up to ${journalFormat}. It is left as it is; start that release to carry it on.`,
  );

export const isEnded = (status: string): boolean => status === 'succeeded' || status === 'failed' || status === 'cancelled';

/**
 * A run that this owner holds, as it was kept; taken over first when nobody alive holds it.
 *
 * @throws `run_not_found`, `run_conflict` when another process holds it, `journal_too_new`
 */
export async function keptRun(store: RunStore, owner: Owner, orgId: string, runId: string): Promise<KeptRun> {
  const kept = await store.load(orgId, runId);
  if (!kept) throw runNotFound(runId);
  if (isEnded(kept.status)) return kept;
  if (kept.format > journalFormat) throw journalTooNew(runId, kept.format);
  if (kept.owner === owner.id) return kept;
  // The owner before may have written until the very moment it lost the run, so the journal is read after the claim.
  if (!(await store.claimRun(owner, orgId, runId))) throw runConflict(runId);
  const claimed = await store.load(orgId, runId);
  if (!claimed) throw runNotFound(runId);
  // Lost again in between, it has its new owner's epoch, with which nobody else may write.
  if (!isEnded(claimed.status) && claimed.owner !== owner.id) throw runConflict(runId);
  return claimed;
}

/** Replays a kept run; `toGoOn`: no further than its rows are written. Throws what the kernel throws when it cannot. */
export async function replayKept(
  kernel: Pick<EngineKernel, 'replay'>,
  store: RunStore,
  plans: PlanCache,
  kept: KeptRun,
  toGoOn = false,
): Promise<LoadedRun> {
  const ids = kept.events.flatMap(referencesIn);
  const texts = ids.length === 0 ? new Map<string, string>() : await store.readValues(kept.orgId, kept.runId, ids);
  const values = new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as unknown]));
  const events = kept.events.map((event) => withValues(event, values));
  const plan = plans.planFor(kept.documentHash, kept.document);
  const undecided = toGoOn && kept.undecided ? events.at(-1) : undefined;
  const { state, commands } = kernel.replay(plan, undecided ? events.slice(0, -1) : events);
  return { kept, plan, state, events, outstanding: commands, ...(undecided ? { undecided } : {}) };
}

/** Every step as it was last seen. Steps of loops' ended iterations are dropped from the state, so they are read as the run goes by. */
export function viewsOf(kernel: Pick<EngineKernel, 'decide'>, plan: RunPlan, events: readonly RunEvent[]): Iterable<StepView> {
  const views = new Map<StepId, StepView>();
  const state = newRun(plan);
  for (const event of events) {
    for (let part: Decision | undefined = kernel.decide(plan, state, event, decisionPart); part; part = part.rest?.()) {
      for (const step of part.changed) {
        const view = stepView(plan, state, step);
        if (view) views.set(step, view);
      }
    }
  }
  return views.values();
}
