import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@arches/kernel';
import { databaseFull } from './database-errors.ts';
import { lockDirectory } from './directory-lock.ts';
import { type EmbeddedLife, type StartThread, startLife } from './embedded-life.ts';
import { watchFreeRoom } from './free-room.ts';

/** The embedded database as bytes in, bytes out: what a socket would be to a server. */
export interface EmbeddedSession {
  /**
   * Answers come in the order of the calls. Rejects with `database_unavailable` or `database_full` once this session is over. The bytes are
   * given away: they are empty afterwards.
   */
  readonly exchange: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/** The embedded database over all its lives: one that dies or hangs is started again. */
export interface EmbeddedProcess {
  /** A session with the database as it is now; waits for one that is starting, for a few seconds. A session does not outlive its database. */
  readonly session: () => Promise<EmbeddedSession>;
  /** Whether so many bytes may be written without running into the end of the disk. */
  readonly hasRoom: (bytes: number) => boolean;
  /** What is wrong at the moment: it is being started again, or the disk is full. */
  readonly trouble: () => AppError | undefined;
  /** File syncs since the start, as of the last answer. */
  readonly syncCount: () => number;
  readonly close: () => Promise<void>;
}

export interface EmbeddedOptions {
  readonly startThread?: StartThread;
  /** A database that has not touched a file for so long, while somebody waits for its answer, is ended and started again. Default 120,000. */
  readonly hangMs?: number;
  /** How often it is looked for room that changed rows have left in tables. Default 10,000. */
  readonly vacuumEveryMs?: number;
  /** Bytes left under a directory, as its file system says. Some say nothing of quotas. */
  readonly freeBytes?: (directory: string) => number;
}

const sessionWaitMs = 5000;
const firstRestartMs = 50;
const slowestRestartMs = 2000;
const looksUntilHung = 40;

/** Starts the embedded database in its thread. `directory` is the data directory, which is locked first, or `memory`. */
export async function startEmbedded(directory: string, options: EmbeddedOptions = {}): Promise<EmbeddedProcess> {
  const inMemory = directory === 'memory';
  if (!inMemory) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = inMemory ? undefined : lockDirectory(directory);
  const files = inMemory ? 'memory' : join(directory, 'pg');
  const room = inMemory ? undefined : watchFreeRoom(directory, options.freeBytes);
  const begin = (): Promise<EmbeddedLife> => startLife(files, options.startThread);
  let life: EmbeddedLife | undefined;
  let trouble: AppError | undefined;
  let syncsBefore = 0;
  let closing = false;
  const waiting = new Set<() => void>();

  try {
    life = await begin();
  } catch (cause) {
    lock?.release();
    throw cause;
  }

  async function watchOver(first: EmbeddedLife): Promise<void> {
    for (let current: EmbeddedLife | undefined = first; current; current = await beginAgain()) {
      life = current;
      trouble = undefined;
      for (const tell of waiting) tell();
      const end = await current.ended;
      syncsBefore += current.syncCount();
      life = undefined;
      trouble = end;
    }
    for (const tell of waiting) tell();
    lock?.release();
  }

  /** As often as it takes. What memory held is lost with it, so that one stays ended. */
  async function beginAgain(): Promise<EmbeddedLife | undefined> {
    for (let waitMs = firstRestartMs; !closing && !inMemory; waitMs = Math.min(waitMs * 2, slowestRestartMs)) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (closing) return undefined;
      try {
        const begun = await begin();
        // Closed meanwhile: nobody else knows of this life.
        if (closing) await begun.close();
        return begun;
      } catch (cause) {
        trouble = cause instanceof AppError ? cause : new AppError('database_unavailable', String(cause), { retryable: true, cause });
      }
    }
    return undefined;
  }

  const over = watchOver(life);
  const watchdog = inMemory ? undefined : watchForHang(() => life, options.hangMs ?? 120_000);

  async function session(): Promise<EmbeddedSession> {
    if (!life && !closing && trouble?.code !== 'database_full') await nextLife();
    if (life) return life;
    throw trouble ?? new AppError('database_unavailable', 'The embedded database was closed.', { retryable: true });
  }

  function nextLife(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, sessionWaitMs);
      waiting.add(done);
    });
  }

  const hasRoom = (bytes: number): boolean => room?.isEnough(bytes) ?? true;
  return {
    session,
    hasRoom,
    trouble: () => trouble ?? (hasRoom(0) ? undefined : databaseFull('little room is left')),
    syncCount: () => syncsBefore + (life?.syncCount() ?? 0),
    close: async () => {
      closing = true;
      clearInterval(watchdog);
      await life?.close();
      await over;
    },
  };
}

/** Counts looks instead of reading a clock: a machine that slept, or a process that was stopped, has not looked meanwhile. */
function watchForHang(current: () => EmbeddedLife | undefined, hangMs: number): NodeJS.Timeout {
  let idleLooks = 0;
  let before = -1;
  return setInterval(() => {
    const life = current();
    const { isBusy, fileCalls } = life?.work() ?? { isBusy: false, fileCalls: -1 };
    idleLooks = isBusy && fileCalls === before ? idleLooks + 1 : 0;
    before = fileCalls;
    if (idleLooks <= looksUntilHung) return;
    idleLooks = 0;
    life?.kill(`it did not answer for ${hangMs / 1000} s`);
  }, hangMs / looksUntilHung).unref();
}
