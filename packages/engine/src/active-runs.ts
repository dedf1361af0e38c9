import type { Catalog, Command } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { AttemptDeps } from './attempt.ts';
import type { ByteMeter } from './byte-budget.ts';
import type { Committer, Settled } from './committer.ts';
import type { DatabaseClock } from './database-clock.ts';
import { DuplicateRun } from './duplicate-run.ts';
import type { EngineKernel } from './engine-kernel.ts';
import type { ExecutionQueue } from './execution-queue.ts';
import { failedChange } from './failed-change.ts';
import type { OutcomeWaiters } from './outcome-waiters.ts';
import type { PlanCache } from './plan-cache.ts';
import type { EngineLog, RunNotice, RunOutcome, WaitNotice } from './ports.ts';
import type { UntimedEvent } from './inbox-message.ts';
import type { ActorSeed, DurableChange, RunActor } from './run-actor.ts';
import { createRunActor } from './run-actor.ts';
import { isEnded, keptRun, replayKept, runConflict, runFinished, runNotFound } from './run-loader.ts';
import type { KeptRun, Owner, RunStore } from './run-store.ts';
import type { UsedAgain } from './results/used-again.ts';
import { createStepAttempts } from './step-attempts.ts';
import type { StepGate } from './step-gate.ts';
import type { TimerWakeUp } from './timer-wake-up.ts';
import { waitNotice } from './wait-notice.ts';
import type { OpenWait } from './wait-rows.ts';
import { childKey } from './child-runs.ts';

export interface ActiveRunsDeps {
  readonly kernel: EngineKernel;
  readonly store: RunStore;
  readonly owner: Owner;
  readonly clock: DatabaseClock;
  readonly catalog: Catalog;
  readonly plans: PlanCache;
  readonly committer: Committer;
  readonly queue: ExecutionQueue;
  readonly gate: StepGate;
  readonly waiters: OutcomeWaiters;
  readonly timers: Pick<TimerWakeUp, 'note'>;
  readonly attempts: AttemptDeps;
  readonly usedAgain: UsedAgain;
  readonly log: EngineLog;
  readonly maxIdleRuns: number;
  readonly meter?: ByteMeter | undefined;
  /** A run of this owner could not be loaded: it is to be looked for. */
  readonly onMissed: () => void;
  /** Starts the run that a step waits for. */
  readonly startChild: (actor: RunActor, command: OpenWait) => Promise<void>;
  /** Inboxes were written to, perhaps of runs that are ours. */
  readonly toldOthers: () => void;
  readonly notify: (notice: WaitNotice) => void;
}

/** The runs in memory: events go in, and what they led to is carried out once it is durable. */
export interface ActiveRuns {
  readonly add: (seed: ActorSeed) => RunActor;
  /** The run in memory, loaded if need be. Throws `run_not_found`, `run_finished`, `run_conflict`. */
  readonly find: (orgId: string, runId: string) => Promise<RunActor>;
  /** Drops a copy that was made before this owner lost the run and took it again. */
  readonly forgetOlder: (runId: string, epoch: number) => void;
  /** Takes a run back that was never written. */
  readonly dismiss: (actor: RunActor, reason: AppError) => AppError;
  readonly peek: (orgId: string, runId: string) => RunActor | undefined;
  /** `message`: the inbox message that says it. */
  readonly feed: (actor: RunActor, event: UntimedEvent, how?: { readonly soon?: boolean; readonly message?: string }) => void;
  readonly listen: (listener: (notice: RunNotice) => void) => () => void;
  readonly counts: () => { readonly active: number; readonly finished: number; readonly conflicts: number };
  /** Begins no more attempts. */
  readonly close: () => void;
  readonly abortAttempts: (reason: AppError) => void;
  readonly forgetAll: (reason: AppError) => void;
}

