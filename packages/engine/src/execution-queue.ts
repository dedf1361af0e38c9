/** Places for effects at work: so many at once, organisations in turn, so that one with ten thousand steps does not keep the others waiting. */
export interface ExecutionQueue {
  /** Runs `work` when there is a place. Work whose signal has fired by then is left out. */
  readonly push: (orgId: string, signal: AbortSignal, work: () => Promise<void>) => void;
  readonly executing: () => number;
  readonly queued: () => number;
  /** Takes nothing more from the queue. */
  readonly stop: () => void;
  /** Resolves when nothing is at work. */
  readonly idle: () => Promise<void>;
}

interface Entry {
  readonly signal: AbortSignal;
  readonly work: () => Promise<void>;
}

export function createExecutionQueue(limits: { readonly total: number; readonly perOrg: number }): ExecutionQueue {
  /** Insertion order is the turn: an organisation that was served goes to the end. */
  const waiting = new Map<string, Entry[]>();
  const busy = new Map<string, number>();
  const idlers: (() => void)[] = [];
  let executing = 0;
  let queued = 0;
  let stopped = false;

  function next(): { orgId: string; entry: Entry } | undefined {
    for (const [orgId, entries] of waiting) {
      if ((busy.get(orgId) ?? 0) >= limits.perOrg) continue;
      const entry = entries.shift();
      waiting.delete(orgId);
      if (entries.length > 0) waiting.set(orgId, entries);
      if (entry) return { orgId, entry };
    }
    return undefined;
  }

  function pump(): void {
    while (!stopped && executing < limits.total) {
      const taken = next();
      if (!taken) return;
      queued -= 1;
      if (!taken.entry.signal.aborted) void occupy(taken.orgId, taken.entry.work);
    }
  }

  async function occupy(orgId: string, work: () => Promise<void>): Promise<void> {
    executing += 1;
    busy.set(orgId, (busy.get(orgId) ?? 0) + 1);
    try {
      await work();
    } finally {
      executing -= 1;
      const left = (busy.get(orgId) ?? 1) - 1;
      if (left > 0) busy.set(orgId, left);
      else busy.delete(orgId);
      pump();
      if (executing === 0) for (const resolve of idlers.splice(0)) resolve();
    }
  }

  return {
    push: (orgId, signal, work) => {
      const entries = waiting.get(orgId);
      if (entries) entries.push({ signal, work });
      else waiting.set(orgId, [{ signal, work }]);
      queued += 1;
      pump();
    },
    executing: () => executing,
    queued: () => queued,
    stop: () => {
      stopped = true;
    },
    idle: () => (executing === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}
