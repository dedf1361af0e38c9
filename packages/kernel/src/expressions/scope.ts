import { AppError } from '../app-error.ts';

/** The names an expression may use. Each is optional: a name that is absent is reported as missing, never as null. */
export interface ExpressionScope {
  readonly trigger?: unknown;
  readonly input?: unknown;
  /** `{ [nodeId]: { output } }` as plain data (previews), or a lookup (runs). */
  readonly nodes?: NodeLookup | { readonly [nodeId: string]: { readonly output?: unknown } };
  readonly item?: unknown;
  readonly index?: unknown;
  readonly run?: unknown;
  readonly workflow?: unknown;
  readonly vars?: unknown;
  readonly env?: unknown;
  readonly [name: string]: unknown;
}

/** The names above, as `checkExpression` and autocomplete know them. */
export const SCOPE_NAMES: readonly string[] = ['trigger', 'input', 'nodes', 'item', 'index', 'run', 'workflow', 'vars', 'env'];

/** Finds outputs by node id without building an object of them all; a run has one per scope. */
export abstract class NodeLookup {
  /** The output wrapped, so that an output of null is told from none. */
  abstract find(nodeId: string): { readonly output: unknown } | undefined;
  /** Why `find` gave nothing, as the end of a sentence: "has no output yet". */
  abstract explain(nodeId: string): string;
}

/**
 * An expression that cannot be read or has no value. Code `expression_error`.
 * `expression` is its source; the message names it and says what is missing or does not fit.
 */
export class ExpressionError extends AppError {
  readonly expression: string;

  constructor(expression: string, message: string) {
    super('expression_error', `${message} In {{ ${expression} }}.`, { details: { expression } });
    this.expression = expression;
  }
}

export type ProblemKind = 'missing' | 'type' | 'budget';

/** What goes wrong while an expression is evaluated, before its source is known. Carries no stack: it is thrown in hot paths. */
export class EvaluationProblem {
  readonly kind: ProblemKind;
  readonly message: string;

  constructor(kind: ProblemKind, message: string) {
    this.kind = kind;
    this.message = message;
  }
}

export function mismatch(message: string): never {
  throw new EvaluationProblem('type', message);
}

/** Steps of work one evaluation may do. Generous for honest use (a list of 100,000 rows), and still well under a second. */
export const COST_BUDGET = 2_000_000;
/** Characters of any text an expression or template makes. */
export const MAX_TEXT = 10_000_000;

/** One evaluation under way. */
export interface Evaluation {
  readonly scope: ExpressionScope;
  /** Values of the variables of `map`, `filter` and the like, by nesting. */
  readonly slots: unknown[];
  /** Work left before the budget is spent. */
  left: number;
}

/** Pays for work in proportion to the data it touches; what makes every evaluation end. */
export function charge(evaluation: Evaluation, units: number): void {
  evaluation.left -= units;
  if (evaluation.left < 0) throw new EvaluationProblem('budget', 'This expression works through too much data. Use a step for it instead.');
}
