import { type Condition, readCondition } from '../recognise/conditions.ts';
import { type ReadValue, valuesOf } from './values.ts';

type Read = (values: readonly ReadValue[], said: string, ruled: Condition | undefined) => Condition | undefined;

/** “Above 32 degrees and below 40 %”, “under 60 € or from abroad”: two conditions in one, each read by itself. One that cannot be read makes the whole one to be asked for. */
export function joinedOf(values: readonly ReadValue[], said: string, read: Read): Condition | undefined {
  const neither = neitherOf(values, said);
  if (neither) return neither;
  const cut = cutOf(values, said);
  if (!cut) return undefined;
  const isUnless = /^\W*(?:unless|except)\b/iu.test(said);
  const [first, second] = [cut.first, cut.second].map((piece) => {
    const words = piece.words.replace(/^\W*(?:unless|except)(?: (?:when|if))?\s+/iu, '');
    const condition = read(piece.values, words, readCondition(words.replace(/^\W*(?:if|when)\s+/iu, '')));
    return condition ?? undefined;
  });
  const words = said.replace(/^\W*(?:(?:and|but|only|then|also|just)\s+)*(?:if|when(?:ever)?|in case|should|once|unless)\s+/iu, '').trim();
  if (!first || !second || first.test === 'unread' || second.test === 'unread')
    return { words, subject: '', test: 'unread', value: '', negated: isUnless };
  // “Under 0.3 or over 0.6” are of one thing.
  const isSame = second.isGuessed && typeof first.value === 'number' && /^\d[\d.,]*$/u.test(valuesOf(cut.second.values, 'value')[0] ?? '');
  const other = isSame ? { ...second, subject: first.subject } : second;
  return {
    words,
    subject: first.subject,
    test: cut.join === 'and' && !isOneOfBoth(cut.second.words, first, other) ? 'all' : 'any',
    value: '',
    parts: [first, other],
    negated: isUnless,
  };
}

/** “The cancelled ones and anyone over 65”, “the paid and the refunded”: rows of the one kind and of the other, as no row is both. */
function isOneOfBoth(words: string, first: Condition, second: Condition): boolean {
  const isOfOthers =
    /^\W*(?:the\s+)?(?:those|these|ones|any(?:one|body|thing)|every(?:one|body|thing)|all|people|ppl|whoever|whatever)\b|^\W*(?:the\s+)?\p{L}+ ones\b/iu.test(
      words,
    );
  const isOtherState = first.test === 'equals' && second.test === 'equals' && first.subject === second.subject && !second.negated;
  return isOfOthers || isOtherState;
}

/** “Neither phone nor mail is given”: both are missing. */
function neitherOf(values: readonly ReadValue[], said: string): Condition | undefined {
  const columns = valuesOf(values, 'column');
  if (!/\bneither\b.+\bnor\b/iu.test(said) || columns.length !== 2) return undefined;
  const parts = columns.map(
    (subject): Condition => ({ words: said, subject: subject.toLowerCase(), test: 'empty', value: '', negated: false }),
  );
  return { words: said, subject: parts[0]?.subject ?? '', test: 'all', value: '', parts, negated: false };
}

interface Piece {
  readonly words: string;
  readonly values: readonly ReadValue[];
}

/** Where a second condition begins: behind an “and” or “or” with a comparison or words of its own on both sides. */
function cutOf(values: readonly ReadValue[], said: string): { first: Piece; second: Piece; join: 'and' | 'or' } | undefined {
  const placed = placesOf(values, said);
  for (const match of said.matchAll(
    /\s+(and|or|&)\s+(?!(?:more|less|fewer|above|below|over|under|up|older|younger|later|higher|lower)\b(?!\s+\S*\d))/giu,
  )) {
    const end = match.index + match[0].length;
    if (placed.some(({ from, to }) => from < end && to > match.index)) continue;
    const [before, after] = [placed.filter(({ to }) => to <= match.index), placed.filter(({ from }) => from >= end)];
    const rest = after
      .reduce((left, { value }) => left.replace(value.words, ' '), said.slice(end))
      .replaceAll(/\b(?:an?|the)\b/giu, ' ')
      .trim();
    const isOwn =
      after.some(({ value }) => value.name === 'op') || (after.some(({ value }) => value.name === 'value') && /\p{L}{2}|=/u.test(rest));
    const isWhole = before.some(({ value }) => value.name === 'op' || value.name === 'value');
    if (isOwn && isWhole)
      return {
        first: { words: said.slice(0, match.index), values: before.map(({ value }) => value) },
        second: { words: said.slice(end), values: after.map(({ value }) => value) },
        join: match[1]?.toLowerCase() === 'or' ? 'or' : 'and',
      };
  }
  return undefined;
}

function placesOf(values: readonly ReadValue[], said: string): { value: ReadValue; from: number; to: number }[] {
  let at = 0;
  return values.flatMap((value) => {
    const from = said.indexOf(value.words, at);
    if (from < 0) return [];
    at = from + value.words.length;
    return [{ value, from, to: at }];
  });
}
