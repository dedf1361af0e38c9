import { AppError } from '@arches/kernel';
import type { ChangeResult, CommitResult, Owner, RunChange, RunStore } from '../run-store.ts';
import type { Faults } from './faults.ts';
import type { Mistakes } from './mistakes.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { VirtualProcess } from './virtual-world.ts';

/** The store as one process reaches it: over connections that are slow, break, and lose replies of what was done. */
export interface StorePort {
  readonly store: RunStore;
  readonly ownerId: () => number;
  /** The database finds the process's session dead: the hold is gone until the process has noticed and taken it again. */
  readonly loseHold: () => void;
  readonly ring: () => void;
}

const unavailable = (what: string): AppError =>
  new AppError('database_unavailable', `The database did not answer (${what}).`, { retryable: true });

export function createStorePort(process: VirtualProcess, database: SimulatedDatabase, faults: Faults, mistakes: Mistakes): StorePort {
  const { world } = process;
  const lostListeners: (() => void)[] = [];
  const inboxListeners: (() => void)[] = [];
  let ownerId = 0;

  /** A request, and its reply. The request arrives even if the process dies on the way. */
  function call<T>(what: string, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const fate = faults.storeCall(process, what);
      const fail = (): void => void world.after(process, fate.backMs, () => reject(unavailable(what)));
      world.after(null, fate.thereMs, () => {
        if (fate.lost === 'request' || faults.isDatabaseDown()) {
          fail();
          return;
        }
        const result = work();
        if (database.takeBell()) faults.bell();
        if (fate.lost === 'reply') fail();
        else world.after(process, fate.backMs, () => resolve(result));
        faults.between(process, what);
      });
    });
  }

  function loseHold(): void {
    database.release(ownerId);
    const regain = (): void => {
      if (faults.isDatabaseDown()) {
        world.after(process, 500, regain);
        return;
      }
      database.hold(ownerId);
      for (const listener of lostListeners) listener();
    };
    world.after(process, faults.regainMs(), regain);
  }

  const commit = (_owner: Owner, changes: readonly RunChange[]): Promise<CommitResult> => {
    if (!mistakes.has('acknowledge before the commit')) return call('commit', () => database.commit(ownerId, changes));
    // The planted mistake: says that it is kept, and writes a little later, if nothing comes in between.
    world.after(process, 4, () => void call('commit', () => database.commit(ownerId, changes)).catch(() => undefined));
    const results = changes.map((): ChangeResult => ({ kind: 'kept' }));
    return call('early reply', () => ({ results, now: database.now() }));
  };

  const localClock = (): number => (mistakes.has('local clock for timers') ? Date.now() : database.now());

  const store: RunStore = {
    attach: async () => {
      ownerId = await call('attach', () => database.attach());
      return {
        id: ownerId,
        onLost: (listener) => void lostListeners.push(listener),
        onInbox: (listener) => void inboxListeners.push(listener),
      };
    },
    detach: () =>
      call('detach', () => {
        database.release(ownerId);
      }),
    commit,
    claim: (_owner, limit) => call('claim', () => database.claim(ownerId, limit)),
    claimRun: (_owner, orgId, runId) => call('claim run', () => database.claimRun(ownerId, orgId, runId)),
    childless: (_owner, limit) => call('childless', () => database.childless(ownerId, limit)),
    result: (orgId, runId) => call('result', () => database.result(orgId, runId)),
    post: (orgId, runId, id, message) => call('post', () => database.post(orgId, runId, id, message)),
    inbox: (_owner, limit) => call('inbox', () => database.inbox(ownerId, limit)),
    hasMessages: (_orgId, runId) => call('inbox', () => database.hasMessages(runId)),
    discard: (_owner, run, ids) => call('discard', () => database.discard(ownerId, run, ids)),
    running: () => call('running', () => database.running(ownerId)),
    load: (orgId, runId) => call('load', () => database.load(orgId, runId)),
    dueTimers: (_owner, limit) => {
      const clock = localClock();
      return call('due timers', () => database.dueTimers(ownerId, limit, mistakes.has('local clock for timers') ? clock : database.now()));
    },
    readValues: (_orgId, runId, ids) => call('read values', () => database.readValues(runId, ids)),
    now: () => call('now', () => database.now()),
  };
  /** Heard promptly, and sometimes not at all. */
  const ring = (): void => {
    for (const listener of inboxListeners) world.after(process, 1, listener);
  };
  return { store, ownerId: () => ownerId, loseHold, ring };
}
