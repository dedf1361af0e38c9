import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '@arches/kernel';
import { checkGrouping, type Grouping, type GroupOptions } from './group-texts.ts';
import { groupChecked } from './grouping.ts';
import type { Rows } from './vectors.ts';

export type GroupRequest =
  | { readonly kind: 'part'; readonly texts: readonly string[]; readonly block: Float32Array<ArrayBuffer> }
  | { readonly kind: 'go'; readonly options: GroupOptions };

export interface GroupReply {
  readonly grouping: Grouping;
}

/** Comments handed over at a time: copying them takes a millisecond or two, so the event loop stays free. */
const partSize = 1000;

/** Comments above this number are refused: their vectors alone would take 300 MB. */
const mostComments = 200_000;

/** `groupTexts` in a thread of its own. An abort ends the thread. Throws `grouping_invalid`, `grouping_too_large`, `grouping_failed`. */
export async function groupInWorker(
  texts: readonly string[],
  vectors: Rows,
  options: GroupOptions = {},
  signal?: AbortSignal,
): Promise<Grouping> {
  signal?.throwIfAborted();
  if (texts.length > mostComments)
    throw new AppError(
      'grouping_too_large',
      `There are ${texts.length} comments; at most ${mostComments} can be grouped at once. Filter or sample them first.`,
    );
  checkGrouping(texts, vectors, options);
  if (texts.length < 8) return groupChecked(texts, vectors, options);
  const worker = new Worker(new URL('./group-worker.ts', import.meta.url));
  const answer = new Promise<Grouping>((resolve, reject) => {
    worker.once('message', ({ grouping }: GroupReply) => resolve(grouping));
    worker.once('error', (error) =>
      reject(
        error instanceof AppError
          ? error
          : new AppError('grouping_failed', `The comments could not be grouped: ${String(error)}`, { cause: error }),
      ),
    );
    worker.once('exit', () => reject(new AppError('grouping_failed', 'The grouping stopped before it was done.', { retryable: true })));
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  answer.catch(() => {}); // it is awaited below; an abort while the parts go over must not count as unhandled
  try {
    for (let from = 0; from < texts.length; from += partSize) {
      signal?.throwIfAborted();
      const part = vectors.slice(from, from + partSize);
      const size = part[0]?.length ?? 0;
      const block = new Float32Array(part.length * size);
      part.forEach((vector, index) => block.set(vector, index * size));
      worker.postMessage({ kind: 'part', texts: texts.slice(from, from + partSize), block } satisfies GroupRequest, [block.buffer]);
      await nextTurn();
    }
    worker.postMessage({ kind: 'go', options } satisfies GroupRequest);
    return await answer;
  } finally {
    await worker.terminate();
  }
}
