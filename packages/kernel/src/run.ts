import type { StepError, WaitSpec } from './catalog.ts';
import type { FileRef, JsonObject } from './json.ts';

export type RunStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
export type StepStatus = 'pending' | 'ready' | 'running' | 'retrying' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** `test` runs touch nothing outside: effects answer with pins or samples, waits end at once. */
export type RunMode = 'live' | 'test';

/**
 * One node in one run, and inside containers in one iteration: `classify`, or `loop[3].classify`, or `loop[3].inner[0].x`.
 * Containers carry their own step under their plain id.
 */
export type StepId = string;

/** What started a run; in expressions as `trigger`. For a start by hand or API `body` is the input. */
export interface TriggerContext {
  readonly kind: 'manual' | 'api' | 'webhook' | 'form' | 'schedule' | 'rerun' | 'workflow';
  /** ISO 8601. */
  readonly at: string;
  readonly body: unknown;
  readonly query: JsonObject;
  readonly headers: JsonObject;
  readonly files: { readonly [field: string]: FileRef };
  /** A due time that was run later, by somebody who asked for it. */
  readonly backfill?: true;
}

/** What an attempt used. `costUsd` null means the price is unknown, never free. */
export interface Usage {
  readonly model?: string;
  readonly provider?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number | null;
}

/** Where a result comes from that was used again. */
export interface CachedFrom {
  readonly runId: string;
  readonly step: StepId;
  /** When it was made, epoch milliseconds. */
  readonly at: number;
  /** What making it cost. Null: nobody knows. Absent: nothing. */
  readonly costUsd?: number | null;
}

/** What a step's result is kept under and when it may be used again; the host makes the place out of it. */
export interface CacheUse {
  readonly ttlMs: number;
  /** The rendered key; absent: everything that the step is given. */
  readonly key?: unknown;
  readonly scope: 'workflow' | 'organization';
  readonly use: 'fresh' | 'on_error';
  /** A rerun: only results made since then are used, epoch milliseconds; older ones are replaced. */
  readonly since?: number;
  /** The step has failed for good with this. Nothing is run: the host answers with the result that is there, or with this failure. */
  readonly instead?: StepError;
}

/** Facts about one run, in order. Kept in the journal; replaying them gives the same state and the same commands. `at` is epoch milliseconds by the database's clock. */
export type RunEvent =
  | {
      readonly kind: 'run_started';
      readonly at: number;
      readonly runId: string;
      readonly mode: RunMode;
      readonly trigger: TriggerContext;
      readonly input: unknown;
      /** The trigger node that fired; other trigger nodes are skipped. Absent: every trigger-less root starts, and the first trigger node if there is one. */
      readonly triggerNodeId?: string;
      readonly vars?: JsonObject;
      readonly env?: JsonObject;
      /** Of the organisation, where the document has a wait that goes by it; UTC when absent. */
      readonly timezone?: string;
      /** Rerun: results of earlier steps used as they are, by step id. */
      readonly reuse?: { readonly [step: StepId]: { readonly output: unknown; readonly ports?: readonly string[] } };
      /** Rerun: configurations that a person edited, by step id; used in place of the rendered ones. */
      readonly edited?: { readonly [step: StepId]: JsonObject };
      /** The run is kept in line: nothing begins before `run_released`. */
      readonly held?: true;
      /** How many runs above this one wait for it; 0 when absent. */
      readonly depth?: number;
      /** Format of this journal; 1 when absent. */
      readonly format?: 1;
    }
  | { readonly kind: 'run_released'; readonly at: number }
  /** Steps under way end, new ones do not begin. */
  | { readonly kind: 'pause_requested'; readonly at: number; readonly by?: string }
  | { readonly kind: 'resume_requested'; readonly at: number; readonly by?: string }
  /** Written before an `at_most_once` effect; for others it may be missing after a crash. */
  | {
      readonly kind: 'step_started';
      readonly at: number;
      readonly step: StepId;
      readonly attempt: number;
      /** After a crash: this attempt may have been made before and is made once more. */
      readonly again?: true;
    }
  | {
      readonly kind: 'step_succeeded';
      readonly at: number;
      readonly step: StepId;
      readonly attempt: number;
      readonly output: unknown;
      readonly ports?: readonly string[];
      readonly usage?: Usage;
      readonly warnings?: readonly string[];
      /** An earlier result was used again; the step was not run for it. */
      readonly cached?: CachedFrom;
      /** The host keeps the result under this name, to be used again for so long. */
      readonly keep?: { readonly key: string; readonly ttlMs: number };
    }
  | {
      readonly kind: 'step_failed';
      readonly at: number;
      readonly step: StepId;
      readonly attempt: number;
      readonly error: StepError;
      readonly usage?: Usage;
    }
  | { readonly kind: 'timer_fired'; readonly at: number; readonly step: StepId; readonly timer: TimerName }
  | { readonly kind: 'signal_received'; readonly at: number; readonly step: StepId; readonly signal: Signal }
  | {
      readonly kind: 'cancel_requested';
      readonly at: number;
      readonly by?: string;
      readonly reason?: string;
      /** The host cannot let the run go on: it is stopped in the same way, and has failed with this. */
      readonly error?: RunError;
    };

