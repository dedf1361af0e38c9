import { dot, type Rows } from './group/vectors.ts';
import { blameWords, negations, praiseWords } from './words/sentiment-words.ts';
import { contentStems, wordsOf } from './words/words.ts';

/** Sentences whose meaning stands for blame and praise; a comment is compared with them. */
export const moodPrototypes = {
  blame: [
    'This was terrible and I am very disappointed.',
    'It does not work and nobody helps.',
    'It arrived late and broken.',
    'Too expensive for such poor quality.',
    'I want to complain about the bad service.',
    'Please fix this problem, it has been going on for weeks.',
    'It was dirty, cold and loud.',
    'We waited far too long.',
  ],
  praise: [
    'This was great and I am very happy.',
    'Everything works perfectly, thank you.',
    'It arrived quickly and in perfect condition.',
    'Excellent quality for a good price.',
    'The staff were friendly and helpful.',
    'I love it and will come back.',
    'It was clean, warm and comfortable.',
    'No complaints, all good.',
  ],
} as const;

export type Mood = 'blame' | 'praise' | 'neutral';

export type MoodVectors = { readonly [mood in 'blame' | 'praise']: Rows };

/**
 * Whether a comment blames, praises or does neither, from its words (with negation), its closeness to typical sentences and, where the row has one,
 * the person's own rating.
 *
 * A statement without praise counts as blame: in feedback, people who tell plainly what happened ("Order shipped ten days after payment") complain.
 * Questions, requests and wordless comments are neutral.
 *
 * @param rating from −1 (worst) to 1 (best)
 */
export function moodOf(text: string, vector: Float32Array, prototypes: MoodVectors, rating?: number): Mood {
  const words = wordScore(text);
  const score = 0.35 * words + 2 * (closeness(vector, prototypes.praise) - closeness(vector, prototypes.blame)) + 0.5 * (rating ?? 0);
  if (contentStems(text.slice(0, 1000)).length === 0) return 'neutral';
  const asks =
    /\?\s*$/.test(text) || /^(?:please|could|can|do|does|is|are|how|when|where|what|which|i would like|i'd like)\b/i.test(text.trim());
  if (asks && words > -1) return 'neutral';
  if (score > 0.15) return 'praise';
  return score < 0.1 ? 'blame' : 'neutral';
}

/** Mean of the three closest prototypes: one alone may be close by subject only. */
function closeness(vector: Float32Array, prototypes: Rows): number {
  const best = prototypes
    .map((prototype) => dot(vector, prototype))
    .sort((a, b) => b - a)
    .slice(0, 3);
  return best.reduce((sum, value) => sum + value, 0) / Math.max(1, best.length);
}

/** Praise minus blame words, at most 2 either way. A negation turns the next three words round; alone it leans to blame. */
function wordScore(text: string): number {
  let score = 0;
  let negated = 0;
  let unused = 0;
  for (const word of wordsOf(text.slice(0, 4000))) {
    if (!word) {
      negated = 0;
      continue;
    }
    const sign = negated > 0 ? -1 : 1;
    negated--;
    if (praiseWords.has(word.text)) score += sign;
    else if (word.text === 'too') score -= 0.75;
    else if (negations.has(word.text)) {
      negated = 3;
      unused++;
    } else if (blameWords.has(word.text)) score -= sign === 1 ? 1 : -0.5;
    else continue;
    if (sign === -1) unused = Math.max(0, unused - 1);
  }
  return Math.max(-2, Math.min(2, score - 0.5 * unused));
}
