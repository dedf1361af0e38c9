import type { NamedSource } from '../assemble/assembly.ts';
import { placesNamed, sourceNamed } from '../recognise/tables.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, endOf, inEveryList, insideOf, overlaps, placeOf } from './places.ts';

interface Planned {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

/** A table that rows come from is a source: nothing that starts the workflow, no second list to bring together, and no gap beside it. */
export function mendSources({ trigger, wishes }: Planned, text: string): Planned & { readonly source: NamedSource | undefined } {
  const isUpload = trigger.kind === 'form' && trigger.because !== '' && trigger.fields.some(({ type }) => type === 'file');
  const found = isUpload ? undefined : sourceNamed(text);
  // A list, where nothing starts it, is as well handed over as a file.
  const isFile = trigger.kind === 'manual' && trigger.because === '' && found?.name.endsWith('list') === true && !/wait/u.test(found.name);
  const named = isFile ? undefined : found;
  if (!named) return { trigger, wishes: withPlaces(wishes, trigger, text), source: undefined };
  const holds = trigger.because.includes(named.words) || named.words.includes(trigger.because);
  const starts = trigger.because !== '' && trigger.kind !== 'schedule' && holds && !/\b(?:e-?mail|mail|inbox)/iu.test(trigger.because);
  const own: Trigger = starts ? { kind: 'manual', because: '' } : trigger;
  const isLoop = starts && /\b(?:each|every|all)\b/iu.test(trigger.because);
  const turned = inEveryList(wishes, (list) => list.flatMap((wish) => turn(wish, named.words, text)));
  const inLoop: Wish[] = isLoop && !allWishes(turned).some(({ kind }) => kind === 'each') ? [loop(turned, trigger.because)] : turned;
  return { trigger: own, wishes: withPlaces(inLoop, own, text, named.words), source: { name: named.name } };
}

/** Rows are taken out of a list here; the table itself stays as it is. */
const deleting = ({ because }: Wish): Wish => ({
  kind: 'unmet',
  wish: because,
  service: 'a table',
  instead: 'Rows of a table that is kept elsewhere cannot be deleted from here; “Call a web address” can, where its program has one.',
  because,
});

/** A place that no wish speaks of is kept in all the same, after the wish that was said before it. */
function withPlaces(wishes: readonly Wish[], trigger: Trigger, text: string, source = ''): Wish[] {
  return placesNamed(text).reduce<Wish[]>(
    (list, { place, words, at }) => {
      const isUsed =
        (source !== '' && (source.includes(words) || words.includes(source))) ||
        trigger.because.includes(words) ||
        allWishes(list).some((wish) => overlaps(wish, words, text));
      if (isUsed) return list;
      const before = allWishes(list).filter((wish) => insideOf(wish).length === 0 && placeOf(wish, text) >= 0 && placeOf(wish, text) < at);
      const last = before.toSorted((a, b) => placeOf(b, text) - placeOf(a, text))[0];
      const own: Wish = { kind: 'keep', place, because: words, at };
      return last
        ? inEveryList(list, (inner) =>
            inner.flatMap((wish) => (wish.because === last.because && wish.at === last.at ? [wish, own] : [wish])),
          )
        : [...list, own];
    },
    [...wishes],
  );
}

const loop = (body: readonly Wish[], because: string): Wish => ({ kind: 'each', noun: 'row', body, because });

/** The table is named right after the words of the wish: “everyone | in the subscribers table”. */
function reaches(wish: Wish, words: string, text: string): boolean {
  const end = endOf(wish, text);
  const at = text.indexOf(words, Math.max(0, end));
  return wish.kind === 'email' && end >= 0 && at >= end && /^\s*$/u.test(text.slice(end, at));
}

function turn(wish: Wish, words: string, text: string): Wish[] {
  if (insideOf(wish).length > 0 || !(overlaps(wish, words, text) || reaches(wish, words, text))) return [wish];
  const deletes =
    /^\W*(?:please |then |and )*(?:delete|remove|erase)\b/iu.test(wish.because) && (wish.kind === 'filter' || wish.kind === 'unmet');
  if (deletes)
    return [
      wish.kind === 'filter'
        ? { ...wish, condition: wish.condition && { ...wish.condition, negated: !wish.condition.negated } }
        : { kind: 'read', because: wish.because },
      deleting(wish),
    ];
  const isBare =
    wish.kind === 'combine' || (wish.kind === 'unmet' && wish.service === undefined) || (wish.kind === 'fetch' && wish.url === undefined);
  if (isBare || wish.kind === 'read') return [{ kind: 'read', because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) }];
  if (wish.kind !== 'email' || wish.to.length > 0 || /^(?:me|us)$/u.test(wish.person ?? '')) return [wish];
  // The first of a list is one person; everybody in it gets a mail of their own.
  const rows: Wish = { kind: 'read', because: wish.because };
  return /\b(?:first|next|top)\b/iu.test(wish.because) ? [rows, { ...wish, person: 'first on the list' }] : [loop([wish], wish.because)];
}
