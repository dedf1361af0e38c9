import { isFileRef, isJsonObject } from '@arches/kernel';

export interface ValueTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Rows as a table, where a value is one: a list of objects, in the order their keys first appear. */
export function tableOf(value: unknown, maxRows = 200): ValueTable | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (!value.every((row) => isJsonObject(row) && !isFileRef(row))) return undefined;
  const shown = value.slice(0, maxRows) as Readonly<Record<string, unknown>>[];
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return undefined;
  return { columns, rows: shown.map((row) => columns.map((column) => row[column])) };
}

/** A value in one line, for cards and table cells. */
export function valueWords(value: unknown, maxLength = 80): string {
  const words = wordsOf(value);
  return words.length > maxLength ? `${words.slice(0, maxLength - 1)}…` : words;
}

function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '—';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)));
  if (isFileRef(value)) return value.name;
  if (Array.isArray(value)) {
    if (value.every((entry) => typeof entry !== 'object' || entry === null)) return value.map(wordsOf).join(', ');
    return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  }
  if (!isJsonObject(value)) return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'Nothing' : keys.map((key) => `${key}: ${short(value[key])}`).join(' · ');
}

function short(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  return isJsonObject(value) && !isFileRef(value) ? `${Object.keys(value).length} fields` : wordsOf(value);
}
