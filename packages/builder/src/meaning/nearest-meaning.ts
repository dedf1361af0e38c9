import { type Meaning, prototypes } from './prototypes.ts';

/** Turns texts into vectors of length 1; the same model for prototypes and requests. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

export interface Guess {
  readonly meaning: Meaning;
  /** Weighted share of the nearest prototypes that mean this, 0 to 1. */
  readonly share: number;
  /** Cosine with the very nearest of them. */
  readonly similarity: number;
}

const neighbours = 7;

/** Guesses what pieces of a request mean by the prototypes nearest to them. The prototypes are embedded once, at first use. */
export function createMeanings(embed: Embed): (pieces: readonly string[]) => Promise<Guess[][]> {
  const known = Object.entries(prototypes).flatMap(([meaning, phrases]) =>
    phrases.map((phrase) => ({ meaning: meaning as Meaning, phrase })),
  );
  let vectors: Promise<readonly Float32Array[]> | undefined;
  return async (pieces) => {
    vectors ??= embed(known.map(({ phrase }) => phrase));
    const base = await vectors;
    const asked = await embed(pieces);
    return asked.map((vector) => {
      const near = base
        .map((other, index) => ({ meaning: known[index]?.meaning ?? 'background', cosine: dot(vector, other) }))
        .toSorted((a, b) => b.cosine - a.cosine)
        .slice(0, neighbours);
      return rank(near);
    });
  };
}

function rank(near: readonly { meaning: Meaning; cosine: number }[]): Guess[] {
  const total = near.reduce((sum, { cosine }) => sum + weight(cosine), 0);
  const guesses = new Map<Meaning, { share: number; similarity: number }>();
  for (const { meaning, cosine } of near) {
    const before = guesses.get(meaning) ?? { share: 0, similarity: 0 };
    guesses.set(meaning, { share: before.share + weight(cosine) / total, similarity: Math.max(before.similarity, cosine) });
  }
  return [...guesses].map(([meaning, guess]) => ({ meaning, ...guess })).toSorted((a, b) => b.share - a.share);
}

/** Nearer ones count much more: the scale of this model's cosines between short phrases. */
function weight(cosine: number): number {
  return Math.exp(cosine * 8);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
