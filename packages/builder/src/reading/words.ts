/** A word or mark of punctuation, and where it stands. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const pattern = /https?:\/\/[^\s,;"')]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu;

/** The words of a request as the reader was trained on them. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, text: match[0] }));
}

/** What the sentence model sees of a word: which address it is tells nothing about what is wished. */
export function shownToModel(word: string): string {
  if (/^https?:\/\//iu.test(word)) return 'http';
  return /^[\w.+-]+@[\w-]+\./u.test(word) ? '@' : word;
}
