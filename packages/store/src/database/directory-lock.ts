import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '@arches/kernel';

export interface DirectoryLock {
  readonly release: () => void;
}

/**
 * Takes a directory for this process alone. Throws `data_directory_locked`, naming the process that has it.
 *
 * The lock is the operating system's, held through SQLite because Node.js has no call for it: it goes with the process however
 * that ends, so there is no stale lock to recognise, and no race in taking one over. The file beside it only says who.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const holderFile = join(directory, 'lock.pid');
  const lock = new DatabaseSync(join(directory, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const pid = readPid(holderFile);
    const holder = pid === undefined ? 'another process' : `process ${pid}`;
    throw new AppError(
      'data_directory_locked',
      `The data directory ${directory} is in use by ${holder}. Stop it first, or give this one a directory of its own.`,
      { cause, ...(pid === undefined ? {} : { details: { pid, directory } }) },
    );
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  return { release: () => lock.close() };
}

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}
