import { capital, fieldFor, type PlannedField } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';
import type { ReadStep } from './reading.ts';
import { fileFields } from './form-files.ts';
import { unmerged } from './merged-fields.ts';
import { fieldsAfter } from './said-fields.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';

const fileName = /\.(?:csv|xlsx?|json|pdf|txt|tsv|ods)\b/iu;

/** Where kept rows come from, by the name of the file or list. */
export function sourceOf({ words, values }: ReadStep): WishKind {
  const name = bare(
    valuesOf(values, 'file')[0] ??
      valuesOf(values, 'service')[0] ??
      valuesOf(values, 'noun')[0] ??
      words.replace(/^(?:from|in|of|out of|read|open|take|on|the list of)\s+/iu, ''),
  );
  const columns = valuesOf(values, 'field').map((column) => bare(column).toLowerCase());
  return {
    kind: 'source',
    ...(columns.length > 0 ? { columns } : {}),
    name: name.replace(/\b(table|register|database) list$/iu, '$1'),
    isFile: fileName.test(`${name} ${words}`) || /\b(?:csv|excel|spreadsheet|file|xlsx?|sheet)\b/iu.test(words),
  };
}

/** A file that is only named, where nothing starts the workflow, is handed over in a form; undefined where that is not so. */
export function uploadOf(trigger: Trigger, wishes: readonly Wish[], text: string): { trigger: Trigger; wishes: Wish[] } | undefined {
  if (trigger.kind !== 'manual' || trigger.because !== '' || /google|sheets\b|drive|database|folder/iu.test(text)) return undefined;
  const sources = wishes.filter((wish): wish is Extract<Wish, { kind: 'source' }> => wish.kind === 'source');
  const combined = wishes.find(({ kind }) => kind === 'combine')?.because.match(/[\p{L}\p{N}_-]+\.(?:csv|xlsx?|json)\b/giu) ?? [];
  const files = [...new Set([...sources.filter(({ isFile }) => isFile).map(({ name }) => name), ...combined])].toSorted(
    (a, b) => text.indexOf(a) - text.indexOf(b),
  );
  if (files.length === 0 || sources.some(({ isFile }) => !isFile)) return undefined;
  const fields = files.map((name, index) => fileField(name, index));
  return {
    trigger: { kind: 'form', title: 'Upload', fields, because: '', isAssumed: true },
    wishes: wishes.filter(({ kind }) => kind !== 'source'),
  };
}

function fileField(name: string, index: number): PlannedField {
  const kind = /\.csv\b|\bcsv\b/iu.test(name) ? 'CSV' : /\.json\b/iu.test(name) ? 'JSON' : /\.pdf\b/iu.test(name) ? 'PDF' : 'Excel or CSV';
  const plain = name.replace(fileName, '').replaceAll('_', ' ').trim();
  return {
    name: index === 0 ? 'file' : `file${index + 1}`,
    label: `${capital(plain === '' ? 'The file' : plain)} (${kind})`,
    type: 'file',
    required: true,
  };
}

/** A form with the fields that were listed, and what a program sends with the fields that were named. */
export function withFormValues(trigger: Trigger, values: readonly ReadValue[]): Trigger {
  const read = valuesOf(values, 'field').map((words) => bare(words));
  if (read.length === 0) return trigger;
  const isListed = trigger.kind === 'form' && !(trigger.brings === 'table' && trigger.fields.every(({ type }) => type === 'file'));
  const names = isListed ? [...read, ...fieldsAfter(trigger.because, read.at(-1) ?? '')].flatMap((words) => unmerged(words)) : read;
  if (trigger.kind === 'webhook') return { ...trigger, fields: names.map((name) => name.toLowerCase()) };
  // Of a table that is handed in they are the columns.
  if (trigger.kind !== 'form' || (trigger.brings === 'table' && trigger.fields.every(({ type }) => type === 'file')))
    return trigger.kind === 'form' ? { ...trigger, columns: names.map((name) => name.toLowerCase()) } : trigger;
  const listed = names.flatMap((words) => fieldsFor(words, names));
  const files = trigger.fields.filter(({ type }) => type === 'file');
  const own = listed.some(({ type }) => type === 'file') ? [] : files;
  const fields = [...listed, ...own].filter(({ name }, index, all) => all.findIndex((field) => field.name === name) === index);
  return { ...trigger, fields };
}

/** “from”, “to” are dates together; “two photos” are two files. */
function fieldsFor(said: string, among: readonly string[]): PlannedField[] {
  // “What voice they sing” asks for the voice.
  const words = said.replace(/^(?:what|which)\s+((?:\p{L}+\s+)?\p{L}+?)(?:\s+(?:they|he|she|you|people)\b.*)?$/iu, '$1');
  const field = fieldFor(words);
  if (field.type === 'file' && /^(?:two|three|four|five|[2-5])\s/iu.test(words)) return fileFields(words, true);
  const isEnd = /^(?:to|till|until|end)$/iu.test(words) && among.some((other) => /^(?:from|since|start)$/iu.test(other));
  return [isEnd ? { ...field, type: 'date' } : field];
}
