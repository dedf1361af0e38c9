import type { JsonObject } from '@arches/kernel';
import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';

/** Columns that were worked out since rows were last put together, with their formulas, in the order of the steps. */
function calculated({ nodes }: Assembly): [name: string, formula: string][] {
  const from = nodes.findLastIndex(
    ({ type, config }) => /^(?:data\.group|flow\.merge|ai\.group)$/u.test(type) && config['place'] !== 'below',
  );
  return nodes
    .slice(from + 1)
    .filter(({ id, type }) => type === 'data.map' && id.startsWith('calculate'))
    .flatMap(({ config }) => Object.entries((config['columns'] ?? {}) as Record<string, string>));
}

const lastTotal = ({ nodes }: Assembly): JsonObject | undefined =>
  nodes.findLast(({ type, config }) => type === 'data.group' && config['place'] !== 'below')?.config;

/** What is measured in a unit and not in money. */
const physical = /\d\s?(?:kwh|mwh|kw|kg|g|t|tons?|tonnes?|l|litres?|liters?|m³|m3|km|miles?|hours?|hrs?|h)\b/iu;

const saidIn = (words: string, name: string): boolean =>
  words
    .toLowerCase()
    .split(/[^\p{L}\d_%]+/u)
    .includes(name.toLowerCase());

/** “Stock minus used, anything under 5”: what was worked out before is compared. */
export function ofWorkedOut(assembly: Assembly, condition: Condition | undefined): Condition | undefined {
  if (typeof condition?.value !== 'number') return condition;
  const columns = calculated(assembly);
  const said = condition.subject.toLowerCase();
  const named =
    columns.find(([name]) => name.toLowerCase() === said) ??
    columns.find(([name]) => name.toLowerCase().split(' ').includes(said)) ??
    columns.findLast(([name]) => name.length > 3 && saidIn(condition.words, name));
  const isMeasured = physical.test(condition.words);
  const isOpen = condition.isGuessed === true || condition.isOfUnit === true || /^k?wh?$/u.test(said);
  // “More than 800 kWh” is of a difference of readings, not of what was made of it with a price.
  const meant = isOpen ? columns.findLast(([, formula]) => !isMeasured || !/(?<![\p{L}_\d.])\d/u.test(formula)) : undefined;
  const [column] = named ?? meant ?? [];
  if (column !== undefined) return { ...condition, subject: column, isGuessed: false };
  const total = lastTotal(assembly);
  if (total) return ofTotals(total, condition);
  // “10 pieces” says more than the name of the table.
  const table = condition.isGuessed === true && /^(?:amount|age)$/u.test(said) ? measureOfTable(assembly) : undefined;
  return table === undefined ? condition : { ...condition, subject: table };
}

/** “Add up the hours per person and keep those over 40”: rows of totals have what they were grouped by and the totals, nothing else. */
function ofTotals({ by, measures }: JsonObject, condition: Condition): Condition {
  const said = condition.subject.toLowerCase();
  const totals = (Array.isArray(measures) ? measures : []) as { readonly as?: string; readonly column?: string }[];
  const isGroup = [by].flat().some((column) => String(column).toLowerCase() === said);
  const total = totals.find(({ as = '', column = '' }) => as.includes(said) || column === said) ?? totals[0];
  return isGroup || total?.as === undefined ? condition : { ...condition, subject: total.as, isGuessed: false };
}

/** “Work out the percentage, biggest first” is by what was worked out last. */
export const calculatedBefore = (assembly: Assembly): string | undefined => calculated(assembly).at(-1)?.[0];

/** After a total the result columns have our own names. */
export function columnFor(assembly: Assembly, column: string): string {
  const total = assembly.last(({ type, config }) => type === 'data.group' && config['place'] !== 'below');
  if (!total || calculated(assembly).some(([name]) => name === column)) return column;
  const measures = (total.config['measures'] ?? []) as { calculate: string; column?: string; as?: string }[];
  const named =
    measures.find((measure) => measure.column === column || measure.calculate === column) ??
    ([total.config['by']].flat().includes(column) ? undefined : measures[0]);
  return named ? (named.as ?? named.calculate) : column;
}

/** A table of marks or hours has them in a column that is called so. */
export function measureOfTable({ root, source }: Assembly): string | undefined {
  const form = root.nodes.find(({ type }) => type === 'trigger.form');
  const words = `${String(form?.config['title'] ?? '')} ${JSON.stringify(form?.config['fields'] ?? '')} ${source?.name ?? ''} ${root.because.get('start') ?? ''}`;
  const found =
    /\b(marks?|scores?|grades?|temperatures?|ratings?|weights?|points|hours|overtime|lit(?:re|er)s|stock|mileage|kilometres|usage|kwh|calories|minutes)\b/iu
      .exec(words)?.[1]
      ?.toLowerCase();
  return found?.replace(/^(mark|score|grade|temperature|rating|weight)s$/u, '$1').replace(/^stock$/u, 'quantity');
}
