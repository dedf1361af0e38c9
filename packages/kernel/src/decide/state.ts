import type { StepError, WaitSpec } from '../catalog.ts';
import type { JsonObject } from '../json.ts';
import type { CachedFrom, RunError, RunMode, RunStatus, Signal, StepId, StepStatus, TriggerContext, Usage, Vote } from '../run.ts';
import type { GraphPlan, RunPlan } from './plan.ts';

/**
 * Everything that decides how a run goes on. Plain data: `structuredClone` copies it, JSON keeps it.
 * Its inside is the kernel's own; screens and hosts read it through `runView`, `stepView` and `stepIds`.
 */
export interface RunState {
  runId: string;
  status: RunStatus;
  mode: RunMode;
  trigger: TriggerContext | null;
  input: unknown;
  vars: JsonObject;
  env: JsonObject;
  /** Of the organisation; a workflow and a step may have their own. */
  timezone: string;
  startedAt: number | null;
  endedAt: number | null;
  output: unknown;
  error: RunError | null;
  /** What `flow.respond` gave, once it was reached. */
  response: { body: unknown } | null;
  /** The trigger node that started the run. */
  firedTrigger: string | null;
  reuse: { readonly [step: StepId]: { readonly output: unknown; readonly ports?: readonly string[] } };
  /** Configurations that a person edited, in place of the rendered ones. */
  edited: { readonly [step: StepId]: JsonObject };
  /** Runs above this one that wait for it. */
  depth: number;
  /** Kept in line: nothing has begun. */
  held: boolean;
  /** Steps under way end, new ones do not begin. */
  paused: boolean;
  /** Steps that may start and wait for a free place, for what another step touches, or for the end of a pause. */
  ready: StepId[];
  /** `hybrid` mode: what steps under way touch. */
  inUse: { [resource: string]: StepId };
  /** Signals that came before their step waited. */
  signals: { readonly step: StepId; readonly signal: Signal; readonly at: number }[];
  /** How many steps are in each of these states; containers count only while they wait for a decision. */
  running: number;
  retrying: number;
  waiting: number;
  /** Containers with iterations that ended in the last decision; dropped at the next, when their steps have been read. */
  collapsing: StepId[];
  root: ScopeState;
}

/** One graph being run: the workflow's own, or a container's body for one item. Steps by position in the plan. */
export interface ScopeState {
  prefix: string;
  steps: StepState[];
  /** Steps that have not ended. */
  open: number;
  /** Sequential mode: position of the step of this scope that is under way. */
  busy: number | null;
  /** Ended, by itself or from outside: nothing in it moves any more. */
  closed: boolean;
  /** A step in it failed it, or left it: it does not end well although no step is open. */
  leaving?: true;
  /** Which of its container's scopes it is; the workflow's own has none. */
  place?: number;
  /** Loops only: what expressions call `item` and `index`. */
  iteration?: { item: unknown; index: number };
}

export interface StepState {
  id: StepId;
  nodeId: string;
  status: StepStatus;
  /** Incoming edges whose source has ended, and those of them that were taken. */
  settled: number;
  live: number;
  /** Number of the latest attempt; it tells answers apart and only ever grows. */
  attempt: number;
  /** Attempt numbers that an earlier life of this step used up: its loop failed and a person had it begin anew. */
  from?: number;
  /** Containers: the highest attempt number used inside, and the one after which the steps of this begin of it count on. */
  highest?: number;
  inner?: number;
  /** `hybrid` mode: what the step touches, and whether it has it to itself now. */
  touches?: readonly string[];
  holds?: true;
  /** Attempts that were put off before they began, and how long they were put off in all. */
  deferrals?: number;
  deferredMs?: number;
  /** Attempt numbers that went to looking for an earlier result: nothing was run for them. */
  lookups?: number;
  /** The rendered key of its result; null when there is none. */
  cacheKey?: unknown;
  /** It has failed for good with this, and an earlier result is looked for. */
  instead?: StepError;
  cached?: CachedFrom;
  insteadOf?: StepError;
  /** Attempts made before a person asked for another; the policy does not count them. */
  forgiven?: number;
  startedAt?: number;
  endedAt?: number;
  input?: JsonObject;
  output?: unknown;
  /** Ports taken; absent while the step has given no output. */
  ports?: readonly string[];
  error?: StepError;
  waiting?: WaitSpec;
  /** When the wait or its deadline ends. */
  until?: number;
  remindAt?: number;
  escalateAt?: number;
  votes?: Vote[];
  /** The child run that answered last; its answer counts once. */
  childRun?: string;
  /** Containers that wait for a decision: what the run is told should they fail for good. */
  cause?: RunError;
  retryAt?: number;
  usage?: Usage;
  warnings?: readonly string[];
  reused?: true;
  /** The journal says that this attempt began: matters for at-most-once effects after a crash. */
  begun?: number;
  /** An attempt may have had its outside effect without our knowing. */
  doubt?: true;
  /** What a person found out, or let count, about the outside effect: the last word on what was sent. */
  told?: 'once' | 'maybe' | 'not_sent';
  container?: ContainerState;
}

