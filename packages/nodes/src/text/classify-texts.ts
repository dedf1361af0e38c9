import { dot, type Rows } from './group/vectors.ts';
import { moodPrototypes } from './sentiment.ts';
import { contentStems } from './words/words.ts';

export interface Label {
  readonly name: string;
  readonly description?: string | undefined;
  /** Texts that belong to it. */
  readonly examples?: readonly string[] | undefined;
}

export interface Classified {
  /** A label's name, or `unsure`. */
  readonly label: string;
  /** 0 to 1, of the best label, also when it was not sure enough. */
  readonly confidence: number;
}

export const unsure = 'unsure';

/** Labels whose name says little about the texts they are for. */
const knownLabels: readonly { readonly name: RegExp; readonly examples: readonly string[] }[] = [
  { name: /^(?:negative|complaints?|unhappy|bad|detractor)$/i, examples: moodPrototypes.blame },
  { name: /^(?:positive|praise|compliments?|happy|good|promoter)$/i, examples: moodPrototypes.praise },
  {
    name: /^(?:questions?|enquiry|inquiry|request for information)$/i,
    examples: [
      'How does this work?',
      'When are you open?',
      'Can you tell me where I find this?',
      'Do you have this in stock?',
      'What does it cost?',
    ],
  },
  {
    name: /^(?:urgent|high priority|critical)$/i,
    examples: ['This is an emergency, please help at once.', 'Our whole system is down and we cannot work.', 'Call me immediately.'],
  },
  {
    name: /^(?:spam|junk|advertising)$/i,
    examples: ['Congratulations, you have won a prize, click here.', 'Buy cheap followers now.', 'Limited offer, make money from home.'],
  },
  {
    name: /^(?:neutral|mixed)$/i,
    examples: ['It was okay, neither good nor bad.', 'I have no opinion about it.', 'The parcel is addressed to my office.'],
  },
  {
    name: /^(?:feature requests?|suggestions?|ideas?|wish(?:es)?)$/i,
    examples: [
      'It would be nice if you added this.',
      'Please offer this in the future.',
      'I suggest a new feature.',
      'Could you support dark mode?',
    ],
  },
  {
    name: /^(?:bugs?|bug reports?|errors?|technical(?: issues?| problems?)?)$/i,
    examples: ['The app crashes when I open it.', 'I get an error message.', 'The page does not load.'],
  },
];

/** What to embed for each label: its name, description and examples. One list a label, never empty. */
export function labelTexts(labels: readonly Label[]): string[][] {
  return labels.map(({ name, description, examples }) => [
    name,
    ...(description ? [description, `${name}: ${description}`] : []),
    ...(examples ?? []),
    ...(knownLabels.find((known) => known.name.test(name.trim()))?.examples ?? []),
  ]);
}

/**
 * The best label for each text, by cosine to the label's texts (mean of the two closest) plus shared words; `unsure` where the best is weak or
 * hardly ahead of the next. Pure.
 *
 * @param labelVectors vectors of `labelTexts(labels)`, in the same shape
 * @param threshold confidence below which a text is `unsure`; default 0.5
 */
export function classifyTexts(
  texts: readonly string[],
  vectors: Rows,
  labels: readonly Label[],
  labelVectors: readonly Rows[],
  threshold = 0.5,
): Classified[] {
  const words = labelTexts(labels).map((own) => new Set(own.flatMap(contentStems)));
  return texts.map((text, index) => {
    const vector = vectors[index];
    if (!vector || contentStems(text.slice(0, 2000)).length === 0) return { label: unsure, confidence: 0 };
    const stems = new Set(contentStems(text.slice(0, 4000)));
    const scores = labels.map((_, label) => {
      const shared = [...stems].filter(
        (stem) => (words[label] as Set<string>).has(stem) && words.filter((other) => other.has(stem)).length === 1,
      ).length;
      return closeness(vector, labelVectors[label] ?? []) + Math.min(0.16, 0.08 * shared);
    });
    const best = scores.indexOf(Math.max(...scores));
    const confidence = confidenceOf(scores, best);
    return { label: confidence >= threshold ? (labels[best] as Label).name : unsure, confidence };
  });
}

function closeness(vector: Float32Array, prototypes: Rows): number {
  const [first = 0, second = first] = prototypes.map((prototype) => dot(vector, prototype)).sort((a, b) => b - a);
  return 0.65 * first + 0.35 * second;
}

/** How far the best is ahead of the others (softmax), held down when even the best is hardly related: 0.1 is chance, 0.3 a fair match. */
function confidenceOf(scores: readonly number[], best: number): number {
  const top = scores[best] as number;
  const odds = scores.reduce((sum, score) => sum + Math.exp((score - top) / 0.06), 0);
  const related = Math.max(0, Math.min(1, (top - 0.08) / 0.2));
  return Math.round((1 / odds) * related * 100) / 100;
}
