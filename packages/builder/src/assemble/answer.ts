import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { letterFor } from './letters.ts';

/** What the caller hears: the class, the text that was made, words that were said, else what is at hand. */
export function addAnswer(assembly: Assembly, { status, what, because }: Extract<Wish, { kind: 'respond' }>): void {
  const { content, label, made, text } = assembly.data;
  const isLabel = label !== undefined && /\b(?:label|category|class|result|topic|mood|sentiment)\b/iu.test(what ?? '');
  const isFailure = (status ?? 200) >= 400;
  const letter = what === undefined ? undefined : letterFor(what, assembly);
  const body = isLabel
    ? { label: template(label) }
    : letter && made === undefined
      ? { message: letter.text.split('\n\n').at(-1) ?? '' }
      : isFailure || (what !== undefined && made === undefined && /\s/u.test(what))
        ? { message: what ?? 'The request was not accepted.' }
        : made === 'text' && text
          ? { text: template(text) }
          : content
            ? template(content)
            : undefined;
  assembly.add(
    'respond',
    'flow.respond',
    status === undefined ? 'Give the answer' : `Answer with ${status}`,
    { ...(status === undefined ? {} : { status }), ...(body === undefined ? {} : { body }) },
    because,
  );
}
