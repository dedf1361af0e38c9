import { AppError } from '@arches/kernel';
import readXlsxFile from 'read-excel-file/node';
import { columnNames, maxColumns, maxRows, type ParsedFile } from './parsed-file.ts';
import { checkArchive } from './zip-size.ts';

/** An Excel workbook (.xlsx): one sheet, the first unless named. Rows above the header that hold a lone title are passed over. */
export async function parseSpreadsheet(data: Uint8Array, options: Record<string, unknown>): Promise<ParsedFile> {
  checkArchive(data);
  const sheets = await read(data);
  const wanted = typeof options['sheet'] === 'string' && options['sheet'] !== '' ? options['sheet'] : undefined;
  const names = sheets.map(({ sheet }) => sheet);
  const chosen =
    wanted === undefined
      ? (sheets.find((sheet) => sheet.data.length > 0) ?? sheets[0])
      : sheets.find(({ sheet }) => sheet.toLowerCase() === wanted.toLowerCase());
  if (!chosen) throw new AppError('file_unreadable', `There is no sheet “${wanted}”. The sheets are: ${names.join(', ')}.`);
  const grid = chosen.data.filter((row) => row.some((cell) => cell !== null && cell !== ''));
  if (grid.length === 0) throw new AppError('file_unreadable', `The sheet “${chosen.sheet}” is empty.`);
  if (grid.length > maxRows) throw new AppError('file_too_large', `The sheet has more than ${maxRows.toLocaleString('en')} rows.`);
  const start = options['hasHeader'] === false ? -1 : headerRow(grid);
  const width = Math.max(...grid.slice(0, 1000).map((row) => row.length));
  if (width > maxColumns) throw new AppError('file_too_large', `The sheet has ${width} columns; at most ${maxColumns} can be read.`);
  const columns = columnNames(start < 0 ? Array.from({ length: width }, () => '') : (grid[start] ?? []));
  const rows = grid.slice(start + 1).map((row) => Object.fromEntries(columns.map((column, index) => [column, plainCell(row[index])])));
  return { rows, columns, count: rows.length, sheets: names, warnings: [] };
}

async function read(data: Uint8Array): Promise<{ sheet: string; data: unknown[][] }[]> {
  try {
    return (await readXlsxFile(Buffer.from(data))) as { sheet: string; data: unknown[][] }[];
  } catch (error) {
    throw new AppError(
      'file_unreadable',
      `This is not an Excel workbook that can be read (${(error as Error).message.slice(0, 160)}). Old .xls files and password-protected ones cannot; save it as .xlsx.`,
    );
  }
}

/** The first row that is as wide as most: a title alone above the table is no header. */
function headerRow(grid: readonly (readonly unknown[])[]): number {
  const filled = (row: readonly unknown[]): number => row.filter((cell) => cell !== null && cell !== '').length;
  const widest = Math.max(...grid.slice(0, 20).map(filled));
  return Math.max(
    0,
    grid.slice(0, 20).findIndex((row) => filled(row) >= Math.max(1, widest * 0.6)),
  );
}

function plainCell(cell: unknown): unknown {
  if (cell === undefined || cell === null || cell === '') return null;
  if (!(cell instanceof Date)) return cell;
  const text = cell.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}
