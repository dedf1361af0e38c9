import type { ColumnType } from 'kysely';

/** A `json` column: read as its value, written as text made by `json`. */
export type JsonColumn<T> = ColumnType<T, string, string>;

/** A value as text for a `json` column. Text, because a driver cannot tell a JSON list from an SQL array. */
export function json(value: unknown): string {
  return JSON.stringify(value ?? null);
}
