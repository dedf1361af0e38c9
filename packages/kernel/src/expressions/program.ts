import type { ASTNode } from '@marcbachmann/cel-js';
import { type Evaluation, mismatch } from './scope.ts';
import { kindOf, Maybe } from './values.ts';

/** A compiled expression or part of one. A soft one may give MISSING, a strict one never does. */
export type Program = (evaluation: Evaluation) => unknown;

/** A mistake found while compiling: an unknown function or name. */
export class CompileProblem {
  readonly message: string;
  readonly position: number;

  constructor(message: string, position: number) {
    this.message = message;
    this.position = position;
  }
}

/** Names known at one place of the tree. */
export interface Names {
  /** Variables of enclosing `map`, `filter`, …, by slot. */
  readonly slots: readonly string[];
  /** Further names the scope may hold, besides SCOPE_NAMES. `undefined`: any. */
  readonly extra: readonly string[] | undefined;
}

/** The two ways to compile a part; handed to macros, which see their arguments unevaluated. */
export interface Compiler {
  readonly strict: (node: ASTNode, names: Names) => Program;
  readonly soft: (node: ASTNode, names: Names) => Program;
}

export function isPath(node: ASTNode): boolean {
  return node.op === 'id' || node.op === '.' || node.op === '[]' || node.op === '.?' || node.op === '[?]';
}

export function truth(value: unknown, operator: string): boolean {
  if (typeof value === 'boolean') return value;
  return mismatch(`"${operator}" needs true or false, and this is ${kindOf(value)}. Write a comparison, such as x == "yes" or x > 0.`);
}

/** An optional that reaches an ordinary operator counts as its value, or null. */
export function unwrap(value: unknown): unknown {
  return value instanceof Maybe ? (value.present ? value.value : null) : value;
}
