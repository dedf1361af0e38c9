import type { NodeCard } from '../catalog.ts';
import type { WorkflowNode } from '../document.ts';
import type { JsonSchema } from '../json.ts';
import { bareSource } from '../expressions/parse.ts';
import { expressionsIn } from '../expressions/template-text.ts';
import { valueAt } from './pointer.ts';

/** One expression of a configuration. */
export interface ExpressionPlace {
  /** Keys and indexes of the text that holds it. */
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly source: string;
  /** What of the node `path` leads through; its configuration when absent. */
  readonly of?: 'policy';
}

/** The expressions of a node's policy: those of the key that its results are kept under, a text with expressions or one bare expression. */
export function policyExpressionPlaces({ policy }: Pick<WorkflowNode, 'policy'>): ExpressionPlace[] {
  const text = policy?.cache?.key;
  if (text === undefined || text.trim() === '') return [];
  const path = ['cache', 'key'];
  const sources = text.includes('{{') ? expressionsIn(text).map(({ source }) => source) : [text];
  return sources.map((source) => ({ path, text, source, of: 'policy' }));
}

export function isProgram(schema: unknown): boolean {
  return (schema as JsonSchema | undefined)?.['x-widget'] === 'code';
}

const EXPRESSION_WIDGETS: ReadonlySet<unknown> = new Set(['condition', 'expression', 'formula']);

/**
 * Every expression of a configuration: each `{{ … }}`, and in the card's expression fields whole texts. In an expression field that lists objects,
 * only their texts with the widget `condition`, `expression` or `formula` are expressions; the others are names and labels. A field with the
 * widget `code` holds a program, and a program is no expression.
 */
export function expressionPlaces(card: NodeCard | undefined, config: { readonly [key: string]: unknown }): ExpressionPlace[] {
  const places: ExpressionPlace[] = [];
  for (const [key, value] of Object.entries(config)) {
    const schema = valueAt(card?.config, ['properties', key]);
    if (isProgram(schema)) continue;
    if (!card?.expressionFields?.includes(key)) collect(value, [key], undefined, places);
    else if (typeof value === 'string') addText(value, [key], true, places);
    else if (typeof value === 'object' && value !== null) {
      for (const [index, item] of entries(value)) {
        if (typeof item === 'string') addText(item, [key, index], true, places);
        else collect(item, [key, index], valueAt(schema, ['items']) ?? valueAt(schema, ['additionalProperties']), places);
      }
    }
  }
  return places;
}

function collect(value: unknown, path: readonly (string | number)[], schema: unknown, places: ExpressionPlace[]): void {
  if (typeof value === 'string') addText(value, path, EXPRESSION_WIDGETS.has((schema as JsonSchema | undefined)?.['x-widget']), places);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of entries(value)) {
      const below = schema === undefined ? undefined : (valueAt(schema, ['properties', key]) ?? valueAt(schema, ['items']));
      collect(item, [...path, key], below, places);
    }
  }
}

function addText(text: string, path: readonly (string | number)[], isExpression: boolean, places: ExpressionPlace[]): void {
  if (isExpression) {
    if (text.trim() !== '') places.push({ path, text, source: bareSource(text) });
  } else if (text.includes('{{')) for (const { source } of expressionsIn(text)) places.push({ path, text, source });
}

function entries(value: object): Iterable<readonly [string | number, unknown]> {
  return Array.isArray(value) ? value.entries() : Object.entries(value);
}
