import type { OutputUnit } from '@cfworker/json-schema';
import { pointer, pointerKeys, valueAt } from './document/pointer.ts';
import { expressionsIn } from './expressions/template-text.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** One thing that does not fit, told apart from the wrappers that a validator reports around it. */
export interface SchemaFailure {
  /** JSON Pointer of the value; for a missing or unknown field, of that field. */
  readonly path: string;
  /** The keyword that failed; `required` and `unknown` for fields, `choice` where no alternative fits. */
  readonly keyword: string;
  /** The schema that holds the keyword. */
  readonly schema: JsonObject;
  /** Schema of the field itself where it is known: for its title. */
  readonly field: JsonObject;
  readonly value: unknown;
  /** Name of the missing or unknown field. */
  readonly name?: string;
  /** Types that the alternatives ask for, when they differ in nothing else. */
  readonly types?: readonly string[];
}

const WRAPPERS: ReadonlySet<string> = new Set([
  '$ref',
  '$recursiveRef',
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
  'allOf',
  'if',
  'dependentSchemas',
  'dependencies',
]);

/** Keywords that cannot be judged before a template is rendered to its text. */
const ABOUT_TEXT: ReadonlySet<string> = new Set(['pattern', 'format', 'enum', 'const', 'minLength', 'maxLength', 'not', 'oneOf', 'choice']);

interface Reading {
  readonly root: JsonObject;
  readonly value: unknown;
  readonly templates: boolean;
}

export function failuresOf(units: readonly OutputUnit[], schema: object, value: unknown, templates: boolean): SchemaFailure[] {
  return read(placeFalse(units), { root: schema as JsonObject, value, templates });
}

/** The validator gives a forbidden field the location of the value instead of the keyword's; put right from the wrapper before it. */
function placeFalse(units: readonly OutputUnit[]): OutputUnit[] {
  return units.map((unit, index) =>
    unit.keyword === 'false' ? { ...unit, keywordLocation: units[index - 1]?.keywordLocation ?? '#' } : unit,
  );
}

function read(units: readonly OutputUnit[], reading: Reading): SchemaFailure[] {
  const failures: SchemaFailure[] = [];
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] as OutputUnit;
    if (WRAPPERS.has(unit.keyword)) continue;
    if (unit.keyword === 'anyOf' || unit.keyword === 'oneOf' || unit.keyword === 'propertyNames' || unit.keyword === 'contains') {
      let end = index + 1;
      while (units[end]?.keywordLocation.startsWith(`${unit.keywordLocation}/`)) end += 1;
      failures.push(...alternatives(unit, units.slice(index + 1, end), reading));
      index = end - 1;
    } else failures.push(...single(unit, reading));
  }
  return failures;
}

/** Of several alternatives, the failures of the one that was most likely meant. */
function alternatives(unit: OutputUnit, inner: readonly OutputUnit[], reading: Reading): SchemaFailure[] {
  if (unit.keyword === 'propertyNames' || unit.keyword === 'contains') return single(unit, reading);
  const branches = new Map<string, OutputUnit[]>();
  for (const item of inner) {
    const branch = item.keywordLocation.slice(unit.keywordLocation.length + 1).split('/')[0] ?? '';
    branches.set(branch, [...(branches.get(branch) ?? []), item]);
  }
  const read_ = [...branches.values()].map((branch) => read(branch, reading));
  if (read_.length === 0 || /\(([2-9]|\d\d+) matches\)/.test(unit.error)) return single({ ...unit, keyword: 'oneOf' }, reading);
  if (read_.some((failures) => failures.length === 0)) return [];
  const here = pointer(pointerKeys(unit.instanceLocation));
  const kindFits = read_.filter((failures) => !failures.some((failure) => failure.path === here && failure.keyword === 'type'));
  if (kindFits.length === 1) return kindFits[0] ?? [];
  if (kindFits.length === 0) {
    const types = read_.flatMap((failures) =>
      failures.flatMap((failure) => (failure.keyword === 'type' && failure.path === here ? typeNames(failure.schema) : [])),
    );
    return single({ ...unit, keyword: 'type' }, reading).map((failure) => ({ ...failure, types: [...new Set(types)] }));
  }
  const marked = kindFits.filter((failures) => !failures.some((failure) => failure.keyword === 'const' || failure.keyword === 'enum'));
  if (marked.length === 1) return marked[0] ?? [];
  return single({ ...unit, keyword: 'choice' }, reading);
}

function typeNames(schema: JsonObject): string[] {
  const { type } = schema;
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
}

function single(unit: OutputUnit, reading: Reading): SchemaFailure[] {
  const keys = pointerKeys(unit.instanceLocation);
  const value = valueAt(reading.value, keys);
  if (reading.templates && typeof value === 'string' && isExcused(value, unit.keyword)) return [];
  const schema = schemaAt(reading.root, unit.keywordLocation);
  const path = pointer(keys);
  if (unit.keyword === 'required') {
    const name = /required property "([\s\S]*)"\.$/.exec(unit.error)?.[1] ?? '';
    return [{ path: `${path}${pointer([name])}`, keyword: 'required', schema, field: propertyOf(schema, name), value: undefined, name }];
  }
  if (unit.keyword === 'false') {
    const name = String(keys.at(-1) ?? '');
    // The validator also calls a known field unknown when its value does not fit; that has been said.
    if (isNamed(schema, name)) return [];
    return [{ path, keyword: keys.length === 0 ? 'false' : 'unknown', schema, field: {}, value, name }];
  }
  return [{ path, keyword: unit.keyword, schema, field: schema, value, ...(keys.length > 0 && { name: String(keys.at(-1)) }) }];
}

/** One expression alone keeps its kind, so it may stand for anything; a text around expressions stays a text. */
function isExcused(text: string, keyword: string): boolean {
  const spans = expressionsIn(text);
  if (spans.length === 0) return false;
  const [only] = spans;
  const isAlone = spans.length === 1 && only !== undefined && text.slice(0, only.start).trim() === '' && text.slice(only.end).trim() === '';
  return isAlone || ABOUT_TEXT.has(keyword);
}

function isNamed(schema: JsonObject, name: string): boolean {
  if (isJsonObject(schema['properties']) && Object.hasOwn(schema['properties'], name)) return true;
  const { patternProperties } = schema;
  return isJsonObject(patternProperties) && Object.keys(patternProperties).some((pattern) => new RegExp(pattern, 'u').test(name));
}

function propertyOf(schema: JsonObject, name: string): JsonObject {
  const property = valueAt(schema, ['properties', name]);
  return isJsonObject(property) ? resolve(property, property) : {};
}

/** The schema that holds the keyword at a location such as `#/properties/age/$ref/minimum`. */
function schemaAt(root: JsonObject, keywordLocation: string): JsonObject {
  let current: unknown = root;
  for (const key of pointerKeys(keywordLocation).slice(0, -1)) {
    current = key === '$ref' && isJsonObject(current) ? resolve(root, current) : valueAt(current, [key]);
  }
  return isJsonObject(current) ? current : {};
}

function resolve(root: JsonObject, schema: JsonObject): JsonObject {
  const { $ref } = schema;
  if (typeof $ref !== 'string' || !$ref.startsWith('#')) return schema;
  const target = valueAt(root, pointerKeys($ref));
  return isJsonObject(target) ? target : schema;
}
