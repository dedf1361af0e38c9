/** A piece of the request: where it stands and what it says, as the person wrote it. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function spanOf(source: string, start: number, end: number): Span {
  return { start, end, text: source.slice(start, end).replaceAll(/\s+/gu, ' ').trim() };
}

/** Takes a span out, leaving spaces, so that all other positions stay what they were. */
export function blank(source: string, { start, end }: { start: number; end: number }): string {
  return source.slice(0, start) + ' '.repeat(end - start) + source.slice(end);
}
