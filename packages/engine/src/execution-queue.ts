import { createRateGate, type RateGate } from './rate-limit.ts';

/** What an outside service may be asked by one organisation: calls at once, and calls a second. Absent: no limit. */
export interface ServiceLimit {
  readonly concurrency?: number;
  readonly perSecond?: number;
}

export interface QueuedWork {
  readonly orgId: string;
  readonly runId: string;
  readonly step: string;
  /** Outside services that it calls, such as `host:api.example.com`. */
  readonly services: readonly string[];
  /** Work whose signal has fired by the time there is a place is left out. */
  readonly signal: AbortSignal;
  readonly work: () => Promise<void>;
}

/** A step that waits for a place, and what it waits for. */
export interface QueuedStep {
  readonly step: string;
  /** Absent: a place at work at all. */
  readonly service?: string;
  /** It waits for no place, but for another step that makes the very result it would use. */
  readonly forSameResult?: true;
  readonly limit?: ServiceLimit;
  /** Steps that wait for the same, this one included. */
  readonly waiting: number;
  /** When the service's rate has a place again, epoch milliseconds of this process's monotonic clock turned to `now`. */
  readonly freeInMs?: number;
}

/**
 * Places for effects at work: so many at once, organisations in turn and in each of them runs in turn, so that one with ten thousand steps
 * does not keep the others waiting. Steps that call a service with a limit wait here for it, and keep nobody else.
 */
export interface ExecutionQueue {
  readonly push: (work: QueuedWork) => void;
  readonly executing: () => number;
  readonly queued: () => number;
  readonly waitingSteps: (orgId: string, runId: string) => readonly QueuedStep[];
  /** Limits of services have changed: looks at everything that waits again. */
  readonly limitsChanged: () => void;
  /** Takes nothing more from the queue. */
  readonly stop: () => void;
  /** Resolves when nothing is at work. */
  readonly idle: () => Promise<void>;
}

export interface QueueLimits {
  readonly total: number;
  readonly perOrg: number;
  /** Looked up for each step; `undefined` for services without a limit, which cost nothing more. */
  readonly ofService?: (orgId: string, service: string) => ServiceLimit | undefined;
}

/** Steps of one run that call the same limited services, in their order. */
interface Lane {
  readonly orgId: string;
  readonly runId: string;
  readonly services: readonly string[];
  readonly entries: QueuedWork[];
  /** The service that it waits for; not in turn then. */
  parkedAt?: string;
}

interface Service {
  busy: number;
  readonly gate: RateGate;
  /** Lanes that wait for it, in turn. */
  readonly parked: Set<Lane>;
  timer?: NodeJS.Timeout;
}

