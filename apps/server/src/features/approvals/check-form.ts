import { AppError, isJsonObject, type JsonObject, type JsonSchema, validateAgainst } from '@arches/kernel';

/** What a person fills in is small; files belong to forms that start a run. */
const maxFormBytes = 64 * 1024;

/**
 * What somebody filled in, found to fit. Fields that the question does not have are refused; a rejection may leave fields empty.
 * Throws `input_invalid`, naming each field.
 */
export function checkedForm(schema: JsonObject | null, form: JsonObject | undefined, decision: 'approved' | 'rejected'): JsonObject {
  const given = form ?? {};
  const known = isJsonObject(schema?.['properties']) ? schema['properties'] : {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    throw invalid(unknown.slice(0, 20).map((name) => ({ field: name.slice(0, 100), message: unknownWords(name.slice(0, 100), schema) })));
  }
  if (!schema) return {};
  if (Buffer.byteLength(JSON.stringify(given)) > maxFormBytes)
    throw invalid([{ field: '', message: 'What was filled in is longer than 64 KiB.' }]);
  const { required: _, ...rest } = schema;
  const errors = validateAgainst((decision === 'approved' ? schema : rest) as JsonSchema, given);
  if (errors.length > 0) throw invalid(errors.map(({ path, message }) => ({ field: path.replace(/^\//, ''), message })));
  return given;
}

function unknownWords(name: string, schema: JsonObject | null): string {
  return schema ? `This question has no field “${name}”.` : `This question has no form, so “${name}” belongs nowhere.`;
}

function invalid(fields: readonly { readonly field: string; readonly message: string }[]): AppError {
  const sentence = fields.map(({ message }) => message).join(' ');
  return new AppError('input_invalid', sentence.slice(0, 2000), { details: { fields: fields.map((field) => ({ ...field })) } });
}
