import { anyOf, typeWords, valueWords } from './document/issue-sentence.ts';
import { nearest } from './document/nearest.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { SchemaFailure } from './json-schema-failures.ts';

const FORMATS: { readonly [format: string]: string } = {
  email: 'an e-mail address, such as name@example.com',
  date: 'a date, such as 2026-04-30',
  time: 'a time, such as 09:30:00Z',
  'date-time': 'a date and time, such as 2026-04-30T09:30:00Z',
  uri: 'a web address, such as https://example.com',
  url: 'a web address, such as https://example.com',
  uuid: 'a UUID',
  hostname: 'a host name, such as example.com',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  duration: 'a duration, such as PT15M',
  regex: 'a regular expression',
};

/** The whole sentence: “Age” must be at least 18, but is 3. */
export function failureMessage(failure: SchemaFailure): string {
  return `${fieldTitle(failure)} ${failureWords(failure)}`;
}

/** The field by its title, else by its name; “This” for the value as a whole. */
export function fieldTitle(failure: SchemaFailure): string {
  const { title } = failure.field;
  if (typeof title === 'string' && title !== '') return `“${title}”`;
  return failure.name === undefined ? 'This' : `“${failure.path.slice(1).replaceAll('/', '.') || failure.name}”`;
}

/** What is wrong, in words that follow the field's name. */
export function failureWords(failure: SchemaFailure): string {
  const { schema, value } = failure;
  switch (failure.keyword) {
    case 'required':
      return 'is missing.';
    case 'unknown':
    case 'false':
      return unknownWords(failure);
    case 'type':
      return `must be ${anyOf(wantedTypes(failure))}, but is ${valueWords(value)}.`;
    case 'enum':
      return `must be ${anyOf(listOf(schema['enum']).map((item) => JSON.stringify(item)))}, but is ${shown(value)}.${didYouMean(value, schema)}`;
    case 'const':
      return `must be ${JSON.stringify(schema['const'])}, but is ${shown(value)}.`;
    case 'not':
      return schema['format'] === 'file' ? `must be a file, but is ${valueWords(value)}.` : 'has a value that is not allowed here.';
    case 'format':
      return `must be ${FORMATS[String(schema['format'])] ?? `of the form “${String(schema['format'])}”`}, but is ${shown(value)}.`;
    case 'choice':
      return 'has none of the forms that are possible here.';
    case 'oneOf':
      return 'fits more than one of the forms that are possible here.';
    default:
      return sizeWords(failure);
  }
}

const SIZES: { readonly [keyword: string]: (limit: string, value: unknown) => string } = {
  minimum: (limit, value) => `must be at least ${limit}, but is ${shown(value)}.`,
  maximum: (limit, value) => `must be at most ${limit}, but is ${shown(value)}.`,
  exclusiveMinimum: (limit, value) => `must be more than ${limit}, but is ${shown(value)}.`,
  exclusiveMaximum: (limit, value) => `must be less than ${limit}, but is ${shown(value)}.`,
  multipleOf: (limit, value) => `must be a multiple of ${limit}, but is ${shown(value)}.`,
  minLength: (limit, value) => (value === '' || limit === '1' ? 'must not be empty.' : `must have at least ${limit} characters.`),
  maxLength: (limit) => `must have at most ${limit} characters.`,
  minItems: atLeastEntries,
  minProperties: atLeastEntries,
  maxItems: (limit) => `must have at most ${limit} entries.`,
  maxProperties: (limit) => `must have at most ${limit} entries.`,
  uniqueItems: () => 'has the same entry twice.',
  contains: () => 'does not have the entries it needs.',
  minContains: () => 'does not have the entries it needs.',
  maxContains: () => 'has too many entries of one kind.',
  propertyNames: () => 'has a field whose name is not allowed.',
  dependentRequired: () => 'lacks a field that must come with another.',
};

function atLeastEntries(limit: string): string {
  return limit === '1' ? 'must have at least one entry.' : `must have at least ${limit} entries.`;
}

function sizeWords({ keyword, schema, value }: SchemaFailure): string {
  const limit = String(schema[keyword]);
  if (keyword === 'pattern') {
    const help = typeof schema['description'] === 'string' ? `: ${schema['description']}` : `; it must match ${limit}`;
    return `is not written as it should be${help}`.replace(/\.?$/, '.');
  }
  const words = Object.hasOwn(SIZES, keyword) ? SIZES[keyword] : undefined;
  return words ? words(limit, value) : 'is not allowed here.';
}

function unknownWords(failure: SchemaFailure): string {
  const known = knownFields(failure.schema);
  const meant = nearest(failure.name ?? '', known);
  if (meant !== undefined) return `is not a known field. Did you mean “${meant}”?`;
  return known.length === 0 || known.length > 12 ? 'is not a known field.' : `is not a known field. Known are ${known.join(', ')}.`;
}

export function knownFields(schema: JsonObject): string[] {
  return isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
}

/** The allowed value most like the one given. */
export function nearestValue(value: unknown, schema: JsonObject): string | undefined {
  const options = listOf(schema['enum']).filter((item) => typeof item === 'string');
  return typeof value === 'string' ? nearest(value, options) : undefined;
}

function didYouMean(value: unknown, schema: JsonObject): string {
  const meant = nearestValue(value, schema);
  return meant === undefined ? '' : ` Did you mean “${meant}”?`;
}

function wantedTypes({ schema, types }: SchemaFailure): string[] {
  const { type } = schema;
  return (types ?? (Array.isArray(type) ? type : [type])).map((name) => typeWords(String(name)));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
