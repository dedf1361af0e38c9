import { commonWords, scriptLanguages } from './common-words.ts';

export interface LanguageGuess {
  /** English name of the language that most of the texts look written in, or `unknown`. */
  readonly language: string;
  /** From 0 to 1: the winner's share of the evidence, less when there is little of it. */
  readonly confidence: number;
  readonly english: boolean;
  /** Share of the recognised texts by language, largest first. */
  readonly shares: readonly { readonly language: string; readonly share: number }[];
}

/** Enough to know, and quick for any number of texts. */
const sampleSize = 400;
const sampleLength = 1000;

const languagesOfWord = new Map<string, string[]>();
for (const [language, words] of Object.entries(commonWords)) {
  for (const word of new Set(words.split(' '))) languagesOfWord.set(word, [...(languagesOfWord.get(word) ?? []), language]);
}

/**
 * Guesses the language of comments from common words and scripts, over an even sample of at most 400 texts.
 * Good for telling that texts are not English; it does not tell close relatives (Danish and Norwegian) apart with certainty.
 */
export function detectLanguage(texts: readonly string[]): LanguageGuess {
  const evidence = new Map<string, number>();
  const votes = new Map<string, number>();
  let voters = 0;
  const stride = Math.max(1, Math.floor(texts.length / sampleSize));
  for (let index = 0; index < texts.length; index += stride) {
    const own = evidenceOf((texts[index] ?? '').slice(0, sampleLength));
    const [winner] = [...own].sort((a, b) => b[1] - a[1]);
    if (!winner) continue;
    for (const [language, weight] of own) add(evidence, language, weight);
    add(votes, winner[0], 1);
    voters++;
  }
  const ranked = [...evidence].sort((a, b) => b[1] - a[1]);
  const [best] = ranked;
  if (!best || voters === 0) return { language: 'unknown', confidence: 0, english: false, shares: [] };
  const [language, weight] = best;
  // Close relatives share most words, so the winner is held against the runner-up, and three words are too few to be sure.
  const margin = weight / (weight + (ranked[1]?.[1] ?? 0));
  const confidence = Math.round(margin * (1 - Math.exp(-weight / 1.5)) * 100) / 100;
  const shares = [...votes].map(([name, count]) => ({ language: name, share: count / voters })).sort((a, b) => b.share - a.share);
  return { language, confidence, english: language === 'English', shares };
}

function evidenceOf(text: string): Map<string, number> {
  const evidence = new Map<string, number>();
  for (const { language, letters } of scriptLanguages) {
    const count = text.match(letters)?.length ?? 0;
    if (count >= 2) {
      evidence.set(language, count / 2);
      return evidence;
    }
  }
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    const languages = languagesOfWord.get(word) ?? [];
    for (const language of languages) add(evidence, language, 1 / languages.length ** 2);
  }
  return evidence;
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount);
}
