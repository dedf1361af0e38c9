import { capital } from '../recognise/form-fields.ts';
import { member } from '../recognise/detect-compute.ts';
import { type Assembly, template } from './assembly.ts';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
}

/** The fields of the form that starts it. */
function formFields(assembly: Assembly): readonly Field[] {
  const form = assembly.root.last(({ type }) => type === 'trigger.form');
  return Array.isArray(form?.config['fields']) ? (form.config['fields'] as Field[]) : [];
}

/** Files that were handed in with the form; nothing where there are none. */
export function formFiles(assembly: Assembly): string | undefined {
  const [first, ...more] = formFields(assembly).filter(({ type }) => type === 'file');
  if (!first || assembly.data.record !== 'input') return undefined;
  return more.length === 0 ? valueOf(first) : undefined;
}

const valueOf = ({ name, required }: Field): string => (required ? `input.${name}` : `default(input.${name}, "")`);

/** The values of what came in, a line each, so that a person can read them; undefined when there are none. */
export function factsOf(assembly: Assembly): string | undefined {
  const { record, recordFields } = assembly.data;
  if (record === undefined) return undefined;
  if (record === 'input') {
    const fields = formFields(assembly).filter(({ type }) => type !== 'file');
    if (fields.length > 0)
      return fields
        .map(
          (field) =>
            `${field.label.replace(/^Your (?=\p{L})/u, '').replace(/^./u, (first) => first.toUpperCase())}: ${template(valueOf(field))}`,
        )
        .join('\n');
  }
  if (recordFields.length > 0 && record !== 'input') return `${withCall(assembly)}${factLines(recordFields, record)}`;
  return `Details:\n${template(linesOf(record))}`;
}

/** Named values, a line each. */
export function factLines(fields: readonly string[], record: string): string {
  return fields
    .map(
      (field) =>
        `${capital(field.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/gu, (_, end: string, next: string) => `${end} ${next.toLowerCase()}`))}: ${template(`string(${member(field, record)})`)}`,
    )
    .join('\n');
}

/** What was worked out from a call whose fields nobody named says nothing of the call itself. */
function withCall(assembly: Assembly): string {
  const { record, recordFields } = assembly.data;
  const isCalled = assembly.root.last(({ type }) => type === 'trigger.webhook') !== undefined;
  return isCalled && recordFields.length === 1 && /^nodes\.calculate\d*\.output$/u.test(record ?? '')
    ? `${template(linesOf('trigger.body'))}\n`
    : '';
}

/** An object as lines of name and value. */
export function linesOf(record: string): string {
  return `join(entries(${record}).map(field, field.key + ": " + string(field.value)), "\\n")`;
}

/** Rows as lines of names and values. */
export function tableLines(rows: string): string {
  return `join(${rows}.map(row, join(entries(row).map(field, field.key + ": " + string(field.value)), ", ")), "\\n")`;
}
