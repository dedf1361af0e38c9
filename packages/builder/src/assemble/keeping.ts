import type { Wish } from '../recognise/wish.ts';
import type { Assembly } from './assembly.ts';

/** What is kept, in the words of the wish: “save the reason” → the reason. */
function objectOf(because: string): string {
  const object = because
    .replace(/^(?:(?:please|then|also|and|just|otherwise)\s+)*(?:saves?|stores?|log|records?|archives?|keep|note|write)\s*/iu, '')
    .replace(/[\s,.;:]+$/u, '');
  return object === '' || object.length > 50 || /^(?:it|them|this|that|all|everything|down|all of (?:them|it)|a list)\b/iu.test(object)
    ? 'it'
    : object;
}

/** What is to be kept in a table or list stays a visible wish, with the ways that there are today. */
export function addKeeping(assembly: Assembly, { place, because }: Extract<Wish, { kind: 'keep' }>): void {
  const name = place
    ? /^(?:list|table|log|record|register)$/iu.test(place)
      ? `Keep it in a ${place.toLowerCase()}`
      : /\.\w{2,4}$/u.test(place)
        ? `Add it to ${place}`
        : `Keep it in the ${place}`
    : `Keep ${objectOf(because)}`;
  assembly.add('keep', 'placeholder', name, { wish: because || name }, because);
  assembly.note(
    'recommendation',
    'There is no table to write to yet. Every run keeps what came in and what came out, to be looked up and exported; “Write a file” can make an Excel file of it, and “Call a web address” can hand it to the program that has the table.',
  );
}
