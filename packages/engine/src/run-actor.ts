import type { Command, HttpReply, RunError, RunEvent, RunPlan, RunState, RunStatus, StepId, StepView } from '@arches/kernel';
import { runView, stepIds, stepView } from '@arches/kernel';
import { closedWait, openedWait } from './wait-rows.ts';
import type { ChangeSource, Settled } from './committer.ts';
import type { EngineKernel } from './engine-kernel.ts';
import { eventText } from './event-text.ts';
import { plainText } from './plain-json.ts';
import type { RunScope, RunSummary } from './ports.ts';
import type { ClosedWait, JournalEvent, NewRun, OpenedWait, RunChange, RunRow, TimerChange } from './run-store.ts';
import { noticeView, stepRow } from './step-row.ts';
import { createRunLedger } from './run-ledger.ts';
import { createValueWriter } from './stored-value.ts';

/** Commands that reach outside the run's own rows; carried out once the events that caused them are durable. */
export type OutwardCommand = Extract<Command, { kind: 'execute' | 'abort' | 'respond' | 'remind' | 'finish' }>;

type Untimed<E> = E extends RunEvent ? Omit<E, 'at'> : never;
export type UntimedEvent = Untimed<RunEvent>;

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
}

/** One run in memory. Everything it decides is in memory at once; what follows from it waits for the disk. */
export interface RunActor extends ChangeSource {
  readonly orgId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly scope: RunScope;
  readonly epoch: number;
  readonly plan: RunPlan;
  /** Steps at work. */
  readonly attempts: Map<StepId, AbortController>;
  readonly apply: (event: UntimedEvent) => void;
  readonly status: () => RunStatus;
  readonly step: (step: StepId) => StepView | undefined;
  /** Nothing is left to write. */
  readonly isClean: () => boolean;
  /** The run itself is durable. */
  readonly isCreated: () => boolean;
  readonly durableSeq: () => number;
  /** Resolves when everything decided so far is durable; rejects when it never will be. */
  readonly whenDurable: () => Promise<void>;
  readonly finish: () => Finish | undefined;
  readonly reply: () => HttpReply | undefined;
  /** Ends this copy of the run in memory: nothing it says is heard any more. */
  readonly drop: (error: unknown) => void;
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
  /** Set for a run that is not in the store yet. */
  readonly create?: Omit<NewRun, 'input'>;
  /** Events already durable, of a run that was loaded. */
  readonly events?: readonly RunEvent[];
  readonly stepPositions?: readonly StepId[];
}

export interface ActorHost {
  readonly decide: EngineKernel['decide'];
  readonly now: () => number;
  readonly onDurable: (actor: RunActor, change: DurableChange) => void;
  readonly onSettledBadly: (actor: RunActor, settled: Exclude<Settled, { kind: 'kept' }>) => void;
}

interface Delta {
  readonly events: JournalEvent[];
  readonly commands: OutwardCommand[];
  /** As they were right after the decision: a loop's ended iterations cannot be read later. */
  readonly changed: Map<StepId, StepView>;
  readonly timers: Map<string, TimerChange>;
  readonly opened: OpenedWait[];
  readonly closed: ClosedWait[];
  readonly resolvers: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[];
}

const newDelta = (): Delta => ({ events: [], commands: [], changed: new Map(), timers: new Map(), opened: [], closed: [], resolvers: [] });

