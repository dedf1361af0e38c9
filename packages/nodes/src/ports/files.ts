import type { FileRef } from '@arches/kernel';

/** Files of the run's organisation. Adapter: the server's artifact storage. */
export interface FilePort {
  /** Throws `file_not_found`, or `file_too_large` above `maxBytes` (default 100 MiB). */
  readonly read: (file: FileRef, options?: { maxBytes?: number }) => Promise<Uint8Array>;
  readonly stream: (file: FileRef) => Promise<ReadableStream<Uint8Array>>;
  readonly write: (file: { name: string; mediaType: string; data: Uint8Array | AsyncIterable<Uint8Array> }) => Promise<FileRef>;
}
