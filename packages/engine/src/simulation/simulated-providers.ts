import { AppError } from '@arches/kernel';
import type { ExecuteCommand, ExecuteRequest, ExecuteResult, NodeRunner } from '../ports.ts';
import type { Chance } from './chance.ts';
import type { Faults, Weather } from './faults.ts';
import type { Mistakes } from './mistakes.ts';
import type { Promises } from './promises.ts';
import type { Receipts, Sending } from './receipts.ts';
import type { VirtualProcess } from './virtual-world.ts';

/** How one call goes: whether the effect happens, when, and what the caller hears of it. */
type Fate =
  | { readonly kind: 'answers'; readonly afterMs: number }
  | { readonly kind: 'fails'; readonly afterMs: number; readonly happens: boolean; readonly error: AppError }
  | { readonly kind: 'hangs'; readonly happens: boolean };

const transient = (code: string, rest: ConstructorParameters<typeof AppError>[2] = {}): AppError =>
  new AppError(code, 'The provider failed in the simulation.', { retryable: true, ...rest });

function drawFate(chance: Chance, weather: Weather, faults: Faults, hasFailedForGood: boolean): Fate {
  if (faults.isHealed() || !chance.holds(weather.provider)) return { kind: 'answers', afterMs: chance.below(20) };
  const afterMs = chance.below(30);
  switch (chance.below(8)) {
    case 0:
      return { kind: 'answers', afterMs: chance.between(100, 4000) };
    case 1:
      return { kind: 'fails', afterMs, happens: false, error: transient('connection_refused', { notSent: true, class: 'network' }) };
    case 2:
      return {
        kind: 'fails',
        afterMs,
        happens: false,
        error: transient('rate_limited', { retryAfterMs: chance.below(3000), class: 'rate_limit' }),
      };
    case 3:
      return { kind: 'fails', afterMs, happens: false, error: transient('server_error', { class: 'server' }) };
    case 4:
    case 5:
      // Breaks off after the effect has happened.
      return { kind: 'fails', afterMs, happens: true, error: transient('connection_reset', { class: 'network' }) };
    case 6:
      return { kind: 'hangs', happens: chance.holds(0.5) };
    default:
      return hasFailedForGood
        ? { kind: 'answers', afterMs }
        : { kind: 'fails', afterMs, happens: false, error: new AppError('bad_request', 'Refused.', { class: 'client' }) };
  }
}

/** The outside as the steps of one process reach it: slow, failing, hanging, and sometimes gone after the effect has happened. */
export function createRunner(
  process: VirtualProcess,
  deps: {
    readonly chance: Chance;
    readonly weather: Weather;
    readonly faults: Faults;
    readonly receipts: Receipts;
    readonly promises: Promises;
    readonly mistakes: Mistakes;
    readonly ownerId: () => number;
    readonly note: (line: () => string) => void;
  },
): NodeRunner & { readonly executeEarly: (command: ExecuteCommand) => void } {
  const { world } = process;
  const { chance, weather, faults, receipts, promises, mistakes, ownerId, note } = deps;

  function call(request: ExecuteRequest): Promise<ExecuteResult> {
    const { runId, command } = request;
    promises.beginsEffect(process, ownerId(), runId, command);
    const sending = receipts.send(runId, command, promises.isAtMostOnce(runId, command.nodeId));
    const fate = drawFate(chance, weather, faults, sending.attempt > 1);
    note(() => `${process.name} begins ${command.step}#${command.attempt} of ${runId}: ${fate.kind}`);
    return new Promise((resolve, reject) => carryOut(request, sending, fate, resolve, reject));
  }

  function carryOut(
    { signal, runId, command }: ExecuteRequest,
    sending: Sending,
    fate: Fate,
    resolve: (result: ExecuteResult) => void,
    reject: (error: unknown) => void,
  ): void {
    const { step, attempt } = command;
    const effect = (): void => {
      sending.happened = true;
      note(() => `effect of ${step}#${attempt} of ${runId}`);
      promises.effectHappened(runId, step);
    };
    // Differs from call to call, so that a result recorded twice would be seen.
    const output = { by: process.name, attempt, n: chance.below(1e6) };
    signal.addEventListener(
      'abort',
      () => {
        if (chance.holds(0.5)) world.after(process, chance.below(50), () => reject(signal.reason));
      },
      { once: true },
    );
    if (fate.kind === 'hangs') {
      world.after(null, chance.below(3000), () => {
        if (fate.happens) effect();
        sending.isUnderWay = false;
      });
      return;
    }
    const thereMs = chance.below(fate.afterMs + 1);
    world.after(null, thereMs, () => {
      if (fate.kind === 'answers' || fate.happens) effect();
      sending.isUnderWay = false;
      world.after(process, fate.afterMs - thereMs, () => (fate.kind === 'answers' ? resolve({ output }) : reject(fate.error)));
    });
  }

  /** The planted mistake: effects that were begun when they were decided on, before anything was written. */
  const early = new Map<string, Promise<ExecuteResult>>();
  const execute = (request: ExecuteRequest): Promise<ExecuteResult> => {
    const { idempotencyKey, attempt, atMostOnce } = request.command;
    const begun = early.get(`${idempotencyKey}#${attempt}`) ?? call(request);
    if (!mistakes.has('repeat an at-most-once step')) return begun;
    return begun.catch((error: unknown) => {
      if (atMostOnce && !request.signal.aborted) return call(request);
      throw error;
    });
  };
  const executeEarly = (command: ExecuteCommand): void => {
    const { idempotencyKey, step, attempt } = command;
    const runId = idempotencyKey.slice(0, -step.length - 1);
    const { signal } = new AbortController();
    const begun = call({
      orgId: '',
      scope: { projectId: '', workspaceId: '' },
      workflowId: '',
      runId,
      command,
      signal,
      log: () => undefined,
    });
    begun.catch(() => undefined);
    early.set(`${idempotencyKey}#${attempt}`, begun);
  };
  return { execute, executeEarly };
}
