import { isJsonObject } from '@arches/kernel';
import { newId } from './ids.ts';
import { plainText } from './plain-json.ts';
import type { JsonText, StoredText } from './run-store.ts';

/** Bytes of JSON above which a value leaves journal and rows. */
export const valueLimit = 32 * 1024;

/** What stands in journal, rows and notices for a value above {@link valueLimit}. */
export interface StoredValue {
  readonly $artifact: {
    readonly id: string;
    readonly mediaType: 'application/json';
    /** Bytes of its JSON. */
    readonly size: number;
    /** The same shape, cut: the first few entries, long texts shortened. */
    readonly preview: unknown;
  };
}

export function isStoredValue(value: unknown): value is StoredValue {
  return (
    isJsonObject(value) &&
    isJsonObject(value['$artifact']) &&
    typeof value['$artifact']['id'] === 'string' &&
    typeof value['$artifact']['size'] === 'number'
  );
}

/** Turns the values of one run into JSON texts, large ones into references. One value seen twice is stored once. */
export interface ValueWriter {
  readonly write: (value: unknown) => JsonText;
  /** The same with the text at hand, so that it is not made again. */
  readonly writeText: (value: unknown, text: JsonText) => JsonText;
  /** Values that became references since the last call, to be written with them. */
  readonly take: () => readonly StoredText[];
}

export function createValueWriter(): ValueWriter {
  /** Texts of objects: outputs are immutable, and show up in journal, step row, run row and notice. */
  const texts = new WeakMap<object, JsonText>();
  const largeStrings = new Map<string, JsonText>();
  let stored: StoredText[] = [];

  function known(value: unknown): JsonText | undefined {
    if (typeof value === 'object' && value !== null) return texts.get(value);
    return typeof value === 'string' && value.length > valueLimit / 4 ? largeStrings.get(value) : undefined;
  }

  function writeText(value: unknown, text: JsonText): JsonText {
    const before = known(value);
    if (before !== undefined) return before;
    const size = text.length * 3 > valueLimit ? Buffer.byteLength(text) : text.length;
    const written = size > valueLimit ? reference(value, text, size) : text;
    if (typeof value === 'object' && value !== null) texts.set(value, written);
    else if (typeof value === 'string' && size > valueLimit) largeStrings.set(value, written);
    return written;
  }

  function reference(value: unknown, body: JsonText, size: number): JsonText {
    const id = newId('val');
    stored.push({ id, size, body });
    const placeholder: StoredValue = { $artifact: { id, mediaType: 'application/json', size, preview: previewOf(value) } };
    return plainText(placeholder);
  }

  return {
    write: (value) => known(value) ?? writeText(value, plainText(value)),
    writeText,
    take: () => {
      const taken = stored;
      stored = [];
      return taken;
    },
  };
}

const previewEntries = 20;
const previewText = 200;

/** The value's beginning, in its own shape; at most a few kilobytes whatever comes in. */
export function previewOf(value: unknown, depth = 3): unknown {
  if (typeof value === 'string') return value.length > previewText ? `${value.slice(0, previewText)}…`.toWellFormed() : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = depth === 3 ? previewEntries : 5;
  if (Array.isArray(value))
    return depth === 0 ? `${value.length} entries` : value.slice(0, entries).map((entry) => previewOf(entry, depth - 1));
  const keys = Object.keys(value);
  if (depth === 0) return `${keys.length} fields`;
  return Object.fromEntries(
    keys.slice(0, previewEntries).map((key) => [key.slice(0, previewText), previewOf((value as Record<string, unknown>)[key], depth - 1)]),
  );
}
