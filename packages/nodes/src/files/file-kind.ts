import { AppError } from '@arches/kernel';
import type { ParseFormat } from '../sandbox/messages.ts';

export const readableFormats = 'CSV (.csv, .tsv), Excel (.xlsx), JSON (.json, .ndjson), PDF (.pdf) and plain text (.txt, .md)';

const byEnding: Record<string, ParseFormat> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
  json: 'json',
  ndjson: 'json',
  jsonl: 'json',
  pdf: 'pdf',
  txt: 'text',
  md: 'text',
  log: 'text',
  text: 'text',
};

/** What a file is, by its first bytes before its name; throws `format_not_supported` that says what it is and what can be read. */
export function fileKind(name: string, mediaType: string, data: Uint8Array): ParseFormat {
  const ending = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? '';
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => data[index] === byte);
  if (data.length === 0) throw new AppError('file_unreadable', `“${name}” is empty.`);
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'pdf';
  if (starts(0x50, 0x4b, 0x03, 0x04)) {
    if (ending === 'xlsx' || ending === 'xlsm' || mediaType.includes('spreadsheetml')) return 'xlsx';
    throw unsupported(name, ending === 'docx' ? 'a Word document' : ending === 'pptx' ? 'a presentation' : 'a ZIP archive');
  }
  const foreign = foreignKind(starts);
  if (foreign) throw unsupported(name, foreign);
  const known = byEnding[ending];
  if (known && known !== 'xlsx' && known !== 'pdf') return known;
  if (known)
    throw new AppError(
      'file_unreadable',
      `“${name}” is named like ${known === 'pdf' ? 'a PDF' : 'an Excel workbook'} but is none; it may be damaged.`,
    );
  if (isBinary(data)) throw unsupported(name, 'a binary file of an unknown kind');
  if (mediaType === 'text/csv') return 'csv';
  if (mediaType === 'application/json') return 'json';
  return looksLikeTable(data) ? 'csv' : 'text';
}

function unsupported(name: string, what: string): AppError {
  return new AppError('format_not_supported', `“${name}” is ${what}, which cannot be read here. These can: ${readableFormats}.`);
}

function foreignKind(starts: (...bytes: number[]) => boolean): string | undefined {
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'an old Office file (.xls or .doc); save it in the newer format';
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || starts(0x47, 0x49, 0x46) || starts(0x52, 0x49, 0x46, 0x46))
    return 'a picture or recording';
  if (starts(0x1f, 0x8b)) return 'a compressed archive';
  return undefined;
}

/** NUL characters are in no text but UTF-16, which has a byte-order mark. */
function isBinary(data: Uint8Array): boolean {
  const isUtf16 = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
  return !isUtf16 && data.subarray(0, 4096).includes(0);
}

function looksLikeTable(data: Uint8Array): boolean {
  const [first = '', second = ''] = new TextDecoder().decode(data.subarray(0, 4096)).split(/\r?\n/u);
  return [',', ';', '\t'].some(
    (delimiter) => first.split(delimiter).length > 1 && first.split(delimiter).length === second.split(delimiter).length,
  );
}
