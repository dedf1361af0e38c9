import { AppError, isJsonObject } from '@arches/kernel';
import { fieldOf, numberOf } from '../data/rows.ts';

export interface TextColumn {
  /** `undefined` when the entries are texts themselves. */
  readonly field: string | undefined;
  readonly texts: readonly string[];
}

const likelyNames =
  /comment|feedback|text|message|review|complaint|description|body|answer|note|opinion|reason|remark|suggestion|content|kommentar|commentaire/i;

/** Rows looked at to find the column. */
const sampleSize = 200;

/**
 * The free text of each entry: the entry itself, its `field`, or the column that looks most like people's own words (long, varied, well named).
 * Numbers count as text, nothing as an empty text. Throws `unknown_column`, `no_text_column`.
 */
export function textColumn(entries: readonly unknown[], field?: string): TextColumn {
  if (!entries.some(isJsonObject)) return { field: undefined, texts: entries.map(plainText) };
  const name = field === undefined || field === '' ? likeliestColumn(entries) : known(entries, field);
  return { field: name, texts: entries.map((entry) => plainText(isJsonObject(entry) ? fieldOf(entry, name) : entry)) };
}

/** A column by its name; case and blanks around it do not matter. */
function known(entries: readonly unknown[], field: string): string {
  if (entries.some((entry) => fieldOf(entry, field) !== undefined)) return field;
  const wanted = field.trim().toLowerCase();
  const match = columnsOf(entries).find((column) => column.trim().toLowerCase() === wanted);
  if (match !== undefined) return match;
  throw new AppError('unknown_column', `There is no column “${field}”. The columns are: ${columnsOf(entries).slice(0, 20).join(', ')}.`, {
    details: { field },
  });
}

function likeliestColumn(entries: readonly unknown[]): string {
  const stride = Math.max(1, Math.floor(entries.length / sampleSize));
  const rows = entries.filter((entry, index) => index % stride === 0 && isJsonObject(entry));
  let best: string | undefined;
  let most = 0;
  for (const column of columnsOf(rows)) {
    const texts = rows.map((row) => fieldOf(row, column)).filter((value) => typeof value === 'string' && value.trim() !== '') as string[];
    if (texts.length === 0) continue;
    const words = texts.reduce((sum, text) => sum + Math.min(40, text.split(/\s+/u).length), 0) / texts.length;
    const variety = new Set(texts).size / texts.length;
    const named = likelyNames.test(column);
    if (words < 2.5 && !named) continue;
    const score = Math.sqrt(words) * (0.2 + variety) * Math.sqrt(texts.length / rows.length) * (named ? 2 : 1);
    if (score > most) {
      most = score;
      best = column;
    }
  }
  if (best !== undefined) return best;
  const columns = columnsOf(entries).slice(0, 20).join(', ');
  throw new AppError(
    'no_text_column',
    `No column looks like comments or other free text. Choose it in “Text column”. The columns are: ${columns || 'none'}.`,
  );
}

/**
 * A column where people gave points, 1 to 5 or 1 to 10 (0 allowed), as numbers from −1 (worst) to 1 (best); `undefined` when there is none.
 * Told by its name and its values together.
 */
export function ratingColumn(entries: readonly unknown[]): { field: string; values: readonly (number | undefined)[] } | undefined {
  for (const field of columnsOf(entries)) {
    if (!/^(?:rating|stars?|score|points|nps|csat)\b/i.test(field.trim())) continue;
    const points = entries.map((entry) => numberOf(fieldOf(entry, field)));
    const given = points.filter((value) => value !== undefined);
    if (given.length < entries.length / 3 || given.some((value) => value < 0 || value > 10)) continue;
    const most = given.some((value) => value > 5) ? 10 : 5;
    const middle = most === 10 ? 5.5 : 3.25; // three of five stars is a mild complaint more often than mild praise
    return {
      field,
      values: points.map((value) => (value === undefined ? undefined : Math.max(-1, Math.min(1, (2 * (value - middle)) / most)))),
    };
  }
  return undefined;
}

function columnsOf(entries: readonly unknown[]): string[] {
  const columns = new Set<string>();
  for (const entry of entries.slice(0, sampleSize)) if (isJsonObject(entry)) for (const key of Object.keys(entry)) columns.add(key);
  return [...columns];
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}
