import type {
  AppError,
  Command,
  HttpReply,
  JsonObject,
  RunError,
  RunMode,
  RunStatus,
  Signal,
  StepId,
  StepView,
  TriggerContext,
  Usage,
  WaitSpec,
  WorkflowDocument,
} from '@arches/kernel';
import type { CallGuard } from './spending.ts';

/** Where a run belongs, for screens and rights. */
export interface RunScope {
  readonly projectId: string;
  readonly workspaceId: string;
}

export interface StartRequest {
  readonly orgId: string;
  readonly scope: RunScope;
  readonly workflowId: string;
  /** The published version; `null` for a draft or a test, whose document is pinned with the run. */
  readonly version: number | null;
  readonly document: WorkflowDocument;
  readonly mode: RunMode;
  readonly trigger: TriggerContext;
  /** The trigger node that fired. */
  readonly triggerNodeId?: string;
  readonly input: unknown;
  /** Account id of who started it. */
  readonly createdBy?: string;
  /** The same key for the same workflow is the same run, for as long as the run is kept. */
  readonly deliveryKey?: string;
  readonly parentRunId?: string;
  /** The step of the parent that waits for this run. */
  readonly parentStep?: StepId;
  /** How many runs above this one wait for it. */
  readonly depth?: number;
  /** Nothing begins before `release`. */
  readonly held?: boolean;
  /** Rerun: results of earlier steps, by step id. */
  readonly reuse?: { readonly [step: StepId]: { readonly output: unknown; readonly ports?: readonly string[] } };
  /** Rerun: configurations that a person edited, by step id. */
  readonly edited?: { readonly [step: StepId]: JsonObject };
  readonly vars?: JsonObject;
  readonly env?: JsonObject;
  /** Of the organisation, where the document has a wait that goes by it. */
  readonly timezone?: string;
}

export interface RunStarted {
  readonly runId: string;
  readonly status: RunStatus;
  /** Another start with this delivery key came first; `runId` is that one's. */
  readonly duplicate: boolean;
}

export interface RunOutcome extends RunStarted {
  readonly output: unknown;
  readonly error?: RunError;
  /** What `flow.respond` said, if it was reached. */
  readonly reply?: HttpReply;
  /** False when the time was over, or `flow.respond` answered, before the run ended. */
  readonly finished: boolean;
}

export interface RerunRequest {
  /** Steps before this one keep their results; the whole run is repeated when absent. */
  readonly fromStep?: StepId;
  /** In place of the earlier run's input; kept when absent. */
  readonly input?: unknown;
  /** Configurations in place of the rendered ones, by step id. */
  readonly edited?: { readonly [step: StepId]: JsonObject };
  /** In place of the document that the earlier run is pinned to. */
  readonly document?: WorkflowDocument;
  readonly version?: number | null;
  readonly by?: string;
  /** The same key for the same workflow is the same rerun. */
  readonly deliveryKey?: string;
}

/** A run as lists show it. Times are epoch milliseconds. */
export interface RunSummary {
  readonly status: RunStatus;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly error?: RunError;
  readonly costUsd: number | null;
  /** In words, such as `Approval: Refund above 100 €`; absent unless the run waits. */
  readonly waitingFor?: string;
  /** Nothing new begins in it until it is resumed. */
  readonly paused?: true;
  readonly stepsTotal: number;
  readonly stepsDone: number;
  readonly stepsFailed: number;
}

/** What changed in one run, told after it is durable. Large values are references (`isStoredValue`). */
export interface RunNotice {
  readonly orgId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly scope: RunScope;
  readonly run: RunSummary;
  readonly steps: readonly StepView[];
  /** Number of the last journal event included; grows by run. */
  readonly seq: number;
}

export interface EngineMetrics {
  /** Runs in memory, and those of them with a step at work. */
  readonly activeRuns: number;
  readonly executing: number;
  readonly queuedExecutions: number;
  readonly startedRuns: number;
  readonly finishedRuns: number;
  readonly flushes: number;
  readonly flushedEvents: number;
  readonly lastFlushMs: number;
  /** Runs given up because another process owns them now. */
  readonly conflicts: number;
}

/**
 * Where a message to a run is by now, durably in either case: in its journal, or, since another process carries the run out, in its inbox.
 * What is in the inbox is taken up exactly once, within moments of a living owner.
 */
export type Delivery = 'journalled' | 'taken';

