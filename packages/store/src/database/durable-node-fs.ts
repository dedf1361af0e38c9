import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * How the database is started. `-F`, which PGlite adds, would switch syncs off; among the methods of syncing the log, `fsync` is the
 * one that the file layer below carries out.
 */
export const durableStartParams = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), '-c', 'wal_sync_method=fsync'];

type ModuleOptions = Parameters<NodeFS['init']>[1];

interface FileStream {
  /** The file descriptor in Node.js. */
  readonly nfd: number;
}

/** The part of Emscripten's module that is of interest: how its mounted folder carries out file calls. */
interface FileSystemModule {
  readonly FS: { readonly filesystems: { readonly NODEFS: FileSystem } };
}

interface FileSystem {
  readonly stream_ops: StreamOps;
  readonly node_ops: Calls;
}

type Calls = Record<string, (...call: never[]) => unknown>;

interface StreamOps extends Calls {
  fsync: (stream: FileStream) => number;
}

export interface FileWatch {
  /** Two numbers: how many file calls there were, and how many of them found no room. */
  readonly activity?: Int32Array;
  /**
   * What was written may not be on the disk, and the system does not say it a second time. It must end the program at once: PGlite goes on after
   * an error that comes out of a file call, and would answer a commit that is nowhere.
   */
  readonly onSyncFailure?: (cause: unknown) => void;
}

/**
 * PGlite's folder on disk, with real syncs: as shipped, its fsync does nothing, so a power cut could take back commits that were
 * answered. The call is put in place before the database starts, so crash recovery itself is synced too.
 */
export class DurableNodeFS extends NodeFS {
  /** File syncs so far. */
  syncs = 0;
  readonly #directory: string;
  readonly #watch: FileWatch;
  readonly #startUp = new StartUpSyncs();

  constructor(directory: string, watch: FileWatch = {}) {
    super(directory);
    this.#directory = directory;
    this.#watch = watch;
  }

  /** To be called once the database is open: from then on each sync is carried out by itself. */
  opened(): void {
    this.#startUp.end();
  }

  /** What an earlier statement met says nothing of why the database ends later. */
  forgetNoRoom(): void {
    if (this.#watch.activity) Atomics.store(this.#watch.activity, 1, 0);
  }

  override async init(database: PGlite, options: ModuleOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options);
    const preRun = [
      ...(emscriptenOpts.preRun ?? []),
      (module: unknown) => {
        const calls = (module as FileSystemModule).FS.filesystems.NODEFS.stream_ops;
        const { activity, onSyncFailure } = this.#watch;
        calls.fsync = (stream) => {
          this.syncs += 1;
          try {
            if (!this.#startUp.covers(stream.nfd, this.#directory)) fsyncSync(stream.nfd);
          } catch (cause) {
            onSyncFailure?.(cause);
            throw cause;
          }
          return 0;
        };
        if (activity) watchCalls((module as FileSystemModule).FS.filesystems.NODEFS, activity);
      },
    ];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

/** Of the stream's calls, those that take long; of the others, those that may need room. */
const watched = { stream_ops: ['read', 'write', 'fsync'], node_ops: ['mknod', 'setattr', 'rename', 'symlink'] } as const;
/** ENOSPC and EDQUOT as Emscripten numbers them; Node.js names them. */
const noRoom = new Set<unknown>([51, 19, 'ENOSPC', 'EDQUOT']);

/** A database that has no room mostly says so, but may also just abort, above all while it starts; the file calls know why. */
function watchCalls(files: FileSystem, activity: Int32Array): void {
  for (const [kind, names] of Object.entries(watched) as [keyof FileSystem, readonly string[]][]) {
    const calls: Calls = files[kind];
    for (const name of names) {
      const call = calls[name];
      if (!call) continue;
      calls[name] = (...given) => {
        Atomics.add(activity, 0, 1);
        try {
          return call(...given);
        } catch (cause) {
          const { errno, code } = cause as { readonly errno?: unknown; readonly code?: unknown };
          if (noRoom.has(errno) || noRoom.has(code)) Atomics.add(activity, 1, 1);
          throw cause;
        }
      };
    }
  }
}

/** Syncs before one call that syncs the whole file system is cheaper. */
const manySyncs = 20;
/** A file changed this long before that call is surely covered by it, however coarse the file system's clock. */
const marginMs = 1000;

/**
 * Crash recovery begins by syncing every file of the database, changed or not: thousands of waits. One `sync` of the file system does
 * the same at once; afterwards a file whose inode has not changed since needs none of its own.
 */
class StartUpSyncs {
  #count = 0;
  #syncedAt: number | undefined;
  #isOver = process.platform !== 'linux';

  end(): void {
    this.#isOver = true;
  }

  covers(descriptor: number, directory: string): boolean {
    if (this.#isOver) return false;
    this.#count += 1;
    if (this.#count < manySyncs) return false;
    if (this.#syncedAt === undefined) {
      const startedAt = Date.now();
      if (spawnSync('sync', ['-f', directory], { stdio: 'ignore' }).status !== 0) {
        this.#isOver = true;
        return false;
      }
      this.#syncedAt = startedAt;
    }
    const { ctimeMs } = fstatSync(descriptor);
    return ctimeMs < this.#syncedAt - marginMs;
  }
}

/** Syncs every file and folder below `directory`, itself included. */
export function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(directory);
}

/** Syncs one file, or a folder's list of names. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
