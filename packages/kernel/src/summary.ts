import type { NodeCard } from './catalog.ts';
import { valueAt } from './document/pointer.ts';
import { bareSource } from './expressions/parse.ts';
import { type JsonObject, isFileRef, isJsonObject } from './json.ts';
import { expressionWords, templateWords } from './summary-expressions.ts';
import { recurrenceWords } from './schedule/schedule-words.ts';
import { scheduleOfConfig } from './schedule/recurrence.ts';
import { cronWords, durationWords } from './time-words.ts';

export interface SummaryOptions {
  /** What people call a node; made from its id when absent. */
  readonly nameOf?: (nodeId: string) => string | undefined;
  /** Characters of one value; longer ones are cut. Default 60. */
  readonly maxValueLength?: number;
}

const DEFAULT_LENGTH = 60;

/**
 * One plain sentence of what a node does, made from its type's `summary` and its configuration. `{field}` is the field's value in words,
 * `{field|words}` the words when it is empty, `[…]` is left out when a field inside it is empty. Never throws.
 */
export function summarize(card: NodeCard, config: JsonObject, options: SummaryOptions = {}): string {
  const value = (name: string) => fieldWords(card, config, name, options);
  const withoutOptional = card.summary.replaceAll(/\[([^[\]]*)\]/g, (_, inner: string) => {
    const empty = [...inner.matchAll(/\{([^{}|]*)(\|[^{}]*)?\}/g)].some(
      ([, name = '', words]) => words === undefined && value(name) === '',
    );
    return empty ? '' : inner;
  });
  const sentence = withoutOptional.replaceAll(
    /\{([^{}|]*)(?:\|([^{}]*))?\}/g,
    (_, name: string, words?: string) => value(name) || (words ?? '…'),
  );
  return sentence.replaceAll(/\s+/g, ' ').trim();
}

function fieldWords(card: NodeCard, config: JsonObject, name: string, options: SummaryOptions): string {
  const keys = name.trim().split('.');
  const schema = schemaAt(card.config, keys);
  const value = valueAt(config, keys);
  const limit = options.maxValueLength ?? DEFAULT_LENGTH;
  const isFormula = card.expressionFields?.includes(keys[0] ?? '') === true;
  if (typeof value === 'string' && isFormula) return cut(expressionWords(bareSource(value), options), limit);
  if (isJsonObject(value) && !isFileRef(value)) {
    const said = namedWords(value, (text) => (isFormula ? expressionWords(bareSource(text), options) : templateWords(text, options)));
    // A formula says more than a name: it may take twice the room before it is left out.
    return said.length <= 2 * limit ? said : cut(listWords(Object.keys(value)), limit);
  }
  return cut(valueWords(value, schema, options, 0), limit);
}

/** A value as one would say it. Empty values are ''. */
function valueWords(value: unknown, schema: JsonObject, options: SummaryOptions, depth: number): string {
  if (value === undefined || value === null) return '';
  if (schema['x-widget'] === 'duration' && typeof value === 'number') return durationWords(value);
  if (schema['x-widget'] === 'cron' && typeof value === 'string') return cronWords(value) ?? value;
  if (schema['x-widget'] === 'recurrences') return listWords((scheduleOfConfig({ rules: value }).rules ?? []).map(recurrenceWords));
  if (typeof value === 'string') return labelOf(value, schema) ?? templateWords(value, options).replaceAll(/\s+/g, ' ').trim();
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    const items = isJsonObject(schema['items']) ? schema['items'] : {};
    return listWords(value.map((item: unknown) => valueWords(item, items, options, depth + 1)).filter((words) => words !== ''));
  }
  if (isFileRef(value)) return value.name;
  return objectWords(value as JsonObject, schema, options, depth);
}

/** What each name stands for, where that is a plain value; else the names alone. */
function namedWords(value: JsonObject, wordsOf: (text: string) => string): string {
  const said = Object.entries(value).map(([name, item]) => {
    const words = typeof item === 'string' ? wordsOf(item).trim() : typeof item === 'number' ? String(item) : '';
    return words === '' || words.includes('\n') ? name : `${name} = ${words}`;
  });
  return listWords(said);
}

/** Entries of a list are known by their name. */
function objectWords(value: JsonObject, schema: JsonObject, options: SummaryOptions, depth: number): string {
  for (const key of ['label', 'title', 'name', 'column', 'field', 'key']) {
    const words = typeof value[key] === 'string' ? valueWords(value[key], schemaAt(schema, [key]), options, depth) : '';
    if (words !== '') return words;
  }
  const texts = Object.entries(value).filter(([, item]) => typeof item === 'string' || typeof item === 'number');
  return texts.map(([key, item]) => valueWords(item, schemaAt(schema, [key]), options, depth + 1)).join(' ');
}

/** Choices are shown by their label (names such as PDF as they are, sayings such as "At once" in lower case), else without the underscores of their names. */
function labelOf(value: string, schema: JsonObject): string | undefined {
  const label = valueAt(schema, ['x-labels', value]);
  if (typeof label === 'string') return label.includes(' ') ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return Array.isArray(schema['enum']) && schema['enum'].includes(value) ? value.replaceAll('_', ' ') : undefined;
}

function schemaAt(schema: unknown, keys: readonly string[]): JsonObject {
  const found = valueAt(
    schema,
    keys.flatMap((key) => ['properties', key]),
  );
  return isJsonObject(found) ? found : {};
}

/** `a`, `a and b`, `a, b and c`; of many the first four. */
function listWords(words: readonly string[]): string {
  const shown = words.length > 5 ? [...words.slice(0, 4), `${words.length - 4} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
