/** A copy with one key set, or dropped when the value is undefined. */
export function withKey(fields: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> {
  const { [key]: _, ...rest } = fields;
  if (value === undefined) return rest;
  return key in fields ? { ...fields, [key]: value } : { ...rest, [key]: value };
}
