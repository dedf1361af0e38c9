import { servicesIn } from '../recognise/services.ts';
import { formTrigger } from '../recognise/trigger-event.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { inEveryList, placeOf } from './places.ts';

interface Planned {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

const compares =
  /\bcompare\b.*\b(?:last|previous|prior|earlier|before|yesterday)\b|\b(?:than|with)\s+(?:the\s+)?(?:last|previous) (?:week|month|time|run|day|year)\b/iu;
const since = /\bsince (?:yesterday|the day before|(?:the )?last (?:week|month|time|run|check))\b/iu;
const changed = /\b(?:dropped|fell|fallen|rose|risen|grew|increased|decreased|changed|went (?:up|down)|differs?|is different)\b/iu;

/** What one workflow cannot do shows as one visible wish in the words that were said. */
export function mendBeyond(planned: Planned, text: string): Planned {
  const collected = collecting(planned, text);
  const compared = compares.test(text) || (since.test(text) && changed.test(text));
  return {
    trigger: collected.trigger,
    wishes: inEveryList(collected.wishes, (list) =>
      list.flatMap((wish): Wish[] => {
        if (
          wish.kind === 'filter' &&
          ((wish.condition === undefined && compares.test(wish.because)) || (since.test(wish.because) && changed.test(text)))
        )
          return [
            gap(
              wish,
              'A run does not know what an earlier one got. A program that keeps the values can be asked with “Call a web address”.',
              undefined,
              wish.because.replace(/^\W*since\s/iu, 'compare with '),
            ),
          ];
        if (wish.kind === 'if' && compared && changed.test(wish.because))
          return [{ ...wish, condition: { ...wish.condition, test: 'unread' } }];
        return posts(wish, text);
      }),
    ),
  };
}

const gap = ({ because, at }: Wish, instead: string, service?: string, words = because): Wish => ({
  kind: 'unmet',
  wish: words,
  service,
  instead,
  because,
  ...(at === undefined ? {} : { at }),
});

const networks = ['X', 'LinkedIn', 'Facebook', 'Instagram', 'TikTok', 'YouTube'];

/** “post it to Twitter and LinkedIn” is a wish for each of them; nothing is written that nobody asked to write. */
function posts(wish: Wish, text: string): Wish[] {
  const isPost =
    wish.kind === 'generate' ||
    (wish.kind === 'email' && wish.to.length === 0) ||
    (wish.kind === 'unmet' && networks.includes(wish.service ?? ''));
  const named = isPost ? servicesIn(wish.because).filter(({ name }) => networks.includes(name)) : [];
  if (
    named.length === 0 ||
    !/\b(?:post|publish|share|tweet)\b/iu.test(text) ||
    /\b(?:write|draft|compose|generate|text for)\b/iu.test(wish.because)
  )
    return [wish];
  const object = /\b(?:post|publish|share|tweet)\s+((?:(?!to\b|on\b)[\p{L}'-]+\s*){1,5}?)\s*(?=\bto\b|\bon\b|$)/iu.exec(text)?.[1]?.trim();
  return named.map(({ name, instead }) =>
    gap(wish, instead, name, object ? `post ${object} to ${name === 'X' ? 'X (Twitter)' : name}` : wish.because),
  );
}

/** “collect sizes via a form and mail me an Excel every Friday” are two workflows: the form is drawn, the other stays visible. */
function collecting({ trigger, wishes }: Planned, text: string): Planned {
  const found =
    trigger.kind === 'schedule'
      ? /\b(?:collect|gather)\s+(?:the |all |our )?([\p{L}' -]{3,40}?)\s+(?:from\s+(?:the |our |all )?[\p{L} ]{3,24}?\s+)?(?:via|by|through|with|in|using|on)\s+(?:an? |the |our )?(?:\p{L}+ )?form\b/iu.exec(
          text,
        )
      : null;
  if (!found || trigger.kind !== 'schedule') return { trigger, wishes };
  const [words, object = ''] = found;
  const form = formTrigger('form', text, words, false);
  if (form.kind !== 'form') return { trigger, wishes };
  const title = object.charAt(0).toUpperCase() + object.slice(1);
  const label = /[^s]s$/u.test(title) ? title.slice(0, -1) : title;
  const name = label.toLowerCase().replaceAll(/[^a-z0-9]+(.)/gu, (_, letter: string) => letter.toUpperCase());
  const rest = text
    .slice(text.indexOf(words) + words.length)
    .replace(/^\W*(?:and\s+)?(?:then\s+)?/iu, '')
    .replace(/[\s.]+$/u, '');
  const first = wishes.find((wish) => placeOf(wish, text) > text.indexOf(words));
  return {
    trigger: {
      ...form,
      title,
      fields: [
        { name: 'name', label: 'Your name', type: 'text', required: true },
        ...(/^[a-z][a-z0-9]*$/iu.test(name) && name !== 'name' ? [{ name, label, type: 'text' as const, required: true }] : []),
      ],
    },
    wishes: first
      ? [
          gap(
            { ...first, because: rest },
            'What a form collected is reported by a workflow of its own, which a time starts. Every run of this one keeps what came in, to be looked up and exported.',
          ),
        ]
      : [...wishes],
  };
}
