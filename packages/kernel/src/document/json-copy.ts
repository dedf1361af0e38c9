import type { Problem } from '../document.ts';
import { documentLimits, isForbiddenKey } from './limits.ts';
import { pointer } from './pointer.ts';

interface Copying {
  readonly problems: Problem[];
  readonly open: Set<object>;
  left: number;
}

const dropped: unique symbol = Symbol('dropped');

/**
 * A copy that is plain JSON and nothing else: own data properties, no forbidden keys, at most `documentLimits.depth` levels.
 * `undefined` properties are left out, as JSON would. What cannot be copied is left out and listed.
 *
 * @param depth level that the value stands on; 1 for a whole document
 */
export function copyJson(value: unknown, depth = 1): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const state: Copying = { problems: [], open: new Set(), left: documentLimits.values };
  const copy = copyValue(value, [], depth, state);
  return { value: copy === dropped ? undefined : copy, problems: state.problems };
}

function copyValue(value: unknown, path: PropertyKey[], depth: number, state: Copying): unknown {
  state.left -= 1;
  if (state.left < 0) {
    if (state.left === -1) refuse(state, 'too_large', path, `This is larger than ${documentLimits.values} values. Split it up.`);
    return dropped;
  }
  if (typeof value === 'string') return value.includes('\0') ? refuse(state, 'unstorable_text', path, nulWords(place(path))) : value;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Object.is(value, -0) ? 0 : value;
    return refuse(state, 'not_json', path, `${place(path)} is ${value}, which JSON cannot hold. Use an ordinary number.`);
  }
  if (typeof value !== 'object') return refuse(state, 'not_json', path, `${place(path)} is a ${typeof value}, which JSON cannot hold.`);
  if (depth > documentLimits.depth) {
    return refuse(state, 'too_deep', path, `${place(path)} lies more than ${documentLimits.depth} levels deep. Make it flatter.`);
  }
  if (state.open.has(value)) return refuse(state, 'not_json', path, `${place(path)} contains itself.`);
  state.open.add(value);
  const copy = Array.isArray(value) ? copyArray(value, path, depth, state) : copyObject(value, path, depth, state);
  state.open.delete(value);
  return copy;
}

function copyArray(value: readonly unknown[], path: PropertyKey[], depth: number, state: Copying): unknown {
  const copy: unknown[] = [];
  for (let index = 0; index < value.length && state.left >= 0; index += 1) {
    path.push(index);
    const item = copyValue(value[index], path, depth + 1, state);
    path.pop();
    // A gap would move the items behind it, and with them the paths of their problems.
    copy.push(item === dropped ? null : item);
  }
  return copy;
}

function copyObject(value: object, path: PropertyKey[], depth: number, state: Copying): unknown {
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    return refuse(state, 'not_json', path, `${place(path)} is not plain data.`);
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (state.left < 0) break;
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    path.push(key);
    if (key.includes('\0')) refuse(state, 'unstorable_text', path, nulWords('A name'));
    else if (isForbiddenKey(key)) refuse(state, 'forbidden_key', path, `The name “${key}” may not be used. Choose another one.`);
    else {
      const copied = copyValue(item, path, depth + 1, state);
      if (copied !== dropped) copy[key] = copied;
    }
    path.pop();
  }
  return copy;
}

function refuse(state: Copying, code: string, path: readonly PropertyKey[], message: string): typeof dropped {
  state.problems.push({ code, severity: 'error', path: pointer(path), message });
  return dropped;
}

function nulWords(what: string): string {
  return `${what} holds the invisible character NUL (U+0000), which cannot be stored. Take it out.`;
}

function place(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The value' : `The value at ${pointer(path)}`;
}

/** Levels of nesting: 0 for a plain value, 1 for `{}`. */
export function jsonDepth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const item of Object.values(value)) deepest = Math.max(deepest, jsonDepth(item));
  return deepest + 1;
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index]));
  }
  const keys = Object.keys(a).filter((key) => (a as Record<string, unknown>)[key] !== undefined);
  const others = Object.keys(b).filter((key) => (b as Record<string, unknown>)[key] !== undefined);
  if (keys.length !== others.length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
