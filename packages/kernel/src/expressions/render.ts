import { checkExpression, evaluateExpression, referencesIn } from './evaluate.ts';
import { LruMap } from './lru-map.ts';
import { ExpressionError, type ExpressionScope, MAX_TEXT } from './scope.ts';
import { type ExpressionSpan, expressionsIn, unclosedExpression } from './template-text.ts';
import { textOf } from './values.ts';

/** A text taken apart: literals and sources by turns. `whole` when the text is one expression and nothing else. */
interface Template {
  readonly whole: string | undefined;
  readonly parts: readonly { readonly literal: string; readonly source: string | undefined }[];
}

const templates = new LruMap<string, Template>(2_000);

/**
 * Fills in every `{{ … }}` in a value: texts, and texts inside lists and objects (keys stay as they are).
 * A text that is exactly one expression keeps the type of its value; inside other text, null is empty and objects become JSON.
 * What comes out is never rendered again. Parts without expressions are returned as they are, not copied.
 * @throws ExpressionError
 */
export function renderTemplate(value: unknown, scope: ExpressionScope): unknown {
  if (typeof value === 'string') return value.includes('{{') ? renderText(value, scope) : value;
  if (typeof value !== 'object' || value === null || !hasExpressions(value)) return value;
  if (Array.isArray(value)) return value.map((item) => renderTemplate(item, scope));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderTemplate(item, scope)]));
}

/** Whether any text inside holds `{{`. */
export function hasExpressions(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (typeof value !== 'object' || value === null) return false;
  return (Array.isArray(value) ? value : Object.values(value)).some(hasExpressions);
}

function renderText(text: string, scope: ExpressionScope): unknown {
  const template = templates.get(text) ?? takeApart(text);
  if (template.whole !== undefined) return evaluateExpression(template.whole, scope);
  let rendered = '';
  for (const { literal, source } of template.parts) {
    rendered += literal;
    if (source !== undefined) rendered += textOf(evaluateExpression(source, scope));
    if (rendered.length > MAX_TEXT) throw new ExpressionError(source ?? '', `The text would be longer than ${MAX_TEXT} characters.`);
  }
  return rendered;
}

function takeApart(text: string): Template {
  const spans = expressionsIn(text);
  const template = { whole: onlyExpression(text, spans), parts: partsOf(text, spans) };
  if (text.length <= 20_000) templates.set(text, template);
  return template;
}

function onlyExpression(text: string, spans: readonly ExpressionSpan[]): string | undefined {
  const [span] = spans;
  if (!span || spans.length !== 1) return undefined;
  return text.slice(0, span.start).trim() === '' && text.slice(span.end).trim() === '' ? span.source : undefined;
}

function partsOf(text: string, spans: readonly ExpressionSpan[]): Template['parts'] {
  let from = 0;
  const parts: { literal: string; source: string | undefined }[] = [];
  for (const span of spans) {
    parts.push({ literal: text.slice(from, span.start), source: span.source });
    from = span.end;
  }
  parts.push({ literal: text.slice(from), source: undefined });
  return parts;
}

/** What is wrong with the expressions of one text; `position` is an offset into the text. */
export function templateProblems(
  text: string,
  extraNames: readonly string[] = [],
): { readonly message: string; readonly position: number }[] {
  const problems = expressionsIn(text).flatMap((span) => {
    const problem = checkExpression(span.source, extraNames);
    return problem ? [{ message: problem.message, position: span.sourceStart + (problem.position ?? 0) }] : [];
  });
  const unclosed = unclosedExpression(text);
  return unclosed === -1
    ? problems
    : [...problems, { message: 'An expression begins with {{ and is never closed with }}.', position: unclosed }];
}

/** Ids of the nodes that the expressions inside a value refer to, each once. */
export function referencesInTemplate(value: unknown): string[] {
  if (typeof value === 'string') return [...new Set(expressionsIn(value).flatMap((span) => referencesIn(span.source)))];
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set((Array.isArray(value) ? value : Object.values(value)).flatMap(referencesInTemplate))];
}
