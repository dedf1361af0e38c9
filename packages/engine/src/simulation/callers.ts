import type { Signal, StepId, WaitSpec } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { EngineHost, RunOutcome, RunStarted, StartRequest } from '../ports.ts';
import type { RunChange } from '../run-store.ts';
import type { Chance } from './chance.ts';
import type { Cluster } from './cluster.ts';
import type { Faults, Weather } from './faults.ts';
import { isEnded, type RunRecord, type SimulatedDatabase } from './simulated-database.ts';
import type { Receipts } from './receipts.ts';
import type { SmallDocument } from './small-document.ts';
import type { World } from './virtual-world.ts';

/** Those outside: they start runs, answer questions, cancel, and ask again when they hear nothing. */
export interface Callers {
  /** Nobody has anything left to say. */
  readonly areDone: () => boolean;
  readonly wrote: (change: RunChange, run: RunRecord) => void;
  /** Somebody finds the runs that are paused, such as by a request that came late, and has them go on. */
  readonly resumePaused: () => void;
}

export interface CallersDeps {
  readonly world: World;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly faults: Faults;
  readonly cluster: Cluster;
  readonly database: SimulatedDatabase;
  readonly receipts: Receipts;
  readonly broken: (what: string) => void;
  readonly note: (line: () => string) => void;
}

type Heard<T> = { readonly value: T } | { readonly error: unknown } | 'nothing';

const orgId = 'org_1';
const scope = { projectId: 'prj_1', workspaceId: 'ws_1' };
const patienceMs = 4000;

