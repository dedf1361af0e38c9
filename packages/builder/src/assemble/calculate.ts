import { formulaOf } from '../reading/formula-values.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { answeredExpression, type Asked, askExpression } from './answers.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { addFinding } from './findings.ts';
import { ensureField } from './form-field.ts';
import { ensureRows } from './sources.ts';
import { useRows } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

const formulaAsked = ({ column, because }: Of<'calculate'>): Asked => ({
  what: 'formula',
  words: because,
  text: `How is “${column}” calculated?`,
  example: 'price × amount',
  read: formulaOf,
});

/** One thing at hand gets a field more; a form asks for what it is worked out from. */
function addToRecord(assembly: Assembly, wish: Of<'calculate'>): boolean {
  const { column, because } = wish;
  const formula = wish.formula ?? answeredExpression(assembly, formulaAsked(wish));
  const { record, recordFields, rows, file } = assembly.data;
  if (!record || rows || (file && !(file.isText && file.isRead))) return false;
  const used = [...(formula ?? '').matchAll(/item\.([\p{L}\p{N}_]+)/gu)].map(([, name = '']) => name);
  for (const name of used)
    if (record === 'input')
      ensureField(assembly, { words: name, subject: name.replaceAll('_', ' '), test: 'over', value: 0, negated: false });
  const known = assembly.data.recordFields.length > 0 ? assembly.data.recordFields : recordFields;
  const own = (formula ?? '').replaceAll(
    /item\.([\p{L}\p{N}_]+)/gu,
    (_, name: string) => `${record}.${fieldName(name.replaceAll('_', ' '), known)}`,
  );
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

export function addCalculate(assembly: Assembly, wish: Of<'calculate'>): void {
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
