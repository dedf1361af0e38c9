import type { Command, Decision, RunError, RunEvent, RunStatus, StepId, StepView } from '@arches/kernel';
import { type AppError, decisionPart, outstanding, runView, stepIds, stepView } from '@arches/kernel';
import type { ActorHost, ActorSeed, Finish, RunActor } from './actor-port.ts';
import { createRunBudget, defaultRunBudgetBytes } from './byte-budget.ts';
import type { Settled } from './committer.ts';
import { eventText } from './event-text.ts';
import { filesOfEvent } from './files-of-event.ts';
import { createHeldEvents } from './held-events.ts';
import type { UntimedEvent } from './inbox-message.ts';
import { plainText } from './plain-json.ts';
import type { RunSummary } from './ports.ts';
import { keptByEvent, keptResults } from './results/kept-results.ts';
import { type Delta, hasNews, newDelta, rejectCallers } from './run-delta.ts';
import type { RunBytes, RunChange, RunRow } from './run-store.ts';
import { noticeView, stepRow } from './step-row.ts';
import { largestStep, mayBeRefused, sizeOf, textBytes, withoutValues } from './row-bytes.ts';
import { createRunLedger } from './run-ledger.ts';
import { createValueWriter } from './stored-value.ts';
import { closedWait, openedWait, type OpenWait } from './wait-rows.ts';

export type { ActorHost, ActorSeed, DurableChange, OutwardCommand, RunActor } from './actor-port.ts';

