import type { Catalog } from '@arches/kernel';
import { normalise } from './language/normalise.ts';
import { rephrase } from './language/rephrase.ts';
import { piecesOf } from './meaning/interpret.ts';
import type { createMeanings } from './meaning/nearest-meaning.ts';
import { planFromWords, type PlanRequest } from './plan-from-words.ts';
import type { Plan } from './plan-types.ts';
import type { Reader } from './reading/reader.ts';
import { readTrigger } from './recognise/trigger.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly meanings: ReturnType<typeof createMeanings>;
  /** The trained reader; without it, or where it fails, rules and meanings read. */
  readonly reader?: Reader;
}

/** Plans by what the trained reader finds, else by rules and the meaning of what they cannot read. All models are asked first, so that planning itself stays pure. */
export async function planWithMeaning(request: PlanRequest, { catalog, meanings, reader }: Deps): Promise<Plan> {
  const sentence = request.answers?.['request'] ?? request.sentence;
  const reading = await reader?.(sentence).catch(() => undefined);
  if (reading) return planFromWords(request, { catalog, reading });
  const text = rephrase(normalise(sentence));
  const pieces = [...new Set([...piecesOf(text), ...piecesOf(readTrigger(text).rest)])].slice(0, 60);
  const guesses = await meanings(pieces).catch(() => undefined);
  if (!guesses) return planFromWords(request, { catalog });
  const known = new Map(pieces.map((piece, index) => [piece, guesses[index] ?? []]));
  return planFromWords(request, { catalog, hints: (piece) => known.get(piece) });
}
