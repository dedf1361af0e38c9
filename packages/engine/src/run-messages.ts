import type { RunStatus, Signal, StepId, StepStatus, StepView } from '@arches/kernel';
import { AppError, stepView } from '@arches/kernel';
import type { ActiveRuns } from './active-runs.ts';
import { type ChildRuns, childKey } from './child-runs.ts';
import type { EngineKernel } from './engine-kernel.ts';
import { eachAtOnce } from './each-at-once.ts';
import { newId } from './ids.ts';
import type { RunRequestEvent } from './inbox-message.ts';
import { plainJson, plainText } from './plain-json.ts';
import type { PlanCache } from './plan-cache.ts';
import type { Delivery, EngineHost, EngineLog } from './ports.ts';
import type { RunActor } from './run-actor.ts';
import { isEnded, replayKept, runFinished, runNotFound } from './run-loader.ts';
import type { InboxEntry, Owner, RunStore } from './run-store.ts';

/** What people and other systems tell a run, to whichever process has it. */
export interface RunMessages extends Pick<EngineHost, 'signal' | 'cancel' | 'pause' | 'resume' | 'release'> {
  /** Feeds messages to their runs; resolves when that is durable, with how many left the inbox. */
  readonly takeUp: (entries: readonly InboxEntry[]) => Promise<number>;
}

/**
 * Whoever has the run takes the message up. `duplicate_run`: its start was kept, its reply lost, and another process was faster to take it
 * over than this one to ask again.
 */
const isAnothers: ReadonlySet<string> = new Set(['run_conflict', 'engine_closed', 'duplicate_run']);

/** How long a cancel waits for the end of a run that another process has. */
const awaitEndMs = 5000;
const askEveryMs = 100;