export function createExecutionQueue(limits: QueueLimits, now: () => number = () => performance.now()): ExecutionQueue {
  /** Insertion order is the turn, of organisations and in each of runs: who was served goes to the end. */
  const turns = new Map<string, Set<Lane>>();
  const lanes = new Map<string, Lane>();
  const services = new Map<string, Service>();
  const busy = new Map<string, number>();
  const idlers: (() => void)[] = [];
  let executing = 0;
  let queued = 0;
  let stopped = false;

  const limitOf = (orgId: string, service: string): ServiceLimit | undefined => limits.ofService?.(orgId, service);
  const laneKey = (orgId: string, runId: string, limited: readonly string[]): string => [orgId, runId, ...limited].join('\n');

  function serviceOf(orgId: string, name: string): Service {
    const key = `${orgId}\n${name}`;
    let service = services.get(key);
    if (!service) {
      service = { busy: 0, gate: createRateGate(), parked: new Set() };
      services.set(key, service);
    }
    return service;
  }

  function push(work: QueuedWork): void {
    const { orgId, runId } = work;
    const limited = limits.ofService ? work.services.filter((name) => limitOf(orgId, name)) : [];
    const key = laneKey(orgId, runId, limited);
    const known = lanes.get(key);
    queued += 1;
    if (known) {
      known.entries.push(work);
    } else {
      const lane: Lane = { orgId, runId, services: limited, entries: [work] };
      lanes.set(key, lane);
      takeTurn(lane);
    }
    pump();
  }

  function takeTurn(lane: Lane): void {
    const turn = turns.get(lane.orgId);
    if (turn) turn.add(lane);
    else turns.set(lane.orgId, new Set([lane]));
  }

  function leaveTurn(lane: Lane): void {
    const turn = turns.get(lane.orgId);
    turn?.delete(lane);
    if (turn?.size === 0) turns.delete(lane.orgId);
  }

  // ---- services ----

  /** The first service that has no place for another call. */
  function fullService({ orgId, services: names }: Lane): string | undefined {
    return names.find((name) => {
      const limit = limitOf(orgId, name);
      if (!limit) return false;
      const service = serviceOf(orgId, name);
      if (limit.concurrency !== undefined && service.busy >= limit.concurrency) return true;
      return limit.perSecond !== undefined && service.gate.freeInMs(limit.perSecond, now()) > 0;
    });
  }

  function park(lane: Lane, name: string): void {
    leaveTurn(lane);
    lane.parkedAt = name;
    const service = serviceOf(lane.orgId, name);
    service.parked.add(lane);
    wakeInTime(lane.orgId, name, service);
    passOn(lane, name);
  }

  /** A rate frees places by time alone. */
  function wakeInTime(orgId: string, name: string, service: Service): void {
    const limit = limitOf(orgId, name);
    if (service.timer || limit?.perSecond === undefined || (limit.concurrency !== undefined && service.busy >= limit.concurrency)) return;
    service.timer = setTimeout(
      () => {
        delete service.timer;
        unpark(orgId, name, service);
        pump();
      },
      Math.ceil(service.gate.freeInMs(limit.perSecond, now())),
    );
  }

  /** Puts as many lanes in turn again as the service has places, those that have waited longest first. */
  function unpark(orgId: string, name: string, service: Service): void {
    const limit = limitOf(orgId, name);
    const { concurrency = Number.POSITIVE_INFINITY, perSecond } = limit ?? {};
    const inTime = perSecond === undefined ? Number.POSITIVE_INFINITY : service.gate.places(perSecond, now());
    let left = Math.max(0, Math.min(concurrency - service.busy, inTime));
    for (const lane of service.parked) {
      if (left === 0) break;
      left -= 1;
      service.parked.delete(lane);
      delete lane.parkedAt;
      takeTurn(lane);
    }
    if (service.parked.size > 0) wakeInTime(orgId, name, service);
  }

  /** The places that were kept for this lane are others' now. */
  function passOn({ orgId, services: names }: Pick<Lane, 'orgId' | 'services'>, but?: string): void {
    for (const name of names) {
      const service = name === but ? undefined : services.get(`${orgId}\n${name}`);
      if (service && service.parked.size > 0) unpark(orgId, name, service);
    }
  }

  function release(orgId: string, names: readonly string[]): void {
    for (const name of names) {
      const service = serviceOf(orgId, name);
      service.busy -= 1;
      unpark(orgId, name, service);
      if (service.busy === 0 && service.parked.size === 0 && service.gate.isIdle(now())) services.delete(`${orgId}\n${name}`);
    }
  }

  // ---- turns ----

  function next(): QueuedWork | undefined {
    for (const [orgId, turn] of turns) {
      if ((busy.get(orgId) ?? 0) >= limits.perOrg) continue;
      for (const lane of turn) {
        const full = lane.services.length > 0 ? fullService(lane) : undefined;
        if (full !== undefined) {
          park(lane, full);
          continue;
        }
        return served(orgId, lane);
      }
    }
    return undefined;
  }

  /** Its organisation and its run go to the end of their turns. */
  function served(orgId: string, lane: Lane): QueuedWork | undefined {
    const entry = lane.entries.shift();
    const turn = turns.get(orgId);
    turn?.delete(lane);
    turns.delete(orgId);
    if (lane.entries.length > 0) turn?.add(lane);
    else lanes.delete(laneKey(orgId, lane.runId, lane.services));
    if (turn && turn.size > 0) turns.set(orgId, turn);
    return entry;
  }

  function pump(): void {
    while (!stopped && executing < limits.total) {
      const entry = next();
      if (!entry) return;
      queued -= 1;
      if (entry.signal.aborted) passOn(entry);
      else void occupy(entry);
    }
  }

  async function occupy({ orgId, work, services: called }: QueuedWork): Promise<void> {
    const limited = limits.ofService ? called.filter((name) => limitOf(orgId, name)) : [];
    for (const name of limited) {
      const service = serviceOf(orgId, name);
      const perSecond = limitOf(orgId, name)?.perSecond;
      service.busy += 1;
      if (perSecond !== undefined) service.gate.take(perSecond, now());
    }
    executing += 1;
    busy.set(orgId, (busy.get(orgId) ?? 0) + 1);
    try {
      await work();
    } finally {
      executing -= 1;
      const left = (busy.get(orgId) ?? 1) - 1;
      if (left > 0) busy.set(orgId, left);
      else busy.delete(orgId);
      release(orgId, limited);
      pump();
      if (executing === 0) for (const resolve of idlers.splice(0)) resolve();
    }
  }

  function limitsChanged(): void {
    const waiting = [...lanes.values()].flatMap(({ entries }) => entries);
    lanes.clear();
    turns.clear();
    for (const [key, service] of services) {
      service.parked.clear();
      clearTimeout(service.timer);
      delete service.timer;
      if (service.busy === 0) services.delete(key);
    }
    queued -= waiting.length;
    for (const work of waiting) push(work);
  }

  function waitingSteps(orgId: string, runId: string): QueuedStep[] {
    return [...lanes.values()]
      .filter((lane) => lane.orgId === orgId && lane.runId === runId)
      .flatMap((lane) => lane.entries.map((entry) => describe(lane, entry)));
  }

  function describe(lane: Lane, { step }: QueuedWork): QueuedStep {
    const service = lane.parkedAt ?? fullService(lane);
    if (service === undefined) return { step, waiting: queued };
    const limit = limitOf(lane.orgId, service);
    const { parked, gate } = serviceOf(lane.orgId, service);
    const waiting = [...parked].reduce((sum, { entries }) => sum + entries.length, 0);
    const freeInMs = limit?.perSecond === undefined ? 0 : gate.freeInMs(limit.perSecond, now());
    return { step, service, ...(limit ? { limit } : {}), waiting, ...(freeInMs > 0 ? { freeInMs } : {}) };
  }

  return {
    push,
    executing: () => executing,
    queued: () => queued,
    waitingSteps,
    limitsChanged,
    stop: () => {
      stopped = true;
      for (const { timer } of services.values()) clearTimeout(timer);
    },
    idle: () => (executing === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}
