import type { JsonObject } from '../json.ts';

export type ConfigPath = readonly (string | number)[];

export interface ConfigChange {
  readonly config: JsonObject;
  /** What leads back: values to set, in order; an absent value takes the entry out. */
  readonly inverse: readonly { readonly path: ConfigPath; readonly value?: unknown }[];
}

/**
 * The configuration with one value set. Objects and lists on the way that do not exist are made; an index may be at most the list's length.
 * @returns a sentence when the path cannot be followed
 */
export function setAt(config: JsonObject, path: ConfigPath, value: unknown): ConfigChange | string {
  let inverse: ConfigChange['inverse'] | undefined;
  const place = (holder: unknown, at: number): unknown => {
    const key = path[at];
    if (key === undefined) return value;
    if (holder === undefined) holder = typeof key === 'number' ? [] : {};
    const problem = unfit(holder, path, at);
    if (problem !== undefined) throw new PathError(problem);
    const old = entry(holder, key);
    const isLast = at === path.length - 1;
    if (old === undefined) inverse ??= [{ path: path.slice(0, at + 1) }];
    else if (isLast) inverse = [{ path, value: old }];
    const item = place(old, at + 1);
    return Array.isArray(holder) ? withItem(holder, key as number, item) : { ...(holder as object), [key]: item };
  };
  return guarded(() => ({ config: place(config, 0) as JsonObject, inverse: inverse ?? [] }));
}

/** The configuration with one value taken out; unchanged when it is not there. Later entries of a list move up. */
export function removeAt(config: JsonObject, path: ConfigPath): ConfigChange | string {
  let inverse: ConfigChange['inverse'] = [];
  const take = (holder: unknown, at: number): unknown => {
    const key = path[at] as string | number;
    const problem = unfit(holder, path, at);
    if (problem !== undefined) throw new PathError(problem);
    const old = entry(holder, key);
    if (old === undefined) return holder;
    if (at < path.length - 1) {
      const item = take(old, at + 1);
      if (item === old) return holder;
      return Array.isArray(holder) ? withItem(holder, key as number, item) : { ...(holder as object), [key]: item };
    }
    if (Array.isArray(holder)) {
      // Setting an index replaces; only the whole list brings back what stood between two entries.
      inverse = [{ path: path.slice(0, at), value: holder }];
      return holder.toSpliced(key as number, 1);
    }
    inverse = [{ path, value: old }];
    const { [key]: _, ...rest } = holder as Record<string | number, unknown>;
    return rest;
  };
  return guarded(() => ({ config: take(config, 0) as JsonObject, inverse }));
}

class PathError extends Error {}

function guarded(change: () => ConfigChange): ConfigChange | string {
  try {
    return change();
  } catch (error) {
    if (error instanceof PathError) return error.message;
    throw error;
  }
}

function unfit(holder: unknown, path: ConfigPath, at: number): string | undefined {
  const key = path[at] as string | number;
  const where = at === 0 ? 'The configuration' : `“${path.slice(0, at).join('.')}”`;
  if (Array.isArray(holder)) {
    if (typeof key !== 'number') return `${where} is a list; “${key}” is no place in it. Use a number.`;
    return key > holder.length ? `${where} has only ${holder.length} entries; there is no place ${key}.` : undefined;
  }
  if (typeof holder !== 'object' || holder === null) return `${where} is a plain value and has no parts; “${key}” cannot be set in it.`;
  return typeof key === 'number' ? `${where} is an object; it has names, not places such as ${key}.` : undefined;
}

function entry(holder: unknown, key: string | number): unknown {
  return Object.hasOwn(holder as object, key) ? (holder as Record<string | number, unknown>)[key] : undefined;
}

function withItem(items: readonly unknown[], index: number, item: unknown): unknown[] {
  return index === items.length ? [...items, item] : items.with(index, item);
}
