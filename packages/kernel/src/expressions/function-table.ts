import { type Evaluation, mismatch } from './scope.ts';
import { kindOf } from './values.ts';

export interface FunctionDefinition {
  /** How it is written, for help and messages. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
  readonly run: (args: readonly unknown[], evaluation: Evaluation) => unknown;
}

export type FunctionTable = { readonly [name: string]: FunctionDefinition };

export function define(usage: string, min: number, max: number, run: FunctionDefinition['run']): FunctionDefinition {
  return { usage, min, max, run };
}

export function asText(value: unknown, usage: string): string {
  return typeof value === 'string' ? value : mismatch(`${usage} needs text, and this is ${kindOf(value)}.`);
}

export function asNumber(value: unknown, usage: string): number {
  if (typeof value === 'number') return value;
  const hint = typeof value === 'string' ? ' Use number(…) to read text as a number.' : '';
  return mismatch(`${usage} needs a number, and this is ${kindOf(value)}.${hint}`);
}

export function asList(value: unknown, usage: string): readonly unknown[] {
  return Array.isArray(value) ? value : mismatch(`${usage} needs a list, and this is ${kindOf(value)}.`);
}
