import { isFileRef, isJsonObject, type JsonSchema } from '@arches/kernel';
import { choicesOf, fieldKind, propertiesOf, requiredKeys, resolved } from './field-kind.ts';

/** One sentence per wrong field, by path such as `customer.email` or `rows.0`. The server has the last word; this spares a round trip. */
export type FieldErrors = Readonly<Record<string, string>>;

export function checkValue(schema: JsonSchema, value: unknown): FieldErrors {
  const errors: Record<string, string> = {};
  visit(schema, value, '', true);
  return errors;

  function visit(raw: JsonSchema, current: unknown, path: string, required: boolean): void {
    const shown = resolved(raw, schema);
    if (isEmpty(current)) {
      if (required && path !== '') errors[path] = missingWords(shown);
      else if (path !== '') return;
    }
    const message = isEmpty(current) ? undefined : wrong(shown, current);
    if (message) {
      errors[path] = message;
      return;
    }
    if (isJsonObject(current) || (path === '' && fieldKind(shown) === 'object')) {
      const keys = requiredKeys(shown);
      const fields = isJsonObject(current) ? current : {};
      for (const [key, property] of propertiesOf(shown)) visit(property, fields[key], join(path, key), keys.has(key));
    }
    if (Array.isArray(current) && isJsonObject(shown['items'])) {
      const items = shown['items'];
      current.forEach((entry, index) => {
        visit(items, entry, join(path, String(index)), true);
      });
    }
  }
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function missingWords(schema: JsonSchema): string {
  switch (fieldKind(schema)) {
    case 'file':
    case 'files':
      return 'Please choose a file.';
    case 'choice':
      return 'Please pick one.';
    default:
      return 'Please fill this in.';
  }
}

function wrong(schema: JsonSchema, value: unknown): string | undefined {
  const choices = choicesOf(schema);
  if (choices && !choices.some((choice) => choice.value === value)) return 'Please pick one of the choices.';
  switch (fieldKind(schema)) {
    case 'text':
    case 'long-text':
    case 'password':
    case 'email':
    case 'url':
    case 'date':
    case 'time':
    case 'date-time':
      return wrongText(schema, value);
    case 'number':
      return wrongNumber(schema, value);
    case 'file':
      return isFileRef(value) ? undefined : 'Please choose a file.';
    case 'list':
    case 'files':
    case 'choices':
      return wrongList(schema, value);
    case 'checkbox':
    case 'choice':
    case 'object':
    case 'map':
    case 'json':
      return undefined;
  }
}

function wrongText(schema: JsonSchema, value: unknown): string | undefined {
  if (typeof value !== 'string') return 'Please write text here.';
  const { minLength, maxLength, pattern, format } = schema;
  if (typeof minLength === 'number' && value.length < minLength) return `Please write at least ${minLength} characters.`;
  if (typeof maxLength === 'number' && value.length > maxLength)
    return `Please write at most ${maxLength} characters; these are ${value.length}.`;
  if (format === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'This is not an e-mail address.';
  if ((format === 'uri' || format === 'url') && !URL.canParse(value)) return 'This is not an address. It starts with https:// or http://.';
  if (typeof pattern === 'string' && format === undefined && !matches(pattern, value)) return 'This does not have the expected form.';
  return undefined;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    // A pattern that this browser cannot read is left to the server.
    return true;
  }
}

function wrongNumber(schema: JsonSchema, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Please write a number.';
  const { minimum, maximum, type } = schema;
  if (type === 'integer' && !Number.isInteger(value)) return 'Please write a whole number.';
  if (typeof minimum === 'number' && value < minimum) return `The smallest allowed is ${minimum}.`;
  if (typeof maximum === 'number' && value > maximum) return `The largest allowed is ${maximum}.`;
  return undefined;
}

function wrongList(schema: JsonSchema, value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'Please give a list.';
  const { minItems, maxItems } = schema;
  if (typeof minItems === 'number' && value.length < minItems) return `Please give at least ${minItems}.`;
  if (typeof maxItems === 'number' && value.length > maxItems) return `Please give at most ${maxItems}.`;
  return undefined;
}
