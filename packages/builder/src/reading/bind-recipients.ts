import { isStranger } from '../assemble/recipients.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';
import type { ReadStep } from './reading.ts';
import { valuesOf } from './values.ts';
import { isTheirs, personOf, withValues } from './with-values.ts';
import { allWishes, inEveryList } from './wish-lists.ts';

type Email = Extract<WishKind, { kind: 'email' }>;

/** “me and my father”, “Helga + Rolf”, “the cook, the bar”: several people; “the head of sales and marketing” is one. */
export function peopleIn(words: string): string[] {
  const parts = words
    .split(/\s*,\s*(?:and\s+)?|\s+(?:and|&|\+|n|plus)\s+/iu)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const isList =
    parts.length > 1 &&
    parts.every((part) => part.split(/\s+/u).length <= 4 && !/\bat$/iu.test(part)) &&
    !/\b(?:of|for|in|at)\b[^,]*\b(?:and|&|\+)\s/iu.test(words) &&
    !/^(?:the )?(?:both|all|everyone)\b/iu.test(words);
  return isList ? parts : [words];
}

/** “jess” for jess@mail.example, “Accounts” for accounts@firm.example. */
function isNamedIn(address: string, person: string): boolean {
  const name = person
    .toLowerCase()
    .replace(/^(?:the|my|our|mr|mrs|ms|dr)\.?\s+/u, '')
    .replaceAll(/[^\p{L}]/gu, '');
  return (
    name.length >= 3 &&
    (address.split('@')[0] ?? '')
      .toLowerCase()
      .split(/[._+-]/u)
      .some((part) => part === name)
  );
}

/** One mail for those who work there, whose addresses are asked for where they were not said; somebody outside gets one alone. */
export function mailsOf(wish: WishKind, { values, words: said }: ReadStep): WishKind[] {
  // “Write them a mail thanking them” has one reader.
  const recipients = [...new Set(valuesOf(values, 'to').flatMap((words) => (words.includes('@') ? [words] : peopleIn(words))))];
  if (wish.kind !== 'email' || recipients.length < 2 || recipients.every((words) => words.includes('@'))) return [wish];
  const addresses = recipients.flatMap((words) => addressesIn(words));
  const people = recipients.filter((words) => !words.includes('@')).filter((words) => !addresses.some((one) => isNamedIn(one, words)));
  // “Send me the photos at dave@x.example” has one reader; “… and dave@x.example” two.
  const [address] = recipients.filter((words) => words.includes('@'));
  const isOne =
    address && recipients.length === 2 && !/(?:\band|&|\+|\balso|\bplus|,|\/)\s*(?:to\s+)?$/iu.test(said.slice(0, said.indexOf(address)));
  const own = (words: readonly string[]): WishKind =>
    withValues(
      wish,
      [...values.filter(({ name }) => name !== 'to'), ...words.map((one) => ({ name: 'to' as const, words: one }))],
      wish.about,
    );
  if (isOne && address) return [own([address])];
  const isOutside = (words: string): boolean => isStranger(personOf(words) ?? '') || isTheirs(words);
  const inside = people.filter((words) => !isOutside(words)).flatMap((words) => personOf(words) ?? []);
  const [person] = inside;
  const mail = own(recipients.filter((words) => words.includes('@'))) as Email;
  const together: WishKind[] =
    addresses.length > 0 ? [{ ...mail, others: inside }] : person === undefined ? [] : [{ ...mail, to: [], person: inside.join(' and ') }];
  return [...together, ...people.filter((words) => isOutside(words)).map((words) => own([words]))];
}

/** “her”, “both”: the person, or the two, who were named last. */
export function withPronouns(wishes: readonly Wish[]): Wish[] {
  const named = allWishes(wishes)
    .flatMap((wish) => {
      const person = wish.kind === 'email' ? wish.person : wish.kind === 'approve' ? wish.who : undefined;
      const address = wish.kind === 'email' ? wish.to[0] : wish.kind === 'approve' ? wish.address : undefined;
      return person === undefined || wish.at === undefined || /^(?:him|her|both|them|everyone|all|me|us)$/iu.test(person)
        ? []
        : [{ person, address, at: wish.at }];
    })
    .toSorted((a, b) => a.at - b.at);
  return inEveryList(wishes, (list) =>
    list.map((wish): Wish => {
      if (wish.kind !== 'email' || wish.to.length > 0 || wish.person === undefined || !/^(?:him|her|both)$/iu.test(wish.person))
        return wish;
      const before = named.filter(({ at }) => wish.at !== undefined && at < wish.at);
      const meant = /^both$/iu.test(wish.person)
        ? before.filter((one, index) => before.findIndex(({ person }) => person === one.person) === index).slice(-2)
        : before.slice(-1);
      if (meant.length < (/^both$/iu.test(wish.person) ? 2 : 1)) return wish;
      const open = meant.filter(({ address }) => address === undefined).map(({ person }) => person);
      const to = meant.flatMap(({ address }) => address ?? []);
      return { ...wish, to, person: open.length > 0 ? open.join(' and ') : meant[0]?.person, ...(to.length > 0 ? { others: open } : {}) };
    }),
  );
}

/** Addresses that were said with a person, or that begin with the person's name, are that person's wherever they are meant. */
export function withKnownAddresses(wishes: readonly Wish[], text: string): Wish[] {
  const addresses = [...new Set(addressesIn(text))];
  if (addresses.length === 0) return [...wishes];
  const pronouns = ownersOf(wishes);
  const addressOf = (person: string | undefined): string | undefined =>
    person === undefined || /^(?:me|us|them|everyone)$/u.test(person)
      ? undefined
      : (addresses.find((address) => isNamedIn(address, person)) ?? pronouns.get(person) ?? saidWith(person, text));
  return inEveryList(wishes, (list) =>
    list.map((wish): Wish => {
      if (wish.kind === 'approve' && wish.address === undefined) {
        const address = addressOf(wish.who);
        return address ? { ...wish, address } : wish;
      }
      if (wish.kind !== 'email') return wish;
      const names = wish.to.length === 0 ? (wish.person?.split(' and ') ?? []) : (wish.others ?? []);
      const known = names.flatMap((name) => addressOf(name) ?? []);
      if (known.length === 0) return wish;
      return { ...wish, to: [...new Set([...wish.to, ...known])], others: names.filter((name) => addressOf(name) === undefined) };
    }),
  );
}

/** “Mail it to the cook … tell her extra, kueche@x.example”: she is the one who was named last. */
function ownersOf(wishes: readonly Wish[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  let last: string | undefined;
  for (const wish of allWishes(wishes)) {
    if (wish.kind !== 'email' && wish.kind !== 'approve') continue;
    const address = wish.kind === 'email' ? wish.to[0] : wish.address;
    const person = wish.kind === 'email' ? wish.person : wish.who;
    if (address && last && /\b(?:he|she|him|her)\b/iu.test(wish.because)) owners.set(last, address);
    last = address === undefined && person !== undefined && !/^(?:me|us|them|everyone)$/u.test(person) ? person : undefined;
  }
  return owners;
}

/** “the caretaker (hm@house.example)”, “Jess is jess@x.example”: the address right after the person. */
function saidWith(person: string, text: string): string | undefined {
  const name = person.replaceAll(/[^\p{L}\p{N} ]/gu, '.');
  return new RegExp(
    String.raw`\b${name}(?:['’]s)?\s*(?:[(=:–-]|\bis\b|\bat\b|\be?-?mail\b|\baddress\b|\s)*\s*([\w.+-]+@[\w-]+(?:\.[\w-]+)+)`,
    'iu',
  ).exec(text)?.[1];
}
