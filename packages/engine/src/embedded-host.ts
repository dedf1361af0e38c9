import type { Catalog, Command, Signal, StepError, StepId, StepStatus } from '@arches/kernel';
import { AppError, newRun, stepIds, stepView } from '@arches/kernel';
import { runAttempt } from './attempt.ts';
import type { Settled } from './committer.ts';
import { createCommitter } from './committer.ts';
import { createDatabaseClock } from './database-clock.ts';
import { createExecutionQueue } from './execution-queue.ts';
import { failedChange } from './failed-change.ts';
import { newId } from './ids.ts';
import { createOutcomeWaiters } from './outcome-waiters.ts';
import { plainJson } from './plain-json.ts';
import { createPlanCache } from './plan-cache.ts';
import type {
  EngineHost,
  EngineLog,
  ExecuteCommand,
  NodeRunner,
  RerunRequest,
  RunNotice,
  RunOutcome,
  RunStarted,
  StartRequest,
} from './ports.ts';
import { rerunOf } from './rerun.ts';
import type { DurableChange, RunActor, UntimedEvent } from './run-actor.ts';
import { createRunActor } from './run-actor.ts';
import { isEnded, keptRun, replayKept, runConflict, runFinished, runNotFound } from './run-loader.ts';
import type { ChangeResult, DueTimer, NewRun, RunStore } from './run-store.ts';
import { createTimerWakeUp } from './timer-wake-up.ts';

export interface EmbeddedHostOptions {
  /** Effects at work at once in this process. Default 64. */
  readonly concurrency?: number;
  /** The same for one organisation. Default 48. */
  readonly concurrencyPerOrg?: number;
  /** Default 16 MiB. */
  readonly maxOutputBytes?: number;
  /** Waiting runs kept in memory; the others are loaded again when something happens to them. Default 2,000. */
  readonly maxIdleRuns?: number;
  /** How often runs of processes that died are looked for. Default 3,000. */
  readonly claimEveryMs?: number;
  /** Default 1,000. */
  readonly abortGraceMs?: number;
}

export interface EmbeddedHostDeps {
  readonly store: RunStore;
  readonly runner: NodeRunner;
  readonly catalog: Catalog;
  readonly log: EngineLog;
  readonly options?: EmbeddedHostOptions;
}

/** Runs that one claim takes, and how many of them are replayed at once. */
const claimBatch = 200;
const loadingAtOnce = 8;

/**
 * The host for one machine: an actor in memory for each run under way, one group commit for all of them. Recovery after a crash is the
 * ordinary claim: runs that nobody alive owns are taken, replayed and carried on.
 */
