/** One `{{ … }}` in a text. `start` and `end` span it braces included; `source` is what stands between, trimmed. */
export interface ExpressionSpan {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  /** Offset of `source` in the text. */
  readonly sourceStart: number;
}

/** Each unclosed `{{` is looked for to the end of the text, so their number is bounded. */
const MAX_UNCLOSED = 50;

/** All `{{ … }}` in a text, in order. Quotes and inner braces are respected; a `{{` that is never closed is plain text. */
export function expressionsIn(text: string): ExpressionSpan[] {
  const spans: ExpressionSpan[] = [];
  let unclosed = 0;
  let from = text.indexOf('{{');
  while (from !== -1) {
    const close = closingBraces(text, from + 2);
    if (close === -1) {
      unclosed += 1;
      if (unclosed > MAX_UNCLOSED) return spans;
      from = text.indexOf('{{', from + 2);
      continue;
    }
    const inner = text.slice(from + 2, close);
    spans.push({ source: inner.trim(), start: from, end: close + 2, sourceStart: from + 2 + (inner.length - inner.trimStart().length) });
    from = text.indexOf('{{', close + 2);
  }
  return spans;
}

/** Offset of the first `{{` that is never closed, or -1. */
export function unclosedExpression(text: string): number {
  const spans = expressionsIn(text);
  let from = text.indexOf('{{');
  while (from !== -1) {
    const inside = spans.find((span) => from >= span.start && from < span.end);
    if (!inside) return from;
    from = text.indexOf('{{', inside.end);
  }
  return -1;
}

function closingBraces(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] as string;
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth += 1;
    else if (char === '}' && depth > 0) depth -= 1;
    else if (char === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}
