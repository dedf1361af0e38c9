import type { JsonObject } from '@arches/kernel';
import type { Condition } from '../recognise/conditions.ts';
import { camel, capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { fieldName } from './expressions.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly required?: boolean;
  readonly options?: readonly string[];
}

/** The fields of the form that starts it; undefined where no form does. */
export function fieldsOf(assembly: Assembly): readonly Field[] | undefined {
  const fields = assembly.root.nodes.find(({ type }) => type === 'trigger.form')?.config['fields'];
  return Array.isArray(fields) ? (fields as Field[]) : undefined;
}

export function setFields(assembly: Assembly, fields: readonly object[]): void {
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  if (node) assembly.root.nodes[index] = { ...node, config: { ...node.config, fields: fields as JsonObject[] } };
}

/** Rows of an uploaded table are at hand, and the form has nothing but that file: what is asked is asked of the rows. */
export const isOfRows = (assembly: Assembly): boolean =>
  assembly.data.rows !== undefined && assembly.data.record === 'input' && fieldsOf(assembly)?.every(({ type }) => type === 'file') === true;

/** A form asks for what a condition or a sum looks at. */
export function ensureField(assembly: Assembly, condition: Condition): void {
  if (condition.parts) return condition.parts.forEach((part) => ensureField(assembly, part));
  const fields = fieldsOf(assembly);
  if (!fields || calledSo(assembly, condition)) return;
  const name = fieldName(condition.subject, assembly.data.recordFields);
  const { test, value } = condition;
  const isNeeded = test !== 'empty' && test !== 'filled';
  // What is compared has to be filled in.
  if (isNeeded)
    setFields(
      assembly,
      fields.map((field) => (field.name === name && field.type === 'number' ? { ...field, required: true } : field)),
    );
  if (!/^[A-Za-z]\w*$/u.test(name) || assembly.data.recordFields.includes(name) || fields.some((field) => field.name === name)) return;
  const isYesOrNo = test === 'equals' && /^(?:yes|no)$/u.test(String(value));
  const isDate = /days|before|after/u.test(test);
  const isNumber = typeof value === 'number' || /over|under|at_|between/u.test(test) || /^\d+(?: or \d+)+$/u.test(value);
  const type = isDate ? 'date' : isNumber ? 'number' : isYesOrNo ? 'choice' : 'text';
  addField(assembly, { name, type, required: isNeeded, ...(isYesOrNo ? { options: ['yes', 'no'] } : {}) });
}

/** What is counted and never ordered. */
const notOrdered = /^(?:letters|words|characters|pages|lines|days|weeks|months|hours|minutes|stars|points|comments|votes|lessons)$/u;

/** “More than 12 pizzas”: the quantity that a form for orders asks for is called so. */
function calledSo(assembly: Assembly, { subject, value, words }: Condition): boolean {
  const { recordFields } = assembly.data;
  const name = fieldName(subject, []);
  const isCounted =
    typeof value === 'number' && !notOrdered.test(subject) && words.toLowerCase().includes(`${value} ${subject.toLowerCase()}`);
  if (!isCounted || !recordFields.includes('quantity') || recordFields.includes(name) || !/^[A-Za-z]\w*$/u.test(name)) return false;
  setFields(
    assembly,
    (fieldsOf(assembly) ?? []).map((field) =>
      field.name === 'quantity' ? { ...field, name, label: capital(subject), required: true } : field,
    ),
  );
  assembly.offer({ recordFields: recordFields.map((field) => (field === 'quantity' ? name : field)) });
  return true;
}

export function addField(
  assembly: Assembly,
  field: { readonly name: string; readonly type: string; readonly required: boolean; readonly options?: string[] },
  said?: string,
): void {
  const label =
    said ??
    capital(
      field.name.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/gu, (_, end: string, next: string) => `${end} ${next.toLowerCase()}`),
    );
  const { name, ...kind } = field;
  setFields(assembly, [...(fieldsOf(assembly) ?? []), { name, label, ...kind }]);
  if (assembly.data.record === 'input') assembly.offer({ recordFields: [...assembly.data.recordFields, field.name] });
  assembly.note('recommendation', `The form asks for “${label}”, because a step needs it.`);
}

/** A form from whose field one of several ways is chosen offers these ways to choose from; gives the field’s name. */
export function ensureChoice(assembly: Assembly, subject: string, said: readonly string[]): string {
  const fields = fieldsOf(assembly);
  const name = fieldName(subject, assembly.data.recordFields);
  if (!fields || assembly.data.record !== 'input' || !/^[A-Za-z]\w*$/u.test(name)) return name;
  const known = fields.find((field) => field.name === name);
  const options = said.map((option) => capital(option));
  if (!known) addField(assembly, { name, type: 'choice', required: true, options }, capital(subject));
  else if (known.type === 'text' || known.type === 'long_text')
    setFields(
      assembly,
      fields.map((field) => (field === known ? { ...field, type: 'choice', options } : field)),
    );
  return name;
}

/**
 * What a step looks at that was not picked out of the text is picked out too. A number that nobody named is the only one that was picked out.
 * Gives the name of the field; undefined where nothing was picked out of one text.
 */
export function ensureExtracted(assembly: Assembly, subject: string, type: 'number' | 'date' | 'text', mayAdd = true): string | undefined {
  const { record, recordFields } = assembly.data;
  const id = /^nodes\.(\w+)\.output\.fields$/u.exec(record ?? '')?.[1];
  const index = assembly.nodes.findIndex((node) => node.id === id && node.type === 'ai.extract');
  const node = assembly.nodes[index];
  const fields = node?.config['fields'] as readonly { name: string; type: string }[] | undefined;
  if (!node || !fields || subject === '') return undefined;
  const words = subject.toLowerCase().split(/[\s_]+/u);
  const known = fieldName(subject, recordFields);
  // “notice date” is no “start date”.
  const isSame =
    recordFields.includes(known) &&
    (type !== 'date' || words.length < 2 || words.some((word) => !/^(?:date|day|time)$/u.test(word) && known.toLowerCase().includes(word)));
  if (isSame) return known;
  if (!mayAdd) return undefined;
  const numbers = fields.filter((field) => field.type === 'number' || field.type === 'amount');
  if (type === 'number' && subject === 'amount' && numbers.length === 1) return numbers[0]?.name;
  const name = camel(words.join('_').replaceAll(/\W/gu, ''));
  if (!/^[A-Za-z]\w*$/u.test(name) || words.length > 4) return undefined;
  const all = [...fields, { name, type, description: words.join(' ') }];
  const names = all.map((field) => ('description' in field ? String(field.description) : field.name));
  assembly.nodes[index] = { ...node, name: `Pick out ${names.slice(0, 4).join(', ')}`, config: { ...node.config, fields: all } };
  assembly.offer({ recordFields: [...recordFields, name] });
  assembly.note('recommendation', `“${words.join(' ')}” is picked out too, because a step looks at it.`);
  return name;
}
