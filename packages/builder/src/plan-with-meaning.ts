import type { Catalog } from '@arches/kernel';
import { normalise } from './language/normalise.ts';
import { rephrase } from './language/rephrase.ts';
import { piecesOf } from './meaning/interpret.ts';
import type { createMeanings } from './meaning/nearest-meaning.ts';
import { planFromWords, type PlanRequest } from './plan-from-words.ts';
import type { Plan } from './plan-types.ts';
import { readTrigger } from './recognise/trigger.ts';

/** Plans by rules, and by the meaning of what the rules cannot read. The guesses are made first, so that planning itself stays pure. */
export async function planWithMeaning(
  request: PlanRequest,
  { catalog, meanings }: { readonly catalog: Catalog; readonly meanings: ReturnType<typeof createMeanings> },
): Promise<Plan> {
  const text = rephrase(normalise(request.answers?.['request'] ?? request.sentence));
  const pieces = [...new Set([...piecesOf(text), ...piecesOf(readTrigger(text).rest)])].slice(0, 60);
  const guesses = await meanings(pieces).catch(() => undefined);
  if (!guesses) return planFromWords(request, { catalog });
  const known = new Map(pieces.map((piece, index) => [piece, guesses[index] ?? []]));
  return planFromWords(request, { catalog, hints: (piece) => known.get(piece) });
}
