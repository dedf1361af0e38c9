import type {
  ChangeResult,
  ClaimedRun,
  ClosedWait,
  CommitResult,
  DueTimers,
  InboxEntry,
  JournalEvent,
  JsonText,
  KeptRun,
  NewRun,
  OpenedWait,
  Posted,
  RunChange,
  OwnRun,
  RunResult,
  RunRow,
  StepRow,
  TimerChange,
} from '../run-store.ts';
import type { Mistakes } from './mistakes.ts';
import type { World } from './virtual-world.ts';
import { worldEpoch } from './virtual-world.ts';

/** A run in the simulated database. */
export interface RunRecord {
  readonly orgId: string;
  readonly runId: string;
  readonly create: NewRun;
  epoch: number;
  owner: number | null;
  lastSeq: number;
  row: RunRow;
  readonly events: JournalEvent[];
  readonly steps: Map<string, StepRow>;
  readonly timers: Map<string, TimerRecord>;
  readonly waits: Map<string, WaitRecord>;
  readonly values: Map<string, JsonText>;
  /** Owners who had the run and lost it: what they still have in memory is out of date. */
  readonly formerOwners: Set<number>;
  readonly inbox: Map<string, InboxEntry['message']>;
  /** Messages that were ever in the inbox, as JSON. */
  readonly posted: Set<JsonText>;
  firstOwner: number;
}

export interface TimerRecord extends Required<TimerChange> {
  /** The latest that the database's clock has said since the timer was set. */
  latestClock: number;
}

export interface WaitRecord {
  readonly opened: OpenedWait;
  readonly closed?: ClosedWait;
}

/** Told what was written, within the transaction. */
export interface DatabaseWatcher {
  readonly wrote: (ownerId: number, change: RunChange, run: RunRecord) => void;
  readonly claimed: (ownerId: number, run: RunRecord) => void;
}

/** A database in memory with the rules of the real one: transactions, unique delivery keys, the epoch check, holds. Its clock can jump. */
export interface SimulatedDatabase {
  readonly runs: ReadonlyMap<string, RunRecord>;
  readonly deliveries: ReadonlyMap<string, string>;
  readonly now: () => number;
  readonly jump: (ms: number) => void;
  readonly attach: () => number;
  readonly hold: (ownerId: number) => void;
  readonly release: (ownerId: number) => void;
  readonly lives: (ownerId: number) => boolean;
  readonly commit: (ownerId: number, changes: readonly RunChange[]) => CommitResult;
  readonly claim: (ownerId: number, limit: number) => readonly ClaimedRun[];
  readonly claimRun: (ownerId: number, orgId: string, runId: string) => ClaimedRun | undefined;
  readonly running: (ownerId: number) => readonly OwnRun[];
  readonly childless: (ownerId: number, limit: number) => readonly OwnRun[];
  readonly result: (orgId: string, runId: string) => RunResult | undefined;
  readonly post: (orgId: string, runId: string, id: string, message: JsonText) => Posted;
  readonly inbox: (ownerId: number, limit: number) => readonly InboxEntry[];
  readonly hasMessages: (runId: string) => boolean;
  readonly discard: (ownerId: number, run: OwnRun, ids: readonly string[]) => boolean;
  /** Something came into an inbox since the last call. */
  readonly takeBell: () => boolean;
  readonly load: (orgId: string, runId: string) => KeptRun | undefined;
  readonly dueTimers: (ownerId: number, limit: number, clock: number) => DueTimers;
  readonly readValues: (runId: string, ids: readonly string[]) => ReadonlyMap<string, JsonText>;
}

