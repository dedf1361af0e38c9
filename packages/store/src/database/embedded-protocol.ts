/** What the worker that holds the embedded database is told at its start. */
export interface EmbeddedWorkerData {
  /** Folder of the database files, or `memory`. */
  readonly directory: string;
  /**
   * Two 32-bit numbers, counted up: file calls, so that a database that works on something long is told from one that hangs; and those of them
   * that found no room, which it may die of without a word.
   */
  readonly activity: SharedArrayBuffer;
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
  /** Its last word. `state`: the SQLSTATE, where the database itself said why. */
  | { readonly kind: 'failed'; readonly message: string; readonly state?: string };
