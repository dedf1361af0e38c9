import type { RunEvent, RunPlan, RunState, StepId } from '@arches/kernel';
import { decide, newRun, outstanding, runView, sameJson, stepView } from '@arches/kernel';
import type { ExecuteCommand, RunNotice } from '../ports.ts';
import type { JournalEvent, RunChange, StepRow } from '../run-store.ts';
import type { Receipts } from './receipts.ts';
import type { DatabaseWatcher, RunRecord, SimulatedDatabase } from './simulated-database.ts';
import { isEnded } from './simulated-database.ts';
import type { SmallDocument } from './small-document.ts';
import type { VirtualProcess } from './virtual-world.ts';
import type { LiveStates } from './watched-kernel.ts';

/** The promises of the engine, checked at each write, effect and acknowledgement. */
export interface Promises extends Pick<DatabaseWatcher, 'wrote'> {
  readonly beginsEffect: (process: VirtualProcess, ownerId: number, runId: string, command: ExecuteCommand) => void;
  readonly effectHappened: (runId: string, step: StepId) => void;
  readonly isAtMostOnce: (runId: string, nodeId: string) => boolean;
  readonly told: (notice: RunNotice) => void;
  /** Everything has been healed and nothing moves any more. */
  readonly atRest: () => void;
  readonly stateOf: (runId: string) => RunState | undefined;
}

export interface PromisesDeps {
  readonly database: () => SimulatedDatabase;
  readonly receipts: Receipts;
  readonly documents: ReadonlyMap<string, SmallDocument>;
  /** States of the process that this owner is. */
  readonly statesOf: (ownerId: number) => LiveStates | undefined;
  /** A promise was broken. The first one told is the one reported. */
  readonly broken: (what: string) => void;
}

const isStepOver = (status: string): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';

/** The same data; the order of keys may differ where the journal has been through. */
function isAmong(state: RunState, texts: readonly string[]): boolean {
  const text = JSON.stringify(state);
  return texts.includes(text) || texts.some((other) => sameJson(JSON.parse(other), JSON.parse(text)));
}

