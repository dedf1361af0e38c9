import { AppError } from '@arches/kernel';

/** A JSON text that PostgreSQL cannot hold in `json` operations: NUL, or half of a surrogate pair. May match escaped backslashes; the slow path sorts that out. */
const unstorable = /\\u(?:0000|d[89a-f])/;

/**
 * Makes a value what the journal will give back: plain JSON. What it returns and what is written are the same, so a live run and a
 * replayed one see equal data. Numbers outside JSON become null, big integers numbers, characters that no database keeps U+FFFD.
 *
 * @throws `bad_value` when the value cannot be written at all, such as a circular one.
 */
export function plainJson(value: unknown): { readonly value: unknown; readonly text: string } {
  const text = toText(value);
  if (!unstorable.test(text)) return { value: isPlain(value) ? value : JSON.parse(text), text };
  const clean = cleaned(JSON.parse(text) as unknown);
  return { value: clean, text: JSON.stringify(clean) };
}

/** The text alone, for values that nobody reads back in this process. */
export function plainText(value: unknown): string {
  const text = toText(value);
  return unstorable.test(text) ? JSON.stringify(cleaned(JSON.parse(text) as unknown)) : text;
}

/** A function that is asked about every field makes this several times slower, so it is asked only where there is a big integer. */
function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return toTextWithBigints(value);
  }
}

function toTextWithBigints(value: unknown): string {
  try {
    return JSON.stringify(value, bigintAsNumber) ?? 'null';
  } catch (cause) {
    throw new AppError('bad_value', 'The value cannot be written as JSON; it may contain itself.', { cause });
  }
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Whether parsing the text again would give the same data: plain all the way down, no `undefined`, no class instances, no numbers that JSON lacks. */
function isPlain(value: unknown): boolean {
  if (value === null) return true;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (Array.isArray(value)) return value.every(isPlain);
      return isPlainObject(value as object) && Object.values(value as object).every(isPlain);
    default:
      return false;
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [cleanText(key), cleaned(entry)]));
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
