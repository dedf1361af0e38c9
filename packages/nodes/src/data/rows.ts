import { AppError, type EvaluationContext, isFileRef, isJsonObject } from '@arches/kernel';
import { z } from 'zod';

/** The shape every list step gives: the rows and how many they are. */
export const RowsOutput = z.object({ rows: z.array(z.unknown()).describe('The list'), count: z.number().int().describe('How many') });

/** Where a list comes from; the step before it when left empty. */
export const itemsField = z
  .unknown()
  .optional()
  .meta({
    title: 'List',
    description: 'The list to work on. Left empty: what the step before gives.',
    'x-widget': 'list',
    examples: ['{{ nodes.read.output.rows }}'],
  });

/** The configured list, or what came in. Throws `not_a_list` that says what it met instead. */
export function listOf(items: unknown, context: EvaluationContext): readonly unknown[] {
  if (items !== undefined && items !== null && items !== '') return rowsOf(items);
  const [first] = context.inputs;
  if (!first) throw new AppError('not_a_list', 'There is no list to work on: connect a step before this one, or choose a list.');
  return rowsOf(first.output);
}

/** A list itself, or the one list in an object: `rows`, `items`, else its only list. */
export function rowsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isFileRef(value))
    throw new AppError('not_a_list', `“${value.name}” is a file, not a list. Put a “Read a file” step before this one.`);
  if (isJsonObject(value)) {
    for (const key of ['rows', 'items']) if (Array.isArray(value[key])) return value[key];
    const lists = Object.values(value).filter((entry) => Array.isArray(entry));
    if (lists.length === 1) return lists[0] as readonly unknown[];
  }
  throw new AppError('not_a_list', `Expected a list, but got ${describe(value)}.`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : `the text “${value.slice(0, 60)}”`;
  if (typeof value === 'object') return `an object with ${Object.keys(value).slice(0, 6).join(', ') || 'no fields'}`;
  return `${typeof value} ${String(value as number | boolean | bigint)}`;
}

/** A field of a row by name; `a.b` reaches into objects when there is no field of that whole name. */
export function fieldOf(row: unknown, field: string): unknown {
  if (!isJsonObject(row)) return undefined;
  if (Object.hasOwn(row, field)) return row[field];
  let value: unknown = row;
  for (const key of field.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Refuses a column no row has, and says which there are. */
export function requireField(rows: readonly unknown[], field: string): void {
  if (rows.length === 0 || rows.some((row) => fieldOf(row, field) !== undefined)) return;
  const known = isJsonObject(rows[0]) ? Object.keys(rows[0]).slice(0, 20).join(', ') : 'none: the entries are not rows';
  throw new AppError('unknown_column', `There is no column “${field}”. The columns are: ${known}.`, { details: { field } });
}

/** A number from a number or from text such as "1,234.50", "1.234,50 €" or "12 %"; undefined when it is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.replace(/[\s\u00a0€$£¥%]|USD|EUR|GBP/giu, '');
  if (text === '' || !/^[-+]?[\d.,]+$/u.test(text)) return undefined;
  const decimal = decimalMark(text);
  const [whole = '', fraction, ...more] = decimal === '' ? [text] : text.split(decimal);
  const thousands = decimal === ',' || (decimal === '' && text.includes('.')) ? '.' : ',';
  // "1.2.3" and "1,2" with further marks are no numbers: dates, versions, lists.
  if (more.length > 0 || (whole.includes(thousands) && !/^[-+]?\d{1,3}(?:[.,]\d{3})+$/u.test(whole))) return undefined;
  const number = Number(`${whole.replaceAll(thousands, '')}.${fraction ?? 0}`);
  return Number.isFinite(number) ? number : undefined;
}

/** The mark before the fraction: the later one of two kinds; a single dot; a single comma that is not before exactly three digits. */
function decimalMark(text: string): ',' | '.' | '' {
  const lastComma = text.lastIndexOf(',');
  const lastDot = text.lastIndexOf('.');
  if (lastComma >= 0 && lastDot >= 0) return lastComma > lastDot ? ',' : '.';
  if (lastDot >= 0) return text.indexOf('.') === lastDot ? '.' : '';
  return lastComma >= 0 && text.indexOf(',') === lastComma && text.length - lastComma - 1 !== 3 ? ',' : '';
}

/** Orders numbers as numbers, everything else as text the way people read it; empty values come last. */
export function compareValues(a: unknown, b: unknown): number {
  const emptyA = a === undefined || a === null || a === '';
  const emptyB = b === undefined || b === null || b === '';
  if (emptyA || emptyB) return emptyA === emptyB ? 0 : emptyA ? 1 : -1;
  const numberA = numberOf(a);
  const numberB = numberOf(b);
  if (numberA !== undefined && numberB !== undefined) return numberA - numberB;
  return collator.compare(textOf(a), textOf(b));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A value as text for comparing and grouping. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
