import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { endOf, inEveryList } from './wish-lists.ts';

const theirs = /\bin\s+(?:(?:their|that|his|her|this|the|own|same|chosen|picked|selected|mother|respective)\s+)+(?:language|tongue)\b/iu;

/** A mail “in their language”, which the form asks for, is written by a model: no letter of ours speaks all of them. */
export function inChosenLanguage(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  const isAsked = trigger.kind === 'form' && trigger.fields.some(({ name, type }) => name === 'language' && type === 'choice');
  if (!isAsked) return [...wishes];
  return inEveryList(wishes, (list) =>
    list.flatMap((wish): Wish[] => {
      const end = endOf(wish, text);
      const said = `${wish.because} ${end < 0 ? '' : (/^[^.;!?(]*/u.exec(text.slice(end))?.[0] ?? '')}`;
      if (wish.kind !== 'email' || wish.quote !== undefined || !theirs.test(said)) return [wish];
      const about = wish.what === undefined ? wish.because : `an e-mail: ${wish.what}`;
      const order: Wish = {
        kind: 'generate',
        instruction: `Write ${about}. Write it in the language that was chosen`,
        noun: 'e-mail',
        because: wish.because,
        ...(wish.at === undefined ? {} : { at: wish.at }),
      };
      return [order, wish];
    }),
  );
}
