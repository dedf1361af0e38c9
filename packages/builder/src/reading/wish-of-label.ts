import { wordNumber } from '../language/durations.ts';
import { readCondition, subjectOf } from '../recognise/conditions.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import type { WishKind } from '../recognise/wish.ts';
import type { StepLabel } from './reading.ts';

/** Kinds of wishes that can be made of any words. */
export type OpenLabel = Exclude<StepLabel, 'read' | 'wait' | 'code' | 'respond' | 'template' | 'set'>;

/** A wish of a kind that is known, though no recogniser takes its words apart; what they do not say is left open, so that it is asked for or filled in. */
export function wishOfLabel(label: OpenLabel, clause: string): WishKind {
  switch (label) {
    case 'filter':
      return {
        kind: 'filter',
        condition:
          readCondition(clause.replace(/^.*?\b(?:only|just|those|that|who|which|where|whoever|all|everybody|everyone)\b/iu, '')) ??
          readCondition(clause),
      };
    case 'sort':
      return sortOf(clause);
    case 'total':
      return totalOf(clause);
    case 'calculate':
      return { kind: 'calculate', column: 'Result', formula: undefined };
    case 'deduplicate':
      return { kind: 'deduplicate', by: /\b(e-?mail|name|phone|number|address)\b/iu.exec(clause)?.[1]?.toLowerCase() };
    case 'topics':
      return {
        kind: 'topics',
        onlyComplaints: /complain|problem|unhappy|wrong/iu.test(clause),
        noun: /\b(comments?|answers|feedback|reviews|suggestions|messages|complaints)\b/iu.exec(clause)?.[1]?.toLowerCase() ?? 'comments',
      };
    case 'classify':
      return { kind: 'classify', labels: labelsIn(clause), noun: 'text' };
    case 'extract':
      return extractOf(clause);
    case 'summarize':
      return { kind: 'summarize', noun: 'text' };
    case 'generate':
      return { kind: 'generate', instruction: clause, noun: 'text' };
    case 'write':
      return {
        kind: 'write',
        format: /\bpdf\b|\bletter|\bhand (?:round|out)|\bprint/iu.test(clause) ? 'pdf' : /\bcsv\b/iu.test(clause) ? 'csv' : 'excel',
        name: 'report',
      };
    case 'email':
      return { kind: 'email', to: addressesIn(clause), person: personIn(clause), about: clause };
    case 'approve':
      return {
        kind: 'approve',
        who: personIn(clause) ?? /\b([A-Z]\p{L}{2,}(?: [A-Z]\p{L}+)?)\b/u.exec(clause.replace(/^\p{L}+/u, ''))?.[1],
        address: addressesIn(clause)[0],
      };
    case 'combine':
      return { kind: 'combine' };
    case 'fetch':
      return { kind: 'fetch', url: /https?:\/\/[^\s,;"')]+/iu.exec(clause)?.[0], method: 'GET', what: clause };
    case 'unmet':
      return { kind: 'unmet', wish: clause, service: undefined, instead: undefined };
  }
}

function sortOf(clause: string): WishKind {
  const top = wordNumber(
    /\b(?:top|first|best|worst|biggest|highest|lowest|the)\s+(\d{1,3}|three|five|ten|twenty|two|four|six)\b/iu.exec(clause)?.[1] ?? '',
  );
  const by =
    /\bby\s+(?:the\s+)?([\p{L}]+)/iu.exec(clause)?.[1]?.toLowerCase() ??
    (/newest|oldest|latest|longest|date/iu.test(clause) ? 'date' : undefined);
  const isAscending = /alphabet|lowest|smallest|oldest|cheapest|surname|by name|worst/iu.test(clause);
  return { kind: 'sort', by, direction: isAscending ? 'ascending' : 'descending', ...(top === undefined ? {} : { limit: top }) };
}

function totalOf(clause: string): WishKind {
  const per = /\b(?:per|by|for each|for every|each|every|of each)\s+(?:the\s+|single\s+)?([\p{L}]+)/iu.exec(clause)?.[1]?.toLowerCase();
  const isSum =
    /\b(?:sum|total|add|cost|costs|hours|revenue|takings|spent|amount|much|money|sales)\b/iu.test(clause) && !/\bhow many\b/iu.test(clause);
  const column =
    /\b(cost|costs|hours|revenue|takings|amount|price|sales|quantity|nights|points|weight)\b/iu.exec(clause)?.[1]?.toLowerCase() ??
    'amount';
  const measure = /\baverage|mean\b/iu.test(clause)
    ? ({ calculate: 'average', column } as const)
    : isSum
      ? ({ calculate: 'sum', column } as const)
      : ({ calculate: 'count' } as const);
  return { kind: 'total', by: per ? [per] : [], measures: [measure] };
}

/** "safety, quality, canteen or other", with or without brackets. */
function labelsIn(clause: string): string[] {
  const listed =
    /\(([^)]+)\)/u.exec(clause)?.[1] ??
    /((?:[\p{L}][\p{L} -]{1,20},\s*)+[\p{L}][\p{L} -]{1,20}(?:\s*(?:,|or|and)\s*[\p{L}][\p{L} -]{1,20})?)/u.exec(clause)?.[1] ??
    '';
  const labels = listed
    .split(/,|\bor\b|\band\b|\//iu)
    .map((label) =>
      label
        .replace(/^.*\b(?:into|as|is|either)\s+/iu, '')
        .trim()
        .toLowerCase(),
    )
    .filter((label) => label.length > 1 && label.split(' ').length <= 3);
  if (labels.length >= 2) return labels;
  return /urgent|emergency|priority/iu.test(clause)
    ? ['urgent', 'normal']
    : /positive|negative|mood|happy|angry/iu.test(clause)
      ? ['positive', 'neutral', 'negative']
      : [];
}

function extractOf(clause: string): WishKind {
  const fields = clause
    .replace(/^.*?\b(?:out|extract|read|note|get|find|take|pull|pick)\b\s*(?:out\s+)?/iu, '')
    .replace(/\b(?:from|out of|in the|of the|in an?|into an?)\b.*$/iu, '')
    .replace(/^\s*(?:put|write|save|store|note)\s+/iu, '')
    .split(/,|\band\b|&|\/|:/iu)
    .map((field) => subjectOf(field))
    .filter((field) => field !== '');
  return { kind: 'extract', fields: fields.length > 0 ? fields : ['name', 'date', 'amount'], noun: 'text' };
}

const people =
  /\b((?:[\p{L}-]+ )?(?:customer|client|parent|patient|student|guest|tenant|member|applicant|candidate|employee|donor|volunteer|supplier|sender|boss|manager|team|owner|director|principal|colleague|accountant|accounting|doctor|teacher|chef|staff|office|reception|warehouse|kitchen|board|secretary|caretaker|plumber|technician|driver|landlord|coordinator|lawyer|dispatch|vicar|dentist|nurse|head|lead|committee|department)s?|everyone|everybody|me|us|them|him|her)\b/iu;

function personIn(clause: string): string | undefined {
  return people
    .exec(clause)?.[1]
    ?.toLowerCase()
    .replace(/^(?:the|a|an|my|our|their|to|tell|let|with|class(?= teacher)|by|and|inform|mail|all|each|every)\s+/u, '');
}
