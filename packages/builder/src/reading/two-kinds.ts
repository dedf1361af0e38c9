import type { Condition } from '../recognise/conditions.ts';
import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';

/** “Urn → Paul, coffin → Paul and the gravediggers”: a word alone, and another for the other way, are two kinds to choose from. */
export function withKindsOf(condition: Condition, { cases, words, values }: ReadStep): Condition {
  const other = cases?.[1];
  const isOpen = condition.test === 'unread' || (condition.test === 'equals' && typeof condition.value === 'string');
  if (!other || !isOpen || condition.negated || condition.subject === 'decision') return condition;
  const own = kindIn(valuesOf(values, 'value')[0], words);
  const rest = kindIn(valuesOf(other.values, 'value')[0] ?? valuesOf(other.values, 'class')[0], other.words);
  return own && rest && !own.includes(rest) && !rest.includes(own) ? { ...condition, options: [own, rest] } : condition;
}

/** A name of one to three words; nothing that denies, compares or takes up the rest. */
function kindIn(value: string | undefined, words: string): string | undefined {
  const plain = (said: string): string =>
    said
      .toLowerCase()
      .replace(/^\W*(?:(?:and|but|or|if|when|where|for|by|with|in|it['’]?s|it|is|are|an?|the)\s+)*/u, '')
      .replace(/^\p{L}+\s+(?:is|are)\s+/u, '')
      .replaceAll(/["“”:.,?!→]/gu, '')
      .replace(/\s+(?:ones?|cases?)$/u, '')
      .trim();
  const whole = plain(words);
  const kind = value === undefined || whole.split(/\s+/u).length <= 3 ? whole : plain(value);
  const isAlone = whole === kind || /\b(?:is|are)\b/iu.test(words);
  const isKind =
    /^\p{L}[\p{L} -]*$/u.test(kind) &&
    kind.split(/\s+/u).length <= 3 &&
    !/\b(?:no|not|none|nobody|nothing|never|without|other|others|else|rest|anything|everything|everyone|everybody|anyone|someone|normal|usual|all|any|more|less|than|bigger|smaller|longer|shorter|over|under|later|earlier|before|after|first|second|third|again|yes|ok|approved|rejected|does|did|ticks?|otherwise|then|new|known|still|yet|so)\b|n['’]t\b/iu.test(
      kind,
    );
  return isAlone && isKind ? kind : undefined;
}
