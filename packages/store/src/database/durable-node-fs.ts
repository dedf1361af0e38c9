import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
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
  readonly FS: { readonly filesystems: { readonly NODEFS: { readonly stream_ops: { fsync?: (stream: FileStream) => number } } } };
}

/**
 * PGlite's folder on disk, with real syncs: as shipped, its fsync does nothing, so a power cut could take back commits that were
 * answered. The call is put in place before the database starts, so crash recovery itself is synced too.
 */
export class DurableNodeFS extends NodeFS {
  /** File syncs so far. */
  syncs = 0;

  override async init(database: PGlite, options: ModuleOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options);
    const preRun = [
      ...(emscriptenOpts.preRun ?? []),
      (module: unknown) => {
        (module as FileSystemModule).FS.filesystems.NODEFS.stream_ops.fsync = (stream) => {
          this.syncs += 1;
          fsyncSync(stream.nfd);
          return 0;
        };
      },
    ];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
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