export function createRunActor(seed: ActorSeed, host: ActorHost): RunActor {
  const { orgId, runId, workflowId, scope, epoch, plan, parent, depth = 0 } = seed;
  const openWaits = new Map<StepId, OpenWait['wait']['kind']>();
  const values = createValueWriter();
  const ledger = createRunLedger(seed.events ?? [], seed.stepPositions ?? []);
  let state = seed.state;
  const budget = createRunBudget({
    run: () => ({ orgId, workflowId, mode: runView(state).mode, createdAt }),
    limitBytes: plan.document.settings?.budgetBytes ?? defaultRunBudgetBytes,
    isNew: seed.create !== undefined,
    kept: seed.bytes,
    meter: host.meter,
  });
  const createdAt = seed.create?.createdAt ?? seed.events?.[0]?.at ?? host.now();
  /** Set when a run that had already come to its end would have kept too much. */
  let overruled: Finish | undefined;
  let seq = seed.events?.length ?? 0;
  let durableSeq = seq;
  let lastAt = seed.events?.at(-1)?.at ?? 0;
  let create = seed.create;
  let delta = newDelta();
  /** A decision of which only some parts are made: one is written while the next is made, and what they ask for waits for the last. */
  let unfinished: { readonly event: RunEvent; readonly commands: readonly Command[]; readonly rest: () => Decision } | undefined;
  /** Attempts that it asks for are among all that the run has under way, which are carried on afterwards. */
  let isAnew = false;
  const held = createHeldEvents();
  const decided: (() => void)[] = [];
  let inFlight:
    | {
        readonly delta: Delta;
        readonly steps: readonly StepView[];
        readonly summary: RunSummary;
        readonly toSeq: number;
        readonly bytes: RunBytes;
      }
    | undefined;
  let dropped: { readonly reason: () => unknown } | undefined;

  function apply(untimed: UntimedEvent, message?: string): void {
    if (dropped) return;
    if (unfinished) {
      held.add(untimed, message);
      return;
    }
    const at = Math.max(host.now(), lastAt);
    const event = { ...untimed, at } as RunEvent;
    lastAt = at;
    const body = eventText(event, values);
    const large = values.take();
    const journalBytes = Buffer.byteLength(body);
    const problem = mayBeRefused(event) ? tooMuch(event, journalBytes + sizeOf(large)) : undefined;
    if (problem) {
      // Nothing of the event is kept, but for the message that brought it.
      apply({ kind: 'cancel_requested', error: problem }, message);
      return;
    }
    budget.add('journal', journalBytes);
    budget.add('values', sizeOf(large));
    delta.values.push(...large);
    const decision = host.decide(plan, state, event, decisionPart);
    state = decision.state;
    seq += 1;
    delta.events.push({ seq, at, kind: event.kind, body });
    if (message !== undefined) delta.taken.push(message);
    delta.files.push(...filesOfEvent(untimed));
    delta.kept.push(...keptByEvent(event));
    ledger.count(event);
    if (event.kind === 'timer_fired') delta.timers.set(`${event.timer} ${event.step}`, { step: event.step, timer: event.timer });
    takeIn(decision, event);
  }

  function takeIn({ changed, commands, rest }: Decision, event: RunEvent): void {
    for (const step of changed) {
      const view = stepView(plan, state, step);
      if (view) delta.changed.set(step, view);
    }
    const all = unfinished ? [...unfinished.commands, ...commands] : commands;
    unfinished = rest && { event, commands: all, rest };
    if (rest) return;
    for (const command of all) if (!(isAnew && command.kind === 'execute')) route(command, event);
    isAnew = false;
  }

  /** Makes the next part of a decision. */
  function goOn(): void {
    if (dropped || !unfinished) return;
    try {
      delta.isPart = true;
      takeIn(unfinished.rest(), unfinished.event);
      hearHeld();
      host.onMore(actor);
    } catch (error) {
      host.onBroken(actor, error);
    }
  }

  /** Once a decision is whole, what was said meanwhile. */
  function hearHeld(): void {
    if (unfinished) return;
    for (const resolve of decided.splice(0)) resolve();
    for (let next = held.next(); next; next = unfinished ? undefined : held.next()) {
      if (!actor.finish()) apply(next.event, next.message);
      delta.resolvers.push(...next.resolvers);
    }
  }

  async function decideAnew(event: RunEvent): Promise<readonly Command[]> {
    isAnew = true;
    delta.isPart = true;
    takeIn(host.decide(plan, state, event, decisionPart), event);
    host.onMore(actor);
    await whenDecided();
    return outstanding(plan, state);
  }

  function whenDecided(): Promise<void> | undefined {
    return unfinished && new Promise((resolve) => decided.push(resolve));
  }

  function tooMuch(event: RunEvent, bytes: number): RunError | undefined {
    const step = 'step' in event ? stepView(plan, state, event.step) : undefined;
    const place = step && { step: step.step, nodeId: step.nodeId };
    if (event.kind === 'step_failed' && event.error.code === 'byte_budget_exceeded') return { ...event.error, ...place };
    return budget.problem(bytes, place);
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
        openWait(command, cause);
        return;
      case 'close_wait':
        closeWait(command.step, cause);
        return;
      case 'finish':
        ledger.finish = { command, at: cause.at };
        delta.commands.push(command);
        return;
      case 'respond':
        ledger.reply ??= command.response;
        delta.commands.push(command);
        return;
      case 'abort':
        callOff(command);
        return;
      case 'execute':
      case 'remind':
        delta.commands.push(command);
    }
  }

  function openWait(command: OpenWait, cause: RunEvent): void {
    const { step } = command;
    const isNew = !openWaits.has(step);
    openWaits.set(step, command.wait.kind);
    if (isNew) delta.commands.push(command);
    // One that was closed in the same breath is replaced whole.
    const replaces = delta.closed.delete(step) || delta.opened.get(step)?.isNew === true;
    delta.opened.set(step, { command, isNew: isNew || replaces, openedAt: cause.at });
  }

  function closeWait(step: StepId, cause: RunEvent): void {
    const kind = openWaits.get(step);
    openWaits.delete(step);
    delta.closed.set(step, closedWait(step, cause, values));
    if (kind === 'child' && (cause.kind !== 'signal_received' || cause.step !== step)) delta.leftChildren.push(step);
  }

  /** What is called off before it is durable is never begun. */
  function callOff(command: Extract<Command, { kind: 'abort' }>): void {
    const place = delta.commands.findIndex((other) => other.kind === 'execute' && other.step === command.step);
    if (place === -1) delta.commands.push(command);
    else delta.commands.splice(place, 1);
  }

  function takeChange(): RunChange | undefined {
    if (dropped || !hasNews(delta) || inFlight) return undefined;
    const { taken, views, steps, summary, row, input, large } = rowsInBudget();
    delta = newDelta();
    if (unfinished) setImmediate(goOn);
    const bytes = budget.bytes();
    inFlight = { delta: taken, steps: views.map((view) => noticeView(view, values)), summary, toSeq: seq, bytes };
    return {
      orgId,
      runId,
      epoch,
      fromSeq: durableSeq,
      toSeq: seq,
      ...(create ? { create: { ...create, input } } : {}),
      events: taken.events,
      row: { ...row, bytes },
      steps,
      timers: [...taken.timers.values()],
      opened: [...taken.opened.values()].map((question) => openedWait(question, values)),
      closed: [...taken.closed.values()],
      votes: views.flatMap(({ step, votes }) => (votes ? { step, votes: plainText(votes) } : [])),
      taken: taken.taken,
      leftChildren: taken.leftChildren,
      ...(taken.files.length > 0 ? { files: taken.files } : {}),
      ...keptResults(taken.kept, steps),
      ...(parent ? { parent } : {}),
      values: [...taken.values, ...large, ...values.take()],
    };
  }

  /** What is about to be written. A run that would keep too much ends here, before it is: without what its steps made. */
  function rowsInBudget(): ReturnType<typeof rows> {
    const written = rows(false);
    const problem = budget.problem(written.bytes + sizeOf(written.large), largestStep(written.steps));
    if (!problem) {
      budget.add('journal', written.bytes);
      budget.add('values', sizeOf(written.large));
      return written;
    }
    while (unfinished) takeIn(unfinished.rest(), unfinished.event);
    if (ledger.finish) overruled = { status: 'failed', output: null, error: problem };
    else apply({ kind: 'cancel_requested', error: problem });
    hearHeld();
    const bare = rows(true);
    budget.add('journal', bare.bytes);
    return bare;
  }

  function rows(isBare: boolean) {
    const taken = delta;
    const views = [...taken.changed.values()].map((view) => (isBare ? withoutValues(view) : view));
    const steps = views.map((view) => stepRow(view, ledger.position(view.step), ledger.isFreshInput(view), values));
    const counted = ledger.summary({ ...runView(state), status: status() }, views);
    const summary: RunSummary = overruled
      ? { ...counted, status: overruled.status, ...(overruled.error ? { error: overruled.error } : {}) }
      : counted;
    const { error: _told, ...counts } = summary;
    const row: RunRow = { ...counts, ...ending(), ...(unfinished ? { undecided: true } : {}) };
    const input = create ? values.write(runView(state).input) : '';
    const large = values.take();
    return { taken, views, steps, summary, row, input, large, bytes: textBytes(steps, row, input) };
  }

  function ending(): Pick<RunRow, 'output' | 'error' | 'reply'> {
    const { reply } = ledger;
    const finish = overruled ?? ledger.finish?.command;
    return {
      ...(finish ? { output: values.write(finish.output) } : {}),
      ...(finish?.error ? { error: plainText(finish.error) } : {}),
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
      budget.settle(flight.bytes);
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
      toldOthers: flight.delta.leftChildren.length > 0 || (parent !== undefined && flight.summary.endedAt !== undefined),
    });
  }

  function status(): RunStatus {
    return overruled?.status ?? (unfinished ? 'running' : runView(state).status);
  }

  function whenDurable(asks?: 'caller'): Promise<void> {
    if (dropped) return Promise.reject(dropped.reason());
    const pending = held.last() ?? (hasNews(delta) ? delta : inFlight?.delta);
    if (!pending) return Promise.resolve();
    return new Promise((resolve, reject) => pending.resolvers.push({ resolve, reject, isCaller: asks === 'caller' }));
  }

  function drop(reason: () => unknown): void {
    if (dropped) return;
    dropped = { reason };
    for (const controller of actor.attempts.values()) controller.abort(reason());
    actor.attempts.clear();
    for (const { reject } of [...delta.resolvers, ...(inFlight?.delta.resolvers ?? [])]) reject(reason());
    held.rejectAll(reason);
    for (const resolve of decided.splice(0)) resolve();
  }

  function tellLate(error: AppError): void {
    if (dropped) return;
    for (const pending of [delta, inFlight?.delta]) if (pending) rejectCallers(pending, error);
    held.rejectCallers(error);
    host.onLate(actor);
  }

  const actor: RunActor = {
    orgId,
    runId,
    workflowId,
    scope,
    epoch,
    plan,
    parent,
    depth,
    attempts: new Map(),
    apply,
    decideAnew,
    whenDecided,
    noteOpen: ({ step, wait }) => openWaits.set(step, wait.kind),
    mode: () => runView(state).mode,
    takeChange,
    settle,
    tellLate,
    status,
    step: (step) => stepView(plan, state, step),
    isClean: () => !hasNews(delta) && !inFlight && !unfinished,
    isCreated: () => create === undefined,
    durableSeq: () => durableSeq,
    whenDurable,
    budget,
    finish: () => overruled ?? ledger.finish?.command,
    reply: () => ledger.reply,
    drop,
    isDropped: () => dropped !== undefined,
  };
  ledger.begin(stepIds(state).flatMap((step) => stepView(plan, state, step) ?? []));
  return actor;
}
