import type { JsonObject } from '@arches/kernel';
import { fieldName } from './expressions.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { letterFor } from './letters.ts';

const vague = /^(?:it|ok|the (?:result|answer|output)|result|answer|output|everything|all of it)$/iu;

/** What the caller hears: words that were said for it, the class, the value that is named, else what was made last. */
export function addAnswer(assembly: Assembly, { status, what, because }: Extract<Wish, { kind: 'respond' }>): void {
  assembly.add(
    'respond',
    'flow.respond',
    status === undefined ? 'Give the answer' : `Answer with ${status}`,
    { ...(status === undefined ? {} : { status }), ...bodyOf(assembly, what, (status ?? 200) >= 400) },
    because,
  );
}

const figures = /\b(?:price|total|quote|sum|amount|costs?|fee|refund|discount|number|score|rate|tariff|bill|offer|figure|tax|premium)\b/u;

function bodyOf(assembly: Assembly, what: string | undefined, isFailure: boolean): JsonObject {
  const { content, label, made, text, result, record, recordFields, report } = assembly.data;
  const isQuoted = /^["“]/u.test(what?.trim() ?? '');
  const said = what
    ?.trim()
    .replaceAll(/^["“”']|["“”']$/gu, '')
    .replace(/^(?:an? |the )?[2-5]\d\d\b\s*/u, '');
  const plain = said === '' ? undefined : said;
  const thing = plain?.replace(/^(?:(?:the|a|an|his|her|their|its|our|that)\s+)+/iu, '').toLowerCase();
  if (label !== undefined && thing !== undefined && /\b(?:label|category|class|result|topic|mood|sentiment)\b/iu.test(thing))
    return { body: { label: template(label) } };
  const letter = plain === undefined ? undefined : letterFor(plain, assembly);
  if (plain !== undefined && letter && made === undefined) return { body: { message: letter.text.split('\n\n').at(-1) ?? '' } };
  if (isFailure) return { body: { message: plain ?? 'The request was not accepted.' } };
  if (plain !== undefined && thing !== undefined && !vague.test(plain)) {
    const field = recordFields.find((name) => name.toLowerCase() === fieldName(thing, []).toLowerCase());
    if (field && record) return { body: { [field]: template(`${record}.${field}`) } };
    // “the price” was worked out; “pool open” are words to be said.
    if (result && !isQuoted && figures.test(thing)) return { body: { [fieldName(thing, [])]: template(result.expression) } };
    if (made === undefined || isQuoted || /^that\s/iu.test(plain)) return { body: { message: plain } };
  }
  if (report) return { body: template(report) };
  if (made === 'text' && text) return { body: { text: template(text) } };
  return content ? { body: template(content) } : {};
}
