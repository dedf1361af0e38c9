/** What a document may be at most; larger ones are refused with a sentence, never half read. */
export const documentLimits = {
  /** Levels of nesting in the JSON, the document itself being level 1. */
  depth: 64,
  /** Nodes of the whole document, bodies included. */
  nodes: 10_000,
  edges: 50_000,
  /** JSON values of any kind. */
  values: 2_000_000,
  idLength: 64,
} as const;

/** Node ids: letters, digits, `_`, `-`; a letter first. */
export const nodeIdPattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Keys that reach an object's prototype in careless code; refused wherever they stand. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isForbiddenKey(key: string): boolean {
  return forbiddenKeys.has(key);
}
