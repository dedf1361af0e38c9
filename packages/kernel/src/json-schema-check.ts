import { nearest } from './document/nearest.ts';
import { pointerKeys, valueAt } from './document/pointer.ts';
import { isJsonObject, type JsonObject, type JsonSchema } from './json.ts';

export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The whole schema with this one thing put right. */
  readonly mended?: { readonly label: string; readonly schema: JsonSchema };
}

type Keys = readonly (string | number)[];

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
const TYPE_ALIASES: { readonly [word: string]: string } = {
  text: 'string',
  str: 'string',
  date: 'string',
  email: 'string',
  int: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  list: 'array',
  dict: 'object',
  map: 'object',
  json: 'object',
  file: 'object',
};
const ONE: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);
const MANY: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const NAMED: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const COUNTS: ReadonlySet<string> = new Set([
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
]);
const NUMBERS: ReadonlySet<string> = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']);

/** Everything in a JSON Schema that would make checks against it wrong, slow or impossible. Keywords it does not know are left alone. */
export function schemaProblems(schema: JsonSchema): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkSchema(schema, [], { root: schema, problems });
  return problems;
}

interface Checking {
  readonly root: JsonSchema;
  readonly problems: SchemaProblem[];
}

function checkSchema(schema: unknown, path: Keys, checking: Checking): void {
  if (typeof schema === 'boolean') return;
  if (!isJsonObject(schema)) {
    checking.problems.push({ path, message: `at ${place(path)} a schema must be an object.` });
    return;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    const at = [...path, keyword];
    if (ONE.has(keyword)) checkSchema(value, at, checking);
    else if (MANY.has(keyword)) checkMany(value, at, checking);
    else if (NAMED.has(keyword)) checkNamed(value, at, checking);
    else checkKeyword(keyword, value, at, checking);
  }
  checkRequired(schema, path, checking);
}

function checkMany(value: unknown, path: Keys, checking: Checking): void {
  if (!Array.isArray(value) || value.length === 0) checking.problems.push({ path, message: `${place(path)} must be a list of schemas.` });
  else for (const [index, item] of value.entries()) checkSchema(item, [...path, index], checking);
}

function checkNamed(value: unknown, path: Keys, checking: Checking): void {
  if (!isJsonObject(value)) {
    checking.problems.push({ path, message: `${place(path)} must be an object of schemas by name.` });
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (path.at(-1) === 'patternProperties') checkPattern(name, [...path, name], checking);
    checkSchema(item, [...path, name], checking);
  }
}

function checkKeyword(keyword: string, value: unknown, path: Keys, checking: Checking): void {
  if (keyword === 'type') checkType(value, path, checking);
  else if (keyword === 'pattern') checkPattern(value, path, checking);
  else if (keyword === '$ref') checkRef(value, path, checking);
  else {
    const wrong = wrongWords(keyword, value);
    if (wrong !== undefined) checking.problems.push({ path, message: `${place(path)} ${wrong}` });
  }
}

function wrongWords(keyword: string, value: unknown): string | undefined {
  if (COUNTS.has(keyword)) return Number.isInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number, 0 or more.';
  if (NUMBERS.has(keyword)) return typeof value === 'number' ? undefined : 'must be a number.';
  switch (keyword) {
    case '$id':
    case 'id':
      return typeof value === 'string' ? 'is not supported; refer to parts by “#/$defs/…”.' : undefined;
    case 'multipleOf':
      return typeof value === 'number' && value > 0 ? undefined : 'must be a number above 0.';
    case 'enum':
      return Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of at least one value.';
    case 'title':
    case 'description':
    case 'format':
      return typeof value === 'string' ? undefined : 'must be text.';
    default:
      return undefined;
  }
}

