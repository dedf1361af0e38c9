/** What the worker that holds the embedded database is told at its start. */
export interface EmbeddedWorkerData {
  /** Folder of the database files, or `memory`. */
  readonly directory: string;
}

/**
 * Messages to the worker. `bytes` are whole messages of PostgreSQL's own protocol, any number of them: a batch is one message.
 */
export type ToWorker = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'close' };

/** Messages from the worker. Each `bytes` is the answer to one `bytes`, in order. `syncs` counts file syncs since the start. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly syncs: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };
