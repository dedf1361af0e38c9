import writeXlsxFile, { type Cell as XlsxCell, type SheetData } from 'write-excel-file/node';
import { type Cell, Percentage, type Sheet } from './sheets.ts';

const header = {
  fontWeight: 'bold',
  backgroundColor: '#E8EEFB',
  borderColor: '#B9C4DD',
  bottomBorderStyle: 'thin',
  alignVertical: 'center',
} as const;
const minWidth = 8;
const maxWidth = 70;
/** Excel's own limit for the text of a cell. */
const maxCellLength = 32_767;

/** A workbook: bold frozen header, columns as wide as their content, numbers and dates as such. */
export async function writeExcel(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const written = sheets.map((sheet) => ({
    sheet: sheet.name,
    data: [
      sheet.columns.map((column): XlsxCell => ({ value: column, type: String, ...header })),
      ...sheet.rows.map((row) => row.map(xlsxCell)),
    ] as SheetData,
    columns: sheet.columns.map((column, index) => ({ width: widthOf(column, sheet, index) })),
    stickyRowsCount: 1,
    dateFormat: 'yyyy-mm-dd',
  }));
  return new Uint8Array(await writeXlsxFile(written).toBuffer());
}

function xlsxCell(cell: Cell): XlsxCell {
  if (cell === null || cell === '') return null;
  const top = { alignVertical: 'top' } as const;
  if (cell instanceof Percentage) return { value: cell.value, type: Number, format: '0%', ...top };
  if (cell instanceof Date) return { value: cell, type: Date, format: hasTime(cell) ? 'yyyy-mm-dd hh:mm' : 'yyyy-mm-dd', ...top };
  if (typeof cell === 'number')
    return Number.isFinite(cell) ? { value: cell, type: Number, ...top } : { value: String(cell), type: String, ...top };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean, ...top };
  const text = printable(cell).slice(0, maxCellLength);
  return { value: text, type: String, wrap: text.length > maxWidth || text.includes('\n'), ...top };
}

/** Characters that no XML, and so no workbook, can hold. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '').replaceAll(/\p{Surrogate}/gu, '');
}

function hasTime(date: Date): boolean {
  return date.getTime() % 86_400_000 !== 0;
}

function widthOf(column: string, { rows }: Sheet, index: number): number {
  let width = column.length + 2;
  for (const row of rows.slice(0, 300)) {
    const cell = row[index];
    const text = cell instanceof Date ? '2026-01-01 00:00' : cell instanceof Percentage ? '100%' : String(cell ?? '');
    width = Math.max(width, ...text.split('\n').map((line) => line.length + 1));
  }
  return Math.min(maxWidth, Math.max(minWidth, width));
}
