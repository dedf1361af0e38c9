import type { Wish, WishKind } from '../recognise/wish.ts';
import type { ReadStep } from './reading.ts';
import { type ReadValue, valuesOf } from './values.ts';
import { withValues } from './with-values.ts';

type Approval = Extract<Wish, { kind: 'approve' }>;

/** “First Ida, then Ben” are asked one after the other, “Ida and Ben” by one step that needs both, and of “Ida or Ben” either may answer. */
export function approvalsOf(wish: WishKind, { values, words }: ReadStep): WishKind[] {
  const people = valuesOf(values, 'to')
    .flatMap((said) => severalIn(said))
    .filter((said) => !counted.test(said));
  const [first = '', second = ''] = people;
  const between = words.slice(words.indexOf(first) + first.length, Math.max(words.indexOf(second), 0));
  // “My boss Ida at ida@x”: an address behind a name is that one's.
  const isOne = people.length === 2 && second.includes('@') && !first.includes('@') && !/\band\b|[&+;,.]/iu.test(between);
  if (wish.kind !== 'approve' || people.length < 2 || isOne) return [wish];
  const rest = values.filter(({ name }) => name !== 'to');
  const own = people.map((who) => withValues(wish, [...rest, { name: 'to', words: who } satisfies ReadValue], words) as Approval);
  if (/\bthen\b|\bone after (?:the other|another)\b|\bin turn\b|→|->|>/iu.test(words)) return own;
  const isEither = /\b(?:or|either)\b|\//iu.test(between) || /\b(?:either|one|any(?:one)?) of\b/iu.test(words);
  const others = own.slice(1).map(({ who, address }) => ({ who, address }));
  return [{ ...(own[0] as Approval), others, ...(isEither ? { isEither } : {}) }];
}

/** “Two of us”, “both”: how many, not who. */
const counted =
  /^\W*(?:both|two|three|four|\d+|all)(?:\s+(?:of\s+(?:us|them|you)|people|persons|colleagues|others|different people))?\W*$/iu;

/** “Ahmed and Lea”, said as one. */
const severalIn = (said: string): string[] =>
  said.split(/\s*,\s*(?:(?:and|then)\s+)*|\s+(?:and|&|\+)\s+(?:then\s+)?/iu).filter((one) => one.trim() !== '');
