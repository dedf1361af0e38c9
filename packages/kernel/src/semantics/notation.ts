/** Splits where the separator stands outside of brackets and quotes; what is empty is left out. */
export function split(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.startsWith(separator, at) ? at : groupEnd(text, at);
    if (end === at) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
      at = from;
    } else at = end;
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '');
}

const CLOSES: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}' };

/** Where the bracket or quote that opens here has been closed; the next place where nothing opens. */
export function groupEnd(text: string, at: number): number {
  const open = text[at] ?? '';
  if (open === '"') {
    const end = text.indexOf('"', at + 1);
    if (end === -1) throw new Error(`A quote is not closed: ${text}`);
    return end + 1;
  }
  const close = CLOSES[open];
  if (close === undefined) return at + 1;
  let next = at + 1;
  while (next < text.length && text[next] !== close) next = groupEnd(text, next);
  if (next >= text.length) throw new Error(`"${open}" is not closed: ${text}`);
  return next + 1;
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `2h`, `3d` in milliseconds. */
export function duration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 1);
}

/** JSON, a duration, or else the words as they are. */
export function value(text: string): unknown {
  const time = duration(text);
  if (time !== undefined) return time;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
