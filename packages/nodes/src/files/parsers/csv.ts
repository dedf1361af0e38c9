import { AppError } from '@arches/kernel';
import { parse } from 'csv-parse/sync';
import { columnNames, maxColumns, maxRows, type ParsedFile, typedCell } from './parsed-file.ts';

const delimiters = [',', ';', '\t', '|'] as const;

/** Comma-, semicolon-, tab- or bar-separated text. Rows shorter or longer than the header are kept and named in a warning. */
export function parseCsv(text: string, options: Record<string, unknown>): ParsedFile {
  const delimiter = typeof options['delimiter'] === 'string' && options['delimiter'] !== '' ? options['delimiter'] : detectDelimiter(text);
  const hasHeader = options['hasHeader'] !== false;
  const records = readRecords(text, delimiter);
  if (records.length === 0) throw new AppError('file_unreadable', 'The file is empty: there is not one row in it.');
  const width = hasHeader ? (records[0]?.length ?? 0) : Math.max(...records.slice(0, 1000).map((record) => record.length));
  if (width > maxColumns) throw new AppError('file_too_large', `The file has ${width} columns; at most ${maxColumns} can be read.`);
  const columns = columnNames(hasHeader ? (records[0] ?? []) : Array.from({ length: width }, () => ''));
  const body = hasHeader ? records.slice(1) : records;
  if (body.length > maxRows)
    throw new AppError('file_too_large', `The file has more than ${maxRows.toLocaleString('en')} rows. Split it and read the parts.`);
  const ragged: number[] = [];
  const rows = body.map((record, index) => {
    if (record.length !== columns.length) ragged.push(index + (hasHeader ? 2 : 1));
    return Object.fromEntries(columns.map((column, position) => [column, typedCell(record[position] ?? '')]));
  });
  return { rows, columns, count: rows.length, warnings: raggedWarning(ragged, columns.length) };
}

function readRecords(text: string, delimiter: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 4_000_000,
    }) as unknown as string[][];
  } catch (error) {
    const line = (error as { lines?: number }).lines;
    throw new AppError(
      'file_unreadable',
      `The table cannot be read${line ? ` from line ${line} on` : ''}: ${(error as Error).message}. Is a quotation mark left open?`,
    );
  }
}

function raggedWarning(lines: readonly number[], width: number): string[] {
  if (lines.length === 0) return [];
  const named = lines.slice(0, 5).join(', ');
  return [
    `${lines.length} ${lines.length === 1 ? 'row does' : 'rows do'} not have the ${width} columns of the first row (line ${named}${lines.length > 5 ? ', …' : ''}); missing cells are empty, extra ones were left out.`,
  ];
}

/** The delimiter that splits the first lines into the most columns, the same number in each; quoted text does not count. */
function detectDelimiter(text: string): string {
  const lines = text
    .slice(0, 64_000)
    .replaceAll(/"(?:[^"]|"")*"/gu, '')
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  const scores = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    const even = counts.filter((count) => count === first).length / Math.max(1, counts.length);
    return { delimiter, score: first === 0 ? 0 : even * 10 + Math.min(first, 9) };
  });
  return scores.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}
