import type { RunEvent, RunMode, RunStatus, StepId, StepStatus, StepView, TimerName, WaitSpec, WorkflowDocument } from '@arches/kernel';
import type { InboxMessage } from './inbox-message.ts';
import type { LineTicket } from './admission/admission-store.ts';
import type { RunScope } from './ports.ts';
import type { KeptResult } from './results/result-store.ts';

/** A JSON text. Values are serialised once, by the engine, and travel as text from there on. */
export type JsonText = string;

/** A process that owns runs. It lives as long as its hold on the database does; there is no lease to renew. */
export interface Owner {
  readonly id: number;
  /** The database took the hold back (restart, broken connection); own runs may be claimed by others until it is regained. */
  readonly onLost: (listener: () => void) => void;
  /** Something may lie in the inbox for runs of this owner. Told promptly and without polling, but not surely: look now and then, too. */
  readonly onInbox: (listener: () => void) => void;
}

/** The step of another run that waits for this one. */
export interface ParentStep {
  readonly runId: string;
  readonly step: StepId;
}

export interface NewRun {
  readonly scope: RunScope;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly version: number | null;
  readonly mode: RunMode;
  readonly triggerKind: string;
  readonly createdBy?: string;
  readonly parentRunId?: string;
  /** The step of the parent that waits for this run. The run is refused, as a conflict, when that step waits no more. */
  readonly parentStep?: StepId;
  readonly deliveryKey?: string;
  /** A place in line, taken in the same transaction: the run begins when it is let in. */
  readonly line?: LineTicket;
  /** sha256 of the document, hex. */
  readonly documentHash: string;
  /** Absent when this process knows the store has it. */
  readonly document?: JsonText;
  readonly input: JsonText;
  readonly createdAt: number;
}

export interface RunRow {
  readonly status: RunStatus;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Written once, when the run ends. */
  readonly output?: JsonText;
  readonly error?: JsonText;
  readonly reply?: JsonText;
  /** Absent, like the counts: what is there stays. */
  readonly costUsd?: number | null;
  readonly waitingFor?: string;
  readonly paused?: true;
  /** More follows from the last event than is written with this: another change says the rest. */
  readonly undecided?: true;
  readonly stepsTotal?: number;
  readonly stepsDone?: number;
  readonly stepsFailed?: number;
  /** Absent: what is there stays. */
  readonly bytes?: RunBytes;
}

/** What a run keeps: bytes of the text of journal and steps, of values too large for them, of files. */
export interface RunBytes {
  readonly journal: number;
  readonly values: number;
  readonly files: number;
}

export interface StepRow {
  readonly step: StepId;
  readonly nodeId: string;
  /** Order of first appearance in the run; kept from the first write. */
  readonly position: number;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly costUsd?: number | null;
  /** Absent: what is there stays. */
  readonly input?: JsonText;
  readonly output?: JsonText;
  readonly sent?: NonNullable<StepView['sent']>;
  /** Ports, error, waiting, retryAt, usage, warnings, reused: the rest of a StepView. */
  readonly detail: JsonText;
}

export interface JournalEvent {
  readonly seq: number;
  readonly at: number;
  readonly kind: RunEvent['kind'];
  readonly body: JsonText;
}

export interface TimerChange {
  readonly step: StepId;
  readonly timer: TimerName;
  /** Absent: the timer is removed. */
  readonly dueAt?: number;
}

/** A question to a person or to the outside, or a child that is asked for. One more for the same step replaces what is asked there; its id stays while the question is open. */
export interface OpenedWait {
  readonly id: string;
  readonly step: StepId;
  readonly nodeId: string;
  readonly wait: Exclude<WaitSpec, { kind: 'time' }>;
  /** A new question, not the old one changed: it gets this id. */
  readonly isNew: boolean;
  readonly data?: JsonText;
  readonly form?: JsonText;
  readonly deadlineAt?: number;
  readonly openedAt: number;
}

export type WaitResult = 'approved' | 'rejected' | 'answered' | 'expired' | 'cancelled';

export interface ClosedWait {
  readonly step: StepId;
  readonly result: WaitResult;
  readonly by?: string;
  readonly comment?: string;
  readonly form?: JsonText;
  readonly closedAt: number;
}

/** The answers to an open or closed wait so far. */
export interface CastVotes {
  readonly step: StepId;
  readonly votes: JsonText;
}

/** A value too large for journal and rows. Written in the transaction of the event that refers to it. */
export interface StoredText {
  readonly id: string;
  readonly size: number;
  readonly body: JsonText;
}

/** All that one flush says about one run. */
export interface RunChange {
  readonly orgId: string;
  readonly runId: string;
  readonly epoch: number;
  /** Number of the last durable event before this change; 0 with `create`. */
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly create?: NewRun;
  readonly events: readonly JournalEvent[];
  readonly row: RunRow;
  readonly steps: readonly StepRow[];
  readonly timers: readonly TimerChange[];
  readonly opened: readonly OpenedWait[];
  readonly closed: readonly ClosedWait[];
  readonly votes: readonly CastVotes[];
  readonly values: readonly StoredText[];
  /** Messages that this change journals: removed in the same transaction, which is refused when one is not there any more. */
  readonly taken: readonly string[];
  /** Set for a child: its end is told to this step, in the inbox, in the same transaction. */
  readonly parent?: ParentStep;
  /** Steps that wait for their child no more: an unfinished one is told to stop, in the same transaction. */
  readonly leftChildren: readonly StepId[];
  /**
   * Ids of files that came into the run: each is kept as long as one of its runs is. What is no file of the organisation is passed over.
   * A new run that repeats another one, its parent without being its child, gets that one's files besides.
   */
  readonly files?: readonly string[];
  /** Results of steps in this change that may be used again. */
  readonly kept?: readonly KeptResult[];
  /** The run ends beside the kernel: its open steps, waits and timers end with it. */
  readonly endsBadly?: boolean;
}

