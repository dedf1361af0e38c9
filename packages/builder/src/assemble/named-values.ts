import { member } from '../recognise/detect-compute.ts';
import { camel, capital, fieldFor } from '../recognise/form-fields.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { addField, ensureExtracted, type Field, fieldsOf } from './form-field.ts';

const figures = /\b(?:price|total|sum|amount|cost|fee|figure)\b/u;
const classes = /^(?:category|class|topic|type|kind|label|area)$/u;

/** A field that may be left empty is not there then. */
const valueOf = ({ name, required }: Field): string =>
  required === false ? `default(${member(name, 'input')}, "")` : member(name, 'input');

/** A value that the words of a mail or text name, as an expression: worked out before, or of what is at hand, which is let have it. */
function valueNamed(assembly: Assembly, noun: string): string | undefined {
  return knownValue(assembly, noun) ?? valueOfCase(assembly, noun) ?? valueAsked(assembly, noun);
}

/** What was worked out, or has a name that is known. */
function knownValue({ data, root }: Assembly, noun: string): string | undefined {
  const { result, label, record, recordFields, due } = data;
  if (result && (result.name.toLowerCase() === noun || figures.test(noun))) return result.expression;
  if (label && classes.test(noun) && record !== 'item') return label;
  const known = fieldName(noun, recordFields);
  const typed = record === 'input' ? fieldsOf(root)?.find(({ name }) => name === known) : undefined;
  if (typed) return valueOf(typed);
  if (record && recordFields.includes(known)) return member(known, record);
  // The date that all this is about is said by what it is called in the data.
  return due && /^(?:date|due date|day)$/u.test(noun) ? member(due.column, record ?? 'item') : undefined;
}

/** What is picked out of a paper too, and what a row or another program’s call has to have. */
function valueOfCase(assembly: Assembly, noun: string): string | undefined {
  const { record } = assembly.data;
  if (record === undefined) return undefined;
  const picked = ensureExtracted(assembly, noun, 'text');
  if (picked !== undefined) return member(picked, assembly.data.record ?? record);
  if (record !== 'item' && record !== 'trigger.body') return undefined;
  const name = fieldName(noun, []);
  assembly.note(
    'recommendation',
    `Check that ${record === 'item' ? 'the rows have a column' : 'what comes in has a field'} called “${name}”.`,
  );
  return member(name, record);
}

/** What the form asks for, now if not before. */
function valueAsked(assembly: Assembly, noun: string): string | undefined {
  const fields = assembly.data.record === undefined ? undefined : fieldsOf(assembly);
  if (!fields) return undefined;
  const names = fields.map(({ name }) => name);
  const field = fields.find(({ name }) => name === fieldName(noun, names));
  if (field) return valueOf(field);
  const wanted = fieldFor(noun);
  const name = camel(fieldName(noun, []));
  if (!/^[A-Za-z]\w*$/u.test(name) || wanted.type === 'file') return undefined;
  addField(assembly, { name, type: wanted.type, required: true }, capital(noun));
  return member(name, 'input');
}

/** “Copy the reason to the board”: a field of the form, where the words name just that. */
export function fieldLine(assembly: Assembly, what: string): string | undefined {
  const noun = what
    .toLowerCase()
    .replace(/^(?:the|their|his|her|its)\s+/u, '')
    .trim();
  const field = fieldsOf(assembly)?.find(({ label, type }) => type !== 'file' && label.toLowerCase().replace(/^your /u, '') === noun);
  return field && `${capital(noun)}: ${template(valueOf(field))}`;
}

/** A line for each value that the words ask a mail to have; undefined where they ask for none, or none can be told. */
export function mentionLines(assembly: Assembly, mentions: readonly string[] = []): string | undefined {
  const lines = mentions.flatMap((noun) => {
    const value = valueNamed(assembly, noun);
    return value === undefined ? [] : [`${capital(noun)}: ${template(value)}`];
  });
  return lines.length > 0 ? lines.join('\n') : undefined;
}
