import { Worker } from 'node:worker_threads';
import { AppError } from '@arches/kernel';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-protocol.ts';

interface Pending {
  readonly resolve: (vectors: Float32Array) => void;
  readonly reject: (error: AppError) => void;
}

/** One worker thread with the model in it: started on first use, again after it died, and never a reason for the process to stay alive. */
export class WorkerLink {
  readonly #settings: WorkerSettings;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 0;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  /** Vectors of the texts, row after row. Throws `embedding_failed`. */
  request(texts: readonly string[], kind: 'embed' | 'words' = 'embed'): Promise<Float32Array> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ kind, id, texts } satisfies WorkerRequest);
    });
  }

  /** Lets what was asked end, frees the model and waits for the thread to be gone. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await gone;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./embedding-worker.ts', import.meta.url), { workerData: this.#settings });
    worker.unref();
    let cause: unknown;
    worker.on('message', (reply: WorkerReply) => this.#settle(worker, reply));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      const told = cause instanceof Error ? `: ${cause.message}` : '.';
      for (const { reject } of this.#pending.values()) {
        reject(
          new AppError('embedding_failed', `The built-in text model stopped unexpectedly${told} The step may be tried again.`, {
            retryable: true,
            cause,
          }),
        );
      }
      this.#pending.clear();
    });
    return worker;
  }

  #settle(worker: Worker, reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) worker.unref();
    if (!pending) return;
    if (reply.kind === 'vectors') pending.resolve(reply.vectors);
    else
      pending.reject(
        new AppError('embedding_failed', `The built-in text model could not read the texts: ${reply.message}`, { retryable: true }),
      );
  }
}
