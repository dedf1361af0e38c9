export * from './app-error.ts';
export * from './catalog.ts';
export * from './document.ts';
export * from './json.ts';
export * from './run.ts';
export { checkExpression, evaluateExpression, referencesIn, renameReference } from './expressions/evaluate.ts';
export { hasExpressions, referencesInTemplate, renameReferenceInTemplate, renderTemplate, templateProblems } from './expressions/render.ts';
export { ExpressionError, type ExpressionScope, NodeLookup, SCOPE_NAMES } from './expressions/scope.ts';
export { type ExpressionSpan, expressionsIn } from './expressions/template-text.ts';