export async function createEmbeddedHost(deps: EmbeddedHostDeps): Promise<EngineHost> {
  const { store, runner, catalog, log, options = {} } = deps;
  const owner = await store.attach();
  const clock = createDatabaseClock(await store.now());
  const plans = createPlanCache(catalog);
  const committer = createCommitter({ store, owner, clock, log });
  const queue = createExecutionQueue({ total: options.concurrency ?? 64, perOrg: options.concurrencyPerOrg ?? 48 });
  const waiters = createOutcomeWaiters();
  const timers = createTimerWakeUp({ store, owner, clock, log, onDue: fireTimers });
  const attemptDeps = {
    runner,
    log,
    maxOutputBytes: options.maxOutputBytes ?? 16 * 1024 * 1024,
    abortGraceMs: options.abortGraceMs ?? 1000,
  };
  const actors = new Map<string, RunActor>();
  const loading = new Map<string, Promise<RunActor>>();
  /** Waiting runs in memory, longest idle first. */
  const idle = new Set<RunActor>();
  const keptDocuments = new Set<string>();
  const listeners = new Set<(notice: RunNotice) => void>();
  const counts = { started: 0, finished: 0, conflicts: 0 };
  let closing = false;
  let claiming: Promise<void> | undefined;

  // ---- events in ----

  function feed(actor: RunActor, event: UntimedEvent, soon?: 'soon'): void {
    if (actor.isDropped() || actor.finish()) return;
    idle.delete(actor);
    try {
      actor.apply(event);
    } catch (error) {
      endBadly(actor, error);
      return;
    }
    committer.mark(actor, soon);
  }

  // ---- what became durable, out ----

  function onDurable(actor: RunActor, change: DurableChange): void {
    for (const dueAt of change.timersDueAt) timers.note(dueAt);
    carryOut(actor, change.commands);
    tell(actor, change);
    const finish = actor.finish();
    if (finish && actor.isClean()) {
      counts.finished += 1;
      forget(actor, runFinished(actor.runId));
      waiters.answer(actor.runId, outcomeOf(actor, true));
    } else if (actor.reply()) {
      waiters.answer(actor.runId, outcomeOf(actor, false));
    }
    considerIdle(actor);
  }

  function carryOut(actor: RunActor, commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind === 'execute') execute(actor, command);
      else if (command.kind === 'abort') actor.attempts.get(command.step)?.abort(new AppError('cancelled', 'The step was called off.'));
    }
  }

  function execute(actor: RunActor, command: ExecuteCommand): void {
    if (actor.isDropped() || closing) return;
    if (command.begun && command.atMostOnce) {
      feed(actor, { kind: 'step_failed', step: command.step, attempt: command.attempt, error: uncertainEffect(command) });
      return;
    }
    const controller = new AbortController();
    actor.attempts.set(command.step, controller);
    queue.push(actor.orgId, controller.signal, () => perform(actor, command, controller));
  }

  async function perform(actor: RunActor, command: ExecuteCommand, controller: AbortController): Promise<void> {
    const { step, attempt } = command;
    if (!command.begun) feed(actor, { kind: 'step_started', step, attempt }, command.atMostOnce ? undefined : 'soon');
    if (command.atMostOnce && !(await isDurable(actor))) return;
    const event = await runAttempt(attemptDeps, actor, command, controller);
    if (actor.attempts.get(step) === controller) actor.attempts.delete(step);
    if (event) feed(actor, event);
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
    if (actor.isDropped() || actor.status() !== 'waiting' || !actor.isClean() || actor.attempts.size > 0 || waiters.has(actor.runId))
      return;
    idle.add(actor);
    for (const oldest of idle) {
      if (idle.size <= (options.maxIdleRuns ?? 2000)) return;
      forget(oldest, runConflict(oldest.runId));
    }
  }

  function forget(actor: RunActor, reason: AppError): void {
    idle.delete(actor);
    if (actors.get(actor.runId) === actor) actors.delete(actor.runId);
    actor.drop(reason);
  }

  // ---- when a run cannot go on here ----

  function onSettledBadly(actor: RunActor, settled: Exclude<Settled, { kind: 'kept' }>): void {
    switch (settled.kind) {
      case 'duplicate':
        forget(actor, new DuplicateRun(settled));
        return;
      case 'conflict':
        counts.conflicts += 1;
        log.warn('Another process owns this run now; it is left to it.', { runId: actor.runId });
        forget(actor, runConflict(actor.runId));
        waiters.giveUp(actor.runId);
        return;
      case 'refused':
        endBadly(actor, settled.error);
    }
  }

  /** The run's own data cannot be decided on or written: it ends, and no other run notices. */
  function endBadly(actor: RunActor, error: unknown): void {
    log.error('A run could not be carried on and was ended.', {
      runId: actor.runId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    forget(actor, error instanceof AppError ? error : new AppError('internal_error', 'The run could not be carried on.', { cause: error }));
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

  function actorFor(orgId: string, runId: string): Promise<RunActor> {
    const actor = actors.get(runId);
    if (actor) return actor.orgId === orgId ? Promise.resolve(actor) : Promise.reject(runNotFound(runId));
    const key = `${orgId} ${runId}`;
    const before = loading.get(key);
    if (before) return before;
    const loaded = load(orgId, runId).finally(() => loading.delete(key));
    loading.set(key, loaded);
    return loaded;
  }

  async function load(orgId: string, runId: string): Promise<RunActor> {
    const kept = await keptRun(store, owner, orgId, runId);
    if (isEnded(kept.status)) throw runFinished(runId);
    let replayed: Awaited<ReturnType<typeof replayKept>>;
    try {
      replayed = await replayKept(store, plans, kept);
    } catch (error) {
      if (error instanceof AppError && error.retryable) throw error;
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
    const { plan, state, events, outstanding } = replayed;
    const { workflowId, scope, epoch, stepPositions } = kept;
    const actor = createRunActor({ orgId, runId, workflowId, scope, epoch, plan, state, events, stepPositions }, actorHost);
    actors.set(runId, actor);
    carryOut(actor, outstanding);
    considerIdle(actor);
    return actor;
  }

  const actorHost = { now: () => clock.now(), onDurable, onSettledBadly };

  // ---- claims and timers ----

  function claim(): Promise<void> {
    claiming ??= claimAll()
      .catch((error: unknown) => log.warn('Runs without an owner could not be claimed; tried again shortly.', { error: String(error) }))
      .finally(() => {
        claiming = undefined;
      });
    return claiming;
  }

  async function claimAll(): Promise<void> {
    for (let taken = claimBatch; taken === claimBatch && !closing; ) {
      const claimed = await store.claim(owner, claimBatch);
      taken = claimed.length;
      if (taken > 0) log.info('Took over runs that had no living owner.', { runs: taken });
      // Waiting runs have their timers and waits in the database; they come into memory when something happens to them.
      await eachAtOnce(
        claimed.filter(({ status }) => status !== 'waiting'),
        loadingAtOnce,
        async ({ orgId, runId }) => {
          await actorFor(orgId, runId).catch((error: unknown) =>
            log.warn('A claimed run was not loaded.', { runId, error: String(error) }),
          );
        },
      );
      timers.look();
    }
  }

  async function fireTimers(due: readonly DueTimer[]): Promise<void> {
    await eachAtOnce(due, 64, async ({ orgId, runId, step, timer }) => {
      try {
        const actor = await actorFor(orgId, runId);
        feed(actor, { kind: 'timer_fired', step, timer });
        await actor.whenDurable();
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'internal_error')
          log.warn('A timer could not be delivered.', { runId, step, error: String(error) });
      }
    });
  }

  // ---- the port ----

  async function start(request: StartRequest): Promise<RunStarted> {
    const actor = begin(request);
    return settledStart(actor);
  }

  function begin(request: StartRequest): RunActor {
    if (closing) throw new AppError('engine_closed', 'The server is shutting down. Try again shortly.', { retryable: true });
    const { orgId, scope, workflowId, document } = request;
    const prepared = plans.prepare(document);
    const runId = newId('run', clock.now());
    const input = plainJson(request.input).value;
    const trigger = { ...request.trigger, body: request.trigger.body === request.input ? input : plainJson(request.trigger.body).value };
    const documentKey = `${orgId} ${prepared.hash}`;
    const create: Omit<NewRun, 'input'> = {
      scope,
      workflowId,
      workflowName: document.name,
      version: request.version,
      mode: request.mode,
      triggerKind: trigger.kind,
      documentHash: prepared.hash,
      ...(keptDocuments.has(documentKey) ? {} : { document: prepared.text }),
      ...optional('createdBy', request.createdBy),
      ...optional('parentRunId', request.parentRunId),
      ...optional('deliveryKey', request.deliveryKey),
      createdAt: clock.now(),
    };
    const actor = createRunActor(
      { orgId, runId, workflowId, scope, epoch: 1, plan: prepared.plan, state: newRun(prepared.plan), create },
      actorHost,
    );
    actors.set(runId, actor);
    feed(actor, {
      kind: 'run_started',
      runId,
      mode: request.mode,
      trigger,
      input,
      ...optional('triggerNodeId', request.triggerNodeId),
      ...optional('vars', request.vars),
      ...optional('env', request.env),
      ...optional('reuse', request.reuse),
    });
    return actor;
  }

  async function settledStart(actor: RunActor): Promise<RunStarted> {
    try {
      await actor.whenDurable();
    } catch (error) {
      if (error instanceof DuplicateRun) return { runId: error.run.runId, status: error.run.status, duplicate: true };
      // Durable and over at once: the copy in memory is gone already.
      if (!actor.finish() || !actor.isCreated()) throw error;
    }
    counts.started += 1;
    return { runId: actor.runId, status: actor.status(), duplicate: false };
  }

  async function startAndWait(request: StartRequest, timeoutMs: number): Promise<RunOutcome> {
    const actor = begin(request);
    const answered = waiters.add(actor.runId, timeoutMs);
    let started: RunStarted;
    try {
      started = await settledStart(actor);
    } catch (error) {
      waiters.giveUp(actor.runId);
      throw error;
    }
    if (started.duplicate) waiters.giveUp(actor.runId);
    const outcome = started.duplicate ? await wait(request.orgId, started.runId, timeoutMs) : await answered;
    return outcome ? { ...outcome, duplicate: started.duplicate } : { ...started, output: null, finished: false };
  }

  async function wait(orgId: string, runId: string, timeoutMs: number): Promise<RunOutcome | undefined> {
    const actor = actors.get(runId);
    if (actor && actor.orgId === orgId && !actor.reply()) return waiters.add(runId, timeoutMs);
    const outcome = await keptOutcome(orgId, runId);
    if (!outcome || outcome.finished || outcome.reply) return outcome;
    await actorFor(orgId, runId).catch(() => undefined);
    return actors.has(runId) ? waiters.add(runId, timeoutMs) : keptOutcome(orgId, runId);
  }

  async function keptOutcome(orgId: string, runId: string): Promise<RunOutcome | undefined> {
    const kept = await store.load(orgId, runId);
    if (!kept) return undefined;
    const { status, output = null, error, reply } = kept;
    return {
      runId,
      status,
      duplicate: false,
      output,
      finished: isEnded(status),
      ...(error ? { error: error as NonNullable<RunOutcome['error']> } : {}),
      ...(reply ? { reply: reply as NonNullable<RunOutcome['reply']> } : {}),
    };
  }

  async function signal(orgId: string, runId: string, step: StepId, given: Signal): Promise<void> {
    const actor = await actorFor(orgId, runId);
    if (actor.finish()) throw runFinished(runId);
    const view = actor.step(step);
    if (view && isStepOver(view.status))
      throw new AppError('wait_closed', `“${step}” is not waiting any more: it has been answered, or its time was over.`);
    if (!view && !step.includes('[')) throw new AppError('step_not_found', `There is no step “${step}” in run ${runId}.`);
    feed(actor, { kind: 'signal_received', step, signal: plainJson(given).value as Signal });
    await actor.whenDurable();
  }

  async function cancel(orgId: string, runId: string, by?: string, reason?: string): Promise<RunStarted['status']> {
    try {
      const actor = await actorFor(orgId, runId);
      feed(actor, { kind: 'cancel_requested', ...optional('by', by), ...optional('reason', reason) });
      await actor.whenDurable();
      return actor.status();
    } catch (error) {
      const kept = error instanceof AppError && error.code === 'run_finished' ? await store.load(orgId, runId) : undefined;
      if (kept) return kept.status;
      throw error;
    }
  }

  async function rerun(orgId: string, runId: string, request: RerunRequest): Promise<{ readonly runId: string }> {
    const kept = await store.load(orgId, runId);
    if (!kept) throw runNotFound(runId);
    const { plan, state, events } = await replayKept(store, plans, kept);
    const started = events[0];
    if (started?.kind !== 'run_started') throw runNotFound(runId);
    const views = stepIds(state).flatMap((step) => stepView(plan, state, step) ?? []);
    return start(rerunOf(kept, started, views, request, clock.now()));
  }

  async function drain(timeoutMs: number): Promise<void> {
    if (closing) return;
    closing = true;
    queue.stop();
    timers.stop();
    clearInterval(claimTimer);
    await Promise.race([queue.idle(), delay(timeoutMs)]);
    for (const actor of actors.values()) {
      for (const controller of actor.attempts.values())
        controller.abort(new AppError('engine_closed', 'The server is shutting down.', { retryable: true }));
    }
    await Promise.race([Promise.all([queue.idle(), claiming]), delay(attemptDeps.abortGraceMs * 2)]);
    await Promise.race([committer.idle(), delay(Math.max(timeoutMs, 2000))]);
    committer.stop();
    for (const actor of [...actors.values()]) {
      forget(actor, new AppError('engine_closed', 'The server is shutting down.', { retryable: true }));
      waiters.giveUp(actor.runId);
    }
    await store.detach(owner);
  }

  owner.onLost(() => void claim());
  await claim();
  timers.look();
  const claimTimer = setInterval(() => void claim(), options.claimEveryMs ?? 3000);

  return {
    start,
    startAndWait,
    wait,
    signal,
    cancel,
    rerun,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    metrics: () => ({
      activeRuns: actors.size,
      executing: queue.executing(),
      queuedExecutions: queue.queued(),
      startedRuns: counts.started,
      finishedRuns: counts.finished,
      conflicts: counts.conflicts,
      ...committer.metrics(),
    }),
    drain,
    close: () => drain(0),
  };
}

/** Said to a start whose delivery had its run already. */
class DuplicateRun extends AppError {
  readonly run: Extract<ChangeResult, { kind: 'duplicate' }>;

  constructor(run: Extract<ChangeResult, { kind: 'duplicate' }>) {
    super('duplicate_run', `This delivery has started run ${run.runId} already.`);
    this.run = run;
  }
}

function uncertainEffect({ step }: ExecuteCommand): StepError {
  return {
    code: 'outcome_unknown',
    message: `“${step}” was under way when the server stopped, and may or may not have happened. It must not happen twice, so look there before you repeat it.`,
    retryable: false,
  };
}

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

const isStepOver = (status: StepStatus): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';

const isDurable = (actor: RunActor): Promise<boolean> =>
  actor.whenDurable().then(
    () => true,
    () => false,
  );

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

async function eachAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