export function createCallers(deliveries: readonly SmallDocument[], deps: CallersDeps): Callers {
  const { world, chance, weather, faults, cluster, database, receipts, broken, note } = deps;
  let busy = 0;
  let tokens = 0;

  /** Calls some process over the network. `check` runs there, at the moment the answer is given; `heard` outside, if it arrives. */
  function call<T>(work: (host: EngineHost) => Promise<T>, check: (value: T) => void, heard: (answer: Heard<T>) => void): void {
    const member = cluster.members().length > 0 ? chance.oneOf(cluster.members()) : undefined;
    let isOver = false;
    const hear = (answer: Heard<T>): void => {
      if (isOver) return;
      isOver = true;
      busy -= 1;
      heard(answer);
    };
    busy += 1;
    world.after(null, patienceMs, () => hear('nothing'));
    const back = (answer: Heard<T>): void => {
      if (!faults.isHealed() && chance.holds(weather.caller / 4)) return;
      world.after(null, chance.below(4), () => hear(answer));
    };
    if (!member?.host) {
      world.after(null, 1, () => hear('nothing'));
      return;
    }
    const { host, process } = member;
    world.after(process, chance.below(4), () => {
      work(host).then(
        (value) => {
          check(value);
          back({ value });
        },
        (error: unknown) => back({ error }),
      );
    });
  }

  function later(ms: number, work: () => void): void {
    busy += 1;
    world.after(null, ms, () => {
      busy -= 1;
      work();
    });
  }

  const isTwice = (): boolean => !faults.isHealed() && chance.holds(weather.caller);
  const againMs = (): number => (faults.isHealed() ? 300 : chance.between(50, 1500));
  const mayPass = (answer: Heard<unknown>): boolean =>
    answer === 'nothing' || ('error' in answer && answer.error instanceof AppError && answer.error.retryable);
  const codeOf = (answer: Heard<unknown>): string =>
    answer !== 'nothing' && 'error' in answer ? (answer.error instanceof AppError ? answer.error.code : String(answer.error)) : '';

  // ---- starts ----

  function request({ document }: SmallDocument, deliveryKey: string | undefined): StartRequest {
    const trigger = { kind: 'api', at: '2030-01-01T00:00:00.000Z', query: {}, headers: {}, files: {}, body: null } as const;
    // A start that nobody repeats may be made without its caller's knowing; a held one would wait for ever then.
    const rest = deliveryKey === undefined ? {} : { deliveryKey, ...(chance.holds(0.1) ? { held: true } : {}) };
    return { orgId, scope, workflowId: document.id, version: 1, document, mode: 'live', trigger, input: { n: chance.below(100) }, ...rest };
  }

  function deliver(document: SmallDocument, deliveryKey: string | undefined): void {
    const asked = request(document, deliveryKey);
    const waits = chance.holds(0.25);
    const send = (): void => {
      if (waits) call((host) => host.startAndWait(asked, 1500), checkOutcome, answered);
      else call((host) => host.start(asked), checkStarted, answered);
    };
    const checkStarted = ({ runId, duplicate }: RunStarted): void => {
      note(() => `accepted: ${runId}${duplicate ? ' (before)' : ''} for ${deliveryKey ?? 'a start without a key'}`);
      if (!database.runs.has(runId)) broken(`${runId} is accepted and not durable`);
      if (deliveryKey === undefined) return;
      const kept = [...database.runs.values()].filter(
        ({ create }) => create.workflowId === document.document.id && create.deliveryKey === deliveryKey,
      );
      if (kept.length > 1 || kept[0]?.runId !== runId)
        broken(`the delivery ${deliveryKey} was answered with ${runId} and made ${kept.map((run) => run.runId).join()}`);
    };
    const checkOutcome = (outcome: RunOutcome): void => {
      checkStarted(outcome);
      checkEnd(outcome);
    };
    const answered = (answer: Heard<RunStarted>): void => {
      if (answer !== 'nothing' && 'value' in answer) accepted(answer.value.runId, asked.held === true);
      else if (!mayPass(answer)) broken(`a start was refused: ${codeOf(answer)}`);
      else if (deliveryKey !== undefined) later(againMs(), send);
    };
    send();
    if (deliveryKey !== undefined && isTwice()) later(chance.below(chance.holds(0.5) ? 5 : 3000), send);
  }

  function checkEnd(outcome: RunOutcome): void {
    const row = database.runs.get(outcome.runId)?.row;
    if (outcome.finished && (!row || row.status !== outcome.status || row.output !== JSON.stringify(outcome.output)))
      broken(
        `${outcome.runId} is told to be ${outcome.status} with ${JSON.stringify(outcome.output)}, and is ${row?.status} with ${row?.output}`,
      );
  }

  /** Said until it is taken, or refused for good. */
  function tell(runId: string, what: string, work: (host: EngineHost) => Promise<unknown>, then?: () => void): void {
    const send = (): void =>
      call(
        work,
        () => note(() => `${what} of ${runId} taken`),
        (answer) => {
          if (mayPass(answer)) later(againMs(), send);
          else if (answer !== 'nothing' && 'value' in answer) then?.();
        },
      );
    send();
  }

  const resume = (runId: string): void => tell(runId, 'resume', (host) => host.resume(orgId, runId, 'ann'));

  const known = new Set<string>();
  function accepted(runId: string, isHeld: boolean): void {
    if (known.has(runId)) return;
    known.add(runId);
    if (chance.holds(0.12)) later(chance.below(6000), () => cancel(runId));
    if (chance.holds(0.12))
      later(chance.below(3000), () =>
        tell(
          runId,
          'pause',
          (host) => host.pause(orgId, runId, 'ann'),
          () => later(chance.below(3000), () => resume(runId)),
        ),
      );
    if (isHeld) later(chance.below(2000), () => tell(runId, 'release', (host) => host.release(orgId, runId)));
    if (chance.holds(0.2))
      later(chance.below(3000), () =>
        call(
          (host) => host.wait(orgId, runId, 1000),
          (outcome) => outcome && checkEnd(outcome),
          () => undefined,
        ),
      );
    const early = database.runs.get(runId)?.create.workflowId;
    for (const { document } of deliveries) {
      if (document.id !== early || !chance.holds(0.15)) continue;
      for (const { id, type } of document.nodes) if (type === 'callback') answer(runId, id, { kind: 'callback', payload: token() });
    }
  }

  // ---- answers ----

  const token = (): string => `token-${(tokens += 1)}`;

  function wrote({ opened }: RunChange, { runId }: RunRecord): void {
    for (const { step, wait } of opened) later(chance.below(faults.isHealed() ? 100 : 4000), () => answerTo(runId, step, wait));
  }

  function answerTo(runId: string, step: StepId, wait: WaitSpec): void {
    if (wait.kind === 'approval') {
      for (const by of wait.assignees.length > 0 ? wait.assignees : ['ann'])
        answer(runId, step, { kind: 'approval', decision: chance.holds(0.75) ? 'approved' : 'rejected', by, comment: token() });
    } else if (wait.kind === 'callback') answer(runId, step, { kind: 'callback', payload: token() });
    else if (wait.kind === 'decision') later(2500, () => decideOn(runId, step, wait.attempt ?? 1));
  }

  /** A person looks, a few seconds after being asked, whether it has happened before saying how it goes on. */
  function decideOn(runId: string, step: StepId, attempt: number): void {
    const sendings = receipts.of(runId, step);
    if (sendings.some(({ isUnderWay }) => isUnderWay)) {
      later(1000, () => decideOn(runId, step, attempt));
      return;
    }
    const choice = receipts.effects(runId, step) > 0 ? 'accept' : chance.oneOf(['retry', 'fail'] as const);
    answer(runId, step, { kind: 'decision', choice, attempt, by: 'ann', comment: token() });
  }

  function answer(runId: string, step: StepId, signal: Signal): void {
    const text = JSON.stringify(signal);
    const send = (): void =>
      call(
        (host) => host.signal(orgId, runId, step, signal),
        () => {
          note(() => `answer taken: ${step} of ${runId}`);
          if (!isKept(runId, step, text)) broken(`the answer ${text} to ${step} of ${runId} is acknowledged and not durable`);
        },
        (answer) => {
          note(() => `answer to ${step} of ${runId} heard: ${answer === 'nothing' ? answer : codeOf(answer) || 'taken'}`);
          // Nobody knows the run where the start is not durable yet; a later attempt finds it.
          if (mayPass(answer)) later(againMs(), send);
        },
      );
    send();
    if (isTwice()) later(chance.below(chance.holds(0.5) ? 5 : 4000), send);
  }

  function isKept(runId: string, step: StepId, signalText: string): boolean {
    const run = database.runs.get(runId);
    const isJournalled = run?.events.some(
      ({ kind, body }) => kind === 'signal_received' && body.includes(`"${step}"`) && body.includes(signalText),
    );
    return isJournalled === true || [...(run?.posted ?? [])].some((message) => message.includes(signalText));
  }

  function cancel(runId: string): void {
    const send = (): void =>
      call(
        (host) => host.cancel(orgId, runId, 'ann'),
        (status) => {
          const kept = database.runs.get(runId);
          if (isEnded({ status }) && kept?.row.status !== status) broken(`${runId} is told to be ${status} and is ${kept?.row.status}`);
        },
        (answer) => {
          if (mayPass(answer)) later(againMs(), send);
        },
      );
    send();
  }

  for (const [i, document] of deliveries.entries()) {
    const key = chance.holds(0.75) ? `delivery ${i}` : undefined;
    later(chance.holds(0.5) ? chance.below(100) : chance.below(3000), () => deliver(document, key));
  }
  return {
    areDone: () => busy === 0,
    wrote,
    resumePaused: () => {
      for (const { runId, row } of database.runs.values()) if (row.paused && !isEnded(row)) resume(runId);
    },
  };
}
