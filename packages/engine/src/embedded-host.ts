import type { Catalog } from '@arches/kernel';
import { AppError, newRun } from '@arches/kernel';
import { createActiveRuns } from './active-runs.ts';
import { budgetError, type ByteMeter, startBeyondBudget } from './byte-budget.ts';
import { createChildRuns } from './child-runs.ts';
import type { CircuitStore } from './circuit-breaker.ts';
import { createCommitter } from './committer.ts';
import type { EmbeddedHost, HostLimits } from './host-limits.ts';
import { createDatabaseClock } from './database-clock.ts';
import { DuplicateRun } from './duplicate-run.ts';
import { eachAtOnce } from './each-at-once.ts';
import { type EngineKernel, engineKernel } from './engine-kernel.ts';
import { createExecutionQueue } from './execution-queue.ts';
import { newId } from './ids.ts';
import { journalFormat } from './inbox-message.ts';
import { createInboxReader } from './inbox-reader.ts';
import { createKeptDocuments } from './kept-documents.ts';
import { createOutcomeWaiters } from './outcome-waiters.ts';
import { plainJson } from './plain-json.ts';
import { createPlanCache } from './plan-cache.ts';
import type { EngineLog, NodeRunner, RerunRequest, ResolveWorkflow, RunOutcome, RunStarted, StartRequest, WaitNotice } from './ports.ts';
import { rerunOf } from './rerun.ts';
import type { ConnectionsOf, ResultStore } from './results/result-store.ts';
import { createUsedAgain } from './results/used-again.ts';
import type { RunActor } from './run-actor.ts';
import { replayKept, runNotFound, viewsOf } from './run-loader.ts';
import { createRunMessages } from './run-messages.ts';
import { createRunOutcomes } from './run-outcomes.ts';
import { pinSettings, type SettingsOf } from './run-settings.ts';
import type { DueTimer, NewRun, OwnRun, RunStore } from './run-store.ts';
import type { SpendingStore } from './spending.ts';
import { createStepGate } from './step-gate.ts';
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
  /** Finds what a step that runs another workflow starts; without it such steps fail. */
  readonly resolveWorkflow?: ResolveWorkflow;
  /** Tells people that a step waits for them; best effort. */
  readonly notify?: (notice: WaitNotice) => Promise<void>;
  /** Who has to wait for a place; nobody when absent. */
  readonly limits?: HostLimits;
  /** Where other processes and the next start learn of services that keep failing. */
  readonly circuits?: CircuitStore;
  readonly options?: EmbeddedHostOptions;
  /** Counts what organisations keep; without one, only each run's own limit holds. */
  readonly meter?: ByteMeter;
  /** Keeps what runs spend against their budgets. */
  readonly spending?: SpendingStore;
  /** What expressions read as `vars` and `env`; nothing when absent. */
  readonly settingsOf?: SettingsOf;
  /** Earlier results that steps use again; without it every step is run. */
  readonly results?: ResultStore;
  readonly connectionsOf?: ConnectionsOf;
  readonly kernel?: EngineKernel;
}

/** Runs that one claim takes, and how many of them are replayed at once. */
const claimBatch = 200;
const loadingAtOnce = 8;
const mostChildless = 10_000;

/**
 * The host for one machine: an actor in memory for each run under way, one group commit for all of them. Recovery after a crash is the
 * ordinary claim: runs that nobody alive owns are taken, replayed and carried on.
 */
