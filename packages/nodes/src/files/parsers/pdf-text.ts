import { AppError } from '@arches/kernel';
import { extractText, getDocumentProxy } from 'unpdf';
import type { ParsedFile } from './parsed-file.ts';

/** The text of a PDF, page by page. A scan without text says so. */
export async function parsePdf(data: Uint8Array): Promise<ParsedFile> {
  try {
    const document = await getDocumentProxy(data);
    const { totalPages, text } = await extractText(document, { mergePages: false });
    const rows = text.map((page, index) => ({ page: index + 1, text: page }));
    const whole = text.join('\n\n').trim();
    return {
      rows,
      columns: ['page', 'text'],
      count: rows.length,
      pages: totalPages,
      text: whole,
      warnings: whole === '' ? ['There is no text in this PDF; it may be a scan, which needs text recognition first.'] : [],
    };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'PasswordException')
      throw new AppError('file_unreadable', 'This PDF is protected with a password. Save it without one and try again.');
    throw new AppError('file_unreadable', `This PDF cannot be read: ${message.slice(0, 200)}.`);
  }
}
