/**
 * Readers of search parameters. A route must name every parameter, also the ones it refuses: what it leaves out comes through
 * unread from the address.
 */
export function textIn(search: Record<string, unknown>, key: string): string | undefined {
  const value = search[key];
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function oneOf<Value extends string>(search: Record<string, unknown>, key: string, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === search[key]);
}

/** A path of ours. `//host` and `/\host` would lead away. */
export function ownPath(search: Record<string, unknown>, key: string): string | undefined {
  const value = search[key];
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}
