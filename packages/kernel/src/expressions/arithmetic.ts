import { charge, type Evaluation, mismatch } from './scope.ts';
import { checkedText, finite, kindOf, numberHint } from './values.ts';

/**
 * There is one kind of number: CEL's int, uint and double mix freely and `7 / 2` is 3.5. Use `floor` or `int` for whole results.
 * Nothing is converted silently between text and number, because "5" + 3 has two plausible answers.
 */
export function add(left: unknown, right: unknown, evaluation: Evaluation): unknown {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (typeof left === 'string' && typeof right === 'string') return checkedText(left + right, evaluation);
  if (Array.isArray(left) && Array.isArray(right)) {
    charge(evaluation, left.length + right.length);
    return [...(left as unknown[]), ...(right as unknown[])];
  }
  return mismatch(`Cannot add ${kindOf(left)} and ${kindOf(right)}.${numberHint(left, right)}`);
}

export function subtract(left: unknown, right: unknown): number {
  const [a, b] = numbers('subtract', left, right);
  return finite(a - b);
}

export function multiply(left: unknown, right: unknown): number {
  const [a, b] = numbers('multiply', left, right);
  return finite(a * b);
}

export function divide(left: unknown, right: unknown): number {
  const [a, b] = numbers('divide', left, right);
  if (b === 0) mismatch('Division by zero.');
  return finite(a / b);
}

export function remainder(left: unknown, right: unknown): number {
  const [a, b] = numbers('take the remainder of', left, right);
  if (b === 0) mismatch('Division by zero.');
  return a % b;
}

export function negate(value: unknown): number {
  if (typeof value !== 'number') return mismatch(`Only a number can be negative, and this is ${kindOf(value)}.`);
  return value === 0 ? 0 : -value;
}

function numbers(verb: string, left: unknown, right: unknown): [number, number] {
  if (typeof left === 'number' && typeof right === 'number') return [left, right];
  return mismatch(`Cannot ${verb} ${kindOf(left)} and ${kindOf(right)}.${numberHint(left, right)}`);
}