export function createPromises(deps: PromisesDeps): Promises {
  const { receipts, documents, statesOf, broken } = deps;
  /** The journal of each run, replayed event by event as it is written. */
  const replayed = new Map<string, RunState>();
  const keys = new Map<string, string>();
  const taken = new Set<string>();

  const documentOf = (run: RunRecord): SmallDocument => {
    const document = documents.get(run.create.documentHash);
    if (!document) throw new Error(`No document ${run.create.documentHash}.`);
    return document;
  };

  // ---- a change is written ----

  function wrote(ownerId: number, change: RunChange, run: RunRecord): void {
    const { runId } = change;
    if (run.owner !== ownerId) broken(`owner ${ownerId} writes to ${runId}, which owner ${run.owner} has`);
    if (isEnded(run.row)) broken(`${runId} is over and is written to`);
    if (change.endsBadly) {
      broken(`${runId} was ended beside the kernel`);
      return;
    }
    for (const id of change.taken) {
      if (taken.has(`${runId} ${id}`)) broken(`the message ${id} to ${runId} is taken up twice`);
      taken.add(`${runId} ${id}`);
    }
    const { plan } = documentOf(run);
    const state = replayed.get(runId) ?? newRun(plan);
    replayed.set(runId, state);
    let lastAt = run.events.at(-1)?.at ?? 0;
    for (const [i, event] of change.events.entries()) {
      if (event.seq !== run.lastSeq + i + 1) broken(`event ${event.seq} of ${runId} follows ${run.lastSeq + i}`);
      if (event.at < lastAt) broken(`event ${event.seq} of ${runId} is older than the one before`);
      lastAt = event.at;
      follow(ownerId, run, state, event);
    }
    if (change.row.status !== runView(state).status)
      broken(`the row of ${runId} says ${change.row.status}, its journal ${runView(state).status}`);
    for (const row of change.steps) checkStep(run, state, row);
  }

  function follow(ownerId: number, run: RunRecord, state: RunState, { seq, body }: JournalEvent): void {
    const event = JSON.parse(body) as RunEvent;
    if (event.kind === 'timer_fired') checkTimer(run, event.step, event.timer);
    decide(documentOf(run).plan, state, event);
    const live = statesOf(ownerId)?.take(run.runId, seq);
    if (live && !isAmong(state, live))
      broken(
        `after event ${seq} (${event.kind}) of ${run.runId} its replay is not what was in memory:\n  ${JSON.stringify(state)}\n  ${live.join('\n  ')}`,
      );
  }

  function checkTimer(run: RunRecord, step: StepId, timer: string): void {
    const kept = run.timers.get(`${timer} ${step}`);
    // Put off because a service was left alone: it goes on as soon as the service answers again.
    if (timer === 'retry' && wasPutOff(run, step)) return;
    const clock = Math.max(kept?.latestClock ?? 0, deps.database().now());
    if (kept && clock < kept.dueAt) broken(`the timer ${timer} of ${step} in ${run.runId} fires ${kept.dueAt - clock} ms early`);
  }

  function wasPutOff(run: RunRecord, step: StepId): boolean {
    const failed = run.events
      .map(({ body }) => JSON.parse(body) as RunEvent)
      .findLast((event) => event.kind === 'step_failed' && event.step === step);
    return failed?.kind === 'step_failed' && failed.error.code === 'circuit_open';
  }

  /** A step that has ended keeps its result, and what is shown is what the journal says. */
  function checkStep(run: RunRecord, state: RunState, row: StepRow): void {
    const before = run.steps.get(row.step);
    if (before && isStepOver(before.status) && (before.status !== row.status || before.output !== row.output))
      broken(`${row.step} of ${run.runId} had ended as ${before.status} ${before.output} and is ${row.status} ${row.output} now`);
    const view = stepView(documentOf(run).plan, state, row.step);
    if (view && (view.status !== row.status || view.attempts !== row.attempts))
      broken(`the row of ${row.step} in ${run.runId} says ${row.status}, its journal ${view.status}`);
  }

  // ---- effects ----

  function beginsEffect(process: VirtualProcess, ownerId: number, runId: string, command: ExecuteCommand): void {
    const { step, attempt, idempotencyKey } = command;
    const run = deps.database().runs.get(runId);
    const state = replayed.get(runId);
    const before = keys.get(`${runId} ${step}`) ?? idempotencyKey;
    keys.set(`${runId} ${step}`, before);
    if (before !== idempotencyKey) broken(`${step} of ${runId} is sent with the keys ${before} and ${idempotencyKey}`);
    if (!run || !state) {
      broken(`${process.name} begins ${step} of ${runId}, which is not durable`);
      return;
    }
    // Who has lost the run without knowing it may be behind, and is harmless: the key is the same, and at-most-once waits for the epoch's word.
    const mayBeBehind = run.owner !== ownerId || run.formerOwners.has(ownerId);
    const { plan } = documentOf(run);
    const view = stepView(plan, state, step);
    // What is shown does not count attempts that were put off.
    const isCurrent =
      view?.attempts === attempt ||
      outstanding(plan, state).some((open) => open.kind === 'execute' && open.step === step && open.attempt === attempt);
    if (!mayBeBehind && (view?.status !== 'running' || !isCurrent))
      broken(`${process.name} begins ${step}#${attempt} of ${runId}, which durably is ${view?.status}#${view?.attempts}`);
    checkSources(plan, state, runId, command);
  }

  /** No step begins before all that lead to it have ended; where any of them is enough, the kernel's own tests say so. */
  function checkSources(plan: RunPlan, state: RunState, runId: string, { step, nodeId }: ExecuteCommand): void {
    const prefix = step.slice(0, step.length - nodeId.length);
    const node = plan.nodes.get(nodeId);
    if (!node || node.joinAt !== undefined) return;
    for (const { sourceId } of node.incoming) {
      const source = stepView(plan, state, prefix + sourceId);
      if (source && !isStepOver(source.status)) broken(`${step} of ${runId} begins before ${source.step} has ended`);
    }
  }

  function effectHappened(runId: string, step: StepId): void {
    const count = receipts.effects(runId, step);
    if (count > 1 && receipts.of(runId, step)[0]?.atMostOnce) broken(`the at-most-once step ${step} of ${runId} happened ${count} times`);
  }

  // ---- what is told ----

  function told({ runId, run, seq }: RunNotice): void {
    const kept = deps.database().runs.get(runId);
    if (!kept || kept.lastSeq < seq) broken(`event ${seq} of ${runId} is told before it is durable`);
    if (kept && run.endedAt !== undefined && kept.row.status !== run.status)
      broken(`${runId} is told to be ${run.status} and is ${kept.row.status}`);
  }

  // ---- at rest ----

  function atRest(): void {
    for (const run of deps.database().runs.values()) {
      const state = replayed.get(run.runId);
      if (!state) continue;
      const { plan } = documentOf(run);
      if (!isEnded(run.row)) broken(`${run.runId} is ${run.row.status} for ever`);
      const wanted = outstanding(plan, state).flatMap((command) =>
        command.kind === 'set_timer' ? [`${command.timer} ${command.step}`] : [],
      );
      if (wanted.toSorted().join() !== [...run.timers.keys()].toSorted().join())
        broken(`${run.runId} keeps the timers ${[...run.timers.keys()].join()} and should keep ${wanted.join()}`);
      for (const [step, wait] of run.waits) if (!wait.closed) broken(`the question of ${step} in ${run.runId} stays open`);
      for (const row of run.steps.values()) checkSent(run, row);
    }
  }

  /** What has succeeded has happened, or a person has said that it goes on as if it had; what was not sent has not. */
  function checkSent(run: RunRecord, { step, nodeId, status, sent }: StepRow): void {
    const node = documentOf(run).plan.nodes.get(nodeId);
    if (node?.type.kind !== 'effect') return;
    const effects = receipts.effects(run.runId, step);
    if (sent === 'not_sent' && effects > 0) broken(`${step} of ${run.runId} says that nothing was sent and happened ${effects} times`);
    if (status === 'succeeded' && effects === 0) broken(`${step} of ${run.runId} has succeeded and its effect never happened`);
  }

  return {
    wrote,
    beginsEffect,
    effectHappened,
    isAtMostOnce: (runId, nodeId) => {
      const run = deps.database().runs.get(runId);
      return run !== undefined && documentOf(run).plan.nodes.get(nodeId)?.atMostOnce === true;
    },
    told,
    atRest,
    stateOf: (runId) => replayed.get(runId),
  };
}
