/** What goes to the embedding worker and what comes back. Vectors travel as one block, row after row. */
export type WorkerRequest =
  | { readonly kind: 'embed'; readonly id: number; readonly texts: readonly string[] }
  /** One vector for each word of one text, each word read in its place. */
  | { readonly kind: 'words'; readonly id: number; readonly texts: readonly string[] }
  | { readonly kind: 'close' };

export type WorkerReply =
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: Float32Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export interface WorkerSettings {
  readonly modelDir: string;
  /** Where `tokenizer.json` and `tokenizer_config.json` are, when not beside the model. */
  readonly tokenizerDir?: string;
  readonly maxTokens: number;
  readonly batchSize: number;
  /** Threads of one matrix product. */
  readonly threads: number;
}

export const dimensions = 384;
