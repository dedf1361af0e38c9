import { asList, asNumber, define, type FunctionDefinition, type FunctionTable } from './function-table.ts';
import { charge, mismatch } from './scope.ts';
import { checkedText, compare, isPlainObject, kindOf, type PlainObject } from './values.ts';

const overList = (usage: string, change: (items: readonly unknown[]) => unknown, cost = 1): FunctionDefinition =>
  define(usage, 1, 1, ([list], evaluation) => {
    const items = asList(list, usage);
    charge(evaluation, items.length * cost);
    return change(items);
  });

const overObject = (usage: string, change: (object: PlainObject) => unknown): FunctionDefinition =>
  define(usage, 1, 1, ([object], evaluation) => {
    if (!isPlainObject(object)) return mismatch(`${usage} needs an object, and this is ${kindOf(object)}.`);
    charge(evaluation, Object.keys(object).length);
    return change(object);
  });

/** Letters of a text, entries of a list, fields of an object. */
const size = define('size(value)', 1, 1, ([value], evaluation) => {
  if (typeof value === 'string') return [...checkedText(value, evaluation)].length;
  if (Array.isArray(value)) return value.length;
  if (isPlainObject(value)) return Object.keys(value).length;
  return mismatch(`size(…) needs text, a list or an object, and this is ${kindOf(value)}.`);
});

export const LIST_FUNCTIONS: FunctionTable = {
  size,
  length: size,
  /** True for "", [], {} and null. */
  isEmpty: define('isEmpty(value)', 1, 1, ([value], evaluation) => value === null || size.run([value], evaluation) === 0),
  keys: overObject('keys(object)', (object) => Object.keys(object)),
  values: overObject('values(object)', (object) => Object.values(object)),
  entries: overObject('entries(object)', (object) => Object.entries(object).map(([key, value]) => ({ key, value }))),
  merge: define('merge(object, object)', 2, 16, (objects, evaluation) => {
    const entries = objects.flatMap((object) => {
      if (!isPlainObject(object)) return mismatch(`merge(…) needs objects, and this is ${kindOf(object)}.`);
      return Object.entries(object);
    });
    charge(evaluation, entries.length);
    return Object.fromEntries(entries);
  }),
  /** Without repetitions; the first of each is kept. Objects are the same when their JSON is. */
  unique: overList('unique(list)', unique, 2),
  first: overList('first(list)', (items) => items[0] ?? null, 0),
  last: overList('last(list)', (items) => items.at(-1) ?? null, 0),
  reverse: overList('reverse(list)', (items) => items.toReversed()),
  sort: overList('sort(list)', (items) => items.toSorted(compare), 4),
  flatten: define('flatten(list)', 1, 1, ([list], evaluation) => {
    const flat = asList(list, 'flatten(list)').flat();
    charge(evaluation, flat.length);
    return flat;
  }),
  slice: define('slice(list, start, end)', 2, 3, ([list, start, end], evaluation) => {
    const usage = 'slice(list, start, end)';
    const part = asList(list, usage).slice(asNumber(start, usage), end === undefined ? undefined : asNumber(end, usage));
    charge(evaluation, part.length);
    return part;
  }),
};

function unique(items: readonly unknown[]): unknown[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key =
      typeof item === 'object' && item !== null ? `json:${JSON.stringify(item)}` : typeof item === 'string' ? `text:${item}` : item;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
