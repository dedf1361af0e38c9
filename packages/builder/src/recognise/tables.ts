/** Tables and lists that people keep somewhere: something is put into one, or rows come out of one. No step has a table yet. */

const leads = String.raw`(?:(?:please|then|also|and|just|otherwise|automatically|always|afterwards|finally|but|first)\s+)*`;
const stores = String.raw`(?:put|adds?|saves?|stores?|logs?|notes?|records?|writes?|inserts?|appends?|enters?|registers?|keeps?|tracks?|archives?|posts?|updates?|marks?|collects?|creates?|makes?|opens?|goes?|go|file|copy|list)`;
const noun = String.raw`(?:tables?|lists?|register|log ?books?|waitlist|log)`;
const files = /\b(?:excel|csv|xlsx?|spreadsheet|pdf|json|sheet|google|report|file|https?:|\w+\.(?:txt|md|log))\b/iu;

/** “put it in the big orders table”, “add to members table”, “note date and sender in a table” */
const into = new RegExp(
  String.raw`^${leads}(?:${stores}\b.*?\s)?(?:in|into|to|on|onto)\s+(?:the|our|my|a|an|that|this|his|her|their)?\s*((?:(?!the\b|a\b|an\b|to\b|in\b|on\b)[\p{L}\p{N}'-]+\s+){0,3}?${noun})(?=$|[,.;:)]|\s+(?:and|with|for|so|too|as well|then|by)\b)`,
  'iu',
);
/** “keep a list”, “keep a visitor list” */
const kept = new RegExp(
  String.raw`^${leads}(?:keep|maintain)\s+(?:an?|the|one)\s+((?:[\p{L}-]+\s+){0,2}?(?:list|record|log|register|table))(?:\s+of\b.*)?$`,
  'iu',
);
/** “save it”, “store title and label”, “log all of them” */
const saved = new RegExp(
  String.raw`^${leads}(?:saves?|stores?|log|archives?|(?:keep|record|note|write)\s+(?:it|them|this|that|all|everything)(?: down)?$|(?:keep|record|note)\s+(?:the|all|every|each)\s+\p{L}+$)(?:\b|$)`,
  'iu',
);

export interface Keeping {
  /** Such as “big orders table”; undefined where nobody said where. */
  readonly place: string | undefined;
}

/** Whether words ask to keep something in a table or list; what asks for a file is none. */
export function keepingIn(words: string): Keeping | undefined {
  const said = words.trim().replace(/[\s,.;:!]+$/u, '');
  if (files.test(said)) return undefined;
  const place = (into.exec(said) ?? kept.exec(said))?.[1]?.replaceAll(/\s+/gu, ' ').trim();
  if (place !== undefined) return { place };
  return saved.test(said) ? { place: undefined } : undefined;
}

const source = new RegExp(
  String.raw`\b(?:in|from|of|on|through|out of|at|(?:check|look at|search|scan|query|read|open|take)(?= (?:the|our|my) (?:[\p{L}'-]+ ){1,2}(?:table|list|register)\b))\s+(?:the|our|my|a|an|this)?\s*((?:(?!the\b|a\b|an\b|our\b|my\b|all\b|every\b|each\b)[\p{L}'-]+\s+){0,2}?(?:table|list|register|waitlist|waiting list|membership list|database))(?=$|[\s,.;:?!])`,
  'giu',
);

/** A table or list that rows come from: “everyone in the subscribers table”, “look in the pets table”. What is put into one is no source. */
export function sourceNamed(text: string): { name: string; words: string } | undefined {
  for (const match of text.matchAll(source)) {
    const before = text.slice(0, match.index);
    const clause = /[^,;.:]*$/u.exec(before)?.[0] ?? '';
    const part = clause.split(/\b(?:and|then|->)\s/iu).at(-1) ?? clause;
    const isFrom = /^(?:from|of|through|out of)\b/iu.test(match[0]);
    const puts =
      (!isFrom && new RegExp(String.raw`^\s*${leads}(?:if\b.*\s)?${stores}\b`, 'iu').test(part)) ||
      (!isFrom && /\b(?:put|mark|add(?:ed)?(?! up)|save[ds]?|store|open|insert|write|log|record|note|go(?:es)?)\b/iu.test(part));
    // “make an Excel of all open invoices in the invoice table” takes them from there.
    const takes =
      /\b(?:all|every|each|any|open|those|everyone|how many|which|who)\b/iu.test(part) &&
      !/\b(?:put|save|store|add|log|note|record|write|insert|append|enter|register|archive|mark)\b/iu.test(part);
    if (puts && !takes && !/^\s*(?:list|add up)\b/iu.test(part)) continue;
    const name = (match[1] ?? '').replaceAll(/\s+/gu, ' ').trim().toLowerCase();
    if (/^(?:table|list)$/u.test(name) && !/\s(?:the|our|my|a|an|this)\s/iu.test(match[0])) continue;
    if (/\b(?:upload\w*|attached|(?:this|the|an?|uploaded) (?:csv|excel|spreadsheet)(?! of\b))\b/iu.test(clause) || files.test(name))
      continue;
    return { name, words: match[0].trim() };
  }
  return undefined;
}

/** The words without those that only say which table is meant, so that its name is not read as a column. */
export function withoutSource(words: string): string {
  return words.replaceAll(source, ' ').replaceAll(/\s+/gu, ' ').trim();
}
