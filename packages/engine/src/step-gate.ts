import type { Catalog, StepError, StepId } from '@arches/kernel';
import { type CircuitState, type CircuitStore, createCircuitBreaker, type Passage } from './circuit-breaker.ts';
import type { DatabaseClock } from './database-clock.ts';
import type { EngineLog, ExecuteCommand } from './ports.ts';

export interface StepPlace {
  readonly orgId: string;
  readonly runId: string;
  readonly step: StepId;
}

export interface CircuitView extends CircuitState {
  /** Steps put off by this process that will try again. */
  readonly waitingSteps: number;
}

export type StepPass =
  | {
      readonly kind: 'go';
      /** Says how the attempt ended; `undefined` when it was called off. Only the first word counts. */
      readonly leave: (outcome: 'succeeded' | StepError | undefined) => void;
    }
  | { readonly kind: 'put_off'; readonly error: StepError };

/** Stands before every attempt of a step that calls an outside service: a service that keeps failing is left alone for a while. */
export interface StepGate {
  /** What the step calls; nothing in a test. */
  readonly servicesOf: (command: ExecuteCommand) => readonly string[];
  readonly enter: (place: StepPlace, command: ExecuteCommand) => StepPass;
  readonly circuits: (orgId: string) => readonly CircuitView[];
  /** Tries a service at once instead of later. @returns false when its circuit is not open */
  readonly tryNow: (orgId: string, key: string) => boolean;
  /** Takes over what other processes have found out. */
  readonly refresh: () => Promise<void>;
}

export interface StepGateDeps {
  readonly catalog: Catalog;
  readonly clock: Pick<DatabaseClock, 'now'>;
  readonly log: EngineLog;
  readonly store?: CircuitStore;
  /** These need not wait any longer: their next attempt may be made now. */
  readonly onWake: (steps: readonly StepPlace[]) => void;
}

/** Put-off steps come back a little after the probe, so that one call and not all of them finds out; when it succeeds they are woken at once. */
const afterProbeMs = 5000;

interface PutOff extends StepPlace {
  readonly until: number;
}

export function createStepGate({ catalog, clock, log, store, onWake }: StepGateDeps): StepGate {
  /** By organisation and service, then by run and step. */
  const putOff = new Map<string, Map<string, PutOff>>();
  const breaker = createCircuitBreaker({
    onOpened: (circuit) => {
      log.warn('A service keeps failing and is left alone for a while.', { service: circuit.key, failures: circuit.failures });
      keep(() => store?.save(circuit));
    },
    onClosed: (circuit) => {
      log.info('A service works again.', { service: circuit.key });
      keep(() => store?.remove(circuit.orgId, circuit.key));
      wakeAll(circuit.orgId, circuit.key);
    },
    onForgotten: ({ orgId, key }) => {
      keep(() => store?.remove(orgId, key));
      wakeAll(orgId, key);
    },
  });
  const listKey = (orgId: string, key: string): string => `${orgId} ${key}`;

  function keep(write: () => Promise<void> | undefined): void {
    write()?.catch((error: unknown) =>
      log.warn('The state of a circuit was not saved; other processes find it out themselves.', { error: String(error) }),
    );
  }

  function wakeAll(orgId: string, key: string): void {
    const steps = [...(putOff.get(listKey(orgId, key))?.values() ?? [])];
    putOff.delete(listKey(orgId, key));
    if (steps.length > 0) onWake(steps);
  }

  function servicesOf({ mode, type, typeVersion, config }: ExecuteCommand): readonly string[] {
    if (mode !== 'live') return [];
    const known = catalog.get(type, typeVersion);
    try {
      return (known?.services ?? known?.resources)?.(config) ?? [];
    } catch {
      // A configuration that cannot be read fails in the step itself, with words.
      return [];
    }
  }

  function enter(place: StepPlace, command: ExecuteCommand): StepPass {
    const services = servicesOf(command);
    if (services.length === 0) return { kind: 'go', leave: () => undefined };
    const now = clock.now();
    const passed: { key: string; isProbe: boolean }[] = [];
    for (const key of services) {
      putOff.get(listKey(place.orgId, key))?.delete(`${place.runId} ${place.step}`);
      const passage = breaker.enter(place.orgId, key, now);
      if (passage.kind === 'go') passed.push({ key, isProbe: passage.isProbe });
      else {
        for (const { key: other, isProbe } of passed) breaker.leave(place.orgId, other, isProbe, undefined, now);
        return { kind: 'put_off', error: wait(place, passage, now) };
      }
    }
    let isOver = false;
    return {
      kind: 'go',
      leave: (outcome) => {
        if (isOver) return;
        isOver = true;
        for (const { key, isProbe } of passed) breaker.leave(place.orgId, key, isProbe, outcome, clock.now());
      },
    };
  }

  function wait(place: StepPlace, { circuit }: Extract<Passage, { kind: 'put_off' }>, now: number): StepError {
    const key = listKey(circuit.orgId, circuit.key);
    const steps = putOff.get(key) ?? new Map<string, PutOff>();
    putOff.set(key, steps);
    const probeAt = circuit.state === 'open' ? Math.max(now, circuit.nextTryAt ?? now) : now;
    // The first one comes back for the probe itself.
    const isFirst = steps.size === 0 && circuit.state === 'open';
    const until = probeAt + (isFirst ? 0 : afterProbeMs);
    steps.set(`${place.runId} ${place.step}`, { ...place, until });
    return circuitOpen(circuit, until, Math.max(until - now, 1));
  }

  function circuits(orgId: string): CircuitView[] {
    const now = clock.now();
    return breaker.list(orgId, now).map((circuit) => {
      const steps = putOff.get(listKey(orgId, circuit.key));
      // Of runs that have ended meanwhile.
      for (const [id, { until }] of steps ?? []) if (until < now - afterProbeMs) steps?.delete(id);
      return { ...circuit, waitingSteps: steps?.size ?? 0 };
    });
  }

  function tryNow(orgId: string, key: string): boolean {
    if (!breaker.tryNow(orgId, key, clock.now())) return false;
    const steps = putOff.get(listKey(orgId, key));
    const [first] = steps?.values() ?? [];
    if (first) {
      steps?.delete(`${first.runId} ${first.step}`);
      onWake([first]);
    }
    return true;
  }

  return {
    servicesOf,
    enter,
    circuits,
    tryNow,
    refresh: async () => {
      if (store) breaker.merge(await store.load(), clock.now());
    },
  };
}

/** What people call a service: a host by its name. */
export function serviceName(key: string): string {
  if (key.startsWith('host:')) return key.slice('host:'.length);
  if (key.startsWith('mail:')) return 'The mail server';
  return key.startsWith('model:') ? 'The language model' : key;
}

function circuitOpen({ key, failures, lastError }: CircuitState, until: number, retryAfterMs: number): StepError {
  return {
    code: 'circuit_open',
    message: `${serviceName(key)} has failed ${failures} times in a row. It is left alone for a moment, then tried again.`,
    retryable: true,
    retryAfterMs,
    class: 'server',
    deferred: true,
    notSent: true,
    details: { service: key, failures, until, ...(lastError ? { lastError } : {}) },
  };
}
