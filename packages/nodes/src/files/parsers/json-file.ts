import { AppError, isJsonObject } from '@arches/kernel';
import { maxRows, type ParsedFile } from './parsed-file.ts';

/** JSON: a list, an object that holds one, a single object, or one object a line. */
export function parseJsonFile(text: string): ParsedFile {
  const value = parseAny(text.replace(/^\uFEFF/u, ''));
  const list = Array.isArray(value) ? value : listIn(value);
  if (list.length > maxRows)
    throw new AppError('file_too_large', `The list has more than ${maxRows.toLocaleString('en')} entries. Split it and read the parts.`);
  const rows = list.map((entry) => (isJsonObject(entry) ? { ...entry } : { value: entry }));
  const columns = [...new Set(rows.slice(0, 1000).flatMap((row) => Object.keys(row)))];
  return { rows, columns, count: rows.length, warnings: [] };
}

function parseAny(text: string): unknown {
  if (text.trim() === '') throw new AppError('file_unreadable', 'The file is empty.');
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines[0]?.trim().startsWith('{'))
      throw new AppError('file_unreadable', `This is not JSON: ${(error as Error).message}.`);
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new AppError('file_unreadable', `Line ${index + 1} is not JSON.`);
      }
    });
  }
}

function listIn(value: unknown): readonly unknown[] {
  if (!isJsonObject(value)) return [value];
  const lists = Object.values(value).filter((entry) => Array.isArray(entry));
  return lists.length === 1 ? (lists[0] as readonly unknown[]) : [value];
}
