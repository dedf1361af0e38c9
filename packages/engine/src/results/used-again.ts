import type { StepError } from '@arches/kernel';
import type { UntimedEvent } from '../inbox-message.ts';
import type { QueuedStep } from '../execution-queue.ts';
import type { EngineLog, ExecuteCommand } from '../ports.ts';
import { createLookUp } from './look-up.ts';
import { resultKey } from './result-key.ts';
import type { ConnectionsOf, FoundResult, ResultStore } from './result-store.ts';

type StepSucceeded = Extract<UntimedEvent, { kind: 'step_succeeded' }>;
type Place = { readonly orgId: string; readonly runId: string; readonly workflowId: string };

/** How a step goes on after an earlier result was looked for. */
export type Recalled =
  /** There is one, or none for a failure that it was to stand in for: this is what happened. */
  | { readonly kind: 'answer'; readonly event: UntimedEvent }
  | {
      readonly kind: 'run';
      /** Says in the event of its success what the result is kept under. */
      readonly keep: (event: UntimedEvent) => UntimedEvent;
      /** The attempt is over, durably or for nothing: others who wait for the same may look again. */
      readonly over: () => void;
    };

export interface UsedAgain {
  readonly recall: (place: Place, command: ExecuteCommand, services: readonly string[], signal: AbortSignal) => Promise<Recalled>;
  /** Steps of a run that wait for another step of this process to make what they would use. */
  readonly waitingSteps: (orgId: string, runId: string) => readonly QueuedStep[];
}

export interface UsedAgainDeps {
  readonly store?: ResultStore | undefined;
  readonly connectionsOf?: ConnectionsOf | undefined;
  readonly log: EngineLog;
}

/** A database that is away for a moment must not cost a result; one that is away for longer must not hold the step up. */
const askAgainMs = [50, 500];

/**
 * Before a step that may use an earlier result: looks for one. Of several steps of this process that miss the same result at once, one is
 * run; the others wait for it to be over and look again, and those that find nothing even then are run themselves.
 */
export function createUsedAgain({ store, connectionsOf, log }: UsedAgainDeps): UsedAgain {
  const lookUp = store && createLookUp(store);
  /** By organisation and key: resolves when the attempt that makes it is over. */
  const making = new Map<string, Promise<void>>();
  /** Who waits for which of them. */
  const waiting = new Map<ExecuteCommand, { readonly place: Place; readonly name: string }>();

  async function recall(place: Place, command: ExecuteCommand, services: readonly string[], signal: AbortSignal): Promise<Recalled> {
    const { cache } = command;
    const key = cache && lookUp && (await keyOf(place, command, services));
    if (!cache || key === undefined) return cache?.instead ? { kind: 'answer', event: failed(command, cache.instead) } : unkept;
    const keep = (event: UntimedEvent): UntimedEvent =>
      event.kind === 'step_succeeded' ? { ...event, keep: { key, ttlMs: cache.ttlMs } } : event;
    if (cache.instead) {
      const found = await find(place, command, key);
      return { kind: 'answer', event: found ? succeeded(command, found) : failed(command, cache.instead) };
    }
    if (cache.use === 'on_error') return { ...unkept, keep };
    return firstOrFound(place, command, key, keep, signal);
  }

  async function firstOrFound(
    place: Place,
    command: ExecuteCommand,
    key: string,
    keep: (event: UntimedEvent) => UntimedEvent,
    signal: AbortSignal,
  ): Promise<Recalled> {
    const name = `${place.orgId} ${key}`;
    for (let looks = 0; ; looks += 1) {
      const others = making.get(name);
      if (others && looks === 0) {
        waiting.set(command, { place, name });
        await Promise.race([others, calledOff(signal)]).finally(() => waiting.delete(command));
        continue;
      }
      // Taken before anything is waited for, so that there is one of them.
      const over = others ? () => {} : take(name, signal);
      const found = await find(place, command, key);
      if (!found) return { kind: 'run', keep, over };
      over();
      return { kind: 'answer', event: succeeded(command, found) };
    }
  }

  function take(name: string, signal: AbortSignal): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    making.set(name, promise);
    const over = (): void => {
      if (making.get(name) === promise) making.delete(name);
      signal.removeEventListener('abort', over);
      resolve();
    };
    // Called off before there was a place for it, it is never begun.
    signal.addEventListener('abort', over);
    return over;
  }

  async function find({ orgId, runId }: Place, { step, cache }: ExecuteCommand, key: string): Promise<FoundResult | undefined> {
    if (!cache || !lookUp) return undefined;
    const query = { key, ttlMs: cache.ttlMs, ...(cache.since === undefined ? {} : { since: cache.since }) };
    for (const waitMs of [...askAgainMs, undefined]) {
      try {
        return await lookUp(orgId, query);
      } catch (error) {
        if (waitMs === undefined) {
          log.warn('An earlier result could not be looked up; the step goes on as if there were none.', {
            runId,
            step,
            error: String(error),
          });
          return undefined;
        }
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return undefined;
  }

  async function keyOf(
    { orgId, runId, workflowId }: Place,
    command: ExecuteCommand,
    services: readonly string[],
  ): Promise<string | undefined> {
    try {
      return resultKey(workflowId, command, (await connectionsOf?.(orgId, services)) ?? []);
    } catch (error) {
      log.warn('What a step works with is not known, so its result is not kept.', { runId, step: command.step, error: String(error) });
      return undefined;
    }
  }

  function waitingSteps(orgId: string, runId: string): QueuedStep[] {
    const all = [...waiting];
    return all
      .filter(([, { place }]) => place.orgId === orgId && place.runId === runId)
      .map(([{ step }, { name }]) => ({ step, forSameResult: true, waiting: all.filter(([, other]) => other.name === name).length }));
  }

  return { recall, waitingSteps };
}

const unkept: Extract<Recalled, { kind: 'run' }> = { kind: 'run', keep: (event) => event, over: () => {} };

const calledOff = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function succeeded({ step, attempt, cache }: ExecuteCommand, { from, output, ports, warnings = [] }: FoundResult): StepSucceeded {
  const told = cache?.instead ? [standsIn(from.at, cache.instead), ...warnings] : warnings;
  return {
    kind: 'step_succeeded',
    step,
    attempt,
    output,
    ...(ports ? { ports } : {}),
    ...(told.length > 0 ? { warnings: told } : {}),
    cached: from,
  };
}

function failed({ step, attempt }: ExecuteCommand, error: StepError): UntimedEvent {
  return { kind: 'step_failed', step, attempt, error };
}

const standsIn = (at: number, { message }: StepError): string =>
  `An earlier result, of ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC, stands in: the step failed. ${message}`;
