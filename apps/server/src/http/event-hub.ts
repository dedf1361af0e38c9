import type { Permission, ServerMessage } from '@arches/contract';
import type { EngineHost, RunNotice } from '@arches/engine';
import type { Catalog, StepView } from '@arches/kernel';
import { countOpenApprovals, type Database, findRun, findRunListRow, findWorkflow } from '@arches/store';
import {
  isEnded,
  type NodeLabels,
  nodeLabels,
  type RunSummaryView,
  runSummaryView,
  stepDetailView,
  withNotice,
} from '../features/runs/run-view.ts';
import type { ChangeFeed } from '../features/workflows/change-feed.ts';
import type { Log } from '../log.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly catalog: Catalog;
  readonly changes: ChangeFeed;
  readonly log: Log;
}

/** A connection that listens. Only notices of its own organisation ever reach it, whatever its topics say. */
export interface Subscriber {
  readonly orgId: string;
  readonly topics: Set<string>;
  readonly send: (message: ServerMessage) => void;
  /** Bytes that its client has not taken yet. */
  readonly backlog: () => number;
}

export interface EventHub {
  readonly add: (subscriber: Subscriber) => void;
  readonly remove: (subscriber: Subscriber) => void;
  /** Why a topic cannot be listened to; the same words for what is not there and what belongs to others. */
  readonly refusalOf: (topic: string, orgId: string, may: (permission: Permission) => boolean) => Promise<string | undefined>;
  readonly subscribed: (subscriber: Subscriber, topic: string) => void;
  readonly close: () => void;
}

/** A run's news are told at most this often. */
const coalesceMs = 50;
/** A client that has this much before it gets no more until it has read some. */
const maxBacklogBytes = 1024 * 1024;
const maxKeptRuns = 500;

interface RunFacts {
  readonly view: RunSummaryView;
  readonly labels: NodeLabels;
}

