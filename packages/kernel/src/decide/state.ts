import type { StepError, WaitSpec } from '../catalog.ts';
import type { JsonObject } from '../json.ts';
import type { RunError, RunMode, RunStatus, Signal, StepId, StepStatus, TriggerContext, Usage } from '../run.ts';
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
  startedAt: number | null;
  endedAt: number | null;
  output: unknown;
  error: RunError | null;
  /** What `flow.respond` gave, once it was reached. */
  response: { body: unknown } | null;
  /** The trigger node that started the run. */
  firedTrigger: string | null;
  reuse: { readonly [step: StepId]: { readonly output: unknown; readonly ports?: readonly string[] } };
  /** Steps that may start and wait for a free place. */
  ready: StepId[];
  /** Signals that came before their step waited. */
  signals: { readonly step: StepId; readonly signal: Signal; readonly at: number }[];
  /** How many steps are in each of these states, containers not counted. */
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
  /** Iterations only. */
  iteration?: { item: unknown; index: number };
}

export interface StepState {
  id: StepId;
  nodeId: string;
  status: StepStatus;
  /** Incoming edges whose source has ended, and those of them that were taken. */
  settled: number;
  live: number;
  /** Attempts begun. */
  attempt: number;
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
  retryAt?: number;
  usage?: Usage;
  warnings?: readonly string[];
  reused?: true;
  /** The journal says that this attempt began: matters for at-most-once effects after a crash. */
  begun?: number;
  container?: ContainerState;
}

export interface ContainerState {
  items: readonly unknown[];
  /** By item; complete when `done` equals the number of items. */
  outputs: unknown[];
  concurrency: number;
  /** Index of the next item to begin. */
  next: number;
  done: number;
  iterations: { [index: number]: ScopeState };
  /** Ended iterations still kept in `iterations`. */
  ended: number[];
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
    startedAt: null,
    endedAt: null,
    output: null,
    error: null,
    response: null,
    firedTrigger: null,
    reuse: {},
    ready: [],
    signals: [],
    running: 0,
    retrying: 0,
    waiting: 0,
    collapsing: [],
    root: newScope(plan.root, ''),
  };
}

export function newScope(graph: GraphPlan, prefix: string): ScopeState {
  const steps = graph.nodes.map(
    ({ id }): StepState => ({ id: prefix + id, nodeId: id, status: 'pending', settled: 0, live: 0, attempt: 0 }),
  );
  return { prefix, steps, open: steps.length, busy: null, closed: false };
}

export function isRunOver(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

export function isStepOver(status: StepStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';
}
