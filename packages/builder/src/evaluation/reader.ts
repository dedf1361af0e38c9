import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createWordReader } from '@arches/knowledge';
import { createReader, type Reader } from '../reading/reader.ts';
import { readWeights } from '../reading/reader-weights.ts';

/** The reader as it ships, from `folder` in the models folder; undefined where it is not there. */
export function shippedReader(modelsDir: string, folder = 'arches-planner'): { reader: Reader; close: () => Promise<void> } | undefined {
  const head = path.join(modelsDir, folder, 'head.bin');
  if (!existsSync(head)) return undefined;
  const words = createWordReader({ modelsDir, model: folder, tokenizer: 'all-MiniLM-L6-v2' });
  return { reader: createReader(words.read, readWeights(readFileSync(head))), close: words.close };
}
