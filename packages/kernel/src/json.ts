/** An object as JSON knows it. Values are plain data: null, boolean, number, string, array, object. */
export type JsonObject = { readonly [key: string]: unknown };

/** A JSON Schema (draft 2020-12). Files are `{ "type": "object", "format": "file" }`; screens read `title`, `description`, `default`, `examples` and `x-widget`. */
export type JsonSchema = JsonObject;

/**
 * A file anywhere in a run's data: a reference, never bytes. The blob lives in artifact storage under `id`.
 * `kind` makes it recognisable in plain JSON.
 */
export interface FileRef {
  readonly kind: 'file';
  readonly id: string;
  readonly name: string;
  /** Media type such as `text/csv`. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

export function isFileRef(value: unknown): value is FileRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as FileRef).kind === 'file' &&
    typeof (value as FileRef).id === 'string' &&
    typeof (value as FileRef).name === 'string'
  );
}

/** Ids of all files that a value refers to, each once. */
export function fileIdsIn(value: unknown): string[] {
  const found = new Set<string>();
  collectFileIds(value, found);
  return [...found];
}

function collectFileIds(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isFileRef(value)) found.add(value.id);
  else for (const item of Array.isArray(value) ? value : Object.values(value)) collectFileIds(item, found);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
