import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, placeOf } from './wish-lists.ts';

const back = /\b(?:give|gives|want|get|hand|return|like|need|have)(?:\s+(?:it|them|me|us|that|the\s+\p{L}+|to))*\s+back\b/iu;
const ofRows = new Set<Wish['kind']>(['filter', 'due', 'sort', 'deduplicate', 'calculate', 'total', 'combine']);

/** “Give it back”, “I want back only …”: a file in the format in which it was handed in, where nobody says another way. */
export function withGivenBack(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  const found = back.exec(text);
  if (trigger.kind !== 'form' || !found) return [...wishes];
  const file = trigger.fields.find(({ type }) => type === 'file');
  const format = /\(CSV\)/u.test(file?.label ?? '') ? 'csv' : /\(JSON\)/u.test(file?.label ?? '') ? 'json' : 'excel';
  if (!file || !allWishes(wishes).some(({ kind }) => ofRows.has(kind))) return [...wishes];
  const isOrder = (wish: Wish): boolean => {
    const at = placeOf(wish, text);
    const isNamed = /\b(?:csv|excel|xlsx?|pdf|json|spreadsheet|mail|e-?mail)\b|@/iu.test(wish.because);
    return (
      (wish.kind === 'respond' || wish.kind === 'write' || wish.kind === 'unmet') &&
      !isNamed &&
      at < found.index + found[0].length &&
      at + wish.because.length > found.index
    );
  };
  const fileOf = (because: string, at: number): Wish => ({ kind: 'write', format, name: 'result', because, at });
  if (wishes.some((wish) => isOrder(wish))) return wishes.map((wish) => (isOrder(wish) ? fileOf(wish.because, placeOf(wish, text)) : wish));
  const last = wishes.at(-1);
  const isHandedOver = allWishes(wishes).some(({ kind }) => ['write', 'email', 'respond', 'unmet', 'keep', 'fetch'].includes(kind));
  return last && ofRows.has(last.kind) && !isHandedOver ? [...wishes, fileOf(found[0], found.index)] : [...wishes];
}
