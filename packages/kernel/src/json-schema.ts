import { dereference, type Schema, validate } from '@cfworker/json-schema';
import type { JsonSchema } from './json.ts';
import { failuresOf, type SchemaFailure } from './json-schema-failures.ts';
import { failureMessage } from './json-schema-words.ts';

/** Where a value does not fit, and why. */
export interface SchemaError {
  /** JSON Pointer into the value. */
  readonly path: string;
  /** A plain sentence that names the field by its title. */
  readonly message: string;
}

interface Prepared {
  readonly schema: Schema;
  readonly lookup: Record<string, Schema | boolean>;
}

/** Schemas are immutable data, so what is made of one can be kept as long as it lives. */
const prepared = new WeakMap<JsonSchema, Prepared>();

const MAX_ERRORS = 100;

/** What is wrong with a value, at most 100 sentences; empty when it fits. Never throws: a schema that cannot be followed is an error at ''. */
export function validateAgainst(schema: JsonSchema, value: unknown): SchemaError[] {
  const failures = schemaFailures(schema, value);
  if (typeof failures === 'string') return [{ path: '', message: failures }];
  return failures.slice(0, MAX_ERRORS).map((failure) => ({ path: failure.path, message: failureMessage(failure) }));
}

/**
 * The single failures behind a verdict, or a sentence when the schema cannot be followed.
 * @param templates whether texts with `{{ … }}` may stand where another kind of value is expected
 */
export function schemaFailures(schema: JsonSchema, value: unknown, templates = false): SchemaFailure[] | string {
  try {
    const { schema: own, lookup } = prepare(schema);
    const result = validate(value, own, '2020-12', lookup, false);
    return result.valid ? [] : failuresOf(result.errors, own, value, templates);
  } catch (error) {
    if (error instanceof RangeError) return 'This has too many levels to be checked.';
    return `The schema cannot be used: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it is broken'}`;
  }
}

function prepare(schema: JsonSchema): Prepared {
  const known = prepared.get(schema);
  if (known) return known;
  // The library writes its marks into the schema, and files are checked as the references they are.
  const own = withFileShape(schema) as Schema;
  const fresh = { schema: own, lookup: dereference(own) };
  prepared.set(schema, fresh);
  return fresh;
}

const fileShape = {
  type: 'object',
  required: ['kind', 'id', 'name'],
  properties: { kind: { const: 'file' }, id: { type: 'string' }, name: { type: 'string' } },
};

function withFileShape(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withFileShape);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(schema)) copy[key] = withFileShape(item);
  if (copy['type'] !== 'object' || copy['format'] !== 'file') return copy;
  const { type: _, ...rest } = copy;
  // Not not: one verdict for the reference as a whole, whatever part of it is wrong.
  return { ...rest, not: { not: fileShape } };
}

/**
 * A form's texts made into what the schema asks for: numbers, true and false, lists from single values, JSON for objects.
 * An empty text is no value, unless a text is asked for; an unticked box is false. What does not convert stays, for `validateAgainst` to name.
 */
export function coerceInput(schema: JsonSchema, value: unknown): unknown {
  const types = typesOf(schema);
  if (typeof value === 'string') return coerceText(types, value, schema);
  if (Array.isArray(value) && isSchema(schema['items'])) {
    const { items } = schema;
    return value.map((item) => coerceInput(items, item));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && isSchema(schema['properties'])) {
    return coerceObject(schema, schema['properties'], value as { readonly [key: string]: unknown });
  }
  return value;
}

function coerceObject(schema: JsonSchema, properties: JsonSchema, value: { readonly [key: string]: unknown }): unknown {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const coerced = isSchema(property) ? coerceInput(property, item) : item;
    if (coerced !== undefined) result[key] = coerced;
  }
  for (const [key, property] of Object.entries(properties)) {
    const isBox = isSchema(property) && typesOf(property).join() === 'boolean';
    if (isBox && required.includes(key) && !Object.hasOwn(result, key)) result[key] = false;
  }
  return result;
}

const WORDS: { readonly [word: string]: boolean } = {
  true: true,
  on: true,
  yes: true,
  1: true,
  false: false,
  off: false,
  no: false,
  0: false,
};

function coerceText(types: readonly string[], text: string, schema: JsonSchema): unknown {
  if (types.length === 0 || types.includes('string')) return text === '' && mayBeAbsent(schema) ? undefined : text;
  const trimmed = text.trim();
  if (trimmed === '') return types.includes('null') ? null : undefined;
  const word = trimmed.toLowerCase();
  if (types.includes('boolean') && Object.hasOwn(WORDS, word)) return WORDS[word];
  if ((types.includes('number') || types.includes('integer')) && isNumber(trimmed)) return Number(trimmed);
  if (/^[[{]/.test(trimmed) && (types.includes('array') || types.includes('object'))) return parsed(trimmed) ?? text;
  return types.includes('array') ? [isSchema(schema['items']) ? coerceInput(schema['items'], text) : text] : text;
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An empty date, choice or address is a field left alone; an empty plain text may be meant. */
function mayBeAbsent(schema: JsonSchema): boolean {
  return schema['format'] !== undefined || schema['enum'] !== undefined || schema['minLength'] !== undefined;
}

function typesOf(schema: JsonSchema): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.filter((item) => typeof item === 'string') : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
