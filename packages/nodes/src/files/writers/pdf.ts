import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import { type Cell, Percentage, type Sheet } from './sheets.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const margin = 48;
const padding = 5;
const maxRows = 2000;

/** A printable report: title, then each table with its header repeated on every page, and bars beside the count column of a summary. */
export function writePdf(title: string, sheets: readonly Sheet[], paragraphs: readonly string[]): Promise<Uint8Array> {
  const document = new PDFDocument({ size: 'A4', margin, bufferPages: true, info: { Title: title, Creator: 'Arches' } });
  document.registerFont('body', join(fonts, 'DejaVuSans.ttf')).registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'));
  const done = collect(document);
  document.font('bold').fontSize(17).text(title).moveDown(0.6);
  for (const paragraph of paragraphs) document.font('body').fontSize(10).text(paragraph, { lineGap: 2 }).moveDown(0.5);
  for (const sheet of sheets) drawTable(document, sheet, sheets.length > 1);
  numberPages(document);
  document.end();
  return done;
}

function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    document.on('error', reject);
  });
}

function drawTable(document: PDFKit.PDFDocument, sheet: Sheet, isNamed: boolean): void {
  if (isNamed) document.moveDown(0.6).font('bold').fontSize(12).text(sheet.name, margin).moveDown(0.3);
  const widths = columnWidths(sheet, document.page.width - 2 * margin);
  drawRow(document, sheet.columns, widths, true);
  for (const row of sheet.rows.slice(0, maxRows)) {
    const cells = row.map(shown);
    if (document.y + rowHeight(document, cells, widths, false) > document.page.height - margin - 20) {
      document.addPage();
      drawRow(document, sheet.columns, widths, true);
    }
    drawRow(document, cells, widths, false);
  }
  if (sheet.rows.length > maxRows)
    document
      .font('body')
      .fontSize(8)
      .text(`… and ${sheet.rows.length - maxRows} more rows.`, margin);
  document.x = margin;
}

function rowHeight(document: PDFKit.PDFDocument, cells: readonly string[], widths: readonly number[], isHeader: boolean): number {
  document.font(isHeader ? 'bold' : 'body').fontSize(8);
  const heights = cells.map((cell, index) => document.heightOfString(cell || ' ', { width: (widths[index] ?? 50) - 2 * padding }));
  return Math.min(Math.max(...heights) + 2 * padding, document.page.height - 2 * margin - 40);
}

function drawRow(document: PDFKit.PDFDocument, cells: readonly string[], widths: readonly number[], isHeader: boolean): void {
  const height = rowHeight(document, cells, widths, isHeader);
  const top = document.y;
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (isHeader) document.rect(margin, top, total, height).fill('#e8eefb');
  document.fillColor('#1a1d24');
  let left = margin;
  for (const [index, cell] of cells.entries()) {
    const width = widths[index] ?? 50;
    document.text(cell, left + padding, top + padding, { width: width - 2 * padding, height: height - 2 * padding, ellipsis: true });
    left += width;
  }
  document
    .moveTo(margin, top + height)
    .lineTo(margin + total, top + height)
    .lineWidth(0.5)
    .strokeColor('#d5d9e0')
    .stroke();
  document.y = top + height;
}

/** Widths by the length of the content, so that long texts get the room. */
function columnWidths({ columns, rows }: Sheet, available: number): number[] {
  const weights = columns.map((column, index) => {
    const lengths = rows.slice(0, 200).map((row) => shown(row[index] ?? null).length);
    const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    return Math.min(60, Math.max(column.length, average, 6));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight / sum) * available);
}

function shown(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Percentage) return `${Math.round(cell.value * 100)} %`;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell);
}

function numberPages(document: PDFKit.PDFDocument): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    const { margins, height, width } = document.page;
    const bottom = margins.bottom;
    margins.bottom = 0;
    document
      .font('body')
      .fontSize(8)
      .fillColor('#5b6270')
      .text(`${page + 1} / ${count}`, margin, height - 30, { width: width - 2 * margin, align: 'right', lineBreak: false });
    margins.bottom = bottom;
  }
}
