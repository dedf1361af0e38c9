import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@arches/kernel';
import { WorkerLink } from './worker-link.ts';

export interface WordReaderSettings {
  /** Folder that holds the models, each in a folder of its own. */
  readonly modelsDir: string;
  /** Folder of a model with the shape of MiniLM: `model.onnx` with `last_hidden_state`, 384 numbers a piece. */
  readonly model: string;
  /** Folder of the tokenizer that the model was trained with; default the model's own. */
  readonly tokenizer?: string;
  /** Processor threads. Default 2. */
  readonly threads?: number;
}

export interface WordReader {
  /**
   * One vector (384 numbers) for each word, row after row: what the model makes of the word in its text. Fewer rows than words when the text is
   * longer than 512 pieces. Throws `embedding_model_missing`, `embedding_failed` (retryable), `embedder_closed`.
   */
  readonly read: (words: readonly string[]) => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

/** Reads words in their text, for what has to know which words say something. Runs in a worker thread; loaded on first use. */
export function createWordReader({ modelsDir, model, tokenizer = model, threads = 2 }: WordReaderSettings): WordReader {
  const modelDir = path.join(modelsDir, model);
  const link = new WorkerLink({ modelDir, tokenizerDir: path.join(modelsDir, tokenizer), maxTokens: 512, batchSize: 1, threads });
  let closed = false;
  return {
    read: async (words) => {
      if (closed) throw new AppError('embedder_closed', 'The built-in text model has been shut down.');
      if (!existsSync(path.join(modelDir, 'model.onnx')))
        throw new AppError('embedding_model_missing', `There is no model.onnx in the folder ${modelDir}.`);
      return words.length === 0 ? new Float32Array() : link.request(words, 'words');
    },
    close: async () => {
      closed = true;
      await link.close();
    },
  };
}
