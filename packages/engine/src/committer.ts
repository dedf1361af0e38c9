import { AppError } from '@arches/kernel';
import type { DatabaseClock } from './database-clock.ts';
import type { EngineLog } from './ports.ts';
import type { ChangeResult, Owner, RunChange, RunStore } from './run-store.ts';

/** What happened to one change: the store's word, or an error that concerns this run alone. */
export type Settled = ChangeResult | { readonly kind: 'refused'; readonly error: unknown };

/** Something with changes to write: a run in memory. */
export interface ChangeSource {
  /** The database cannot be written for the time being: whoever only waits for an answer is told so. What is decided stays to be written. */
  readonly tellLate?: (error: AppError) => void;
  /** Everything decided since the last call; `undefined` when there is nothing. */
  readonly takeChange: () => RunChange | undefined;
  readonly settle: (settled: Settled) => void;
}

export interface Committer {
  /** Has changes to write. `soon` lets more of them gather first, for {@link lazyMs} at most: a row costs less the more go with it. */
  readonly mark: (source: ChangeSource, soon?: 'soon') => void;
  /** Resolves when nothing is left to write. */
  readonly idle: () => Promise<void>;
  /** Gives up: what could not be written yet is left to the next owner. */
  readonly stop: () => void;
  /** Why nothing can be written, once that has lasted longer than a moment. */
  readonly trouble: () => AppError | undefined;
  readonly metrics: () => { readonly flushes: number; readonly flushedEvents: number; readonly lastFlushMs: number };
}

const maxRunsPerFlush = 1000;
const lazyMs = 20;
const firstRetryMs = 25;
const maxRetryMs = 2000;
/** So long those who wait for an answer are kept waiting when the database is away; a full disk does not pass in a moment. */
const patienceMs = 8000;

interface Entry {
  readonly source: ChangeSource;
  readonly change: RunChange;
}

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
  let trouble: { readonly error: AppError; readonly since: number } | undefined;

  function mark(source: ChangeSource, soon?: 'soon'): void {
    if (stopped) return;
    if (soon && !marked.has(source)) {
      lazy.add(source);
      lazyTimer ??= setTimeout(promote, lazyMs);
      return;
    }
    lazy.delete(source);
    marked.add(source);
    start();
  }

  function promote(): void {
    lazyTimer = undefined;
    for (const source of lazy) marked.add(source);
    lazy.clear();
    if (marked.size > 0) start();
  }

  function start(): void {
    if (running || stopped) return;
    running = true;
    // Everything that arrives in this turn of the event loop joins the first flush.
    setImmediate(() => void flushAll());
  }

  async function flushAll(): Promise<void> {
    while (!stopped && marked.size > 0) {
      const batch = takeBatch();
      if (batch.length === 0) continue;
      await flush(batch);
      // What follows at once from this flush joins the next.
      await new Promise(setImmediate);
    }
    running = false;
    for (const resolve of idlers.splice(0)) resolve();
  }

  function takeBatch(): Entry[] {
    const batch: Entry[] = [];
    for (const source of marked) {
      if (batch.length >= maxRunsPerFlush) return batch;
      marked.delete(source);
      const change = source.takeChange();
      if (change) batch.push({ source, change });
    }
    return batch;
  }

  async function flush(batch: readonly Entry[]): Promise<void> {
    const began = performance.now();
    await commitAll(batch);
    trouble = undefined;
    lastFlushMs = performance.now() - began;
    flushes += 1;
  }

  function settle(entries: readonly Entry[], settled: readonly Settled[]): void {
    for (const [i, { source, change }] of entries.entries()) {
      flushedEvents += change.events.length;
      const result = settled[i];
      if (result) source.settle(result);
    }
  }

  /** One statement for all; when the database refuses it for its content, halves, so that one bad run cannot stop the others. */
  async function commitAll(given: readonly Entry[]): Promise<void> {
    let entries = given;
    const doubtful = new Set<Entry>();
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      const changes = entries.map(({ change }) => change);
      const noticeSilence = setTimeout(() => bemoanSilence(entries), patienceMs);
      try {
        const { results, now } = await store.commit(owner, changes);
        clock.observe(now);
        settle(entries, results);
        return;
      } catch (error) {
        if (stopped) return;
        if (!isTransient(error)) {
          await halves(entries, error);
          return;
        }
        if (error.code === 'database_full') entries = withoutStarts([...entries, ...takeBatch()], doubtful, error);
        else for (const entry of entries) doubtful.add(entry);
        if (entries.length === 0) return;
        trouble = { error, since: trouble?.since ?? performance.now() };
        if (isLasting()) tellLate(entries, error);
        log.warn('The database did not take a flush; it is tried again.', { runs: changes.length, retryMs, error: String(error) });
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      } finally {
        clearTimeout(noticeSilence);
      }
    }
  }

  /** A database that neither takes a flush nor refuses it is as good as away to those who wait. */
  function bemoanSilence(entries: readonly Entry[]): void {
    const error = new AppError('database_unavailable', 'The database does not answer.', { retryable: true });
    trouble ??= { error, since: performance.now() - patienceMs };
    tellLate(entries, error);
  }

  /**
   * Nobody has been told of a run that begins with this flush, or with the next: where the disk is full it is refused, instead of waiting for
   * room. Not one that an earlier try may have written without our hearing of it.
   */
  function withoutStarts(entries: readonly Entry[], doubtful: ReadonlySet<Entry>, error: AppError): readonly Entry[] {
    const isRefused = (entry: Entry): boolean => entry.change.create !== undefined && !doubtful.has(entry);
    const starts = entries.filter(isRefused);
    settle(
      starts,
      starts.map(() => ({ kind: 'refused', error })),
    );
    return entries.filter((entry) => !isRefused(entry));
  }

  function tellLate(entries: readonly Entry[], error: AppError): void {
    const told = stillToBeWritten(error);
    for (const source of [...entries.map((entry) => entry.source), ...marked, ...lazy]) source.tellLate?.(told);
  }

  function isLasting(): boolean {
    return trouble !== undefined && (trouble.error.code === 'database_full' || performance.now() - trouble.since >= patienceMs);
  }

  async function halves(entries: readonly Entry[], error: unknown): Promise<void> {
    if (entries.length === 1) {
      settle(entries, [{ kind: 'refused', error }]);
      return;
    }
    const middle = entries.length >> 1;
    await commitAll(entries.slice(0, middle));
    await commitAll(entries.slice(middle));
  }

  return {
    mark,
    idle: () => {
      if (!stopped) promote();
      return running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve();
    },
    stop: () => {
      stopped = true;
      clearTimeout(lazyTimer);
    },
    trouble: () => (isLasting() ? trouble?.error : undefined),
    metrics: () => ({ flushes, flushedEvents, lastFlushMs }),
  };
}

/** The store marks what may pass (connection, restart, serialization, disk full) as retryable; everything else is about the content. */
function isTransient(error: unknown): error is AppError {
  return error instanceof AppError && error.retryable;
}

function stillToBeWritten({ code, message, cause }: AppError): AppError {
  return new AppError(
    code,
    `${message} What was asked may still be carried out when it is back: look before you repeat it, or repeat it under the same delivery key.`,
    { retryable: true, retryAfterMs: 5000, cause },
  );
}
