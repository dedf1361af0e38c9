import type { Catalog } from '@arches/kernel';
import { plainRequest } from './language/plain-request.ts';
import { planFromWords, type PlanRequest } from './plan-from-words.ts';
import type { Plan } from './plan-types.ts';
import type { Reader } from './reading/reader.ts';

interface Deps {
  readonly catalog: Catalog;
  /** The trained reader; without it, or where it fails, the rules read. */
  readonly reader?: Reader;
}

/** Plans by what the trained reader finds, else by rules. The reader is asked first, so that planning itself stays pure. */
export async function planWithReader(request: PlanRequest, { catalog, reader }: Deps): Promise<Plan> {
  const reading = await reader?.(plainRequest(request.answers?.['request'] ?? request.sentence)).catch(() => undefined);
  return planFromWords(request, { catalog, ...(reading && { reading }) });
}
