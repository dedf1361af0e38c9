import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@arches/kernel';
import type { Embedder, EmbedOptions, LanguageCheck } from '../embedder.ts';
import { detectLanguage } from '../language/detect-language.ts';
import { VectorCache } from './vector-cache.ts';
import { WorkerLink } from './worker-link.ts';
import { dimensions } from './worker-protocol.ts';

export interface MiniLmSettings {
  /** Folder that holds `all-MiniLM-L6-v2/` with `model.onnx`, `tokenizer.json` and `tokenizer_config.json`. */
  readonly modelsDir: string;
  /** Vectors kept in memory, 1.5 KB each. Default 20,000. */
  readonly cacheSize?: number;
  /** Processor threads. Default 2. */
  readonly threads?: number;
}

export interface ClosableEmbedder extends Embedder {
  /** Frees the model after the work that was asked for; later calls throw `embedder_closed`. */
  readonly close: () => Promise<void>;
}

const model = 'all-MiniLM-L6-v2';
/** Texts a message: small enough that a short question waits well under a second behind a long job. */
const chunkSize = 128;

/**
 * The built-in embedding model: sentence-transformers/all-MiniLM-L6-v2 (8-bit), English, mean-pooled, cut at 256 tokens (about 180 words).
 * Runs in a worker thread; loaded on first use.
 */
export function createMiniLmEmbedder(settings: MiniLmSettings): ClosableEmbedder {
  const modelDir = path.join(settings.modelsDir, model);
  const cache = new VectorCache(settings.cacheSize ?? 20_000);
  // 32 texts a batch: 16 and 64 were within 3 % of it on two cores.
  const link = new WorkerLink({ modelDir, maxTokens: 256, batchSize: 32, threads: settings.threads ?? 2 });
  let closed = false;

  async function embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    if (closed) throw new AppError('embedder_closed', 'The built-in text model has been shut down.');
    options.signal?.throwIfAborted();
    requireModel(modelDir);
    const known = new Map<string, Float32Array>();
    const missing: string[] = [];
    const uses = new Map<string, number>();
    for (const text of texts) uses.set(text, (uses.get(text) ?? 0) + 1);
    for (const text of uses.keys()) {
      const cached = cache.get(text);
      if (cached) known.set(text, cached);
      else missing.push(text);
    }
    let done = 0;
    for (const text of known.keys()) done += uses.get(text) ?? 0;
    missing.sort((a, b) => a.length - b.length);
    for (let from = 0; from < missing.length; from += chunkSize) {
      options.signal?.throwIfAborted();
      options.onProgress?.({ done, total: texts.length });
      const chunk = missing.slice(from, from + chunkSize);
      const block = await link.request(chunk);
      chunk.forEach((text, index) => {
        const vector = block.slice(index * dimensions, (index + 1) * dimensions);
        known.set(text, vector);
        cache.set(text, vector);
        done += uses.get(text) ?? 0;
      });
    }
    options.signal?.throwIfAborted();
    options.onProgress?.({ done: texts.length, total: texts.length });
    return texts.map((text) => known.get(text) ?? new Float32Array(dimensions));
  }

  return {
    dimensions,
    model,
    embed,
    checkLanguage,
    close: async () => {
      closed = true;
      await link.close();
    },
  };
}

function requireModel(modelDir: string): void {
  for (const file of ['model.onnx', 'tokenizer.json', 'tokenizer_config.json']) {
    if (existsSync(path.join(modelDir, file))) continue;
    throw new AppError(
      'embedding_model_missing',
      `The built-in text model is not there: ${file} is missing in the folder ${modelDir}. Put the model back, or set ARCHES_MODELS_DIR to the folder that holds ${model}.`,
    );
  }
}

function checkLanguage(texts: readonly string[]): LanguageCheck {
  const guess = detectLanguage(texts);
  const understood = guess.english || guess.confidence < 0.5;
  const words = understood ? '' : `These texts look ${guess.language}; the built-in model knows English only, so expect a rough result.`;
  return { ...guess, understood, words };
}
