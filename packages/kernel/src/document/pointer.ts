/** JSON Pointer of a list of keys and indexes: `['nodes', 2, 'config']` → `/nodes/2/config`. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Keys of a JSON Pointer, with or without a leading `#`. Indexes stay strings. */
export function pointerKeys(text: string): string[] {
  const body = text.startsWith('#') ? text.slice(1) : text;
  if (body === '') return [];
  return body
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a list of keys, or `undefined`; own properties only. */
export function valueAt(root: unknown, keys: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
