import type { EngineLog } from './ports.ts';
import type { InboxEntry, Owner, RunStore } from './run-store.ts';

/** Takes up what others left for this owner's runs. */
export interface InboxReader {
  /** Looks now, or once more after the look under way. */
  readonly look: () => void;
  /** Resolves when no look is under way. */
  readonly idle: () => Promise<void>;
  readonly stop: () => void;
}

const batchSize = 500;
const retryMs = 1000;

/**
 * One look at a time, each ended only when its messages are journalled, or back in the hands of the next owner: so a message is never read
 * while an earlier reading of it is on its way to the disk, and is taken up once.
 */
export function createInboxReader(deps: {
  readonly store: RunStore;
  readonly owner: Owner;
  readonly log: EngineLog;
  /** Resolves when all of them are durable or cannot be by this process; gives how many are gone from the inbox. */
  readonly takeUp: (entries: readonly InboxEntry[]) => Promise<number>;
}): InboxReader {
  const { store, owner, log, takeUp } = deps;
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  function look(): void {
    if (stopped) return;
    again = true;
    looking ??= lookAll().finally(() => {
      looking = undefined;
      // Asked for after the last look had begun to end.
      if (again) look();
    });
  }

  async function lookAll(): Promise<void> {
    try {
      while (again && !stopped) {
        again = false;
        const entries = await store.inbox(owner, batchSize);
        const taken = entries.length === 0 ? 0 : await takeUp(entries);
        if (taken > 0 && entries.length === batchSize) again = true;
      }
    } catch (error) {
      log.warn('The inbox could not be read; tried again in a second.', { error: String(error) });
      clearTimeout(retry);
      if (!stopped) retry = setTimeout(look, retryMs);
    }
  }

  return {
    look,
    idle: () => looking ?? Promise.resolve(),
    stop: () => {
      stopped = true;
      clearTimeout(retry);
    },
  };
}
