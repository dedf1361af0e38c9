import { isJsonObject, type JsonObject, type JsonSchema } from '@arches/kernel';

/** What a person sees for a schema. `json` is the honest fallback: any value, written as JSON. */
export type FieldKind =
  | 'text'
  | 'long-text'
  | 'email'
  | 'url'
  | 'password'
  | 'number'
  | 'checkbox'
  | 'choice'
  | 'choices'
  | 'date'
  | 'date-time'
  | 'time'
  | 'file'
  | 'files'
  | 'list'
  | 'object'
  | 'map'
  | 'json';

export interface Choice {
  readonly value: unknown;
  readonly label: string;
}

/** Follows `$ref` within the root schema, and takes the value's side of “this or null”. */
export function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema;
  for (let depth = 0; depth < 16; depth += 1) {
    const next = step(current, root);
    if (!next) return current;
    current = next;
  }
  return current;
}

function step(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const { $ref, anyOf, oneOf, allOf, ...own } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') {
    const target = pointed($ref, root);
    return target ? { ...target, ...own } : undefined;
  }
  const branches = list(anyOf ?? oneOf).filter((branch) => branch['type'] !== 'null');
  if (branches.length === 1) return { ...branches[0], ...own };
  const parts = list(allOf);
  if (parts.length === 1) return { ...parts[0], ...own };
  if (Array.isArray(own['type'])) {
    const types = own['type'].filter((type) => type !== 'null');
    if (types.length === 1) return { ...schema, type: types[0] };
  }
  return undefined;
}

function pointed(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith('#')) return undefined;
  let current: unknown = root;
  for (const key of reference.slice(1).split('/').filter(Boolean)) {
    current = isJsonObject(current) ? current[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isJsonObject(current) ? current : undefined;
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The values to pick from, where there is a fixed list. `x-labels` names them; a lone `const` per branch uses its title. */
export function choicesOf(schema: JsonSchema): readonly Choice[] | undefined {
  const labels = isJsonObject(schema['x-labels']) ? schema['x-labels'] : {};
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value: unknown) => ({ value, label: labelOf(value, labels) }));
  const branches = list(schema['oneOf'] ?? schema['anyOf']);
  if (branches.length > 1 && branches.every((branch) => 'const' in branch)) {
    return branches.map((branch) => ({
      value: branch['const'],
      label: typeof branch['title'] === 'string' ? branch['title'] : labelOf(branch['const'], labels),
    }));
  }
  return undefined;
}

function labelOf(value: unknown, labels: JsonObject): string {
  const label = labels[String(value)];
  return typeof label === 'string' ? label : humanName(String(value));
}

export function fieldKind(schema: JsonSchema): FieldKind {
  const widget = schema['x-widget'];
  if (schema['format'] === 'file' || widget === 'file') return schema['type'] === 'array' ? 'files' : 'file';
  if (choicesOf(schema)) return 'choice';
  switch (schema['type']) {
    case 'boolean':
      return 'checkbox';
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
      return textKind(schema);
    case 'array':
      return arrayKind(schema);
    case 'object':
      return objectKind(schema);
    default:
      return 'json';
  }
}

function textKind(schema: JsonSchema): FieldKind {
  switch (schema['x-widget']) {
    case 'textarea':
    case 'long-text':
    case 'long_text':
    case 'code':
    case 'prompt':
      return 'long-text';
    case 'password':
      return 'password';
  }
  switch (schema['format']) {
    case 'date':
      return 'date';
    case 'date-time':
      return 'date-time';
    case 'time':
      return 'time';
    case 'email':
      return 'email';
    case 'uri':
    case 'url':
      return 'url';
    case 'password':
      return 'password';
    case 'textarea':
      return 'long-text';
    default:
      return 'text';
  }
}

function arrayKind(schema: JsonSchema): FieldKind {
  const items = schema['items'];
  if (!isJsonObject(items)) return 'json';
  if (items['format'] === 'file') return 'files';
  if (Array.isArray(items['enum'])) return 'choices';
  return 'list';
}

function objectKind(schema: JsonSchema): FieldKind {
  if (isJsonObject(schema['properties']) && Object.keys(schema['properties']).length > 0) return 'object';
  return schema['additionalProperties'] === false ? 'object' : 'map';
}

/** `order_total` and `orderTotal` read as “Order total”. */
export function humanName(key: string): string {
  const words = key
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return words === '' ? key : words[0]?.toUpperCase() + words.slice(1);
}

export function titleOf(schema: JsonSchema, key: string): string {
  return typeof schema['title'] === 'string' && schema['title'] !== '' ? schema['title'] : humanName(key);
}

export function requiredKeys(schema: JsonSchema): ReadonlySet<string> {
  const required = schema['required'];
  return new Set(Array.isArray(required) ? required.filter((key) => typeof key === 'string') : []);
}

export function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const properties = schema['properties'];
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
}

/** What a field starts with: its default, else nothing at all (objects start empty). */
export function initialValue(schema: JsonSchema, root: JsonSchema = schema): unknown {
  const shown = resolved(schema, root);
  if ('default' in shown) return shown['default'];
  if (fieldKind(shown) !== 'object') return undefined;
  const entries = propertiesOf(shown)
    .map(([key, property]) => [key, initialValue(property, root)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
