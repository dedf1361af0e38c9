const prefix = 'part:';

/** Names words of a request for as long as they stand in it; the same words a second time have another name. */
export function partIdOf(text: string, words: string, at: number): string {
  return `${prefix}${text.slice(0, at).split(words).length - 1}:${words}`;
}

/** Where the words of a part stand; undefined where the request does not hold them any more. */
export function placeOfPart(text: string, id: string): { readonly words: string; readonly at: number } | undefined {
  const found = /^part:(\d+):(.+)$/su.exec(id);
  const words = found?.[2] ?? '';
  let at = -1;
  for (let count = Number(found?.[1] ?? 0); count >= 0 && words !== ''; count -= 1) {
    at = text.indexOf(words, at + 1);
    if (at < 0) return undefined;
  }
  return at < 0 ? undefined : { words, at };
}

/** Whether these are the words at that place. */
export function isPlace(
  said: { readonly words: string; readonly at?: number } | undefined,
  { at, words }: { readonly at: number; readonly words: string },
): boolean {
  return said?.at === at && said.words === words;
}

export const isPartId = (id: string): boolean => id.startsWith(prefix);
