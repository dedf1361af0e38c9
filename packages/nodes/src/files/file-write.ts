import { AppError, isFileRef, isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { type Sheet, sheetsOf, tableOf } from './writers/sheets.ts';

const kinds = {
  excel: { ending: 'xlsx', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  csv: { ending: 'csv', mediaType: 'text/csv' },
  json: { ending: 'json', mediaType: 'application/json' },
  pdf: { ending: 'pdf', mediaType: 'application/pdf' },
  text: { ending: 'txt', mediaType: 'text/plain' },
} as const;
type Format = keyof typeof kinds;

function isFormat(format: unknown): format is Format {
  return typeof format === 'string' && Object.hasOwn(kinds, format);
}

export const fileWrite = defineNode({
  type: 'file.write',
  version: 1,
  kind: 'effect',
  category: 'data',
  title: 'Write a file',
  description: 'Makes an Excel, CSV, JSON, PDF or text file that people can download or send.',
  icon: 'FileExport',
  keywords: [
    'write',
    'file',
    'excel',
    'xlsx',
    'spreadsheet',
    'csv',
    'pdf',
    'json',
    'report',
    'export',
    'save',
    'create',
    'download',
    'document',
    'give me',
    'table',
  ],
  outside: 'none',
  timeoutMs: 180_000,
  summary: 'Makes the {format|Excel} file “{name|report}”[ from {content}]',
  config: z.strictObject({
    format: z
      .enum(['excel', 'csv', 'json', 'pdf', 'text'])
      .default('excel')
      .meta({ title: 'Format', 'x-labels': { excel: 'Excel', csv: 'CSV', json: 'JSON', pdf: 'PDF', text: 'Plain text' } }),
    name: z.string().max(200).default('report').meta({ title: 'File name', description: 'The ending is added.' }),
    content: z.unknown().meta({
      title: 'Content',
      description: 'A list of rows, an object of lists (one sheet each), or a text.',
      'x-widget': 'list',
      examples: ['{{ nodes.group.output.rows }}'],
    }),
    title: z.string().max(200).optional().meta({ title: 'Title', description: 'Heading of a PDF and name of the sheet.' }),
  }),
  output: z.object({ file: z.unknown().describe('The file'), rows: z.number().int(), format: z.string() }),
  resources: ({ format, name }) => {
    const { ending } = kinds[isFormat(format) ? format : 'excel'];
    return [`file:${cleanName(typeof name === 'string' ? name : 'report', ending)}.${ending}`];
  },
  sampleConfig: { format: 'excel', name: 'report', content: '{{ nodes.read.output.rows }}' },
  sampleOutput: {
    file: { kind: 'file', id: 'file_sample', name: 'report.xlsx', mediaType: kinds.excel.mediaType, size: 5120 },
    rows: 6,
    format: 'excel',
  },

  async run({ format, name, content, title }, { files, log }) {
    if (content === undefined || content === null || content === '')
      throw new AppError('nothing_to_write', 'There is nothing to write: the field “Content” is empty.');
    if (isFileRef(content))
      throw new AppError(
        'nothing_to_write',
        `“${content.name}” is a file already. Put a “Read a file” step before this one to write its rows.`,
      );
    const { ending, mediaType } = kinds[format];
    const heading = title?.trim() || cleanName(name);
    const data = await render(format, content, heading);
    const file = await files.write({ name: `${cleanName(name, ending)}.${ending}`, mediaType, data });
    const rows = sheetsOf(content, heading)[0]?.rows.length ?? 0;
    log(`Wrote “${file.name}” (${file.size} bytes)`);
    return { output: { file, rows, format } };
  },
});

/** The libraries are large, so each is loaded when its format is first written. */
async function render(format: Format, content: unknown, heading: string): Promise<Uint8Array> {
  switch (format) {
    case 'excel':
      return (await import('./writers/excel.ts')).writeExcel(sheetsOf(content, heading));
    case 'csv':
      return (await import('./writers/csv.ts')).writeCsv(mainSheet(content, heading));
    case 'pdf': {
      const { writePdf } = await import('./writers/pdf.ts');
      return typeof content === 'string'
        ? writePdf(heading, [], content.split(/\n{2,}/u))
        : writePdf(heading, sheetsOf(content, 'Table'), []);
    }
    case 'json':
      return new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`);
    case 'text':
      return new TextEncoder().encode(typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** A CSV file is one table: the rows of a step's result, else its first list. */
function mainSheet(content: unknown, heading: string): Sheet {
  if (isJsonObject(content) && Array.isArray(content['rows'])) return tableOf(heading, content['rows']);
  const [first] = sheetsOf(content, heading);
  if (!first) throw new AppError('nothing_to_write', 'There is no table in the content.');
  return first;
}

/** A name any file system takes; an ending that is there already is not written twice. */
function cleanName(name: string, ending?: string): string {
  const clean = name
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^\.+/u, '')
    .trim()
    .slice(0, 120);
  const bare = ending && clean.toLowerCase().endsWith(`.${ending}`) ? clean.slice(0, -ending.length - 1) : clean;
  return bare || 'report';
}
