import { checkExpression, renameReference } from '../expressions/evaluate.ts';
import { expressionsIn } from '../expressions/template-text.ts';

/**
 * The text with every `nodes.old` and `nodes["old"]` of its expressions made to name `newId`. Text outside `{{ }}` and inside quotes stays.
 * A text that is a bare expression as a whole, as conditions are written, is treated as one.
 */
export function renameInText(text: string, oldId: string, newId: string): string {
  if (!text.includes(oldId) || !text.includes('nodes')) return text;
  const spans = expressionsIn(text);
  if (spans.length === 0) return checkExpression(text) === undefined ? renameReference(text, oldId, newId) : text;
  let result = '';
  let from = 0;
  for (const span of spans) {
    result += text.slice(from, span.sourceStart) + renameReference(span.source, oldId, newId);
    from = span.sourceStart + span.source.length;
  }
  return result + text.slice(from);
}

/** Renames in every text of a JSON value; gives back the value itself when nothing in it refers to the node. */
export function renameInValue<Value>(value: Value, oldId: string, newId: string): Value {
  if (typeof value === 'string') return renameInText(value, oldId, newId) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => renameInValue(item, oldId, newId));
    return items.some((item, index) => item !== value[index]) ? (items as Value) : value;
  }
  let changed = false;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] = renameInValue(item as unknown, oldId, newId);
    if (copy[key] !== item) changed = true;
  }
  return changed ? (copy as Value) : value;
}
