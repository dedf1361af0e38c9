import { AppError, isJsonObject, type JsonObject, type JsonSchema, validateAgainst } from '@arches/kernel';

/**
 * A run's input as its steps get it: fields that were left out have the schema's default, or null where they may be left out, so that
 * an expression over an empty optional field sees nothing instead of failing. Throws `input_invalid`, naming each field that does not fit.
 */
export function readyInput(schema: JsonSchema | undefined, input: unknown): unknown {
  if (!schema) return input;
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const completed = isJsonObject(input) ? withDefaults(input, properties) : input;
  checkInput(schema, completed);
  return isJsonObject(completed) ? { ...completed, ...missing(completed, properties, () => null) } : completed;
}

function withDefaults(input: JsonObject, properties: JsonObject): JsonObject {
  const withDefault = Object.fromEntries(
    Object.entries(properties).filter(([, property]) => isJsonObject(property) && Object.hasOwn(property, 'default')),
  );
  return { ...input, ...missing(input, withDefault, (property) => (property as JsonObject)['default']) };
}

function missing(input: JsonObject, properties: JsonObject, valueOf: (property: unknown) => unknown): JsonObject {
  const absent = Object.entries(properties).filter(([name]) => !Object.hasOwn(input, name));
  return Object.fromEntries(absent.map(([name, property]) => [name, valueOf(property)]));
}

/** Says in a sentence each what does not fit; 422. */
function checkInput(schema: JsonSchema, input: unknown): void {
  const errors = validateAgainst(schema, input);
  if (errors.length === 0) return;
  const fields = errors.map(({ path, message }) => ({ field: path.replace(/^\//, '').replaceAll('/', '.'), message }));
  const sentence = fields.map(({ message }) => message).join(' ');
  throw new AppError('input_invalid', sentence.slice(0, 2000), { details: { fields, schema } });
}