function checkType(value: unknown, path: Keys, { root, problems }: Checking): void {
  for (const [index, type] of (Array.isArray(value) ? value : [value]).entries()) {
    if (TYPES.some((known) => known === type)) continue;
    const at = Array.isArray(value) ? [...path, index] : path;
    const word = typeof type === 'string' ? type : '';
    const meant = Object.hasOwn(TYPE_ALIASES, word.toLowerCase()) ? TYPE_ALIASES[word.toLowerCase()] : nearest(word, TYPES);
    const advice = meant === undefined ? `Known are ${TYPES.join(', ')}.` : `Did you mean “${meant}”?`;
    const message = `${place(at)} is ${JSON.stringify(type) ?? 'nothing'}, which is no type. ${advice}`;
    problems.push({
      path: at,
      message,
      ...(meant !== undefined && { mended: { label: `Use “${meant}”`, schema: replaced(root, at, meant) as JsonSchema } }),
    });
  }
}

function checkPattern(value: unknown, path: Keys, { problems }: Checking): void {
  if (typeof value !== 'string') {
    problems.push({ path, message: `${place(path)} must be text.` });
    return;
  }
  try {
    new RegExp(value, 'u');
  } catch {
    problems.push({ path, message: `the pattern at ${place(path)} is no valid regular expression.` });
    return;
  }
  // A repeated group that itself repeats can take longer than anybody waits, on a text that somebody else sends.
  if (value.length > 500 || /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)\s*(?:[+*]|\{\d+,)/.test(value)) {
    problems.push({
      path,
      message: `the pattern at ${place(path)} could take for ever to check, for it repeats what repeats. Write a simpler one.`,
    });
  }
}

function checkRef(value: unknown, path: Keys, { root, problems }: Checking): void {
  const target = typeof value === 'string' && value.startsWith('#') ? valueAt(root, pointerKeys(value)) : undefined;
  if (isJsonObject(target) || typeof target === 'boolean') {
    if (isRefCircle(root, value as string)) problems.push({ path, message: `${place(path)} refers to itself.` });
    return;
  }
  problems.push({ path, message: `${place(path)} must refer to a part of this schema, such as “#/$defs/address”.` });
}

/** Whether following only references leads back: such a schema says nothing and is never done being checked. */
function isRefCircle(root: JsonSchema, start: string): boolean {
  const seen = new Set<string>();
  for (let ref: unknown = start; typeof ref === 'string'; ) {
    if (seen.has(ref)) return true;
    seen.add(ref);
    const target = valueAt(root, pointerKeys(ref));
    ref = isJsonObject(target) ? target['$ref'] : undefined;
  }
  return false;
}

function checkRequired(schema: JsonObject, path: Keys, { root, problems }: Checking): void {
  const { required, properties } = schema;
  if (required === undefined) return;
  const at = [...path, 'required'];
  if (!Array.isArray(required)) {
    problems.push({ path: at, message: `${place(at)} must be a list of field names.` });
    return;
  }
  const known = isJsonObject(properties) ? Object.keys(properties) : [];
  for (const [index, name] of required.entries()) {
    if (typeof name !== 'string') problems.push({ path: [...at, index], message: `${place([...at, index])} must be the name of a field.` });
    else if (schema['additionalProperties'] === false && !known.includes(name)) {
      const meant = nearest(name, known);
      const message = `“${name}” is required but not among the fields, so nothing would ever fit.${meant === undefined ? '' : ` Did you mean “${meant}”?`}`;
      const mended = meant !== undefined && {
        mended: { label: `Use “${meant}”`, schema: replaced(root, [...at, index], meant) as JsonSchema },
      };
      problems.push({ path: [...at, index], message, ...mended });
    }
  }
}

function replaced(root: unknown, path: Keys, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) return root.with(Number(key), replaced(root[Number(key)], rest, value));
  return { ...(root as object), [key]: replaced((root as JsonObject)[key], rest, value) };
}

function place(path: Keys): string {
  return path.length === 0 ? 'the top' : `“${path.join('.')}”`;
}
