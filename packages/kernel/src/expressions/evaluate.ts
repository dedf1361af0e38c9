import { compileStrict } from './compile.ts';
import { LruMap } from './lru-map.ts';
import { nodeIdOf } from './paths.ts';
import { bareSource, parseExpression, type SyntaxProblem, tryParse } from './parse.ts';
import { CompileProblem, type Program, unwrap } from './program.ts';
import { COST_BUDGET, type Evaluation, EvaluationProblem, ExpressionError, type ExpressionScope } from './scope.ts';
import { walkTree } from './walk-tree.ts';

/** Compiled expressions, by source: a workflow's are compiled once and then cost microseconds. */
const programs = new LruMap<string, Program>(2_000);

/**
 * The value of one expression, with or without `{{ }}` around it. Plain data: numbers are JavaScript numbers, never bigint.
 *
 * A path that leads nowhere is an error that names it; `has(a.b)`, `default(a.b, x)` and `a.?b.orValue(x)` ask first.
 * A field that is there and null is null.
 * @throws ExpressionError
 */
export function evaluateExpression(source: string, scope: ExpressionScope): unknown {
  const bare = bareSource(source);
  const program = programs.get(bare) ?? compiled(bare);
  const evaluation: Evaluation = { scope, slots: [], left: COST_BUDGET };
  try {
    return unwrap(program(evaluation));
  } catch (problem) {
    if (problem instanceof EvaluationProblem) throw new ExpressionError(bare, problem.message);
    throw problem;
  }
}

function compiled(source: string): Program {
  const tree = parseExpression(source);
  try {
    const program = compileStrict(tree, { slots: [], extra: undefined });
    programs.set(source, program);
    return program;
  } catch (problem) {
    if (problem instanceof CompileProblem) throw new ExpressionError(source, problem.message);
    throw problem;
  }
}

/**
 * What is wrong with an expression, without evaluating it: syntax, unknown functions, unknown names. `undefined` when nothing is.
 *
 * @param extraNames names besides SCOPE_NAMES that the place offers, such as `row`
 */
export function checkExpression(source: string, extraNames: readonly string[] = []): SyntaxProblem | undefined {
  const bare = bareSource(source);
  const outcome = tryParse(bare);
  if ('problem' in outcome) return outcome.problem;
  try {
    compileStrict(outcome.tree, { slots: [], extra: extraNames });
    return undefined;
  } catch (problem) {
    if (problem instanceof CompileProblem) return { message: problem.message, position: problem.position };
    throw problem;
  }
}

/** Ids of the nodes an expression refers to as `nodes.x` or `nodes["x"]`, each once, in order. Empty when it cannot be read. */
export function referencesIn(source: string): string[] {
  const outcome = tryParse(bareSource(source));
  if ('problem' in outcome) return [];
  const ids = new Set<string>();
  walkTree(outcome.tree, (node) => {
    const id = nodeIdOf(node);
    if (id !== undefined) ids.add(id);
  });
  return [...ids];
}

/** The expression with every reference to node `from` made to `to`; everything else stays letter for letter. */
export function renameReference(source: string, from: string, to: string): string {
  const outcome = tryParse(source);
  if ('problem' in outcome) return source;
  const spans: { start: number; end: number }[] = [];
  walkTree(outcome.tree, (node) => {
    if (nodeIdOf(node) === from) spans.push(node.range);
  });
  const reference = /^[A-Za-z_]\w*$/.test(to) ? `nodes.${to}` : `nodes[${JSON.stringify(to)}]`;
  return spans
    .sort((left, right) => right.start - left.start)
    .reduce((text, { start, end }) => text.slice(0, start) + reference + text.slice(end), source);
}
