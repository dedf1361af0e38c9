import { otherNames } from '../reading/formula-operands.ts';
import { formulaOf, resultBefore } from '../reading/formula-values.ts';
import { member } from '../recognise/detect-compute.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { answeredExpression, type Asked, askExpression } from './answers.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { addFinding } from './findings.ts';
import { ensureChoice, ensureField, fieldsOf, setFields } from './form-field.ts';
import { ensureRows } from './sources.ts';
import { useRows } from './use-rows.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

const formulaAsked = ({ column, because }: Of<'calculate'>): Asked => ({
  what: 'formula',
  words: because,
  text: `How is “${column}” calculated?`,
  example: 'price × amount',
  read: formulaOf,
});

/** The field that a formula means by a name: “240/m” is for each metre, which a form may ask for as the length. */
function fieldMeant({ data: { recordFields } }: Assembly, name: string): string {
  const own = fieldName(name.replaceAll('_', ' '), recordFields);
  if (recordFields.includes(name)) return name;
  return recordFields.includes(own) ? own : (recordFields.find((field) => otherNames[name]?.test(field)) ?? own);
}

/** A form asks for every number that a formula takes. */
function ensureNumbers(assembly: Assembly, names: readonly string[]): void {
  for (const name of names)
    if (!assembly.data.recordFields.includes(fieldMeant(assembly, name)))
      ensureField(assembly, { words: name, subject: name.replaceAll('_', ' '), test: 'over', value: 0, negated: false });
  const used = names.map((name) => fieldMeant(assembly, name));
  const fields = fieldsOf(assembly) ?? [];
  if (fields.some(({ name, type, required }) => used.includes(name) && (type === 'text' || (type === 'number' && !required))))
    setFields(
      assembly,
      fields.map((field) =>
        used.includes(field.name) && (field.type === 'text' || field.type === 'number')
          ? { ...field, type: 'number', required: true }
          : field,
      ),
    );
}

const columnsIn = /item\.([\p{L}\p{N}_]+)/gu;

/** One thing at hand gets a field more; a form asks for what it is worked out from. */
function addToRecord(assembly: Assembly, wish: Of<'calculate'>): boolean {
  const { column, because, choice } = wish;
  const formula = wish.formula ?? answeredExpression(assembly, formulaAsked(wish));
  const { record, rows, file } = assembly.data;
  if (!record || rows || (file && !(file.isText && file.isRead))) return false;
  if (choice) ensureChoice(assembly, choice.column, choice.kinds);
  const names = [...(formula ?? '').matchAll(columnsIn)].map(([, name = '']) => name);
  if (record === 'input')
    ensureNumbers(
      assembly,
      names.filter((name) => name !== choice?.column),
    );
  const known = assembly.data.recordFields;
  const own = (formula ?? '').replaceAll(columnsIn, (_, name: string) => `${record}.${fieldMeant(assembly, name)}`);
  const name = fieldName(column, []);
  const id = assembly.add(
    'calculate',
    'data.set',
    `Calculate “${column}”`,
    {
      fields: {
        ...Object.fromEntries(known.map((field) => [field, template(`${record}.${field}`)])),
        [name]: formula === undefined ? '' : template(own),
      },
    },
    because,
  );
  if (formula === undefined) askExpression(assembly, formulaAsked(wish), id, 5);
  else assembly.note('recommendation', `Check how “${column}” is calculated: ${own}.`);
  assembly.offer({
    record: `nodes.${id}.output`,
    recordFields: [...known, name],
    content: `nodes.${id}.output`,
    title: capital(column),
    result: { name: capital(column), expression: `nodes.${id}.output.${name}` },
  });
  addFinding(assembly, { nodeId: id, kind: 'sum', name: capital(column), expression: `nodes.${id}.output.${name}` });
  return true;
}

/** “Multiply by 0.31” goes on from what was worked out just before; where nothing was, from the amount. */
function goneOn(assembly: Assembly, wish: Of<'calculate'>): Of<'calculate'> {
  if (!wish.formula?.includes(resultBefore)) return wish;
  const last = assembly.last(({ id, type }) => id.startsWith('calculate') && (type === 'data.map' || type === 'data.set'));
  const before = Object.keys((last?.config[last.type === 'data.map' ? 'columns' : 'fields'] ?? {}) as object).at(-1);
  const formula = wish.formula.replaceAll(resultBefore, member(before ?? 'amount'));
  const how = wish.formula
    .replace(`number(${resultBefore})`, '')
    .replaceAll('*', '×')
    .replaceAll('number(item.', '')
    .replaceAll(')', '')
    .trim();
  return { ...wish, formula, column: /^(?:Result|Total)$/u.test(wish.column) ? `${before ?? 'amount'} ${how}` : wish.column };
}

export function addCalculate(assembly: Assembly, said: Of<'calculate'>): void {
  const wish = goneOn(assembly, said);
  if (addToRecord(assembly, wish)) return;
  const { column, because } = wish;
  const formula = wish.formula ?? answeredExpression(assembly, formulaAsked(wish));
  const rows = ensureRows(assembly, 'rows', because);
  const id = assembly.add(
    'calculate',
    'data.map',
    `Calculate “${column}”`,
    { items: template(rows), columns: { [column]: formula ?? '' } },
    because,
  );
  if (!formula) askExpression(assembly, formulaAsked(wish), id, 5);
  else assembly.note('recommendation', `Check the columns in the formula of “${column}”: ${formula}.`);
  const isOfOne = assembly.data.record !== undefined && !assembly.data.file;
  useRows(assembly, id);
  if (isOfOne)
    assembly.offer({ result: { name: capital(column), expression: `first(nodes.${id}.output.rows)[${JSON.stringify(column)}]` } });
}
