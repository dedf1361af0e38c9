import { stringify } from 'csv-stringify/sync';
import { type Cell, Percentage, type Sheet } from './sheets.ts';

/** Comma-separated text with a byte-order mark, so that spreadsheets read accents right, and with formulas made harmless. */
export function writeCsv(sheet: Sheet): Uint8Array {
  const text = stringify([sheet.columns.map(harmless), ...sheet.rows.map((row) => row.map(csvCell))]);
  return new TextEncoder().encode(`\uFEFF${text}`);
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Percentage) return String(cell.value);
  if (cell instanceof Date) return cell.getTime() % 86_400_000 === 0 ? cell.toISOString().slice(0, 10) : cell.toISOString();
  return typeof cell === 'string' ? harmless(cell) : String(cell);
}

/** A spreadsheet would run a text that begins like a formula; an apostrophe in front makes it text. Plain negative numbers stay. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/u.test(text) && !/^-?\d+(?:\.\d+)?$/u.test(text) ? `'${text}` : text;
}