export function createEventHub({ database, engine, catalog, changes, log }: Deps): EventHub {
  const subscribers = new Set<Subscriber>();
  const pending = new Map<string, RunNotice>();
  /** What never changes about a run, read once. */
  const facts = new Map<string, Promise<RunFacts | undefined>>();
  const openApprovals = new Map<string, number>();
  const recounting = new Set<string>();
  let flushing: NodeJS.Timeout | undefined;

  const listenersOf = (orgId: string, ...topics: string[]): Subscriber[] =>
    [...subscribers].filter((subscriber) => subscriber.orgId === orgId && topics.some((topic) => subscriber.topics.has(topic)));

  function onNotice(notice: RunNotice): void {
    if (touchesApprovals(notice)) recountApprovals(notice.orgId, asksPeople(notice));
    if (listenersOf(notice.orgId, ...topicsOf(notice)).length === 0) return;
    const before = pending.get(notice.runId);
    pending.set(notice.runId, before ? { ...notice, steps: mergedSteps(before.steps, notice.steps) } : notice);
    flushing ??= setTimeout(flush, coalesceMs);
  }

  function flush(): void {
    flushing = undefined;
    const due = [...pending.values()];
    pending.clear();
    for (const notice of due) void tell(notice);
  }

  async function tell(notice: RunNotice): Promise<void> {
    const known = await factsOf(notice.orgId, notice.runId);
    if (!known) return;
    const run = withNotice(known.view, notice.run);
    const steps = notice.steps.map((step) => stepDetailView(step, known.labels));
    let isHeldBack = false;
    for (const subscriber of listenersOf(notice.orgId, ...topicsOf(notice))) {
      if (subscriber.backlog() > maxBacklogBytes) {
        isHeldBack = true;
        continue;
      }
      // Lists want the run alone; its own page the steps too.
      const wantsSteps = subscriber.topics.has(`run:${notice.runId}`);
      subscriber.send({ type: 'run', seq: notice.seq, run, steps: wantsSteps ? steps : [] });
    }
    if (isHeldBack) setTimeout(() => onNotice(notice), coalesceMs * 10).unref();
    if (isEnded(run.status)) facts.delete(notice.runId);
  }

  function factsOf(orgId: string, runId: string): Promise<RunFacts | undefined> {
    const before = facts.get(runId);
    if (before) return before;
    const read = database
      .withTenant(orgId, async (tx) => {
        const row = await findRun(tx, orgId, runId);
        return row && { view: runSummaryView(row), labels: nodeLabels(row.document, catalog) };
      })
      .catch((cause: unknown) => {
        facts.delete(runId);
        log.warn({ err: cause }, 'News of a run could not be told');
        return undefined;
      });
    facts.set(runId, read);
    const oldest = facts.size > maxKeptRuns ? facts.keys().next().value : undefined;
    if (oldest !== undefined) facts.delete(oldest);
    return read;
  }

  /** @param isNews an answer of several may have come in, although as many questions are open as before */
  function recountApprovals(orgId: string, isNews = false): void {
    if (isNews) openApprovals.delete(orgId);
    if (recounting.has(orgId) || listenersOf(orgId, 'approvals').length === 0) return;
    recounting.add(orgId);
    setTimeout(() => {
      recounting.delete(orgId);
      database
        .withTenant(orgId, (tx) => countOpenApprovals(tx, orgId))
        .then((open) => {
          if (openApprovals.get(orgId) === open) return;
          openApprovals.set(orgId, open);
          for (const subscriber of listenersOf(orgId, 'approvals')) subscriber.send({ type: 'approvals', open });
        })
        .catch((cause: unknown) => log.warn({ err: cause }, 'Open approvals could not be counted'));
    }, coalesceMs * 2).unref();
  }

  const stopRuns = engine.subscribe(onNotice);
  const stopChanges = changes.subscribe(({ orgId, ...change }) => {
    for (const subscriber of listenersOf(orgId, `workflow:${change.workflowId}`)) subscriber.send({ type: 'workflow', ...change });
  });

  return {
    add: (subscriber) => void subscribers.add(subscriber),
    remove: (subscriber) => void subscribers.delete(subscriber),
    subscribed: (subscriber, topic) => {
      if (topic !== 'approvals') return;
      openApprovals.delete(subscriber.orgId);
      recountApprovals(subscriber.orgId);
    },
    refusalOf: async (topic, orgId, may) => {
      const unknown = `There is nothing to listen to under “${topic.slice(0, 100)}”.`;
      const [kind = '', id] = topic.split(':');
      const permission = kind === 'workflow' ? 'workflow:read' : kind === 'approvals' ? 'approval:read' : 'run:read';
      if (!may(permission)) return unknown;
      if (topic === 'runs' || topic === 'approvals') return undefined;
      if (!id || (kind !== 'run' && kind !== 'workflow')) return unknown;
      const isThere = await database.withTenant(orgId, async (tx) =>
        kind === 'run' ? (await findRunListRow(tx, orgId, id)) !== undefined : (await findWorkflow(tx, orgId, id)) !== undefined,
      );
      return isThere ? undefined : unknown;
    },
    close: () => {
      stopRuns();
      stopChanges();
      clearTimeout(flushing);
    },
  };
}

function topicsOf({ runId, workflowId }: RunNotice): string[] {
  return ['runs', `run:${runId}`, `workflow:${workflowId}`];
}

function touchesApprovals({ run, steps }: RunNotice): boolean {
  return (
    isEnded(run.status) ||
    asksPeople({ steps }) ||
    steps.some(({ output, status, warnings }) => status === 'succeeded' && (isDecision(output) || warnings !== undefined))
  );
}

function asksPeople({ steps }: Pick<RunNotice, 'steps'>): boolean {
  return steps.some(({ waiting }) => waiting?.kind === 'approval' || waiting?.kind === 'decision');
}

function isDecision(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'decision' in output;
}

/** The newest state of each step. */
function mergedSteps(before: readonly StepView[], after: readonly StepView[]): readonly StepView[] {
  const byId = new Map(before.map((step) => [step.step, step]));
  for (const step of after) byId.set(step.step, step);
  return [...byId.values()];
}
