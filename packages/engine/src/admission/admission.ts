import { AppError, type WorkflowSettings } from '@arches/kernel';
import { eachAtOnce } from '../each-at-once.ts';
import type { ServiceLimit } from '../execution-queue.ts';
import type { EmbeddedHost, HostLimits } from '../host-limits.ts';
import type { EngineLog, RunNotice, StartRequest } from '../ports.ts';
import { createRounds } from '../rounds.ts';
import { admit } from './admit.ts';
import type { AdmissionSettings, AdmissionStore, LineTicket, LineTurn, OrgSettings, WorkflowPause } from './admission-store.ts';
import type { RunLimit } from './line-view.ts';

export interface AdmissionDeps {
  readonly store: AdmissionStore;
  readonly log: EngineLog;
  /** Live runs at work at once over all organisations; no limit when absent. */
  readonly total?: number;
  /** How often settings and lines are looked at unasked: other processes change them too. 0: never, this one is alone. */
  readonly pollMs: number;
}

/**
 * Who may begin. Without a limit, at the cost of looking into a map; otherwise a run is accepted into a line, and let in when there is a
 * place: when runs end or begin to wait, when time gives a rate another place, when somebody changes limits or resumes a workflow.
 */
export interface AdmissionControl extends HostLimits {
  /** From now on runs are let in. */
  readonly serve: (host: EmbeddedHost) => void;
  /** Somebody has changed limits or a pause: resolves when it holds here. */
  readonly changed: () => Promise<void>;
  readonly settings: () => AdmissionSettings;
  readonly total: number | undefined;
  readonly pauseOf: (orgId: string, workflowId: string) => WorkflowPause | undefined;
  readonly close: () => Promise<void>;
}

const noSettings: WorkflowSettings = {};
const longestSleepMs = 60_000;
const retryMs = 1000;
/** Runs told to begin at once. */
const atOnce = 32;

