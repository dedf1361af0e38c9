import { statfsSync } from 'node:fs';

/** Whether there is room to write, asked before it is too late. */
export interface FreeRoom {
  /** @param bytes about to be written */
  readonly isEnough: (bytes: number) => boolean;
}

/**
 * A database whose log cannot be written stops altogether, so writing ends before: below `stopBytes` nothing is written, and above
 * `goOnBytes` it is again. The log grows by 16 MiB at a time, and recovery needs some room of its own.
 */
export const roomLimits = { stopBytes: 24 * 2 ** 20, goOnBytes: 32 * 2 ** 20 } as const;

/** The file system is asked at most every so often, or after so much was written. */
const askEveryMs = 250;
const askEveryBytes = 2 ** 20;
/** What is written goes into the log and into the tables. */
const writtenTwice = 2;

export function watchFreeRoom(directory: string, free: (directory: string) => number = freeBytes): FreeRoom {
  let known = Number.POSITIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let written = 0;
  let isFull = false;
  return {
    isEnough: (bytes) => {
      const now = performance.now();
      written += bytes * writtenTwice;
      if (now - askedAt > askEveryMs || written > askEveryBytes) {
        known = free(directory);
        askedAt = now;
        written = bytes * writtenTwice;
      }
      const left = known - written;
      isFull = left < (isFull ? roomLimits.goOnBytes : roomLimits.stopBytes);
      return !isFull;
    },
  };
}

/** Where the file system does not say, the disk is taken for large enough. */
function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
