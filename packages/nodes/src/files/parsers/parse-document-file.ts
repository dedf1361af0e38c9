import type { ParseFormat } from '../../sandbox/messages.ts';
import { parseCsv } from './csv.ts';
import { parseJsonFile } from './json-file.ts';
import type { ParsedFile } from './parsed-file.ts';
import { decodeText } from './text-encoding.ts';

/** Reads a document's bytes into rows or text. Runs in the sandbox child only; each parser is loaded when its format is met. Throws `file_unreadable`. */
export async function parseDocumentFile(format: ParseFormat, data: Uint8Array, options: Record<string, unknown>): Promise<ParsedFile> {
  switch (format) {
    case 'csv':
      return parseCsv(decodeText(data), options);
    case 'json':
      return parseJsonFile(decodeText(data));
    case 'xlsx':
      return (await import('./spreadsheet.ts')).parseSpreadsheet(data, options);
    case 'pdf':
      return (await import('./pdf-text.ts')).parsePdf(data);
    case 'text': {
      const text = decodeText(data);
      return { text, rows: [], columns: [], count: 0, warnings: [] };
    }
  }
}