export type ChangeResult =
  | { readonly kind: 'kept' }
  /** Another run has this delivery key. */
  | { readonly kind: 'duplicate'; readonly runId: string; readonly status: RunStatus }
  /** Another owner has the run, or it is gone. Nothing was written. */
  | { readonly kind: 'conflict' };

export interface CommitResult {
  /** In the order of the changes. */
  readonly results: readonly ChangeResult[];
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
}

export interface ClaimedRun {
  readonly orgId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly status: RunStatus;
}

/** A run of an owner; a copy with a lower epoch was made before the owner lost the run and took it again. */
export interface OwnRun {
  readonly orgId: string;
  readonly runId: string;
  readonly epoch: number;
}

export interface DueTimer {
  readonly orgId: string;
  readonly runId: string;
  readonly step: StepId;
  readonly timer: TimerName;
  readonly dueAt: number;
}

export interface DueTimers {
  readonly timers: readonly DueTimer[];
  /** When the next one after these is due, if any. */
  readonly nextAt?: number;
  readonly now: number;
}

/** A run as it was kept: enough to replay it. */
export interface KeptRun {
  readonly orgId: string;
  readonly runId: string;
  readonly epoch: number;
  /** Format of its journal. */
  readonly format: number;
  /** Null when nobody owns it. */
  readonly owner: number | null;
  readonly scope: RunScope;
  readonly workflowId: string;
  readonly version: number | null;
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly documentHash: string;
  readonly document: WorkflowDocument;
  readonly createdBy?: string;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly reply?: unknown;
  readonly parent?: ParentStep;
  /** Delivery keys of the runs that its steps have started. */
  readonly childKeys: readonly string[];
  /** What follows from the last event was not written to its end. */
  readonly undecided?: true;
  /** Absent: none were counted. */
  readonly bytes?: RunBytes;
  /** As journalled: large values are references. */
  readonly events: readonly RunEvent[];
  /** Steps that have a row, in order of position. */
  readonly stepPositions: readonly StepId[];
}

/** How a run stands, without its journal. Large values are references. */
export interface RunResult {
  /** The process that carries it out; null when none does. */
  readonly owner: number | null;
  readonly status: RunStatus;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly reply?: unknown;
}

/** A message to a run of the owner who asked. */
export interface InboxEntry {
  readonly orgId: string;
  readonly runId: string;
  readonly id: string;
  readonly message: InboxMessage;
}

/** `ended` and `missing`: nothing was written. */
export type Posted = 'taken' | 'ended' | 'missing';

/** Where runs are kept. Adapters in `store/` pass `testkit/run-store.suite.ts`. */
export interface RunStore {
  /** Takes the hold that makes this process an owner. */
  readonly attach: () => Promise<Owner>;
  /** Gives up every run of this owner, and the hold. */
  readonly detach: (owner: Owner) => Promise<void>;
  /**
   * Writes all changes in one transaction and one round trip; each run is kept or refused by itself, checked in the statement that writes.
   * Safe to repeat when the reply was lost: a change that is already there is `kept`.
   */
  readonly commit: (owner: Owner, changes: readonly RunChange[]) => Promise<CommitResult>;
  /** Takes up to `limit` unfinished runs that nobody alive owns and whose journal has a format known here, oldest first. Any number of processes may ask at once. */
  readonly claim: (owner: Owner, limit: number) => Promise<readonly ClaimedRun[]>;
  /** Runs of this owner that are under way and do not wait: it should have them in memory. */
  readonly running: (owner: Owner) => Promise<readonly OwnRun[]>;
  /** Runs of this owner in which a step waits for a child that is not there or has ended: it may have to be started. */
  readonly childless: (owner: Owner, limit: number) => Promise<readonly OwnRun[]>;
  /** Takes this run unless somebody else alive owns it; `undefined` then, and when it has ended, does not exist, or has a newer format. */
  readonly claimRun: (owner: Owner, orgId: string, runId: string) => Promise<ClaimedRun | undefined>;
  readonly load: (orgId: string, runId: string) => Promise<KeptRun | undefined>;
  readonly result: (orgId: string, runId: string) => Promise<RunResult | undefined>;
  /** Leaves a message for whoever owns the run, durably, and rings at their door. The same `id` again is the same message. */
  readonly post: (orgId: string, runId: string, id: string, message: JsonText) => Promise<Posted>;
  /** Messages to this owner's runs, in order. They stay until a change takes them or they are discarded; those to ended runs go. */
  readonly inbox: (owner: Owner, limit: number) => Promise<readonly InboxEntry[]>;
  /** Whether anything lies in the run's inbox. */
  readonly hasMessages: (orgId: string, runId: string) => Promise<boolean>;
  /**
   * Removes messages that say nothing any more, if this owner has the run in this epoch; `false` when it has not: what it knows of the run is
   * older, and so is what it thinks of the messages.
   */
  readonly discard: (owner: Owner, run: OwnRun, ids: readonly string[]) => Promise<boolean>;
  /** Timers of this owner's runs that are due by the database's clock, earliest first. They stay until a change removes them. */
  readonly dueTimers: (owner: Owner, limit: number) => Promise<DueTimers>;
  readonly readValues: (orgId: string, runId: string, ids: readonly string[]) => Promise<ReadonlyMap<string, JsonText>>;
  readonly now: () => Promise<number>;
}
