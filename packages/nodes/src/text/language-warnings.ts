import type { Embedder } from '@arches/knowledge';

/** One sentence when the built-in model does not know the language of the texts; empty otherwise. */
export function languageWarnings(embedder: Embedder, texts: readonly string[]): string[] {
  const check = embedder.checkLanguage?.(texts);
  return check && !check.understood ? [check.words] : [];
}