export function createRunActor(seed: ActorSeed, host: ActorHost): RunActor {
  const { orgId, runId, workflowId, scope, epoch, plan } = seed;
  const values = createValueWriter();
  const ledger = createRunLedger(seed.events ?? [], seed.stepPositions ?? []);
  let state = seed.state;
  let seq = seed.events?.length ?? 0;
  let durableSeq = seq;
  let lastAt = seed.events?.at(-1)?.at ?? 0;
  let create = seed.create;
  let delta = newDelta();
  let inFlight:
    | { readonly delta: Delta; readonly steps: readonly StepView[]; readonly summary: RunSummary; readonly toSeq: number }
    | undefined;
  let dropped: { readonly error: unknown } | undefined;

  function apply(untimed: UntimedEvent): void {
    if (dropped) return;
    const at = Math.max(host.now(), lastAt);
    const event = { ...untimed, at } as RunEvent;
    lastAt = at;
    const decision = host.decide(plan, state, event);
    state = decision.state;
    seq += 1;
    delta.events.push({ seq, at, kind: event.kind, body: eventText(event, values) });
    ledger.count(event);
    if (event.kind === 'timer_fired') delta.timers.set(`${event.timer} ${event.step}`, { step: event.step, timer: event.timer });
    for (const step of decision.changed) {
      const view = stepView(plan, state, step);
      if (view) delta.changed.set(step, view);
    }
    for (const command of decision.commands) route(command, event);
  }

  function route(command: Command, cause: RunEvent): void {
    switch (command.kind) {
      case 'set_timer':
        delta.timers.set(`${command.timer} ${command.step}`, { step: command.step, timer: command.timer, dueAt: command.at });
        return;
      case 'clear_timer':
        delta.timers.set(`${command.timer} ${command.step}`, { step: command.step, timer: command.timer });
        return;
      case 'open_wait':
        delta.opened.push(openedWait(command, cause.at, values));
        return;
      case 'close_wait':
        delta.closed.push(closedWait(command.step, cause, values));
        return;
      case 'finish':
        ledger.finish = { command, at: cause.at };
        delta.commands.push(command);
        return;
      case 'respond':
        ledger.reply ??= command.response;
        delta.commands.push(command);
        return;
      case 'execute':
      case 'abort':
      case 'remind':
        delta.commands.push(command);
    }
  }

  function takeChange(): RunChange | undefined {
    if (dropped || delta.events.length === 0 || inFlight) return undefined;
    const taken = delta;
    delta = newDelta();
    const views = [...taken.changed.values()];
    const steps = views.map((view) => stepRow(view, ledger.position(view.step), ledger.isFreshInput(view), values));
    const status = runView(state).status;
    const summary = ledger.summary(status, views);
    const { error: _told, ...counts } = summary;
    const row: RunRow = { ...counts, ...ending() };
    inFlight = { delta: taken, steps: views.map((view) => noticeView(view, values)), summary, toSeq: seq };
    return {
      orgId,
      runId,
      epoch,
      fromSeq: durableSeq,
      toSeq: seq,
      ...(create ? { create: { ...create, input: values.write(runView(state).input) } } : {}),
      events: taken.events,
      row,
      steps,
      timers: [...taken.timers.values()],
      opened: taken.opened,
      closed: taken.closed,
      values: values.take(),
    };
  }

  function ending(): Pick<RunRow, 'output' | 'error' | 'reply'> {
    const { finish, reply } = ledger;
    return {
      ...(finish ? { output: values.write(finish.command.output) } : {}),
      ...(finish?.command.error ? { error: plainText(finish.command.error) } : {}),
      ...(reply ? { reply: values.write(reply) } : {}),
    };
  }

  function settle(settled: Settled): void {
    const flight = inFlight;
    inFlight = undefined;
    if (!flight) return;
    if (settled.kind === 'kept') {
      durableSeq = flight.toSeq;
      create = undefined;
    }
    if (dropped) return;
    if (settled.kind !== 'kept') {
      // Put back, so that dropping the actor rejects them.
      delta.resolvers.unshift(...flight.delta.resolvers);
      host.onSettledBadly(actor, settled);
      return;
    }
    for (const { resolve } of flight.delta.resolvers) resolve();
    const timersDueAt = [...flight.delta.timers.values()].flatMap(({ dueAt }) => dueAt ?? []);
    host.onDurable(actor, {
      commands: flight.delta.commands,
      timersDueAt,
      steps: flight.steps,
      summary: flight.summary,
      seq: flight.toSeq,
    });
  }

  function whenDurable(): Promise<void> {
    if (dropped) return Promise.reject(dropped.error);
    const pending = delta.events.length > 0 ? delta : inFlight?.delta;
    if (!pending) return Promise.resolve();
    return new Promise((resolve, reject) => pending.resolvers.push({ resolve, reject }));
  }

  function drop(error: unknown): void {
    if (dropped) return;
    dropped = { error };
    for (const controller of actor.attempts.values()) controller.abort(error);
    actor.attempts.clear();
    for (const { reject } of [...delta.resolvers, ...(inFlight?.delta.resolvers ?? [])]) reject(error);
  }

  const actor: RunActor = {
    orgId,
    runId,
    workflowId,
    scope,
    epoch,
    plan,
    attempts: new Map(),
    apply,
    takeChange,
    settle,
    status: () => runView(state).status,
    step: (step) => stepView(plan, state, step),
    isClean: () => delta.events.length === 0 && !inFlight,
    isCreated: () => create === undefined,
    durableSeq: () => durableSeq,
    whenDurable,
    finish: () => ledger.finish?.command,
    reply: () => ledger.reply,
    drop,
    isDropped: () => dropped !== undefined,
  };
  ledger.begin(stepIds(state).flatMap((step) => stepView(plan, state, step) ?? []));
  return actor;
}
