/** What every parser gives: rows by column name, or text, or both. */
export interface ParsedFile {
  readonly rows: readonly Record<string, unknown>[];
  readonly columns: readonly string[];
  readonly count: number;
  readonly text?: string;
  readonly sheets?: readonly string[];
  readonly pages?: number;
  /** Plain sentences on what was odd but could be read. */
  readonly warnings: readonly string[];
}

export const maxRows = 500_000;
export const maxColumns = 2_000;

/** Column names people can refer to: trimmed, never empty, never twice. */
export function columnNames(header: readonly unknown[]): string[] {
  const seen = new Map<string, number>();
  return header.map((cell, index) => {
    const name =
      String(cell ?? '')
        .replaceAll(/\s+/gu, ' ')
        .trim() || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** A cell of text as a value: a number only when nothing is lost by it, so that phone numbers, codes and long ids stay text. */
export function typedCell(text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (!/^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/u.test(trimmed)) return trimmed;
  const number = Number(trimmed);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : trimmed;
}