export async function createEmbeddedHost(deps: EmbeddedHostDeps): Promise<EmbeddedHost> {
  const { store, runner, catalog, log, kernel = engineKernel, options = {} } = deps;
  const owner = await store.attach();
  const clock = createDatabaseClock(await store.now());
  const plans = createPlanCache(catalog, kernel);
  const pinned = pinSettings(deps.settingsOf, plans, catalog);
  const committer = createCommitter({ store, owner, clock, log });
  const { limits } = deps;
  const places = { total: options.concurrency ?? 64, perOrg: options.concurrencyPerOrg ?? 48 };
  const queue = createExecutionQueue({ ...places, ...(limits ? { ofService: limits.ofService } : {}) });
  const gate = createStepGate({
    catalog,
    clock,
    log,
    ...(deps.circuits ? { store: deps.circuits } : {}),
    onWake: (steps) => void fireTimers(steps.map((place) => ({ ...place, timer: 'retry' as const, dueAt: 0 }))),
  });
  const waiters = createOutcomeWaiters();
  const timers = createTimerWakeUp({ store, owner, clock, log, onDue: fireTimers });
  const abortGraceMs = options.abortGraceMs ?? 1000;
  const attempts = { runner, log, spending: deps.spending, maxOutputBytes: options.maxOutputBytes ?? 16 * 1024 * 1024, abortGraceMs };
  const maxIdleRuns = options.maxIdleRuns ?? 2000;
  const children = createChildRuns({
    store,
    log,
    resolveWorkflow: deps.resolveWorkflow,
    now: clock.now,
    start,
    tell: (actor, step, signal) => runs.feed(actor, { kind: 'signal_received', step, signal }),
  });
  const usedAgain = createUsedAgain({ store: deps.results, connectionsOf: deps.connectionsOf, log });
  const runs = createActiveRuns({
    kernel,
    store,
    owner,
    clock,
    catalog,
    plans,
    committer,
    queue,
    gate,
    waiters,
    timers,
    attempts,
    usedAgain,
    log,
    maxIdleRuns,
    meter: deps.meter,
    startChild: children.start,
    onMissed: () => {
      missed += 1;
    },
    toldOthers: () => inbox.look(),
    notify: (notice) => {
      deps.notify?.(notice).catch((error: unknown) => {
        const { runId, step } = notice;
        log.warn('People could not be told that a step waits for them.', { runId, step, error: String(error) });
      });
    },
  });
  const messages = createRunMessages({ store, owner, runs, plans, kernel, children, log, isClosing: () => closing });
  const inbox = createInboxReader({ store, owner, log, takeUp: messages.takeUp });
  const { wait } = createRunOutcomes({ store, owner, runs, waiters });
  const documents = createKeptDocuments();
  let startedRuns = 0;
  let closing = false;
  let claiming: Promise<void> | undefined;
  /** Times when a claim's reply was lost, or a run of ours could not be loaded: it may be ours without being carried out. And those seen to. */
  let missed = 0;
  let seenTo = 0;

  function claim(): Promise<void> {
    claiming ??= claimAll()
      .catch((error: unknown) => {
        missed += 1;
        log.warn('Runs without an owner could not be claimed; tried again shortly.', { error: String(error) });
      })
      .finally(() => {
        claiming = undefined;
      });
    return claiming;
  }

  async function claimAll(): Promise<void> {
    const toSee = missed;
    const looksForMissed = toSee > seenTo;
    if (looksForMissed) await loadAll(await store.running(owner));
    let total = 0;
    for (let taken = claimBatch; taken === claimBatch && !closing; ) {
      const claimed = await store.claim(owner, claimBatch);
      taken = claimed.length;
      total += taken;
      if (taken > 0) log.info('Took over runs that had no living owner.', { runs: taken });
      for (const { runId, epoch } of claimed) runs.forgetOlder(runId, epoch);
      // Waiting and held runs have their timers and waits in the database; they come into memory when something happens to them.
      await loadAll(claimed.filter(({ status }) => status === 'running'));
      timers.look();
    }
    // Runs in memory are among them, whose children cannot start at the moment or have just ended: they must not hide those taken over.
    if (total > 0 || looksForMissed) await loadAll(await store.childless(owner, Math.max(mostChildless, total + runs.counts().active)));
    seenTo = toSee;
    inbox.look();
  }

  async function loadAll(own: readonly OwnRun[]): Promise<void> {
    await eachAtOnce(own, loadingAtOnce, async ({ orgId, runId, epoch }) => {
      try {
        // Lost, and taken again by a claim whose reply was lost: a copy of before would hide it.
        runs.forgetOlder(runId, epoch);
        await runs.find(orgId, runId);
      } catch (error) {
        log.warn('A claimed run was not loaded.', { runId, error: String(error) });
      }
    });
  }

  async function fireTimers(due: readonly DueTimer[]): Promise<void> {
    await eachAtOnce(due, 64, async ({ orgId, runId, step, timer }) => {
      try {
        const actor = await runs.find(orgId, runId);
        runs.feed(actor, { kind: 'timer_fired', step, timer });
        await actor.whenDurable();
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'internal_error')
          log.warn('A timer could not be delivered.', { runId, step, error: String(error) });
      }
    });
  }

  // ---- the port ----

  async function start(request: StartRequest): Promise<RunStarted> {
    return settledStart(begin(await pinned(request)));
  }

  function begin(request: StartRequest): RunActor {
    if (closing) throw new AppError('engine_closed', 'The server is shutting down. Try again shortly.', { retryable: true });
    const trouble = committer.trouble();
    if (trouble) throw trouble;
    const { orgId, scope, workflowId, document } = request;
    const prepared = plans.prepare(document);
    const runId = newId('run', clock.now());
    const line = limits?.ticketFor(request);
    const input = plainJson(request.input).value;
    const trigger = { ...request.trigger, body: request.trigger.body === request.input ? input : plainJson(request.trigger.body).value };
    const create: Omit<NewRun, 'input'> = {
      scope,
      workflowId,
      workflowName: document.name,
      version: request.version,
      mode: request.mode,
      triggerKind: trigger.kind,
      documentHash: prepared.hash,
      ...(documents.has(orgId, prepared.hash) ? {} : { document: prepared.text }),
      ...optional('createdBy', request.createdBy),
      ...optional('parentRunId', request.parentRunId),
      ...optional('parentStep', request.parentStep),
      ...optional('deliveryKey', request.deliveryKey),
      ...optional('line', line),
      createdAt: clock.now(),
    };
    const { parentRunId, parentStep, depth } = request;
    const parent = parentRunId !== undefined && parentStep !== undefined ? { runId: parentRunId, step: parentStep } : undefined;
    const state = newRun(prepared.plan);
    const actor = runs.add({ orgId, runId, workflowId, scope, epoch: 1, plan: prepared.plan, state, parent, depth, create });
    runs.feed(actor, {
      kind: 'run_started',
      runId,
      mode: request.mode,
      trigger,
      input,
      ...optional('triggerNodeId', request.triggerNodeId),
      ...optional('vars', request.vars),
      ...optional('env', request.env),
      ...optional('timezone', request.timezone),
      ...optional('reuse', request.reuse),
      ...optional('edited', request.edited),
      ...optional('depth', depth),
      ...(request.held || line ? { held: true } : {}),
      format: journalFormat,
    });
    const beyond = startBeyondBudget(actor.budget);
    if (beyond?.kind === 'refuse') throw runs.dismiss(actor, budgetError(beyond.error));
    if (beyond) runs.feed(actor, { kind: 'cancel_requested', error: beyond.error });
    actor.whenDurable().then(
      () => documents.add(orgId, prepared.hash),
      () => undefined,
    );
    return actor;
  }

  async function settledStart(actor: RunActor): Promise<RunStarted> {
    try {
      await actor.whenDurable('caller');
    } catch (error) {
      if (error instanceof DuplicateRun) return { runId: error.run.runId, status: error.run.status, duplicate: true };
      // Durable and over at once: the copy in memory is gone already.
      if (!actor.finish() || !actor.isCreated()) throw error;
    }
    startedRuns += 1;
    return { runId: actor.runId, status: actor.status(), duplicate: false };
  }

  async function startAndWait(request: StartRequest, timeoutMs: number): Promise<RunOutcome> {
    const actor = begin(await pinned(request));
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

  async function rerun(orgId: string, runId: string, request: RerunRequest): Promise<{ readonly runId: string }> {
    const kept = await store.load(orgId, runId);
    if (!kept) throw runNotFound(runId);
    const { plan, events } = await replayKept(kernel, store, plans, kept);
    const started = events[0];
    if (started?.kind !== 'run_started') throw runNotFound(runId);
    const views = viewsOf(kernel, plan, events);
    return start(rerunOf({ kept, started, views }, request, clock.now(), catalog));
  }

  async function drain(timeoutMs: number): Promise<void> {
    if (closing) return;
    closing = true;
    const until = performance.now() + timeoutMs;
    // Whoever was promised an answer gets it, if it comes in time.
    if (timeoutMs > 0) await Promise.race([waiters.allTold(), delay(timeoutMs)]);
    queue.stop();
    timers.stop();
    inbox.stop();
    clearInterval(claimTimer);
    await Promise.race([queue.idle(), delay(Math.max(0, until - performance.now()))]);
    const reason = new AppError('engine_closed', 'The server is shutting down.', { retryable: true });
    runs.close();
    runs.abortAttempts(reason);
    await Promise.race([Promise.all([queue.idle(), claiming, inbox.idle()]), delay(abortGraceMs * 2)]);
    await Promise.race([committer.idle(), delay(Math.max(timeoutMs, 2000))]);
    committer.stop();
    runs.forgetAll(reason);
    await store.detach(owner).catch((error: unknown) => log.warn('The hold was not given up in order.', { error: String(error) }));
  }

  owner.onLost(() => void claim());
  owner.onInbox(inbox.look);
  await gate.refresh();
  await claim();
  timers.look();
  const claimTimer = setInterval(() => void claim(), options.claimEveryMs ?? 3000);

  return {
    start,
    startAndWait,
    wait,
    signal: messages.signal,
    cancel: messages.cancel,
    pause: messages.pause,
    resume: messages.resume,
    release: messages.release,
    rerun,
    subscribe: runs.listen,
    circuits: gate.circuits,
    tryCircuit: gate.tryNow,
    refreshCircuits: gate.refresh,
    queuedSteps: (orgId, runId) => [...queue.waitingSteps(orgId, runId), ...usedAgain.waitingSteps(orgId, runId)],
    serviceLimitsChanged: queue.limitsChanged,
    metrics: () => {
      const { active, finished, conflicts } = runs.counts();
      return {
        activeRuns: active,
        executing: queue.executing(),
        queuedExecutions: queue.queued(),
        startedRuns,
        finishedRuns: finished,
        conflicts,
        ...committer.metrics(),
      };
    },
    drain,
    close: () => drain(0),
  };
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
