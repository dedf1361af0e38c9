import { readCondition } from './conditions.ts';
import { saysSomething } from './clauses.ts';
import { addressesIn } from './detect-outputs.ts';
import { startsWithVerb } from './verbs.ts';
import type { Wish } from './wish.ts';

type Read = (sentence: string) => Wish[];

/** "…, but only for orders above 20 euro": the condition comes last and holds for all that was said before it. */
export function readOnlyFor(sentence: string, read: Read): Wish[] | undefined {
  const match = /^(.{8,}?),?\s+(?:but |and )?only (?:for|with|when|if|in case of)\s+(.+)$/iu.exec(sentence);
  const condition = match && saysSomething(match[1] ?? '') ? readCondition(match[2] ?? '') : undefined;
  if (!match || !condition || condition.test === 'contains') return undefined;
  const then = read(match[1] ?? '');
  const isOne = then.some(({ kind }) => kind === 'filter' || kind === 'sort' || kind === 'total');
  return isOne || then.length === 0 ? undefined : [{ kind: 'if', condition, then, otherwise: [], because: `only for ${match[2]}` }];
}

const rest = /^(?:everything else|everyone else|everybody else|anything else|the rest|(?:all )?(?:the )?others?|all else)$/iu;
const part =
  /^(?:(?:please |then |and |or )*(?:send|forward|route|e-?mail|mail|pass) )?(?:the |all |any )?((?!it\b|them\b|this\b|that\b|these\b|those\b|a\b|an\b|one\b|me\b|reply\b|answer\b|copy\b|letter\b|result\b|report\b)[\p{L}/+ -]{3,28}?)(?: (?:ones|requests|messages|cases|tickets|reports|complaints|enquiries))?(?: (?:go|goes|should go|must go|are sent))? to ((?:the |our |my )?[\p{L}][\w .'-]{1,40}|[\w.+-]+@[\w.-]+)$/iu;

/**
 * "Roads go to Mr Okafor, lamps to the electricity works, the rest to the depot": one way for each kind, told apart by reading. Also
 * "by country: DE, AT or CH, each a mail to a different warehouse", told apart by a field.
 */
export function readRouting(sentence: string): Wish[] | undefined {
  return byField(sentence) ?? byKind(sentence);
}

function byField(sentence: string): Wish[] | undefined {
  const match =
    /\b(?:depending on|according to|based on|by)\s+(?:the |its |their )?([\p{L} ]{2,24}?)\s*[(:]\s*([^:)]+?)\s*\)?,?\s+(?:each|every one|one) (?:gets? |goes |sends? )?(?:an? |its own |to )?(?:e-?mail|mail|message)?(?: ?to)? ?(?:an? |its |their )?(?:different |own |separate |other )?([\p{L}]+)/iu.exec(
      sentence,
    );
  const names = (match?.[2] ?? '')
    .split(/\s*,\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*\/\s*/iu)
    .map((name) => name.trim())
    .filter(Boolean);
  if (!match || names.length < 2 || names.length > 8) return undefined;
  return [
    {
      kind: 'switch',
      field: match[1] ?? 'type',
      cases: names.map((name) => ({ name, then: [mail(`${match[3]} for ${name}`, sentence)] })),
      because: sentence,
    },
  ];
}

function byKind(sentence: string): Wish[] | undefined {
  const parts = sentence
    .split(/\s*[,;]\s*(?:and |or )?|\s+and (?=[\p{L} ]+ to )/iu)
    .map((piece) => part.exec(piece.trim()))
    .filter((found) => found !== null);
  const pieces = sentence.split(/\s*[,;]\s*/u).length;
  const kinds = parts.filter((found) => !rest.test(found[1]?.trim() ?? ''));
  if (
    kinds.length < 2 ||
    parts.length < pieces ||
    kinds.some((found) => startsWithVerb.test(found[1] ?? '') || /^then\b/iu.test(found[1] ?? ''))
  )
    return undefined;
  const other = parts.find((found) => rest.test(found[1]?.trim() ?? ''));
  return [
    {
      kind: 'switch',
      field: 'label',
      cases: kinds.map((found) => ({ name: labelOf(found[1] ?? ''), then: [mail(found[2] ?? '', sentence)] })),
      ...(other ? { otherwise: [mail(other[2] ?? '', sentence)] } : {}),
      because: sentence,
    },
  ];
}

const labelOf = (words: string): string =>
  words
    .trim()
    .toLowerCase()
    .replace(/([^s])s$/u, '$1');

function mail(who: string, because: string): Wish {
  const to = addressesIn(who);
  return {
    kind: 'email',
    to,
    person: to.length > 0 ? undefined : who.replace(/^(?:the|our|my)\s+/iu, '').trim(),
    about: `send it to ${who}`,
    because,
  };
}
