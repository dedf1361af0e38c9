import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '@arches/kernel';
import { lockDirectory } from './directory-lock.ts';
import type { EmbeddedWorkerData, FromWorker, ToWorker } from './embedded-protocol.ts';

/** The embedded database as bytes in, bytes out: what a socket would be to a server. */
export interface EmbeddedProcess {
  /** Answers come in the order of the calls. Rejects with `database_unavailable` once the database is gone. */
  readonly exchange: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** File syncs since the start, as of the last answer. */
  readonly syncCount: () => number;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (cause: unknown) => void;
}

/** Starts the embedded database in its worker thread. `directory` is the data directory, which is locked first, or `memory`. */
export async function startEmbedded(directory: string): Promise<EmbeddedProcess> {
  const inMemory = directory === 'memory';
  if (!inMemory) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = inMemory ? undefined : lockDirectory(directory);
  const data: EmbeddedWorkerData = { directory: inMemory ? 'memory' : join(directory, 'pg') };
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: data, execArgv: [], stdout: false });
  const waiting: Waiting[] = [];
  let syncs = 0;
  let failure: AppError | undefined;
  const started = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();

  const fail = (message: string): void => {
    failure ??= new AppError('database_unavailable', `The embedded database stopped: ${message}`);
    started.reject(failure);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'ready':
        started.resolve();
        break;
      case 'bytes':
        syncs = message.syncs;
        waiting.shift()?.resolve(message.bytes);
        break;
      case 'closed':
        break;
      case 'failed':
        fail(message.message);
        break;
    }
  });
  worker.on('error', (cause) => fail(cause.message));
  worker.on('exit', () => {
    fail('it was closed');
    lock?.release();
    closed.resolve();
  });

  const send = (message: ToWorker): void => worker.postMessage(message);
  const close = (): Promise<void> => {
    send({ kind: 'close' });
    return closed.promise;
  };
  try {
    await started.promise;
  } catch (cause) {
    await worker.terminate();
    throw cause;
  }
  return {
    exchange: (bytes) => {
      if (failure) return Promise.reject(failure);
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      waiting.push({ resolve, reject });
      send({ kind: 'bytes', bytes });
      return promise;
    },
    syncCount: () => syncs,
    close,
  };
}