/** Resolves when the first settings are known. */
export async function createAdmission({ store, log, total, pollMs }: AdmissionDeps): Promise<AdmissionControl> {
  let settings = await store.settings();
  let seen = textOf(settings);
  let host: EmbeddedHost | undefined;
  let stopListening: (() => void) | undefined;
  let isLineEmpty = false;
  /** A place was left during this turn, while nobody was known to stand in line. */
  let isPlaceLeft = false;
  let closed = false;
  const rounds = createRounds(work);
  let poll: NodeJS.Timeout | undefined;

  // ---- asked at every start and step ----

  function ticketFor({ orgId, workflowId, mode, document }: StartRequest): LineTicket | undefined {
    if (mode !== 'live') return undefined;
    const { maxConcurrentRuns, rate, priority } = document.settings ?? noSettings;
    const isLimited = maxConcurrentRuns !== undefined || rate !== undefined || total !== undefined;
    if (!isLimited && !concerns(settings.orgs.get(orgId), workflowId)) return undefined;
    isLineEmpty = false;
    const limit: RunLimit = { ...(maxConcurrentRuns === undefined ? {} : { concurrency: maxConcurrentRuns }), ...(rate ? { rate } : {}) };
    return { limit, priority: priority ?? 'normal' };
  }

  function concerns(org: OrgSettings | undefined, workflowId: string): boolean {
    if (!org) return false;
    return org.runs.concurrency !== undefined || org.runs.rate !== undefined || org.pauses.some((pause) => pause.workflowId === workflowId);
  }

  function ofService(orgId: string, service: string): ServiceLimit | undefined {
    const limit = settings.orgs.get(orgId)?.services.get(service);
    return limit && settings.processes > 1 ? shareOf(limit, settings.processes) : limit;
  }

  // ---- turns ----

  /** A place may be free. */
  function wake(): void {
    if (host) rounds.wake();
  }

  async function work(): Promise<number> {
    let sleepMs = longestSleepMs;
    isPlaceLeft = false;
    try {
      const turn = await store.takeTurn(settings, total, admit);
      await carryOut(turn);
      isLineEmpty = turn.isEmpty;
      // Who came into line since the turn before may be waiting for that very place; with an empty line its ends are nobody's news.
      if (turn.isCut || (isPlaceLeft && !turn.isEmpty)) return 0;
      if (turn.nextAt !== undefined) sleepMs = Math.min(sleepMs, Math.max(1, turn.nextAt - turn.now + 1));
    } catch (error) {
      log.warn('Runs in line could not be looked at; tried again shortly.', { error: String(error) });
      sleepMs = retryMs;
    }
    return sleepMs;
  }

  async function carryOut({ begin, pause, resume }: LineTurn): Promise<void> {
    const engine = host;
    if (!engine) return;
    await eachAtOnce(begin, atOnce, ({ orgId, runId }) => tell(() => engine.release(orgId, runId), runId));
    await eachAtOnce(pause, atOnce, ({ orgId, runId }) => tell(() => engine.pause(orgId, runId, 'workflow'), runId));
    await eachAtOnce(resume, atOnce, ({ orgId, runId }) => tell(() => engine.resume(orgId, runId, 'workflow'), runId));
    if (pause.length > 0) await store.notePaused(pause, true);
    if (resume.length > 0) await store.notePaused(resume, false);
  }

  async function tell(said: () => Promise<unknown>, runId: string): Promise<void> {
    try {
      await said();
    } catch (error) {
      // Ended meanwhile: nothing to say any more.
      if (error instanceof AppError && (error.code === 'run_finished' || error.code === 'run_not_found')) return;
      // This one alone cannot be told, such as a run of a newer release: the others are not kept waiting for it.
      if (error instanceof AppError && !error.retryable) {
        log.warn('A run in line could not be told to go on or to keep still.', { runId, error: String(error) });
        return;
      }
      throw new Error(`Run ${runId} was not reached: ${String(error)}`, { cause: error });
    }
  }

  /** A run that ends or begins to wait leaves its place; one that was just accepted looks for one. */
  function onNotice({ run: { status } }: RunNotice): void {
    if (status === 'running') return;
    if (status === 'queued' || !isLineEmpty) wake();
    else isPlaceLeft = true;
  }

  async function refresh(): Promise<void> {
    const fresh = await store.settings();
    const text = textOf(fresh);
    if (text === seen) return;
    settings = fresh;
    seen = text;
    host?.serviceLimitsChanged();
    isLineEmpty = false;
  }

  async function changed(): Promise<void> {
    await refresh();
    wake();
    await rounds.idle();
  }

  function pollOnce(): void {
    Promise.all([refresh(), host?.refreshCircuits()])
      .then(wake)
      .catch((error: unknown) => log.warn('Limits could not be read; the ones before hold.', { error: String(error) }))
      .finally(() => {
        if (!closed) poll = setTimeout(pollOnce, pollMs);
      });
  }

  return {
    ticketFor,
    ofService,
    changed,
    settings: () => settings,
    total,
    pauseOf: (orgId, workflowId) => settings.orgs.get(orgId)?.pauses.find((pause) => pause.workflowId === workflowId),
    serve: (served) => {
      host = served;
      stopListening = served.subscribe(onNotice);
      wake();
      if (pollMs > 0) poll = setTimeout(pollOnce, pollMs);
    },
    close: async () => {
      closed = true;
      stopListening?.();
      clearTimeout(poll);
      await rounds.close();
    },
  };
}

function shareOf({ concurrency, perSecond }: ServiceLimit, processes: number): ServiceLimit {
  return {
    ...(concurrency === undefined ? {} : { concurrency: Math.max(1, Math.floor(concurrency / processes)) }),
    ...(perSecond === undefined ? {} : { perSecond: perSecond / processes }),
  };
}

const textOf = ({ orgs, processes }: AdmissionSettings): string =>
  JSON.stringify([processes, [...orgs.values()].map((org) => ({ ...org, services: [...org.services] }))]);
