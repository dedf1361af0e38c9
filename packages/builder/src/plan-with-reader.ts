import type { Catalog } from '@arches/kernel';
import { planFromWords, type PlanRequest } from './plan-from-words.ts';
import type { Plan } from './plan-types.ts';
import type { Reader } from './reading/reader.ts';
import { readAgain, requestNow } from './reading/said-again.ts';

interface Deps {
  readonly catalog: Catalog;
  /** The trained reader; without it, or where it fails, the rules read. */
  readonly reader?: Reader;
}

/** Plans by what the trained reader finds, else by rules. The reader is asked first, so that planning itself stays pure. */
export async function planWithReader({ sentence, answers = {} }: PlanRequest, { catalog, reader }: Deps): Promise<Plan> {
  const read = reader && (await readAgain(reader, sentence, answers).catch(() => undefined));
  if (!read) return planFromWords({ sentence, answers: { ...answers, request: requestNow(sentence, answers) } }, { catalog });
  return planFromWords({ sentence, answers: { ...read.answers, request: read.text } }, { catalog, reading: read.reading });
}