/** Carries runs out. Adapters: the embedded host here, and `engine-temporal`. */
export interface EngineHost {
  /** Resolves when the run is durable. Throws `engine_closed` while shutting down. */
  readonly start: (request: StartRequest) => Promise<RunStarted>;
  /** Resolves when the run has ended or answered, durably, or after `timeoutMs`; the run goes on either way. */
  readonly startAndWait: (request: StartRequest, timeoutMs: number) => Promise<RunOutcome>;
  /** Waits for a run that is under way; `undefined` when there is none or the time is over. */
  readonly wait: (orgId: string, runId: string, timeoutMs: number) => Promise<RunOutcome | undefined>;
  /**
   * Answers a waiting step: an approval, a delegation, a callback, or how a failed or doubtful step goes on. Resolves when durable. Throws
   * `run_not_found`, `run_finished`, `wait_closed`, `step_not_found`, `forbidden` for who is not asked.
   */
  readonly signal: (orgId: string, runId: string, step: StepId, signal: Signal) => Promise<Delivery>;
  /** Asks a run to stop; a run that has ended keeps its status. Where another process has it, its end is awaited for a few seconds. Throws `run_not_found`. */
  readonly cancel: (orgId: string, runId: string, by?: string, reason?: string) => Promise<RunStatus>;
  /** Lets steps under way end and begins no others. Throws `run_not_found`, `run_finished`, as the next two do. */
  readonly pause: (orgId: string, runId: string, by?: string) => Promise<Delivery>;
  readonly resume: (orgId: string, runId: string, by?: string) => Promise<Delivery>;
  /** Begins a run that was started `held`. */
  readonly release: (orgId: string, runId: string) => Promise<Delivery>;
  readonly rerun: (orgId: string, runId: string, request: RerunRequest) => Promise<{ readonly runId: string }>;
  readonly subscribe: (listener: (notice: RunNotice) => void) => () => void;
  readonly metrics: () => EngineMetrics;
  /** Takes no new work, lets steps end for up to `timeoutMs`, aborts the rest, writes what is known and gives the runs up. */
  readonly drain: (timeoutMs: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export type ExecuteCommand = Extract<Command, { kind: 'execute' }>;

export interface ExecuteRequest {
  readonly orgId: string;
  readonly scope: RunScope;
  readonly runId: string;
  readonly workflowId: string;
  readonly command: ExecuteCommand;
  /** Fires on cancellation, on the step's time-out and on shutdown. */
  readonly signal: AbortSignal;
  /** Bytes that the run may still keep, for files that the step writes. */
  readonly room?: FileRoom;
  /** Asked before each paid call that the step makes. */
  readonly guard?: CallGuard;
  /** Kept with the process's log, never in the journal. */
  readonly log: (message: string, fields?: JsonObject) => void;
}

/** Where files that a step writes are counted. */
export interface FileRoom {
  readonly leftBytes: () => number;
  /** What to throw when a file does not fit. */
  readonly refuse: (bytes: number) => AppError;
  readonly keep: (bytes: number) => void;
}

export interface ExecuteResult {
  readonly output: unknown;
  readonly ports?: readonly string[];
  readonly usage?: Usage;
  readonly warnings?: readonly string[];
}

/** Runs effects. Throws AppError; anything else becomes `internal_error`. The adapter over the node registry is made in the server. */
export interface NodeRunner {
  readonly execute: (request: ExecuteRequest) => Promise<ExecuteResult>;
}

export interface EngineLog {
  readonly info: (message: string, fields?: JsonObject) => void;
  readonly warn: (message: string, fields?: JsonObject) => void;
  readonly error: (message: string, fields?: JsonObject) => void;
}

/** A step asks for a run of another workflow. */
export interface ChildRequest {
  readonly orgId: string;
  /** Of the run that asks. */
  readonly scope: RunScope;
  readonly workflowId: string;
  /** The published one when absent. */
  readonly version?: number;
  readonly input: unknown;
}

/** What is started for it. */
export interface ChildWorkflow {
  readonly scope: RunScope;
  readonly version: number | null;
  readonly document: WorkflowDocument;
  /** The input, found to fit the workflow's `inputs` and completed with its defaults. */
  readonly input: unknown;
  readonly triggerNodeId?: string;
}

/** Throws AppError: one that is retryable is asked again later, any other fails the step with its code and message. */
export type ResolveWorkflow = (request: ChildRequest) => Promise<ChildWorkflow>;

/** People are to hear that a step waits for them. */
export interface WaitNotice {
  readonly orgId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly scope: RunScope;
  readonly step: StepId;
  readonly nodeId: string;
  readonly why: 'asked' | 'reminder' | 'escalation' | 'delegation';
  /** E-mail addresses; anyone who may answer when empty. */
  readonly to: readonly string[];
  readonly wait: Extract<WaitSpec, { kind: 'approval' | 'decision' }>;
  /** Epoch milliseconds. */
  readonly until?: number;
}
