import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';
import { conditionExpression, fieldName, signs } from './expressions.ts';
import { isTurned } from './ticks.ts';

/** “Age in years: up to 2 …” compares what was worked out just before, for the one row that there is. */
export function inTable(assembly: Assembly, condition: Condition): string | undefined {
  const last = assembly.last(({ type, id }) => id.startsWith('calculate') && (type === 'data.set' || type === 'data.map'));
  const { record } = assembly.data;
  if (last?.type !== 'data.map' || condition.isGuessed !== true || typeof condition.value !== 'number') return undefined;
  const names = Object.keys((last.config['columns'] ?? {}) as object);
  const name = names.at(-1);
  if (name === undefined || !record || record === 'item') return undefined;
  return conditionExpression({ ...condition, subject: name }, `nodes.${last.id}.output.rows[0]`, names);
}

/** A number that names nothing of what came in or was fetched, after something was added up, is compared with that. */
export function isOfTotal({ nodes, data }: Assembly, { value, subject, isGuessed, isOfUnit }: Condition): boolean {
  const { rows, recordFields, fetched } = data;
  const isKnown = fetched !== undefined || recordFields.includes(fieldName(subject, recordFields));
  return (
    typeof value === 'number' &&
    nodes.some(({ id, type }) => type === 'data.group' && rows === `nodes.${id}.output.rows`) &&
    (isGuessed === true ||
      isOfUnit === true ||
      !isKnown ||
      /^(?:sum|total|count|average|number|any|one|something|anything)\b/u.test(subject))
  );
}

/** “Keep the late ones, if that’s more than 5”: how many rows were kept. */
export function countOfKept(assembly: Assembly, { words, test, value, subject, isGuessed, negated }: Condition): string | undefined {
  const { rows } = assembly.data;
  const isKept =
    /^data\.(?:filter|deduplicate|sort)$/u.test(assembly.nodes.at(-1)?.type ?? '') || /^\W*(?:if\s+)?there are\b/iu.test(words);
  const sign = signs[test];
  const isCount = isGuessed === true && /^(?:amount|quantity|count|number)$/u.test(subject);
  if (!rows || !isKept || !isCount || !sign || typeof value !== 'number') return undefined;
  const count = `size(${rows}) ${sign} ${value}`;
  return negated ? `!(${count})` : count;
}

/** “If any”, “unless nothing is left”: whether the filter before kept something. */
export function anyKept(assembly: Assembly, condition: Condition): string | undefined {
  const { words, value } = condition;
  const { rows, fetched } = assembly.data;
  const kept = assembly.last(({ type }) => type === 'data.filter' || type === 'data.group');
  const isKept = kept !== undefined && (fetched === undefined || (assembly.nodes.at(-1)?.type ?? '').startsWith('data.'));
  const asks = /\b(?:any|there (?:are|is)|none|no|found|some|something|nothing)\b|^so$/iu.test(words);
  if (!rows || !isKept || !asks || typeof value === 'number') return undefined;
  const isNone = /\b(?:no|none|nothing|not)\b|n['’]t\b/iu.test(words);
  return `size(${rows}) ${isNone === isTurned(condition) ? '>' : '=='} 0`;
}

/** Of a list: how many there are, or whether any of them is so; after a total its result is compared. */
export function aboutRows(assembly: Assembly, condition: Condition, rows: string): string {
  const isNumber = typeof condition.value === 'number';
  const total = assembly.nodes.find(({ id, type }) => type === 'data.group' && rows === `nodes.${id}.output.rows`);
  const measures = (total?.config['measures'] ?? []) as { as?: string; calculate: string }[];
  if (isNumber && total) {
    const column = measures.find(({ as }) => as?.includes(condition.subject))?.as ?? measures[0]?.as ?? 'count';
    return `${rows}.exists(row, ${conditionExpression({ ...condition, subject: column }, 'row', [column])})`;
  }
  const isCount = /^(?:|amount|count|number|rows?|entries|items?|list|total)$/u.test(condition.subject);
  if (isNumber && isCount) return `size(${rows}) ${signs[condition.test] ?? '=='} ${condition.value}`;
  const isOfColumn =
    condition.subject !== '' && !/^(?:it|they|list|file|table|result|rows?|anything|nothing|data)$/u.test(condition.subject);
  if (condition.test === 'equals' || isNumber || (condition.test === 'empty' && isOfColumn))
    return `${rows}.exists(row, ${conditionExpression(condition, 'row')})`;
  return condition.test === 'empty' ? `size(${rows}) == 0` : `size(${rows}) > 0`;
}
