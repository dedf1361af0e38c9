import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { ExpressionError } from './scope.ts';

/** Longest expression, in characters. */
const MAX_SOURCE = 10_000;

const language = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 16 },
});

/** Source without the `{{ }}` around it, if there is one. */
export function bareSource(source: string): string {
  const trimmed = source.trim();
  return trimmed.startsWith('{{') && trimmed.endsWith('}}') ? trimmed.slice(2, -2).trim() : trimmed;
}

export interface SyntaxProblem {
  readonly message: string;
  /** Offset into the bare source, in characters. */
  readonly position?: number;
}

/** Reads CEL text into its tree. @throws ExpressionError with a plain sentence */
export function parseExpression(source: string): ASTNode {
  const outcome = tryParse(source);
  if ('problem' in outcome) throw new ExpressionError(source, outcome.problem.message);
  return outcome.tree;
}

export function tryParse(source: string): { readonly tree: ASTNode } | { readonly problem: SyntaxProblem } {
  if (source === '') return { problem: { message: 'The expression is empty.' } };
  if (source.length > MAX_SOURCE) return { problem: { message: `The expression is longer than ${MAX_SOURCE} characters.` } };
  try {
    return { tree: language.parse(source).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) return { problem: { message: 'The expression cannot be read.' } };
    const position = error.range?.start;
    return { problem: { message: inPlainWords(error, source), ...(position === undefined ? {} : { position }) } };
  }
}

function inPlainWords(error: ParseError, source: string): string {
  const start = error.range?.start ?? 0;
  const found = source.slice(start, error.range?.end ?? start + 1);
  const place = start >= source.length ? 'at the end' : `at "${source.slice(start, start + 12)}"`;
  if (error.code === 'limit_exceeded' || /exceed|limit/i.test(error.summary)) return 'The expression is too long or too deeply nested.';
  if (error.code === 'reserved_identifier') return `"${found}" is a reserved word and cannot be used as a name.`;
  if (error.code === 'invalid_macro_argument')
    return `The first part inside the brackets must be a new name, as in rows.map(row, row.total), ${place}.`;
  if (/^=(?!=)/.test(source.slice(start))) return 'Use == to compare two values.';
  if (start >= source.length) return 'The expression stops too early: something is missing at the end.';
  if (/unterminated|string/i.test(error.summary)) return `A text is not closed with a quote ${place}.`;
  if (/Expected IDENTIFIER/.test(error.summary)) return `A field name is expected ${place}; for unusual names write ["${found}"].`;
  return `The expression cannot be read ${place}.`;
}
