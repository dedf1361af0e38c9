import { member } from '../recognise/detect-compute.ts';
import type { Condition } from '../recognise/conditions.ts';

/** The signs of comparisons of amounts. */
export const signs: { readonly [test: string]: string } = { over: '>', at_least: '>=', under: '<', at_most: '<=' };

/** A condition asked of a row (`item`) or of the run's own record (`input`, `trigger.body`), as an expression. */
export function conditionExpression(condition: Condition, base: string, knownFields: readonly string[] = []): string {
  if (condition.test === 'unread') return '';
  if (condition.test === 'all' || condition.test === 'any')
    return joined(condition, (part) => conditionExpression(part, base, knownFields));
  const field = member(fieldName(condition.subject, knownFields), base);
  const sign = condition.than === undefined ? undefined : signs[condition.test];
  if (condition.than !== undefined && sign) {
    const comparison = `number(${field}) ${sign} number(${member(fieldName(condition.than, knownFields), base)})`;
    return condition.negated ? `!(${comparison})` : comparison;
  }
  const positive = plainExpression({ ...condition, test: condition.test }, field);
  return condition.negated ? `!(${positive})` : positive;
}

/** “Above 32 degrees and below 40 %”: nothing is known where one part is not. */
export function joined({ test, parts = [], negated }: Condition, expressionOf: (part: Condition) => string): string {
  const each = parts.map((part) => expressionOf(part));
  if (each.some((one) => one === '')) return '';
  const whole = each.join(test === 'all' ? ' && ' : ' || ');
  return negated ? `!(${whole})` : whole;
}

function plainExpression(
  { test, value, most }: Condition & { readonly test: Exclude<Condition['test'], 'unread' | 'all' | 'any'> },
  field: string,
): string {
  const number = typeof value === 'number' ? value : Number(value);
  switch (test) {
    case 'over':
      return `number(${field}) > ${number}`;
    case 'under':
      return `number(${field}) < ${number}`;
    case 'at_least':
      return `number(${field}) >= ${number}`;
    case 'at_most':
      return `number(${field}) <= ${number}`;
    case 'equals':
      if (typeof value === 'string' && / or /u.test(value)) return anyOf(value, field);
      return typeof value === 'number'
        ? `number(${field}) == ${value}`
        : `lower(string(${field})) == ${JSON.stringify(value.toLowerCase())}`;
    case 'differs':
      return typeof value === 'number'
        ? `number(${field}) != ${value}`
        : `lower(string(${field})) != ${JSON.stringify(value.toLowerCase())}`;
    case 'contains':
      return `contains(lower(string(${field})), ${JSON.stringify(String(value).toLowerCase())})`;
    case 'starts':
      return `startsWith(lower(string(${field})), ${JSON.stringify(String(value).toLowerCase())})`;
    case 'ends':
      return `endsWith(lower(string(${field})), ${JSON.stringify(String(value).toLowerCase())})`;
    case 'empty':
      return `isEmpty(${field})`;
    case 'filled':
      return `!isEmpty(${field})`;
    case 'older_than_days':
      return `dateDiff(${field}, trigger.at, "days") > ${number}`;
    case 'newer_than_days':
      return `dateDiff(${field}, trigger.at, "days") < ${number}`;
    case 'before':
      return `string(${field}) < ${JSON.stringify(String(value))}`;
    case 'after':
      return `string(${field}) >= ${JSON.stringify(String(value))}`;
    case 'between':
      return `(number(${field}) >= ${number} && number(${field}) <= ${most ?? number})`;
    case 'judged':
      return `${field} == ${JSON.stringify(String(value))}`;
  }
}

/** “1 or 2” */
function anyOf(values: string, field: string): string {
  const list = values.split(/\s*,\s*|\s+or\s+/u).map((value) => value.replace(/^(?:an?|the)\s+/u, '').toLowerCase());
  return `(${list.map((value) => `lower(string(${field})) == ${JSON.stringify(value)}`).join(' || ')})`;
}

/** Names that people use for the same field. */
const sameMeaning: readonly (readonly string[])[] = [
  ['rating', 'stars', 'star', 'points', 'score', 'grade', 'mark'],
  ['amount', 'total', 'sum', 'price', 'cost', 'value', 'budget', 'euros', 'dollars', 'pounds'],
  ['people', 'persons', 'guests', 'heads', 'pax', 'attendees', 'numberofpeople'],
  ['comment', 'message', 'text', 'feedback', 'description'],
];

/** The field whose name is nearest to the person's words; otherwise the words themselves as a name. */
export function fieldName(subject: string, known: readonly string[]): string {
  const wanted = subject.toLowerCase();
  const words = wanted.split(/[\s_-]+/u).filter(Boolean);
  const exact = known.find((name) => name.toLowerCase() === wanted.replaceAll(/[\s_-]+/gu, ''));
  if (exact) return exact;
  const partly = known.find((name) => words.some((word) => word.length > 3 && name.toLowerCase().includes(word.replace(/s$/u, ''))));
  if (partly) return partly;
  const alike = sameMeaning.find((group) => group.includes(words.at(-1) ?? ''));
  const same = alike && known.find((name) => alike.includes(name.toLowerCase()));
  if (same) return same;
  const plain = words.join('_').replaceAll(/[^\p{L}\p{N}_]/gu, '');
  if (/^\d/u.test(plain)) return `n${plain}`;
  // Words of the expression language are no names.
  if (
    /^(?:in|true|false|null|as|if|else|for|let|var|const|function|return|void|while|import|package|namespace|loop|break|continue)$/u.test(
      plain,
    )
  )
    return `${plain}_value`;
  return plain || 'amount';
}
