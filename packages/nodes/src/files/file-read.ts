import { AppError, isFileRef } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import type { ParseFormat } from '../sandbox/messages.ts';
import { fileKind, readableFormats } from './file-kind.ts';
import type { ParsedFile } from './parsers/parsed-file.ts';

const formats = { csv: 'csv', excel: 'xlsx', json: 'json', pdf: 'pdf', text: 'text' } as const satisfies Record<string, ParseFormat>;
const names: Record<ParseFormat, string> = { csv: 'csv', xlsx: 'excel', json: 'json', pdf: 'pdf', text: 'text' };
const maxBytes = 50 * 1024 * 1024;

export const fileRead = defineNode({
  type: 'file.read',
  version: 1,
  kind: 'effect',
  category: 'data',
  title: 'Read a file',
  description: 'Reads the rows of a table or the text of a document.',
  icon: 'FileImport',
  keywords: [
    'read',
    'file',
    'csv',
    'excel',
    'xlsx',
    'spreadsheet',
    'json',
    'pdf',
    'open',
    'import',
    'parse',
    'load',
    'rows',
    'uploaded file',
    'document',
    'table',
  ],
  outside: 'none',
  timeoutMs: 180_000,
  summary: 'Reads the file[: {file}][ (sheet {sheet})]',
  config: z.strictObject({
    file: z.unknown().meta({ title: 'File', 'x-widget': 'file_reference', examples: ['{{ input.file }}'] }),
    format: z
      .enum(['auto', 'csv', 'excel', 'json', 'pdf', 'text'])
      .default('auto')
      .meta({
        title: 'Format',
        'x-labels': { auto: 'Find out', csv: 'CSV', excel: 'Excel', json: 'JSON', pdf: 'PDF', text: 'Plain text' },
      }),
    sheet: z.string().optional().meta({ title: 'Sheet', description: 'Of an Excel file; the first when empty.' }),
    hasHeader: z.boolean().default(true).meta({ title: 'First row holds the column names' }),
    delimiter: z.string().max(1).optional().meta({ title: 'Delimiter', description: 'Of a CSV file; found out when empty.' }),
  }),
  output: z.object({
    rows: z.array(z.record(z.string(), z.unknown())).describe('The rows, by column name'),
    columns: z.array(z.string()),
    count: z.number().int(),
    text: z.string().optional().describe('The text of a PDF or text file'),
    sheets: z.array(z.string()).optional(),
    pages: z.number().int().optional(),
    format: z.string(),
    fileName: z.string(),
    warnings: z.array(z.string()),
  }),
  sampleConfig: { file: '{{ input.file }}' },
  sampleOutput: {
    rows: [{ customer: 'Ada', comment: 'The parcel came late.' }],
    columns: ['customer', 'comment'],
    count: 1,
    format: 'csv',
    fileName: 'feedback.csv',
    warnings: [],
  },

  async run({ file, format, ...options }, { files, sandbox, signal, log }) {
    const ref = Array.isArray(file) && file.length === 1 ? (file[0] as unknown) : file;
    const written = contentOf(ref, format);
    if (written !== undefined) {
      const parsed = (await sandbox.parseFile({ format: written.kind, data: written.data, options }, signal)) as ParsedFile;
      return { output: { ...parsed, format: names[written.kind], fileName: '' }, warnings: parsed.warnings };
    }
    if (!isFileRef(ref))
      throw new AppError(
        'no_file',
        `There is no file to read: the field “File” holds ${describe(ref)}. Choose the file of the form or of an earlier step. These can be read: ${readableFormats}.`,
      );
    const data = await files.read(ref, { maxBytes });
    const kind = format === 'auto' ? fileKind(ref.name, ref.mediaType, data) : formats[format];
    const parsed = (await sandbox.parseFile({ format: kind, data, options }, signal)) as ParsedFile;
    log(`Read ${parsed.count} rows of “${ref.name}”`);
    return { output: { ...parsed, format: names[kind], fileName: ref.name }, warnings: parsed.warnings };
  },
});

/** A table or document that came as a text, as a web address may answer; only where it is said what it is. */
function contentOf(file: unknown, format: 'auto' | keyof typeof formats): { kind: ParseFormat; data: Uint8Array } | undefined {
  if (typeof file !== 'string' || file.trim() === '') return undefined;
  return format === 'csv' || format === 'json' || format === 'text' ? { kind: formats[format], data: Buffer.from(file) } : undefined;
}

function describe(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  return typeof value === 'string' ? `the text “${value.slice(0, 60)}”` : 'something that is not a file';
}
