import { isFileRef, isJsonObject } from '@arches/kernel';

/** A table to write: column names and rows of plain cells. */
export interface Sheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = string | number | boolean | Date | Percentage | null;

/** A share between 0 and 1 that is shown in percent. */
export class Percentage {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/**
 * What people hand to “Write a file”, as sheets: a list is one sheet; an object whose values are lists is one sheet each, its single values
 * go on a sheet “About”; any other object is a sheet of names and values; a text is one cell a line.
 */
export function sheetsOf(content: unknown, title: string): Sheet[] {
  if (Array.isArray(content)) return [tableOf(title, content)];
  if (typeof content === 'string')
    return [{ name: sheetName(title), columns: ['Text'], rows: content.split(/\r?\n/u).map((line) => [line]) }];
  if (!isJsonObject(content) || isFileRef(content)) return [{ name: sheetName(title), columns: ['Value'], rows: [[cellOf(content)]] }];
  const lists = Object.entries(content).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].some(isJsonObject),
  );
  if (lists.length === 0)
    return [
      { name: sheetName(title), columns: ['Name', 'Value'], rows: Object.entries(content).map(([key, value]) => [key, cellOf(value)]) },
    ];
  const about = Object.entries(content).filter(([key, value]) => !lists.some(([name]) => name === key) && isSaying(value));
  const nameOf = (key: string): string => sheetNames[key] ?? readable(key);
  const sheets = lists.map(([key, rows], index) => tableOf(index === 0 && lists.length === 1 ? title : nameOf(key), rows));
  if (about.length > 0)
    sheets.push({ name: 'About', columns: ['Name', 'Value'], rows: about.flatMap(([key, value]) => aboutRows(readable(key), value)) });
  return uniqueNames(sheets);
}

/** Names of well-known lists of other steps. */
const sheetNames: Record<string, string> = { rows: 'Summary', items: 'All entries', other: 'Other' };

/** Rows of objects as a table; columns in the order in which they first appear. Rows that are no objects become one column. */
export function tableOf(name: string, entries: readonly unknown[]): Sheet {
  if (!entries.some(isJsonObject)) return { name: sheetName(name), columns: ['Value'], rows: entries.map((entry) => [cellOf(entry)]) };
  const keys = new Set<string>();
  for (const entry of entries) if (isJsonObject(entry)) for (const key of Object.keys(entry)) keys.add(key);
  const columns = [...keys];
  return {
    name: sheetName(name),
    columns: columns.map((column) =>
      /^[a-z][a-zA-Z]*$/u.test(column) && entries.length > 0 && isGenerated(columns) ? readable(column) : column,
    ),
    rows: entries.map((entry) => columns.map((column) => (isJsonObject(entry) ? cellOf(entry[column], column) : null))),
  };
}

/** Results of our own steps have camel-case names; people's own columns are left as they wrote them. */
function isGenerated(columns: readonly string[]): boolean {
  return columns.includes('topic') && columns.includes('share');
}

export function cellOf(value: unknown, column = ''): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return column === 'share' && value >= 0 && value <= 1 ? new Percentage(value) : value;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return isoDate(value) ?? value;
  if (isFileRef(value)) return value.name;
  if (Array.isArray(value))
    return value.map((entry) => (isJsonObject(entry) ? JSON.stringify(entry) : String(entry))).join(column === 'examples' ? '\n' : ', ');
  return JSON.stringify(value);
}

function isoDate(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z)?$/u.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1900 ? undefined : date;
}

function aboutRows(name: string, value: unknown): Cell[][] {
  return Array.isArray(value) ? value.map((entry, index) => [index === 0 ? name : '', cellOf(entry)]) : [[name, cellOf(value)]];
}

function isSaying(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** `confidenceWords` → "Confidence words". */
export function readable(key: string): string {
  const words = key
    .replaceAll(/[_-]+/gu, ' ')
    .replaceAll(/([a-z\d])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Excel allows 31 characters, and not []:*?/\ */
function sheetName(name: string): string {
  return (
    name
      .replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' ')
      .replaceAll(/\s+/gu, ' ')
      .trim()
      .slice(0, 31) || 'Sheet'
  );
}

function uniqueNames(sheets: readonly Sheet[]): Sheet[] {
  const seen = new Set<string>();
  return sheets.map((sheet) => {
    let name = sheet.name;
    for (let count = 2; seen.has(name.toLowerCase()); count += 1) name = `${sheet.name.slice(0, 27)} ${count}`;
    seen.add(name.toLowerCase());
    return { ...sheet, name };
  });
}
