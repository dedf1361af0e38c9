import type { ErrorClass, StepError } from '@arches/kernel';

/** What is known of one outside service of one organisation. A circuit that has not failed lately is not kept. */
export interface CircuitState {
  readonly orgId: string;
  /** Such as `host:api.example.com`. */
  readonly key: string;
  /** `open`: calls are put off. `half_open`: one call is out to see whether it works again. */
  readonly state: 'closed' | 'open' | 'half_open';
  /** Failures in a row. */
  readonly failures: number;
  readonly openedAt?: number;
  /** When an open circuit lets one call through. */
  readonly nextTryAt?: number;
  readonly lastError?: { readonly code: string; readonly message: string };
}

export type Passage = { readonly kind: 'go'; readonly isProbe: boolean } | { readonly kind: 'put_off'; readonly circuit: CircuitState };

/**
 * Circuits of outside services: 5 failures in a row open one, and 30 s later one call, the probe, is let through; when it succeeds the
 * circuit is closed, else it stays open for another 30 s. What nobody calls any more is forgotten. Times are the caller's, epoch milliseconds.
 */
export interface CircuitBreaker {
  readonly enter: (orgId: string, key: string, now: number) => Passage;
  /** How a call that was let through has ended; `undefined` when it was called off. */
  readonly leave: (orgId: string, key: string, isProbe: boolean, outcome: 'succeeded' | StepError | undefined, now: number) => void;
  readonly list: (orgId: string, now: number) => readonly CircuitState[];
  /** Lets the next call through now. @returns whether there was an open circuit */
  readonly tryNow: (orgId: string, key: string, now: number) => boolean;
  /** Takes over what another process has found out: every circuit that is open anywhere. */
  readonly merge: (open: readonly CircuitState[], now: number) => void;
}

export interface CircuitListener {
  readonly onOpened: (circuit: CircuitState) => void;
  /** Works again: what was put off may go on. */
  readonly onClosed: (circuit: CircuitState) => void;
  /** It was open, and nobody has called it for so long that what was known of it says nothing any more. */
  readonly onForgotten: (circuit: CircuitState) => void;
}

/** Where open circuits are kept, so that other processes and the next start know of them. */
export interface CircuitStore {
  /** Every circuit that is open, of all organisations. */
  readonly load: () => Promise<readonly CircuitState[]>;
  readonly save: (circuit: CircuitState) => Promise<void>;
  readonly remove: (orgId: string, key: string) => Promise<void>;
}

export const failuresToOpen = 5;
export const openMs = 30_000;
/** Failures are in a row when no more than so much lies between two of them. */
const rowMs = 600_000;
/** An open circuit that could have been tried for so long, and was not, is nobody's concern any more. */
export const untriedMs = 3_600_000;
const tidyEveryMs = 60_000;

const counts: ReadonlySet<ErrorClass | undefined> = new Set<ErrorClass | undefined>(['network', 'timeout', 'server']);
/** It answered, only not as wished: it is there. */
const alive: ReadonlySet<ErrorClass | undefined> = new Set<ErrorClass | undefined>(['client', 'rate_limit']);

interface Kept extends CircuitState {
  /** Other processes know of it, so that its absence there means that somebody closed it. */
  readonly isShared: boolean;
  /** Of a closed one: its last failure. */
  readonly failedAt: number;
}

export function createCircuitBreaker(listener: CircuitListener): CircuitBreaker {
  const circuits = new Map<string, Kept>();
  const idOf = (orgId: string, key: string): string => `${orgId} ${key}`;
  let tidiedAt = Number.NEGATIVE_INFINITY;

  /** Steps call hosts that their input names, so what is not called again must not stay. */
  function tidy(now: number): void {
    if (Math.abs(now - tidiedAt) < tidyEveryMs) return;
    tidiedAt = now;
    for (const [id, circuit] of circuits) {
      if (circuit.state === 'closed' && now - circuit.failedAt > rowMs) circuits.delete(id);
      if (circuit.state !== 'open' || now - (circuit.nextTryAt ?? now) <= untriedMs) continue;
      circuits.delete(id);
      listener.onForgotten(circuit);
    }
  }

  function enter(orgId: string, key: string, now: number): Passage {
    tidy(now);
    const circuit = circuits.get(idOf(orgId, key));
    if (!circuit || circuit.state === 'closed') return { kind: 'go', isProbe: false };
    if (circuit.state === 'half_open' || now < (circuit.nextTryAt ?? 0)) return { kind: 'put_off', circuit };
    circuits.set(idOf(orgId, key), { ...circuit, state: 'half_open' });
    return { kind: 'go', isProbe: true };
  }

  function leave(orgId: string, key: string, isProbe: boolean, outcome: 'succeeded' | StepError | undefined, now: number): void {
    const id = idOf(orgId, key);
    const circuit = circuits.get(id);
    const failed = typeof outcome === 'object' && counts.has(outcome.class);
    if (failed) countFailure(id, { orgId, key, failures: circuit?.failures ?? 0 }, isProbe, outcome, now);
    else if (outcome === 'succeeded' || (typeof outcome === 'object' && alive.has(outcome.class))) reachable(id, isProbe);
    else if (isProbe && circuit?.state === 'half_open') circuits.set(id, { ...circuit, state: 'open', nextTryAt: now });
  }

  function countFailure(
    id: string,
    { orgId, key, failures }: { orgId: string; key: string; failures: number },
    isProbe: boolean,
    { code, message }: StepError,
    now: number,
  ): void {
    const before = circuits.get(id);
    // Calls that were under way when it opened say nothing new.
    if (before && before.state !== 'closed' && !isProbe) return;
    const more = { orgId, key, failures: failures + 1, lastError: { code, message } };
    if (more.failures < failuresToOpen) {
      circuits.set(id, { ...more, state: 'closed', isShared: false, failedAt: now });
      return;
    }
    const opened: Kept = {
      ...more,
      state: 'open',
      openedAt: before?.openedAt ?? now,
      nextTryAt: now + openMs,
      isShared: false,
      failedAt: now,
    };
    circuits.set(id, opened);
    listener.onOpened(opened);
  }

  function reachable(id: string, isProbe: boolean): void {
    const circuit = circuits.get(id);
    if (!circuit || (circuit.state !== 'closed' && !isProbe)) return;
    circuits.delete(id);
    if (circuit.state !== 'closed') listener.onClosed(circuit);
  }

  function merge(open: readonly CircuitState[], now: number): void {
    const known = new Set(open.map(({ orgId, key }) => idOf(orgId, key)));
    for (const [id, circuit] of circuits) {
      if (!circuit.isShared || known.has(id)) continue;
      circuits.delete(id);
      listener.onClosed(circuit);
    }
    for (const told of open) {
      const id = idOf(told.orgId, told.key);
      const own = circuits.get(id);
      if (own?.state === 'half_open') circuits.set(id, { ...own, isShared: true });
      else if (own?.state !== 'open' || (told.nextTryAt ?? now) !== own.nextTryAt)
        circuits.set(id, { ...told, state: 'open', isShared: true, failedAt: now });
      else circuits.set(id, { ...own, isShared: true });
    }
    tidy(now);
  }

  return {
    enter,
    leave,
    merge,
    list: (orgId, now) => {
      tidy(now);
      return [...circuits.values()].filter((circuit) => circuit.orgId === orgId);
    },
    tryNow: (orgId, key, now) => {
      const circuit = circuits.get(idOf(orgId, key));
      if (circuit?.state !== 'open') return circuit?.state === 'half_open';
      circuits.set(idOf(orgId, key), { ...circuit, nextTryAt: now });
      return true;
    },
  };
}
