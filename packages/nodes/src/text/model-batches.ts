import type { Usage } from '@arches/kernel';
import { totalUsage } from './model-usage.ts';

/** Calls under way at once: enough to hide latency, few enough for small accounts. */
const atOnce = 3;

/**
 * Runs `call` over the entries in batches, some at once, and joins the answers in order. The first failure ends it, once the calls under way
 * have come back: they are paid either way, and what they cost must be known.
 *
 * @param call answers one batch; its list must be as long as the batch
 */
export async function inBatches<Entry, Answer>(
  entries: readonly Entry[],
  size: number,
  call: (batch: readonly Entry[]) => Promise<{ answers: readonly Answer[]; usage: Usage }>,
): Promise<{ answers: Answer[]; usage: Usage | undefined }> {
  const batches: Entry[][] = [];
  for (let from = 0; from < entries.length; from += size) batches.push(entries.slice(from, from + size));
  const answers: (readonly Answer[])[] = [];
  const usages: Usage[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    while (next < batches.length && !failure) {
      const number = next++;
      try {
        const { answers: own, usage } = await call(batches[number] as Entry[]);
        answers[number] = own;
        usages.push(usage);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, batches.length) }, work));
  if (failure) throw (failure as { readonly error: unknown }).error;
  return { answers: answers.flat(), usage: totalUsage(usages) };
}

/** Numbers the texts for a prompt, shortened to what a batch can bear. */
export function numbered(texts: readonly string[], longest = 2000): string {
  return JSON.stringify(texts.map((text, number) => ({ number, text: text.slice(0, longest) })));
}
