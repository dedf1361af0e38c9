import { stopWords } from './stop-words.ts';

/** One word as it stands in a text, and the form under which its inflections count as one. */
export interface Word {
  readonly text: string;
  readonly stem: string;
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/\bwi[\s-]?fi\b/g, 'wifi'],
  [/\bcheck(?:ed|ing)?[\s-]?(in|out)\b/g, 'check-$1'],
  [/\be[\s-]mail(s?)\b/g, 'email$1'],
  [/\blog(?:ged|ging)?[\s-](in|on)\b/g, 'login'],
  [/\bsign(?:ed|ing)?[\s-]?(?:in|on)\b/g, 'sign-in'],
  [/\bair[\s-]?con(?:ditioning|ditioner)?\b/g, 'air-conditioning'],
  [/[’`´]/g, "'"],
];

/** The words of a text in order, lower-case, with common spellings brought together; `null` marks where a sentence or clause ends. */
export function wordsOf(text: string): (Word | null)[] {
  let plain = text.normalize('NFKC').toLowerCase();
  for (const [pattern, spelling] of spellings) plain = plain.replace(pattern, spelling);
  const words: (Word | null)[] = [];
  for (const [token] of plain.matchAll(/[\p{L}\p{M}\p{N}]+(?:['-][\p{L}\p{M}\p{N}]+)*|[.,;:!?()\n]/gu)) {
    words.push(/[\p{L}\p{N}]/u.test(token) ? { text: token, stem: stem(token) } : null);
  }
  return words;
}

/** Whether a word may say what a text is about. */
export function isContentWord(word: Word): boolean {
  return (
    !stopWords.has(word.text) && !/^[\p{N}'-]+\p{L}{0,2}$/u.test(word.text) && (word.text.length > 2 || /[^\p{ASCII}]/u.test(word.text))
  );
}

/** Stems of the words that may say what a text is about, with repetitions. */
export function contentStems(text: string): string[] {
  return wordsOf(text).flatMap((word) => (word && isContentWord(word) ? [word.stem] : []));
}

const known = new Map<string, string>();

/** Brings plural, past and -ing forms of an English word together. Light on purpose: it is for counting, never for showing. */
export function stem(word: string): string {
  const cached = known.get(word);
  if (cached !== undefined) return cached;
  const found = stemOf(word.replace(/'s?$/, ''));
  if (known.size > 50_000) known.clear();
  known.set(word, found);
  return found;
}

function stemOf(word: string): string {
  if (word.length <= 3) return word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|z|ss)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('ing') && word.length > 5) return undouble(word.slice(0, -3));
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ed') && word.length > 4) return undouble(word.slice(0, -2));
  if (word.endsWith('s')) return bare(word.slice(0, -1));
  return bare(word);
}

/** `stopp` is `stop`. */
function undouble(word: string): string {
  return /([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : bare(word);
}

/** `charge` and `charg(ed)` meet without their e. */
function bare(word: string): string {
  return word.length > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}