export type ContainerState = ForEachState | WhileState | ParallelState | TryState;

interface Scopes {
  /** Scopes under way, and those that ended and are not yet dropped, by place. */
  iterations: { [place: number]: ScopeState };
  /** Ended scopes still kept in `iterations`. */
  ended: number[];
  /** Place of the next scope to begin, and of the first that never will. */
  next: number;
  total: number;
  /** Scopes that have begun and not ended. */
  underWay: number;
  /** Attempt numbers used up inside by an earlier life of the container. */
  from: number;
}

export interface ForEachState extends Scopes {
  kind: 'for_each';
  items: readonly unknown[];
  /** By place. */
  outputs: unknown[];
  concurrency: number;
  /** The lowest iteration that broke the loop or, where one below it may yet break it, failed. */
  stop?: { place: number; failure?: RunError };
}

export interface WhileState extends Scopes {
  kind: 'while';
  outputs: unknown[];
  /** What the next iteration calls `item`. */
  item: unknown;
}

export interface ParallelState extends Scopes {
  kind: 'parallel';
  /** By id of the parts' last steps. */
  outputs: { [place: number]: JsonObject };
  concurrency: number;
  /** Parts that must end well, that have, and that failed. */
  need: number;
  won: number;
  lost: number;
}

export interface TryState extends Scopes {
  kind: 'try';
  output: unknown;
  /** The first failure that nothing made good. */
  failure?: RunError;
  /** A `break` or `continue` that goes on outwards after the clean-up. */
  left?: { mark: 'break' | 'continue'; value: unknown };
}

/** A run of which nothing has happened yet. */
export function newRun(plan: RunPlan): RunState {
  return {
    runId: '',
    status: 'queued',
    mode: 'live',
    trigger: null,
    input: null,
    vars: {},
    env: {},
    timezone: 'UTC',
    startedAt: null,
    endedAt: null,
    output: null,
    error: null,
    response: null,
    firedTrigger: null,
    reuse: {},
    edited: {},
    depth: 0,
    held: false,
    paused: false,
    ready: [],
    inUse: {},
    signals: [],
    running: 0,
    retrying: 0,
    waiting: 0,
    collapsing: [],
    root: newScope(plan.root, ''),
  };
}

/** @param from attempt numbers already used by steps of these ids */
export function newScope(graph: GraphPlan, prefix: string, from = 0): ScopeState {
  const before = from === 0 ? {} : { from };
  const steps = graph.nodes.map(
    ({ id }): StepState => ({ id: prefix + id, nodeId: id, status: 'pending', settled: 0, live: 0, attempt: from, ...before }),
  );
  return { prefix, steps, open: steps.length, busy: null, closed: false };
}

/** A container begins: should it have begun before, the steps inside count their attempts on, so that late answers fit none. */
export function countOn(container: StepState): void {
  if (attemptsMade(container) > 1) container.inner = Math.max(container.highest ?? 0, 1);
}

/** Where steps inside this container begin to count their attempts. */
export function attemptsFrom(container: StepState): number {
  return Math.max(container.inner ?? 0, container.from ?? 0);
}

/** Attempts really made: those put off before they began do not count, nor does looking for an earlier result. */
export function attemptsMade(step: StepState): number {
  return step.attempt - (step.from ?? 0) - (step.deferrals ?? 0) - (step.lookups ?? 0);
}

export function isRunOver(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

export function isStepOver(status: StepStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';
}