/** `retry`: before the next attempt. `wait`: a delay. `deadline`: an approval or callback that nobody answered. `reminder` and `escalation`: of an approval. `run`: the whole run's time-out (step is ''). */
export type TimerName = 'retry' | 'wait' | 'deadline' | 'reminder' | 'escalation' | 'run';

export type Signal =
  | {
      readonly kind: 'approval';
      readonly decision: 'approved' | 'rejected';
      readonly by: string;
      readonly comment?: string;
      readonly form?: JsonObject;
    }
  /** An assignee passes the question on to somebody else. */
  | { readonly kind: 'delegation'; readonly by: string; readonly to: string }
  | { readonly kind: 'callback'; readonly payload: unknown }
  /** `retry` makes the step's next attempt, `accept` goes on with `output` as if it had succeeded, `fail` ends it with its error. */
  | {
      readonly kind: 'decision';
      readonly choice: 'retry' | 'accept' | 'fail';
      /** The attempt it is about, as the question says; a question about another one is not answered by it. Any when absent. */
      readonly attempt?: number;
      readonly by: string;
      readonly comment?: string;
      readonly output?: unknown;
      /** What the person found out about the outside effect: it happened, or it surely did not. Absent: nobody knows. */
      readonly happened?: boolean;
    }
  | {
      readonly kind: 'child';
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly runId: string;
      readonly output: unknown;
      readonly error?: RunError;
    };

/** One person's answer to an approval. */
export interface Vote {
  readonly by: string;
  readonly decision: 'approved' | 'rejected';
  readonly comment: string;
  readonly form: JsonObject;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the host must do. Carried out after the events that caused them are durable. */
export type Command =
  | {
      readonly kind: 'execute';
      readonly step: StepId;
      readonly nodeId: string;
      readonly type: string;
      readonly typeVersion: number;
      readonly attempt: number;
      /** Rendered; what the run page shows as the step's input. */
      readonly config: JsonObject;
      readonly mode: RunMode;
      /** Stable over attempts: run and step. */
      readonly idempotencyKey: string;
      readonly timeoutMs: number;
      /** The pinned output in a test run; the runner answers with it instead of running. */
      readonly pin?: unknown;
      readonly atMostOnce: boolean;
      /** Only after `replay`: the journal says that this attempt began before. An at-most-once effect must not be run again then; record `step_failed` with code `outcome_unknown`. */
      readonly begun?: boolean;
      /** Its result may be used again, or one that is there may be used. */
      readonly cache?: CacheUse;
    }
  | { readonly kind: 'set_timer'; readonly step: StepId; readonly timer: TimerName; readonly at: number }
  | { readonly kind: 'clear_timer'; readonly step: StepId; readonly timer: TimerName }
  /** A person or an outside system is asked; opens an approval row or a callback. */
  | {
      readonly kind: 'open_wait';
      readonly step: StepId;
      readonly nodeId: string;
      readonly wait: Exclude<WaitSpec, { kind: 'time' }>;
      readonly deadlineAt?: number;
    }
  | { readonly kind: 'close_wait'; readonly step: StepId }
  /** Tells people that a wait is theirs; best effort, told again after a crash rather than not at all. */
  | {
      readonly kind: 'remind';
      readonly step: StepId;
      readonly nodeId: string;
      readonly why: 'reminder' | 'escalation' | 'delegation';
      readonly to: readonly string[];
    }
  /** Stop a running attempt through its AbortSignal. */
  | { readonly kind: 'abort'; readonly step: StepId }
  /** `flow.respond` was reached: the waiting HTTP caller gets this. */
  | { readonly kind: 'respond'; readonly response: HttpReply }
  | { readonly kind: 'finish'; readonly status: 'succeeded' | 'failed' | 'cancelled'; readonly output: unknown; readonly error?: RunError };

export interface HttpReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: unknown;
}

export interface RunError extends StepError {
  /** The step that failed, where there is one. */
  readonly step?: StepId;
  readonly nodeId?: string;
}

/** A step as screens and the API show it; the row that `store` keeps. Times are epoch milliseconds. */
export interface StepView {
  readonly step: StepId;
  readonly nodeId: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Rendered configuration of the last attempt. */
  readonly input?: unknown;
  readonly output?: unknown;
  readonly ports?: readonly string[];
  readonly error?: StepError;
  readonly waiting?: WaitSpec & { readonly until?: number };
  readonly retryAt?: number;
  readonly usage?: Usage;
  readonly warnings?: readonly string[];
  /** Output taken from an earlier run. */
  readonly reused?: boolean;
  /** Output used again from another run, instead of running the step. */
  readonly cached?: CachedFrom;
  /** With `cached`: the step was run and failed with this, and the earlier output stands in. */
  readonly insteadOf?: StepError;
  /** Answers to an approval so far. */
  readonly votes?: readonly Vote[];
  /** For steps that write outside: what is known about the effect. Absent while nothing was begun. */
  readonly sent?: 'once' | 'maybe' | 'not_sent';
}