const deliveryKeyOf = (workflowId: string, key: string): string => `${workflowId} ${key}`;
export const isEnded = ({ status }: Pick<RunRow, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

export function createSimulatedDatabase(
  world: World,
  documents: ReadonlyMap<string, KeptRun['document']>,
  watcher: DatabaseWatcher,
  mistakes: Mistakes,
): SimulatedDatabase {
  const runs = new Map<string, RunRecord>();
  const deliveries = new Map<string, string>();
  const living = new Set<number>();
  let owners = 0;
  let clockOffset = 0;
  let isRinging = false;

  const now = (): number => Math.floor(worldEpoch + world.now() + clockOffset);

  function noteClock(): void {
    for (const run of runs.values()) for (const timer of run.timers.values()) if (now() > timer.latestClock) timer.latestClock = now();
  }

  // ---- writing ----

  /** All or nothing for each run; a run that is refused does not keep the others of its flush from being written. */
  function commit(ownerId: number, changes: readonly RunChange[]): CommitResult {
    const results = changes.map((change) => write(ownerId, change));
    return { results, now: now() };
  }

  function write(ownerId: number, change: RunChange): ChangeResult {
    const { runId, create } = change;
    const kept = runs.get(runId);
    if (create && !kept) return begin(ownerId, change, create);
    if (!create && kept && isWritable(kept, change) && change.taken.every((id) => kept.inbox.has(id))) {
      apply(ownerId, change, kept);
      return { kind: 'kept' };
    }
    return refuse(ownerId, change, kept);
  }

  function begin(ownerId: number, change: RunChange, create: NewRun): ChangeResult {
    const first = deliveredRun(create);
    if (first && !mistakes.has('lose the delivery key')) return { kind: 'duplicate', runId: first.runId, status: first.row.status };
    if (!isAskedFor(change, create)) return { kind: 'conflict' };
    if (create.deliveryKey !== undefined) deliveries.set(deliveryKeyOf(create.workflowId, create.deliveryKey), change.runId);
    apply(ownerId, change, newRecord(ownerId, change, create));
    return { kind: 'kept' };
  }

  /** Kept already, since its reply was lost; a repeated delivery; or somebody else's run by now. */
  function refuse(ownerId: number, change: RunChange, kept: RunRecord | undefined): ChangeResult {
    const isRepeat = kept?.epoch === change.epoch && kept.lastSeq === change.toSeq && change.toSeq > change.fromSeq;
    if (kept && isRepeat && mistakes.has('write a repeated flush twice')) apply(ownerId, change, kept);
    if (isRepeat && !mistakes.has('do not recognise a repeated flush')) return { kind: 'kept' };
    if (mistakes.has('call a refused flush kept')) return { kind: 'kept' };
    const other = change.create && deliveredRun(change.create);
    return other ? { kind: 'duplicate', runId: other.runId, status: other.row.status } : { kind: 'conflict' };
  }

  function deliveredRun({ workflowId, deliveryKey }: NewRun): RunRecord | undefined {
    return deliveryKey === undefined ? undefined : runs.get(deliveries.get(deliveryKeyOf(workflowId, deliveryKey)) ?? '');
  }

  function isWritable(kept: RunRecord, change: RunChange): boolean {
    if (isEnded(kept.row)) return mistakes.has('write after the end');
    if (mistakes.has('drop the epoch check')) return kept.lastSeq <= change.fromSeq || kept.epoch !== change.epoch;
    return kept.epoch === change.epoch && kept.lastSeq === change.fromSeq;
  }

  function newRecord(ownerId: number, { orgId, runId, epoch }: RunChange, create: NewRun): RunRecord {
    const empty = {
      events: [],
      steps: new Map(),
      timers: new Map(),
      waits: new Map(),
      values: new Map(),
      formerOwners: new Set<number>(),
      inbox: new Map(),
      posted: new Set<JsonText>(),
    };
    const run: RunRecord = {
      orgId,
      runId,
      create,
      epoch,
      owner: ownerId,
      firstOwner: ownerId,
      lastSeq: 0,
      row: { status: 'queued' },
      ...empty,
    };
    runs.set(runId, run);
    return run;
  }

  function apply(ownerId: number, change: RunChange, run: RunRecord): void {
    watcher.wrote(ownerId, change, run);
    run.lastSeq = change.toSeq;
    const { paused: _before, ...row } = run.row;
    run.row = { ...row, ...change.row };
    run.events.push(...change.events);
    for (const row of change.steps) run.steps.set(row.step, row);
    for (const { id, body } of change.values) run.values.set(id, body);
    for (const { step, timer, dueAt } of change.timers) {
      const key = `${timer} ${step}`;
      if (dueAt === undefined) run.timers.delete(key);
      else run.timers.set(key, { step, timer, dueAt, latestClock: now() });
    }
    for (const opened of change.opened) {
      const asked = run.waits.get(opened.step);
      if (opened.isNew) run.waits.set(opened.step, { opened });
      else if (asked && !asked.closed) run.waits.set(opened.step, { opened: { ...opened, id: asked.opened.id } });
    }
    for (const closed of change.closed) {
      const wait = run.waits.get(closed.step);
      if (wait && !wait.closed) run.waits.set(closed.step, { opened: wait.opened, closed });
    }
    if (!mistakes.has('take a message up twice')) for (const id of change.taken) run.inbox.delete(id);
    if (change.endsBadly) endBeside(run);
    tellOthers(change, run);
  }

  /** A child's end goes to its parent, and a child that nobody waits for is asked to stop, in the transaction that says so. */
  function tellOthers({ parent, leftChildren, endsBadly }: RunChange, run: RunRecord): void {
    const waiting = parent && isEnded(run.row) ? runs.get(parent.runId) : undefined;
    if (parent && waiting && !isEnded(waiting.row) && !mistakes.has('lose the message of a child')) {
      const { runId } = run;
      waiting.inbox.set(`child ${runId}`, { kind: 'child_ended', step: parent.step, runId, key: run.create.deliveryKey ?? '' });
      isRinging = true;
    }
    for (const child of runs.values()) {
      const { parentRunId, parentStep } = child.create;
      if (parentRunId !== run.runId || parentStep === undefined || isEnded(child.row)) continue;
      if (!endsBadly && !leftChildren.includes(parentStep)) continue;
      const id = `parent ${run.runId}`;
      if (!child.inbox.has(id)) child.inbox.set(id, { kind: 'cancel_requested', reason: 'the run that started it waits for it no more' });
      isRinging = true;
    }
  }

  function isAskedFor({ parent }: RunChange, { parentStep }: NewRun): boolean {
    if (!parent || parentStep === undefined) return true;
    const wait = runs.get(parent.runId)?.waits.get(parent.step);
    return wait !== undefined && !wait.closed;
  }

  function endBeside(run: RunRecord): void {
    run.timers.clear();
    const closedAt = now();
    for (const [step, wait] of run.waits)
      if (!wait.closed) run.waits.set(step, { opened: wait.opened, closed: { step, result: 'cancelled', closedAt } });
    for (const [step, row] of run.steps)
      if (['pending', 'ready', 'running', 'retrying', 'waiting'].includes(row.status)) run.steps.set(step, { ...row, status: 'cancelled' });
  }

  // ---- claiming ----

  const isFree = ({ owner }: RunRecord): boolean => owner === null || !living.has(owner);

  function take(ownerId: number, run: RunRecord): ClaimedRun {
    if (run.owner !== null && run.owner !== ownerId) run.formerOwners.add(run.owner);
    run.owner = ownerId;
    if (!mistakes.has('keep the epoch when claiming')) run.epoch += 1;
    watcher.claimed(ownerId, run);
    return { orgId: run.orgId, runId: run.runId, epoch: run.epoch, status: run.row.status };
  }

  function claim(ownerId: number, limit: number): ClaimedRun[] {
    const free = [...runs.values()].filter((run) => run.owner !== ownerId && !isEnded(run.row) && isFree(run));
    return free.slice(0, limit).map((run) => take(ownerId, run));
  }

  function claimRun(ownerId: number, orgId: string, runId: string): ClaimedRun | undefined {
    const run = runs.get(runId);
    if (!run || run.orgId !== orgId || isEnded(run.row)) return undefined;
    return run.owner === ownerId || isFree(run) ? take(ownerId, run) : undefined;
  }

  // ---- reading ----

  function load(orgId: string, runId: string): KeptRun | undefined {
    const run = runs.get(runId);
    if (!run || run.orgId !== orgId) return undefined;
    const { create, row } = run;
    const document = documents.get(create.documentHash);
    if (!document) throw new Error(`The simulation has no document ${create.documentHash}.`);
    return {
      orgId,
      runId,
      epoch: run.epoch,
      format: 1,
      owner: run.owner,
      scope: create.scope,
      workflowId: create.workflowId,
      version: create.version,
      mode: create.mode,
      status: row.status,
      documentHash: create.documentHash,
      document,
      ...endingOf(row),
      ...(create.parentRunId === undefined || create.parentStep === undefined
        ? {}
        : { parent: { runId: create.parentRunId, step: create.parentStep } }),
      childKeys: [...runs.values()].flatMap((child) =>
        child.create.parentRunId === runId && child.create.parentStep !== undefined ? (child.create.deliveryKey ?? []) : [],
      ),
      events: run.events.map(({ body }) => JSON.parse(body) as KeptRun['events'][number]),
      stepPositions: [...run.steps.values()].sort((left, right) => left.position - right.position).map(({ step }) => step),
    };
  }

  /** Whether a step waits for a run that is not there or has ended. */
  function isChildless({ runId, row, waits }: RunRecord): boolean {
    if (isEnded(row)) return false;
    return [...waits.values()].some(
      ({ opened, closed }) =>
        opened.wait.kind === 'child' &&
        !closed &&
        ![...runs.values()].some(
          ({ create, row: child }) => create.parentRunId === runId && create.parentStep === opened.step && !isEnded(child),
        ),
    );
  }

  function dueTimers(ownerId: number, limit: number, clock: number): DueTimers {
    noteClock();
    const early = mistakes.has('fire timers early') ? 1500 : 0;
    const mine = [...runs.values()]
      .filter((run) => (mistakes.has('forget timers after a claim') ? run.firstOwner : run.owner) === ownerId && !isEnded(run.row))
      .flatMap(({ orgId, runId, timers }) => [...timers.values()].map(({ step, timer, dueAt }) => ({ orgId, runId, step, timer, dueAt })))
      .sort((left, right) => left.dueAt - right.dueAt);
    const due = mine.filter(({ dueAt }) => dueAt <= clock + early);
    const next = mine.find(({ dueAt }) => dueAt > clock + early);
    return { timers: due.slice(0, limit), ...(next ? { nextAt: next.dueAt } : {}), now: clock };
  }

  return {
    runs,
    deliveries,
    now,
    jump: (ms) => {
      noteClock();
      clockOffset += ms;
    },
    attach: () => {
      owners += 1;
      living.add(owners);
      return owners;
    },
    hold: (ownerId) => living.add(ownerId),
    release: (ownerId) => living.delete(ownerId),
    lives: (ownerId) => living.has(ownerId),
    commit,
    claim,
    claimRun,
    running: (ownerId) => [...runs.values()].filter((run) => run.owner === ownerId && run.row.status === 'running'),
    childless: (ownerId, limit) => [...runs.values()].filter((run) => run.owner === ownerId && isChildless(run)).slice(0, limit),
    result: (orgId, runId) => {
      const run = runs.get(runId);
      return run?.orgId === orgId ? { owner: run.owner, status: run.row.status, ...endingOf(run.row) } : undefined;
    },
    post: (orgId, runId, id, message) => {
      const run = runs.get(runId);
      if (run?.orgId !== orgId) return 'missing';
      if (isEnded(run.row)) return 'ended';
      if (!mistakes.has('forget a message in the inbox')) {
        run.inbox.set(id, JSON.parse(message) as InboxEntry['message']);
        run.posted.add(message);
      }
      isRinging = true;
      return 'taken';
    },
    inbox: (ownerId, limit) => {
      for (const run of runs.values()) if (isEnded(run.row)) run.inbox.clear();
      const mine = [...runs.values()].filter(({ owner }) => owner === ownerId);
      return mine.flatMap(({ orgId, runId, inbox }) => [...inbox].map(([id, message]) => ({ orgId, runId, id, message }))).slice(0, limit);
    },
    hasMessages: (runId) => (runs.get(runId)?.inbox.size ?? 0) > 0,
    discard: (ownerId, { runId, epoch }, ids) => {
      const run = runs.get(runId);
      if (run?.owner !== ownerId || run.epoch !== epoch) return false;
      for (const id of ids) run.inbox.delete(id);
      return true;
    },
    takeBell: () => {
      const rang = isRinging;
      isRinging = false;
      return rang;
    },
    load,
    dueTimers,
    readValues: (runId, ids) => {
      const values = runs.get(runId)?.values;
      return new Map(ids.flatMap((id) => (values?.has(id) ? [[id, values.get(id) as string]] : [])));
    },
  };
}

function endingOf({ output, error, reply }: RunRow): Omit<RunResult, 'status' | 'owner'> {
  return {
    ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
    ...(error === undefined ? {} : { error: JSON.parse(error) as unknown }),
    ...(reply === undefined ? {} : { reply: JSON.parse(reply) as unknown }),
  };
}
