import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createReader, type Reader, readWeights } from '@arches/builder';
import { createWordReader } from '@arches/knowledge';

/** The planner's trained reader from the models folder, its model in a thread of its own; undefined where it is not there: then rules plan alone. */
export function openPlannerReader(modelsDir: string): { readonly read: Reader; readonly close: () => Promise<void> } | undefined {
  const head = path.join(modelsDir, 'arches-planner', 'head.bin');
  if (!existsSync(head)) return undefined;
  const words = createWordReader({ modelsDir, model: 'arches-planner', tokenizer: 'all-MiniLM-L6-v2' });
  return { read: createReader(words.read, readWeights(readFileSync(head))), close: words.close };
}
