import { actionWords, describingWords } from '../words/describing-words.ts';
import { sentimentWords } from '../words/stop-words.ts';
import { isContentWord, type Word, wordsOf } from '../words/words.ts';

/** A word or a pair of neighbouring words with what counting needs to know of it. */
export interface Phrase {
  /** Stems, joined by a blank: under it all forms are counted together. */
  readonly key: string;
  readonly words: readonly Word[];
}

/** The distinct content words and pairs of neighbours of a text. Pairs do not reach over the end of a clause. */
export function phrasesOf(text: string): Phrase[] {
  const phrases = new Map<string, Phrase>();
  const add = (...words: Word[]): void => {
    const key = words.map(({ stem }) => stem).join(' ');
    if (!phrases.has(key)) phrases.set(key, { key, words });
  };
  let before: Word | null = null;
  for (const word of wordsOf(text)) {
    const current = word && isContentWord(word) ? word : null;
    if (current) {
      add(current);
      if (before && before.stem !== current.stem) add(before, current);
    }
    before = current;
  }
  return [...phrases.values()];
}

export type PhraseRole = 'thing' | 'description' | 'action' | 'mood';

export function roleOf(word: Word): PhraseRole {
  if (sentimentWords.has(word.text)) return 'mood';
  if (describingWords.has(word.text)) return 'description';
  if (actionWords.has(word.text) || (word.text.length > 4 && /(?:ed|ly)$/.test(word.text))) return 'action';
  return 'thing';
}

/** How well a phrase serves as a name, 0 to 1, whatever its counts: things do, moods do not; a pair is named by its last word. */
export function nameWorth(words: readonly Word[]): number {
  const worth = { thing: 1, description: 0.45, action: 0.35, mood: 0.1 } as const;
  const [first, last] = words;
  if (!first) return 0;
  if (!last) return worth[roleOf(first)];
  const head = roleOf(last);
  if (head !== 'thing') return 0.1;
  return { thing: 1, description: 1, action: 0.3, mood: 0.15 }[roleOf(first)];
}
