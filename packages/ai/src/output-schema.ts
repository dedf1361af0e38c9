import { isJsonObject, type JsonObject, type JsonSchema } from '@arches/kernel';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';

export type ReadObject = { readonly ok: true; readonly object: unknown } | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a model's answer as JSON and checks it against the schema. Models like to wrap JSON in a code fence or a sentence: that is taken off. */
export function readObject(text: string, schema: JsonSchema): ReadObject {
  const parsed = parse(text);
  if (!parsed) return { ok: false, problems: ['The answer is not JSON, or is not complete.'] };
  const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(parsed.value);
  return valid ? { ok: true, object: parsed.value } : { ok: false, problems: leaves(errors).slice(0, 20).map(sentence) };
}

function parse(text: string): { value: unknown } | undefined {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, fenced, braced]) {
    if (!candidate?.trim()) continue;
    try {
      return { value: JSON.parse(candidate) };
    } catch {
      // The next reading may do.
    }
  }
  return undefined;
}

/** The validator reports every keyword on the way down, and calls a field wrong and forbidden at once; what is said deepest and first is meant. */
function leaves(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const deep = errors.filter(({ instanceLocation: at }) => !errors.some((other) => other.instanceLocation.startsWith(`${at}/`)));
  return deep.filter(
    (error) => !isForbidden(error) || !deep.some((other) => other.instanceLocation === error.instanceLocation && !isForbidden(other)),
  );
}

const isForbidden = (error: OutputUnit): boolean => error.keyword === 'false';

const sentence = (error: OutputUnit): string =>
  `At ${error.instanceLocation}: ${isForbidden(error) ? 'There must be no such field.' : error.error}`;

/** The schema as providers take it: without our screen hints (`x-…`, `examples`), which some of them refuse. */
export function wireSchema(schema: JsonSchema): JsonObject {
  const entries = Object.entries(schema).filter(([key]) => !key.startsWith('x-') && key !== 'examples');
  return Object.fromEntries(entries.map(([key, value]) => [key, holdsNames.has(key) ? eachValue(value) : clean(value)]));
}

const holdsNames = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);

const clean = (value: unknown): unknown => (Array.isArray(value) ? value.map(clean) : isJsonObject(value) ? wireSchema(value) : value);

function eachValue(value: unknown): unknown {
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clean(inner)])) : value;
}

/** Whether every object in the schema is closed and requires all of its fields: what OpenAI's strict mode accepts. */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isJsonObject(schema)) return true;
  const { properties, required } = schema;
  if (schema.type === 'object' || properties !== undefined) {
    const names = isJsonObject(properties) ? Object.keys(properties) : [];
    if (schema.additionalProperties !== false || !names.every((name) => Array.isArray(required) && required.includes(name))) return false;
  }
  return Object.entries(schema).every(([key, value]) =>
    key === 'properties' && isJsonObject(value) ? Object.values(value).every(isStrict) : isStrict(value),
  );
}
