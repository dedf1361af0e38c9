import type { Command, HttpReply, RunError, RunEvent, RunMode, RunPlan, RunState, RunStatus, StepId, StepView } from '@arches/kernel';
import type { ByteMeter, RunBudget } from './byte-budget.ts';
import type { ChangeSource, Settled } from './committer.ts';
import type { EngineKernel } from './engine-kernel.ts';
import type { UntimedEvent } from './inbox-message.ts';
import type { RunScope, RunSummary } from './ports.ts';
import type { NewRun, ParentStep, RunBytes } from './run-store.ts';
import type { OpenWait } from './wait-rows.ts';

/** Commands that reach outside the run's own rows; carried out once the events that caused them are durable. */
export type OutwardCommand =
  | Extract<Command, { kind: 'execute' | 'abort' | 'respond' | 'remind' | 'finish' }>
  /** A child to start, or a question that is new to people. */
  | OpenWait;

export interface Finish {
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly output: unknown;
  readonly error?: RunError;
}

/** What one flush made durable. */
export interface DurableChange {
  readonly commands: readonly OutwardCommand[];
  readonly timersDueAt: readonly number[];
  readonly steps: readonly StepView[];
  readonly summary: RunSummary;
  readonly seq: number;
  /** Another run's inbox was written to. */
  readonly toldOthers: boolean;
}

/** One run in memory. Everything it decides is in memory at once; what follows from it waits for the disk. */
export interface RunActor extends ChangeSource {
  readonly orgId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly scope: RunScope;
  readonly epoch: number;
  readonly plan: RunPlan;
  /** The step that waits for this run. */
  readonly parent: ParentStep | undefined;
  /** How many runs above this one wait for it. */
  readonly depth: number;
  /** Steps at work. */
  readonly attempts: Map<StepId, AbortController>;
  /** `message`: the inbox message that says it, taken in the same transaction. */
  readonly apply: (event: UntimedEvent, message?: string) => void;
  /** What follows from its last event, of a run that was loaded before all of it was written. Gives what the run has under way then. */
  readonly decideAnew: (event: RunEvent) => Promise<readonly Command[]>;
  /** Resolves when no decision is half made; `undefined` when none is. */
  readonly whenDecided: () => Promise<void> | undefined;
  /** What was open when the run was loaded, so that its end is known for what it is. */
  readonly noteOpen: (command: OpenWait) => void;
  readonly mode: () => RunMode;
  readonly status: () => RunStatus;
  readonly step: (step: StepId) => StepView | undefined;
  /** Nothing is left to write. */
  readonly isClean: () => boolean;
  /** The run itself is durable. */
  readonly isCreated: () => boolean;
  readonly durableSeq: () => number;
  /** Resolves when everything decided so far is durable; rejects when it never will be, and for a caller also when that takes too long. */
  readonly whenDurable: (asks?: 'caller') => Promise<void>;
  /** What the run keeps, and may keep. */
  readonly budget: Omit<RunBudget, 'settle'>;
  readonly finish: () => Finish | undefined;
  readonly reply: () => HttpReply | undefined;
  /** Ends this copy of the run in memory: nothing it says is heard any more. The reason is made for whoever still waits, mostly nobody. */
  readonly drop: (reason: () => unknown) => void;
  readonly isDropped: () => boolean;
}

export interface ActorSeed {
  readonly orgId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly scope: RunScope;
  readonly epoch: number;
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly parent?: ParentStep | undefined;
  readonly depth?: number | undefined;
  /** Set for a run that is not in the store yet. */
  readonly create?: Omit<NewRun, 'input'>;
  /** Events already durable, of a run that was loaded. */
  readonly events?: readonly RunEvent[];
  readonly stepPositions?: readonly StepId[];
  /** Already durable, of a run that was loaded. */
  readonly bytes?: RunBytes | undefined;
}

export interface ActorHost {
  readonly meter?: ByteMeter | undefined;
  readonly decide: EngineKernel['decide'];
  readonly now: () => number;
  /** Another part of a decision is to be written. */
  readonly onMore: (actor: RunActor) => void;
  /** It cannot be decided on. */
  readonly onBroken: (actor: RunActor, error: unknown) => void;
  readonly onDurable: (actor: RunActor, change: DurableChange) => void;
  /** What was decided cannot be written for the time being. */
  readonly onLate: (actor: RunActor) => void;
  readonly onSettledBadly: (actor: RunActor, settled: Exclude<Settled, { kind: 'kept' }>) => void;
}
