import { capital } from '../recognise/form-fields.ts';
import { type Assembly, template } from './assembly.ts';
import { addField, fieldsOf, setFields } from './form-field.ts';

/**
 * The address of somebody whom each case has of its own: “their boss”, or the “manager” that the form asks for. A form asks for the address, rows
 * and callers bring it. Undefined for everybody else.
 */
export function theirAddress(assembly: Assembly, person: string | undefined, isTheirs: boolean): string | undefined {
  const noun = person
    ?.toLowerCase()
    .replace(/^(?:the|their|his|her)\s+/u, '')
    .replace(/(?<=[a-z]{3})(?<!s)s$|(?<=boss)es$/u, '');
  if (noun === undefined || noun === '' || !/^[a-z][a-z -]*$/u.test(noun) || / and /u.test(noun)) return undefined;
  const { record } = assembly.data;
  // In a loop it is the row’s.
  const fields = record === 'item' ? undefined : fieldsOf(assembly);
  const known = fields?.find(
    ({ name, type }) => name.toLowerCase() === noun.replaceAll(/[ -]/gu, '') && (type === 'text' || type === 'email'),
  );
  if (fields && known) {
    if (known.type === 'text')
      setFields(
        assembly,
        fields.map((field) => (field === known ? { ...field, type: 'email', label: `${field.label} (e-mail address)` } : field)),
      );
    return template(`input.${known.name}`);
  }
  if (!isTheirs) return undefined;
  const words = noun.split(/[ -]/u);
  if (fields) {
    const name = `${words.map((word, index) => (index === 0 ? word : capital(word))).join('')}Email`;
    if (!fields.some((field) => field.name === name))
      addField(assembly, { name, type: 'email', required: true }, `E-mail address of the ${noun}`);
    return template(`input.${name}`);
  }
  if (record !== 'item' && record !== 'trigger.body') return undefined;
  const column = `${words.join('_')}_email`;
  assembly.note(
    'recommendation',
    record === 'item' ? `Check that each row has a column called “${column}”.` : `Check that what comes in has a field called “${column}”.`,
  );
  return template(`${record}.${column}`);
}
