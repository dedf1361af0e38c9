import { dot, mean, type Rows, toUnit } from './group/vectors.ts';

export interface Summary {
  /** The chosen sentences, word for word, in the order of the text. */
  readonly summary: string;
  readonly sentences: readonly string[];
  /** Positions of the chosen sentences. */
  readonly positions: readonly number[];
}

/**
 * Extractive summary: sentences closest to the meaning of the whole, the first and last a little preferred, each new one held against those already
 * chosen (maximal marginal relevance). Pure.
 *
 * @param vectors unit vectors of the sentences
 * @param count sentences to keep, 1 or more
 */
export function summarizeText(sentences: readonly string[], vectors: Rows, count: number): Summary {
  const whole = toUnit(mean(vectors));
  const worth = sentences.map((sentence, index) => {
    const words = sentence.split(/\s+/u).length;
    const place = index === 0 ? 0.12 : index === sentences.length - 1 ? 0.03 : 0.06 * (1 - index / sentences.length);
    const length = words < 5 ? -0.2 : words > 45 ? -0.08 : 0; // "Dear all," says little; a page-long sentence is no summary
    return dot(vectors[index] as Float32Array, whole) + place + length - (sentence.endsWith('?') ? 0.08 : 0);
  });
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, sentences.length)) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    worth.forEach((own, index) => {
      if (chosen.includes(index)) return;
      const repeats = Math.max(0, ...chosen.map((other) => dot(vectors[index] as Float32Array, vectors[other] as Float32Array)));
      const score = own - 0.6 * repeats;
      if (score > most) {
        most = score;
        best = index;
      }
    });
    chosen.push(best);
  }
  const positions = chosen.sort((a, b) => a - b);
  const kept = positions.map((position) => sentences[position] as string);
  return { summary: kept.join(' '), sentences: kept, positions };
}
