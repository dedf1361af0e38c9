import { member } from '../recognise/detect-compute.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { ensureRead } from './sources.ts';
import { shorten } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** The text that was said, or one that names the fields at hand, to be completed by hand. */
export function addTemplate(assembly: Assembly, { text, about, because }: Of<'template'>): void {
  if (assembly.data.file && !assembly.data.file.isRead) ensureRead(assembly, null);
  const { record, recordFields } = assembly.data;
  const known = recordFields.filter((field) => field !== 'file').slice(0, 6);
  const filled = text?.replaceAll(
    /\{\{?\s*([\p{L}_ ]+?)\s*\}?\}|<([\p{L}_ ]+)>|\[([\p{L}_ ]+)\]/gu,
    (_, ...names: (string | undefined)[]) =>
      template(member(fieldName(names.find((name) => typeof name === 'string' && name !== '') ?? 'text', recordFields), record ?? 'input')),
  );
  const fields = record ? known.map((field) => `${capital(field)}: ${template(`${record}.${field}`)}`) : [];
  const id = assembly.add(
    'text',
    'text.template',
    'Fill in the text',
    { template: filled ?? [capital(about.replaceAll(/[{}]/gu, '')), ...fields].join('\n') },
    because,
  );
  if (!text) assembly.note('recommendation', 'Put your own words into “Fill in the text”.');
  assembly.offer({ text: `nodes.${id}.output.text`, content: `nodes.${id}.output.text`, made: 'text' });
}

/** The fields that were named, taken from what is at hand. */
export function addSet(assembly: Assembly, { fields, about, because }: Of<'set'>): void {
  if (assembly.data.file && !assembly.data.file.isRead) ensureRead(assembly, null);
  const { record, recordFields, rows } = assembly.data;
  const base = record ?? (rows ? `${rows}[0]` : 'input');
  const named = fields.map((field) => fieldName(field, recordFields));
  const id = assembly.add(
    'fields',
    'data.set',
    capital(shorten(about)),
    { fields: Object.fromEntries(named.map((name) => [name, template(member(name, base))])) },
    because,
  );
  assembly.note('recommendation', `Check which fields “${capital(shorten(about))}” sets.`);
  assembly.offer({ record: `nodes.${id}.output`, recordFields: named, content: `nodes.${id}.output` });
}
