import { AppError } from '@arches/kernel';
import type { DatabaseClock } from './database-clock.ts';
import type { EngineLog } from './ports.ts';
import type { ChangeResult, Owner, RunChange, RunStore } from './run-store.ts';

/** What happened to one change: the store's word, or an error that concerns this run alone. */
export type Settled = ChangeResult | { readonly kind: 'refused'; readonly error: unknown };

/** Something with changes to write: a run in memory. */
export interface ChangeSource {
  /** Everything decided since the last call; `undefined` when there is nothing. */
  readonly takeChange: () => RunChange | undefined;
  readonly settle: (settled: Settled) => void;
}

export interface Committer {
  /** Has changes to write. `soon` lets them ride with the next flush, at the latest after {@link lazyMs}. */
  readonly mark: (source: ChangeSource, soon?: 'soon') => void;
  /** Resolves when nothing is left to write. */
  readonly idle: () => Promise<void>;
  /** Gives up: what could not be written yet is left to the next owner. */
  readonly stop: () => void;
  readonly metrics: () => { readonly flushes: number; readonly flushedEvents: number; readonly lastFlushMs: number };
}

const maxRunsPerFlush = 1000;
const lazyMs = 20;
const firstRetryMs = 25;
const maxRetryMs = 2000;

/**
 * Group commit. While one flush is on its way to the disk everything new gathers for the next; there is no fixed delay, so one run alone
 * waits for one sync and many runs share one. A database that is away is asked again until it is back: memory is ahead of it, never behind.
 */
export function createCommitter(deps: { store: RunStore; owner: Owner; clock: DatabaseClock; log: EngineLog }): Committer {
  const { store, owner, clock, log } = deps;
  const marked = new Set<ChangeSource>();
  const lazy = new Set<ChangeSource>();
  const idlers: (() => void)[] = [];
  let running = false;
  let stopped = false;
  let lazyTimer: NodeJS.Timeout | undefined;
  let flushes = 0;
  let flushedEvents = 0;
  let lastFlushMs = 0;

  function mark(source: ChangeSource, soon?: 'soon'): void {
    if (stopped) return;
    if (soon && !marked.has(source)) {
      lazy.add(source);
      lazyTimer ??= setTimeout(promote, lazyMs);
      return;
    }
    marked.add(source);
    start();
  }

  function promote(): void {
    lazyTimer = undefined;
    if (lazy.size > 0) start();
  }

  function start(): void {
    if (running || stopped) return;
    running = true;
    // Everything that arrives in this turn of the event loop joins the first flush.
    setImmediate(() => void flushAll());
  }

  async function flushAll(): Promise<void> {
    while (!stopped && marked.size + lazy.size > 0) {
      const batch = takeBatch();
      if (batch.length === 0) continue;
      await flush(batch);
      // What follows at once from this flush joins the next.
      await new Promise(setImmediate);
    }
    running = false;
    for (const resolve of idlers.splice(0)) resolve();
  }

  function takeBatch(): { source: ChangeSource; change: RunChange }[] {
    const batch: { source: ChangeSource; change: RunChange }[] = [];
    for (const waiting of [marked, lazy]) {
      for (const source of waiting) {
        if (batch.length >= maxRunsPerFlush) return batch;
        waiting.delete(source);
        const change = source.takeChange();
        if (change) batch.push({ source, change });
      }
    }
    return batch;
  }

  async function flush(batch: { source: ChangeSource; change: RunChange }[]): Promise<void> {
    const began = performance.now();
    const settled = await commitAll(batch.map(({ change }) => change));
    lastFlushMs = performance.now() - began;
    flushes += 1;
    for (const [i, { source, change }] of batch.entries()) {
      flushedEvents += change.events.length;
      const result = settled[i];
      if (result) source.settle(result);
    }
  }

  /** One statement for all; when the database refuses it for its content, halves, so that one bad run cannot stop the others. */
  async function commitAll(changes: readonly RunChange[]): Promise<readonly Settled[]> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      try {
        const { results, now } = await store.commit(owner, changes);
        clock.observe(now);
        return results;
      } catch (error) {
        if (stopped) return [];
        if (!isTransient(error)) return await halves(changes, error);
        log.warn('The database did not take a flush; it is tried again.', { runs: changes.length, retryMs, error: String(error) });
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async function halves(changes: readonly RunChange[], error: unknown): Promise<readonly Settled[]> {
    if (changes.length === 1) return [{ kind: 'refused', error }];
    const middle = changes.length >> 1;
    return [...(await commitAll(changes.slice(0, middle))), ...(await commitAll(changes.slice(middle)))];
  }

  return {
    mark,
    idle: () => {
      if (!stopped && lazy.size > 0) start();
      return running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve();
    },
    stop: () => {
      stopped = true;
      clearTimeout(lazyTimer);
    },
    metrics: () => ({ flushes, flushedEvents, lastFlushMs }),
  };
}

/** The store marks what may pass (connection, restart, serialization, disk full) as retryable; everything else is about the content. */
function isTransient(error: unknown): boolean {
  return error instanceof AppError && error.retryable;
}
