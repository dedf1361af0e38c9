import type { LanguageGuess } from './language/detect-language.ts';

export interface EmbedOptions {
  /** Stops between batches; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as texts get done, duplicates and cached ones included; `done` grows up to `total`. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Turns texts into vectors whose cosine says how close they are in meaning. Adapter: `createMiniLmEmbedder`. */
export interface Embedder {
  readonly dimensions: number;
  /** Name for people and for the rows where vectors are kept: vectors of two models must never be compared. */
  readonly model: string;
  /**
   * One vector a text, in the same order, each of length 1, so that a dot product is the cosine. Identical texts may share one array: read them only.
   * Throws `embedding_model_missing`, `embedding_failed` (retryable), `embedder_closed`.
   */
  readonly embed: (texts: readonly string[], options?: EmbedOptions) => Promise<Float32Array[]>;
  /** Which language most of the texts look written in, and whether this model knows it. */
  readonly checkLanguage?: (texts: readonly string[]) => LanguageCheck;
}

export interface LanguageCheck extends LanguageGuess {
  readonly understood: boolean;
  /** A sentence for people when the model does not know the language; empty when it does. */
  readonly words: string;
}
