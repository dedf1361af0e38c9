import { AppError, isFileRef } from '@arches/kernel';
import { z } from 'zod';
import { rowsOf } from '../data/rows.ts';
import { textColumn } from './text-column.ts';

/** Where an AI step reads: one text, or a list of texts or rows. */
export const sourceFields = {
  text: z
    .unknown()
    .optional()
    .meta({
      title: 'Text',
      description: 'One text, such as the body of a message.',
      'x-widget': 'long_text',
      examples: ['{{ trigger.body.message }}'],
    }),
  items: z
    .unknown()
    .optional()
    .meta({
      title: 'List',
      description: 'Or a list of rows or texts: each is worked on.',
      'x-widget': 'list',
      examples: ['{{ nodes.read.output.rows }}'],
    }),
  field: z
    .string()
    .optional()
    .meta({ title: 'Text column', description: 'Left empty: the column that looks like free text.', 'x-widget': 'column' }),
};

export interface Source {
  /** Whether a list came in; the answer then has one row an entry. */
  readonly list: boolean;
  readonly entries: readonly unknown[];
  readonly texts: readonly string[];
  readonly field: string | undefined;
}

/** The texts of a step's configuration. A list under `text` is taken as a list. Throws `no_text`. */
export function sourceOf({
  text,
  items,
  field,
}: {
  readonly text?: unknown;
  readonly items?: unknown;
  readonly field?: string | undefined;
}): Source {
  const given = isEmpty(items) ? text : items;
  if (isEmpty(given)) throw new AppError('no_text', 'There is no text to read: fill in “Text” or choose a “List”.');
  if (isFileRef(given))
    throw new AppError('no_text', `“${given.name}” is a file. Put a “Read a file” step before this one and use what it reads.`);
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean')
    return { list: false, entries: [given], texts: [String(given)], field: undefined };
  if (Array.isArray(given) || !isEmpty(items)) {
    const entries = rowsOf(given);
    return { list: true, entries, ...textColumn(entries, field) };
  }
  // One object: a form's answers, a message with subject and body.
  return { list: false, entries: [given], texts: [field ? (textColumn([given], field).texts[0] ?? '') : readable(given as object)], field };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** "name: value" a line, which patterns and models both read well. */
function readable(value: object): string {
  return Object.entries(value)
    .map(([key, entry]) => `${key}: ${typeof entry === 'object' ? JSON.stringify(entry) : String(entry as string | number)}`)
    .join('\n');
}
