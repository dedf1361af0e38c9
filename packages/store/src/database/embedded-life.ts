import { Worker } from 'node:worker_threads';
import { AppError } from '@arches/kernel';
import { databaseFull } from './database-errors.ts';
import type { EmbeddedWorkerData, FromWorker, ToWorker } from './embedded-protocol.ts';

/** How the thread is made; tests keep it, to end it by force. */
export type StartThread = (program: URL, options: { readonly workerData: EmbeddedWorkerData }) => Worker;

/** The embedded database from one start of its thread to the end of that. */
export interface EmbeddedLife {
  /** Answers come in the order of the calls. Rejects once this life is over. The bytes are given away. */
  readonly exchange: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
  /** File syncs since the start, as of the last answer. */
  readonly syncCount: () => number;
  /** Somebody waits for an answer, and how many file calls there were up to now. */
  readonly work: () => { readonly isBusy: boolean; readonly fileCalls: number };
  /** When the thread has gone: why. Nothing writes to the files any more. */
  readonly ended: Promise<AppError>;
  readonly close: () => Promise<void>;
  readonly kill: (why: string) => void;
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (cause: unknown) => void;
}

export const startThread: StartThread = (program, { workerData }) => new Worker(program, { workerData, execArgv: [], stdout: false });

const noSpace = /ENOSPC|EDQUOT|No space left|quota exceeded/i;

/** Rejects with why it could not be started; its thread has gone then. */
export async function startLife(directory: string, start: StartThread = startThread): Promise<EmbeddedLife> {
  const activity = new SharedArrayBuffer(8);
  const counts = new Int32Array(activity);
  const endOf = (message: string, state?: string): AppError => {
    if (state === '53100' || noSpace.test(message) || Atomics.load(counts, 1) > 0) return databaseFull(message);
    return new AppError('database_unavailable', `The embedded database stopped: ${message}`, { retryable: true, retryAfterMs: 1000 });
  };
  const worker = start(new URL('./embedded-worker.ts', import.meta.url), { workerData: { directory, activity } });
  const waiting: Waiting[] = [];
  let syncs = 0;
  let failure: AppError | undefined;
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<AppError>();

  const fail = (error: AppError): AppError => {
    failure ??= error;
    started.reject(failure);
    for (const { reject } of waiting.splice(0)) reject(failure);
    return failure;
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
        fail(endOf(message.message, message.state));
        break;
    }
  });
  worker.on('error', (cause) => fail(endOf(cause instanceof Error ? cause.message : String(cause))));
  worker.on('exit', () => ended.resolve(fail(endOf('it was ended'))));

  const send = (message: ToWorker, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer);
  try {
    await started.promise;
  } catch (cause) {
    await worker.terminate();
    await ended.promise;
    throw cause;
  }
  return {
    exchange: (bytes) => {
      if (failure) return Promise.reject(failure);
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      waiting.push({ resolve, reject });
      send({ kind: 'bytes', bytes }, [bytes.buffer]);
      return promise;
    },
    syncCount: () => syncs,
    work: () => ({ isBusy: waiting.length > 0, fileCalls: Atomics.load(counts, 0) }),
    ended: ended.promise,
    close: async () => {
      send({ kind: 'close' });
      await ended.promise;
    },
    kill: (why) => {
      fail(endOf(why));
      void worker.terminate();
    },
  };
}
