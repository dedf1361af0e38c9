import { charge, type Evaluation, EvaluationProblem, MAX_TEXT, mismatch } from './scope.ts';

/** Stands for "there is no such field" inside the evaluator; never leaves it. */
export const MISSING: unique symbol = Symbol('missing');

/** CEL's optional value, made by `.?field` and `[?key]`. */
export class Maybe {
  readonly present: boolean;
  readonly value: unknown;

  constructor(present: boolean, value: unknown) {
    this.present = present;
    this.value = value;
  }
}

export type PlainObject = { readonly [key: string]: unknown };

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Maybe);
}

/** The type in words people use, for messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return 'an object';
}

/** Reads one own field or list index. Inherited names (`constructor`, `__proto__`, `length`) do not exist here. */
export function readField(holder: unknown, key: unknown): unknown {
  if (typeof holder !== 'object' || holder === null) return MISSING;
  if (Array.isArray(holder)) {
    if (typeof key !== 'number' || !Object.hasOwn(holder, key)) return MISSING;
    return holder[key] === undefined ? MISSING : holder[key];
  }
  if (typeof key !== 'string' && typeof key !== 'number') return MISSING;
  if (!Object.hasOwn(holder, key)) return MISSING;
  const value = (holder as PlainObject)[key];
  return value === undefined || typeof value === 'function' ? MISSING : value;
}

/** Deep equality by value; values of different types are simply not equal. */
export function equals(left: unknown, right: unknown, evaluation: Evaluation): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  charge(evaluation, 1);
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => equals(item, right[index], evaluation));
  }
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equals((left as PlainObject)[key], (right as PlainObject)[key], evaluation));
}

/** Negative, zero or positive, for two numbers, two texts or two booleans. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  return mismatch(`Cannot compare ${kindOf(left)} with ${kindOf(right)}.${numberHint(left, right)}`);
}

/** `number(…)` is the usual remedy when one side came from a CSV file or a form. */
export function numberHint(left: unknown, right: unknown): string {
  const mixed = (typeof left === 'number' && typeof right === 'string') || (typeof left === 'string' && typeof right === 'number');
  return mixed ? ' Use number(…) to read text as a number, or string(…) to write a number as text.' : '';
}

export function finite(value: number): number {
  if (!Number.isFinite(value)) mismatch('The result is too large to be a number.');
  return value;
}

export function checkedText(text: string, evaluation: Evaluation): string {
  if (text.length > MAX_TEXT) throw new EvaluationProblem('budget', `The text would be longer than ${MAX_TEXT} characters.`);
  charge(evaluation, 1 + (text.length >> 6));
  return text;
}

/** A value as it stands in a sentence: null is empty, objects and lists are JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}