export function createActiveRuns(deps: ActiveRunsDeps): ActiveRuns {
  const { kernel, store, owner, clock, plans, committer, waiters, timers, log, maxIdleRuns } = deps;
  const steps = createStepAttempts({ ...deps, feed });
  const actors = new Map<string, RunActor>();
  const loading = new Map<string, Promise<RunActor>>();
  /** Waiting runs in memory, longest idle first. */
  const idle = new Set<RunActor>();
  const listeners = new Set<(notice: RunNotice) => void>();
  const counts = { finished: 0, conflicts: 0 };
  let closing = false;

  // ---- events in ----

  function feed(actor: RunActor, event: UntimedEvent, how: { readonly soon?: boolean; readonly message?: string } = {}): void {
    if (actor.isDropped() || actor.finish()) return;
    idle.delete(actor);
    try {
      actor.apply(event, how.message);
    } catch (error) {
      endBadly(actor, error);
      return;
    }
    committer.mark(actor, how.soon ? 'soon' : undefined);
  }

  // ---- what became durable, out ----

  function onDurable(actor: RunActor, change: DurableChange): void {
    for (const dueAt of change.timersDueAt) timers.note(dueAt);
    carryOut(actor, change.commands);
    tell(actor, change);
    if (change.toldOthers) deps.toldOthers();
    const finish = actor.finish();
    if (finish && actor.isClean()) {
      counts.finished += 1;
      forget(actor, () => runFinished(actor.runId));
      waiters.answer(actor.runId, outcomeOf(actor, true));
    } else if (actor.reply()) {
      waiters.answer(actor.runId, outcomeOf(actor, false));
    }
    considerIdle(actor);
  }

  function carryOut(actor: RunActor, commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'execute') {
        if (!actor.isDropped() && !closing) steps.begin(actor, command);
      } else if (command.kind === 'abort') steps.callOff(actor, command.step);
      else if (command.kind === 'open_wait' && command.wait.kind === 'child') void startChild(actor, command);
      else if (command.kind === 'remind' || command.kind === 'open_wait') {
        const notice = waitNotice(actor, command);
        if (notice) deps.notify(notice);
      }
    }
  }

  /** What a loaded run had asked for. Questions are with people already, and children that were started go on by themselves. */
  function carryOn(actor: RunActor, { childKeys }: KeptRun, outstanding: readonly Command[]): void {
    for (const command of outstanding) {
      if (command.kind !== 'open_wait') carryOut(actor, [command]);
      else if (command.wait.kind === 'child') {
        const key = childKey(actor.runId, actor.step(command.step));
        if (key !== undefined && !childKeys.includes(key)) void startChild(actor, command);
      }
    }
  }

  async function startChild(actor: RunActor, command: OpenWait): Promise<void> {
    if (actor.isDropped() || closing) return;
    // Counts as work, so that the run stays in memory until its child is durable.
    const controller = new AbortController();
    actor.attempts.set(command.step, controller);
    await deps.startChild(actor, command);
    if (actor.attempts.get(command.step) === controller) actor.attempts.delete(command.step);
    considerIdle(actor);
  }

  function tell(actor: RunActor, change: DurableChange): void {
    if (listeners.size === 0) return;
    const { orgId, runId, workflowId, scope } = actor;
    const notice: RunNotice = { orgId, runId, workflowId, scope, run: change.summary, steps: change.steps, seq: change.seq };
    for (const listener of listeners) {
      try {
        listener(notice);
      } catch (error) {
        log.error('A listener for run notices failed.', { error: String(error) });
      }
    }
  }

  function considerIdle(actor: RunActor): void {
    const isIdle = actor.status() === 'waiting' || actor.status() === 'queued';
    if (actor.isDropped() || !isIdle || !actor.isClean() || actor.attempts.size > 0 || waiters.has(actor.runId)) return;
    idle.add(actor);
    for (const oldest of idle) {
      if (idle.size <= maxIdleRuns) return;
      forget(oldest, () => runConflict(oldest.runId));
    }
  }

  function forget(actor: RunActor, reason: () => AppError): void {
    idle.delete(actor);
    if (actors.get(actor.runId) === actor) actors.delete(actor.runId);
    actor.drop(reason);
  }

  // ---- when a run cannot go on here ----

  function onSettledBadly(actor: RunActor, settled: Exclude<Settled, { kind: 'kept' }>): void {
    switch (settled.kind) {
      case 'duplicate':
        forget(actor, () => new DuplicateRun(settled));
        return;
      case 'conflict':
        counts.conflicts += 1;
        log.warn('Another process owns this run now; it is left to it.', { runId: actor.runId });
        forget(actor, () => runConflict(actor.runId));
        waiters.giveUp(actor.runId);
        if (actor.isCreated()) void takeBack(actor);
        return;
      case 'refused':
        endBadly(actor, settled.error);
    }
  }

  /** A run that is ours after all, and only knew less than its journal, is loaded anew. */
  async function takeBack({ orgId, runId }: RunActor): Promise<void> {
    try {
      const kept = await store.load(orgId, runId);
      if (kept?.owner === owner.id && !isEnded(kept.status)) await find(orgId, runId);
    } catch (error) {
      if (isUncertain(error)) deps.onMissed();
      log.warn('A run whose change was refused could not be loaded again.', { runId, error: String(error) });
    }
  }

  /** The run's own data cannot be decided on or written: it ends, and no other run notices. */
  function endBadly(actor: RunActor, error: unknown): void {
    log.error('A run could not be carried on and was ended.', {
      runId: actor.runId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    const reason = error instanceof AppError ? error : new AppError('internal_error', 'The run could not be carried on.', { cause: error });
    forget(actor, () => reason);
    if (!actor.isCreated()) return;
    committer.mark(
      failedChange(
        actor,
        () => clock.now(),
        () => waiters.giveUp(actor.runId),
      ),
    );
  }

  // ---- runs into memory ----

  function find(orgId: string, runId: string): Promise<RunActor> {
    const actor = actors.get(runId);
    if (actor?.orgId === orgId) return actor.whenDecided()?.then(() => actor) ?? Promise.resolve(actor);
    if (actor) return Promise.reject(runNotFound(runId));
    const key = `${orgId} ${runId}`;
    const before = loading.get(key);
    if (before) return before;
    const loaded = load(orgId, runId)
      .catch((error: unknown) => {
        // It may have been taken over already, whoever asked for it and whatever they do about the error.
        if (isUncertain(error)) deps.onMissed();
        throw error;
      })
      .finally(() => loading.delete(key));
    loading.set(key, loaded);
    return loaded;
  }

  async function load(orgId: string, runId: string): Promise<RunActor> {
    if (closing) throw new AppError('engine_closed', 'The server is shutting down.', { retryable: true });
    const kept = await keptRun(store, owner, orgId, runId);
    if (isEnded(kept.status)) throw runFinished(runId);
    let replayed: Awaited<ReturnType<typeof replayKept>>;
    try {
      replayed = await replayKept(kernel, store, plans, kept, true);
    } catch (error) {
      if (error instanceof AppError && (error.retryable || error.code === 'journal_too_new')) throw error;
      log.error('A run could not be replayed and was ended.', { runId, error: String(error) });
      committer.mark(
        failedChange(
          { ...kept, durableSeq: () => kept.events.length },
          () => clock.now(),
          () => waiters.giveUp(runId),
        ),
      );
      throw runFinished(runId);
    }
    const { plan, state, events, outstanding, undecided } = replayed;
    await loseOpenCalls(kept, plan.document.settings?.budgetUsd !== undefined);
    const { workflowId, scope, epoch, stepPositions, parent, bytes } = kept;
    const started = events[0];
    const depth = started?.kind === 'run_started' ? started.depth : undefined;
    const actor = add({ orgId, runId, workflowId, scope, epoch, plan, state, events, stepPositions, parent, depth, bytes });
    for (const command of outstanding) if (command.kind === 'open_wait') actor.noteOpen(command);
    carryOn(actor, kept, undecided ? await actor.decideAnew(undecided) : outstanding);
    // After those who asked for it have said what they have to say.
    setImmediate(() => considerIdle(actor));
    return actor;
  }

  /** Paid calls of the run that were under way are nobody's any more. They count either way: this only says which. */
  async function loseOpenCalls({ orgId, runId, parent }: KeptRun, hasBudget: boolean): Promise<void> {
    if (!hasBudget && !parent) return;
    await deps.attempts.spending
      ?.loseOpen({ orgId, runId })
      .catch((error: unknown) => log.warn('Calls that a process left open could not be looked at.', { runId, error: String(error) }));
  }

  function add(seed: ActorSeed): RunActor {
    const onLate = ({ runId }: RunActor): void => waiters.giveUp(runId);
    const { decide } = kernel;
    const { meter } = deps;
    const onMore = (actor: RunActor): void => committer.mark(actor);
    const actor = createRunActor(seed, { decide, now: clock.now, meter, onMore, onBroken: endBadly, onDurable, onLate, onSettledBadly });
    actors.set(seed.runId, actor);
    return actor;
  }

  return {
    add,
    find,
    feed,
    peek: (orgId, runId) => {
      const actor = actors.get(runId);
      return actor?.orgId === orgId ? actor : undefined;
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    counts: () => ({ active: actors.size, ...counts }),
    close: () => {
      closing = true;
    },
    dismiss: (actor, reason) => {
      forget(actor, () => reason);
      return reason;
    },
    forgetOlder: (runId, epoch) => {
      const actor = actors.get(runId);
      if (actor && actor.epoch < epoch) forget(actor, () => runConflict(runId));
    },
    abortAttempts: (reason) => {
      for (const actor of actors.values()) for (const controller of actor.attempts.values()) controller.abort(reason);
    },
    forgetAll: (reason) => {
      for (const actor of actors.values()) {
        forget(actor, () => reason);
        waiters.giveUp(actor.runId);
      }
    },
  };
}

/** Neither the run's own nor another owner's word: asked again later, it may go well. */
const isUncertain = (error: unknown): boolean => !(error instanceof AppError) || (error.retryable && error.code !== 'run_conflict');

function outcomeOf(actor: RunActor, finished: boolean): RunOutcome {
  const finish = finished ? actor.finish() : undefined;
  const reply = actor.reply();
  return {
    runId: actor.runId,
    status: actor.status(),
    duplicate: false,
    output: finish?.output ?? null,
    finished,
    ...(finish?.error ? { error: finish.error } : {}),
    ...(reply ? { reply } : {}),
  };
}