export function createRunMessages(deps: {
  readonly store: RunStore;
  readonly owner: Owner;
  readonly runs: ActiveRuns;
  readonly plans: PlanCache;
  readonly kernel: EngineKernel;
  readonly children: Pick<ChildRuns, 'ending'>;
  readonly log: EngineLog;
  readonly isClosing: () => boolean;
}): RunMessages {
  const { store, owner, runs, plans, kernel, children, log, isClosing } = deps;
  const asking = new Map<string, Promise<void>>();

  /** Into the journal where the run is ours or nobody's, into the inbox where it is another process's. */
  async function deliver(
    orgId: string,
    runId: string,
    event: RunRequestEvent,
    check: (stepOf: (step: StepId) => StepView | undefined) => void = () => {},
  ): Promise<Delivery> {
    // A process on its way out takes up no runs any more.
    if (!isClosing() || runs.peek(orgId, runId)) {
      try {
        const actor = await runs.find(orgId, runId);
        if (!(keepsOrder(event) && (await hasEarlier(orgId, runId))) && isWelcome(actor, check)) {
          runs.feed(actor, event);
          await actor.whenDurable('caller');
          return 'journalled';
        }
        // It goes behind what others left in the inbox. Or something speaks against it: that may never become durable, and the run may be
        // another's by now, so the journal has the last word.
        await actor.whenDurable('caller').catch(notIfEnded);
        check(await keptSteps(orgId, runId));
      } catch (error) {
        if (!(error instanceof AppError && isAnothers.has(error.code))) throw error;
      }
    }
    if (event.kind === 'signal_received') check(await keptSteps(orgId, runId));
    const posted = await store.post(orgId, runId, newId('msg'), plainText(event));
    if (posted === 'missing') throw runNotFound(runId);
    if (posted === 'ended') throw runFinished(runId);
    return 'taken';
  }

  /** Whether others left something in the run's inbox and were told that it is taken up. Those who ask here hear it in the order of asking. */
  function hasEarlier(orgId: string, runId: string): Promise<boolean> {
    const answer = (asking.get(runId) ?? Promise.resolve()).then(() => store.hasMessages(orgId, runId));
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    asking.set(runId, settled);
    void settled.then(() => {
      if (asking.get(runId) === settled) asking.delete(runId);
    });
    return answer;
  }

  /** The steps as the journal has them; the process that owns the run may be a moment ahead. */
  async function keptSteps(orgId: string, runId: string): Promise<(step: StepId) => StepView | undefined> {
    const kept = await store.load(orgId, runId);
    if (!kept) throw runNotFound(runId);
    if (isEnded(kept.status)) throw runFinished(runId);
    const { plan, state } = await replayKept(kernel, store, plans, kept);
    return (step) => stepView(plan, state, step);
  }

  async function cancel(orgId: string, runId: string, by?: string, reason?: string): Promise<RunStatus> {
    try {
      const delivery = await deliver(orgId, runId, {
        kind: 'cancel_requested',
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      });
      const actor = runs.peek(orgId, runId);
      if (delivery === 'journalled' && actor) return actor.status();
      return await statusAtEnd(orgId, runId, delivery === 'taken' ? awaitEndMs : 0);
    } catch (error) {
      if (error instanceof AppError && error.code === 'run_finished') return statusAtEnd(orgId, runId, 0);
      throw error;
    }
  }

  async function statusAtEnd(orgId: string, runId: string, timeoutMs: number): Promise<RunStatus> {
    for (const until = performance.now() + timeoutMs; ; ) {
      const result = await store.result(orgId, runId);
      if (!result) throw runNotFound(runId);
      if (isEnded(result.status) || performance.now() >= until) return result.status;
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  }

  // ---- the inbox ----

  async function takeUp(entries: readonly InboxEntry[]): Promise<number> {
    let taken = 0;
    const byRun = Map.groupBy(entries, ({ orgId, runId }) => `${orgId} ${runId}`);
    await eachAtOnce([...byRun.values()], 64, async (ofRun) => {
      const [first] = ofRun;
      if (!first) return;
      try {
        const signals = new Map<string, Signal>();
        for (const { id, message } of ofRun)
          if (message.kind === 'child_ended') signals.set(id, await children.ending(first.orgId, message));
        await feedAll(first, ofRun, signals);
        taken += ofRun.length;
      } catch (error) {
        const isOrdinary = error instanceof AppError && (error.code === 'run_finished' || error.code === 'run_conflict');
        if (!isOrdinary) log.warn('A message to a run could not be taken up.', { runId: first.runId, error: String(error) });
      }
    });
    return taken;
  }

  async function feedAll(
    { orgId, runId }: Pick<InboxEntry, 'orgId' | 'runId'>,
    ofRun: readonly InboxEntry[],
    signals: ReadonlyMap<string, Signal>,
  ): Promise<void> {
    // Fed at once, since a run in memory that waits may be let go of at any time.
    const actor = await runs.find(orgId, runId);
    const stale = ofRun.filter((entry) => !feedEntry(actor, entry, signals));
    await actor.whenDurable();
    const ids = stale.map(({ id }) => id);
    if (ids.length === 0 || (await store.discard(owner, { orgId, runId, epoch: actor.epoch }, ids))) return;
    // A copy from before this owner lost the run and took it again does not know what is waited for now.
    runs.forgetOlder(runId, actor.epoch + 1);
    await feedAll({ orgId, runId }, stale, signals);
  }

  /** @returns false for the end of a child that nobody waits for any more */
  function feedEntry(actor: RunActor, { id, message }: InboxEntry, signals: ReadonlyMap<string, Signal>): boolean {
    if (message.kind !== 'child_ended') {
      runs.feed(actor, message, { message: id });
      return true;
    }
    const signal = signals.get(id);
    if (!signal || childKey(actor.runId, actor.step(message.step)) !== message.key) return false;
    runs.feed(actor, { kind: 'signal_received', step: message.step, signal }, { message: id });
    return true;
  }

  return {
    signal: (orgId, runId, step, given) => {
      const signal = plainJson(given).value as Signal;
      return deliver(orgId, runId, { kind: 'signal_received', step, signal }, (stepOf) => checkSignal(runId, step, stepOf(step), signal));
    },
    cancel,
    pause: (orgId, runId, by) => deliver(orgId, runId, { kind: 'pause_requested', ...(by === undefined ? {} : { by }) }),
    resume: (orgId, runId, by) => deliver(orgId, runId, { kind: 'resume_requested', ...(by === undefined ? {} : { by }) }),
    release: (orgId, runId) => deliver(orgId, runId, { kind: 'run_released' }),
    takeUp,
  };
}

/** Refuses an answer that nobody waits for or that is not this person's to give. One that comes before its question is kept. */
function checkSignal(runId: string, step: StepId, view: StepView | undefined, signal: Signal): void {
  if (!view && !step.includes('[')) throw new AppError('step_not_found', `There is no step “${step}” in run ${runId}.`);
  if (!view) return;
  if (isStepOver(view.status))
    throw new AppError('wait_closed', `“${step}” is not waiting any more: it has been answered, or its time was over.`);
  if (signal.kind === 'decision' && view.waiting?.kind !== 'decision') throw new AppError('wait_closed', `“${step}” needs no decision.`);
  const isVote = signal.kind === 'approval' || signal.kind === 'delegation';
  if (!isVote || view.waiting?.kind !== 'approval') return;
  const { assignees } = view.waiting;
  const by = signal.by.trim().toLowerCase();
  if (assignees.length > 0 && !assignees.some((assignee) => assignee.trim().toLowerCase() === by))
    throw new AppError('forbidden', `This is for ${assignees.join(', ')} to decide.`);
}

/** What people say one after the other takes effect in that order, whichever processes they say it to. */
const keepsOrder = (event: RunRequestEvent): boolean =>
  event.kind === 'pause_requested' ||
  event.kind === 'resume_requested' ||
  (event.kind === 'signal_received' && event.signal.kind !== 'callback' && event.signal.kind !== 'child');

function isWelcome(actor: RunActor, check: (stepOf: RunActor['step']) => void): boolean {
  if (actor.finish()) return false;
  try {
    check(actor.step);
    return true;
  } catch {
    return false;
  }
}

/** A run that has ended durably is dropped with this word. */
function notIfEnded(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'run_finished')) throw error;
}

const isStepOver = (status: StepStatus): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';
