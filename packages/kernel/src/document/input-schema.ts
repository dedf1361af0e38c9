import type { Catalog } from '../catalog.ts';
import type { WorkflowDocument } from '../document.ts';
import { isJsonObject, type JsonObject, type JsonSchema } from '../json.ts';

/**
 * What a run's input must look like: the document's `inputs`, else made from the fields of its form trigger, else `undefined`: anything goes.
 * A field of a form that is not known to it is refused, so that a misspelt one is named.
 */
export function effectiveInputSchema(document: WorkflowDocument, catalog: Catalog): JsonSchema | undefined {
  if (document.inputs) return document.inputs;
  const form = document.nodes.find(
    (node) => !node.disabled && node.type === 'trigger.form' && catalog.get(node.type, node.version)?.kind === 'trigger',
  );
  const fields = form?.config['fields'];
  return Array.isArray(fields) ? schemaOfFields(fields) : undefined;
}

/** What somebody fills in who is shown these form fields. Entries that are no fields are left out. */
export function schemaOfFields(fields: readonly unknown[]): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of fields) {
    if (!isJsonObject(field)) continue;
    const { name } = field;
    if (typeof name !== 'string' || name === '' || Object.hasOwn(properties, name)) continue;
    properties[name] = schemaOfField(field, name);
    if (field['required'] === true) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
}

function schemaOfField(field: JsonObject, name: string): JsonSchema {
  const { label, help } = field;
  const words = {
    title: typeof label === 'string' && label !== '' ? label : name,
    ...(typeof help === 'string' && help !== '' && { description: help }),
  };
  const filled = field['required'] === true ? { minLength: 1 } : {};
  switch (field['type']) {
    case 'number':
      return { type: 'number', ...words };
    case 'date':
      return { type: 'string', format: 'date', ...words };
    case 'email':
      return { type: 'string', format: 'email', ...words };
    case 'checkbox':
      return { type: 'boolean', ...words };
    case 'file':
      return { type: 'object', format: 'file', ...words };
    case 'choice':
      return { type: 'string', ...words, ...choices(field['options']) };
    case 'long_text':
      return { type: 'string', 'x-widget': 'long_text', ...words, ...filled };
    default:
      return { type: 'string', ...words, ...filled };
  }
}

function choices(options: unknown): JsonObject {
  const values = (Array.isArray(options) ? options : []).filter((option) => typeof option === 'string' && option !== '');
  return values.length > 0 ? { enum: values } : {};
}
