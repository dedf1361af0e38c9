import { isStaff } from '../assemble/recipients.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, inEveryList, placeOf } from './wish-lists.ts';

const noun = String.raw`(?:(?:number|amount|date|day|name|place|time|kind|type)\sof\s(?:the\s|their\s)?)?(?:[\p{L}'’-]+\s){0,2}?[\p{L}'’-]+`;
const whose = String.raw`(?:their|his|her|its|your)(?: own)?`;
const theirChoice = String.raw`(?:\s+(?:that\s+|which\s+)?(?:they|he|she)(?:['’]ve| have| had| has)?\s+(?:picked|chose|chosen|selected|entered|gave|given|filled in|typed|wrote|ticked|named|booked|ordered|liked|wants?|wanted|asked for))`;
const end = String.raw`(?=\s*(?:$|[,.;:)!?]|\b(?:and|to|by|so|if|when|before|after|from|in|on|for|at|then|that|too|as|or|please|plus|via)\b))`;
/** “Their time”, “the voice part they picked”, “which date they chose” */
const own = String.raw`(?:${whose}\s+(${noun})${theirChoice}?|(?:the|which|what)\s+(${noun})${theirChoice})${end}`;
/** The same, or any “the …”, after a word that says that a text has it. */
const any = String.raw`(?:(?:${whose}|the|which|what|our)\s+)?(${noun})${theirChoice}?${end}`;
const ofTheirs = new RegExp(String.raw`\b(?:with|about|tell(?:s|ing)? (?:them|him|her|the [\p{L}]+)|and|plus)\s+${own}`, 'giu');
const mention = new RegExp(
  String.raw`\b(?:mention(?:s|ing)?|quot(?:es|ing)|nam(?:es|ing)|that (?:says|states|has|gives)|stating|includ(?:es|ing)|with)\s+(?=(?:${whose}|the)\s)${any}`,
  'giu',
);
const more = new RegExp(String.raw`^\s*(?:,\s*(?:and\s+)?|and\s+|plus\s+)(?:(?:${whose}|the)\s+)?(${noun})${theirChoice}?${end}`, 'iu');

/** What is no value of its own: what is decided, or what a step makes and attaches. */
const noValue =
  /\b(?:decision|answer|outcome|result|results|reason|file|files|pdf|excel|csv|report|list|lists|summary|text|letter|link|attachment|details?|data|info|information|content|contents|word|words|mail|e-?mail|message|reply|offer|quote|request|form|following|same|rest|others?|help|subject|copy|ai|ok|approval|logo|signature|thanks|question|questions|next|last|first|invoice|document|documents|contract|photo|picture|totals?|sum|figures|numbers|rows?|table|overview|best|kind|warm)$/iu;
/** “With their boss” is said of somebody, “mentions their team” of what stands in a field. */
const people = /\b(?:team|boss|manager|parents?|customers?|guests?|clients?|office|kitchen|board|staff|colleagues?|people|person)$/iu;

/** Whether what follows “with the …” is a value that people have: anything after “mentioning”, a few well-known ones after “with”. */
const wellKnown =
  /(?:^|\s)(?:time|date|day|room|place|address|hours|amount|price|name|names|number|size|colou?r|class|team|group|seat|table number|phone|code|age|reference|id|balance|due date|deadline|stylist|teacher|doctor|trainer|driver|slot|appointment|start|stop|pickup|location|weight|quantity)$/iu;

const isValue = (words: string, isMention: boolean): boolean =>
  /^(?:number|amount|kind|type|name) of\s/u.test(words) ||
  (words !== 'number' &&
    words.split(/\s+/u).length <= 3 &&
    (isMention || !people.test(words)) &&
    !noValue.test(words) &&
    !/\b(?:which|what|that|they|we|you|i)\b/iu.test(words));

/** The values that the words ask a text to have, with where they are spoken of. */
function mentionsIn(text: string): { readonly at: number; readonly words: string; readonly names: readonly string[] }[] {
  const found = [...text.matchAll(ofTheirs), ...text.matchAll(mention)].flatMap((match) => {
    const first = (match[1] ?? match[2] ?? '').toLowerCase();
    const isMention = !/^(?:with|about|tell|and|plus)/iu.test(match[0]);
    // “Their reason” is theirs; “the reason” is mostly why something was decided.
    const isReason = first === 'reason' && new RegExp(String.raw`${whose}\sreason`, 'iu').test(match[0]);
    const isOwn = new RegExp(String.raw`^\S+\s+(?:\S+\s+)?${whose}\s|${theirChoice}`, 'iu').test(match[0]);
    if ((!isValue(first, isMention) && !isReason) || (!isMention && !isOwn && !wellKnown.test(first))) return [];
    const names = [first];
    let words = match[0];
    for (let next = more.exec(text.slice(match.index + words.length)); next; next = more.exec(text.slice(match.index + words.length))) {
      const name = (next[1] ?? '').toLowerCase();
      const isBare = !new RegExp(String.raw`\s(?:${whose}|the)\s`, 'iu').test(` ${next[0]}`);
      if (!isValue(name, isMention) || (isBare && !wellKnown.test(name))) break;
      names.push(name);
      words += next[0];
    }
    return [{ at: match.index, words, names }];
  });
  return found.filter(({ at }) => !found.some((other) => other.at < at && at < other.at + other.words.length));
}

/** Mails and texts with the values that the words around them ask them to have: “mentioning the voice part they picked”, “with their time”. */
export function withMentions(wishes: readonly Wish[], text: string): Wish[] {
  const mentions = mentionsIn(text);
  if (mentions.length === 0) return [...wishes];
  const texts = allWishes(wishes).filter(({ kind }) => kind === 'email' || kind === 'generate');
  const ofWish = (wish: Wish) =>
    mentions.filter(({ at, words, names }) => {
      const before = texts.filter((one) => placeOf(one, text) >= 0 && placeOf(one, text) <= at);
      const nearest = before.toSorted((a, b) => placeOf(b, text) - placeOf(a, text))[0];
      // “The summary and their phone number” is one mail’s; “…, and their boss decides” is none’s.
      const isListed = /^(?:and|plus)\b/iu.test(words);
      if (
        isListed &&
        (names.some((name) => isStaff(name)) || nearest === undefined || at > placeOf(nearest, text) + nearest.because.length)
      )
        return false;
      return nearest !== undefined && placeOf(nearest, text) === placeOf(wish, text) && nearest.kind === wish.kind;
    });
  // “… a reminder, with the amount and the class” is said of the mail, and no text of its own; a greeting by name is one.
  const isPart = (wish: Wish): boolean =>
    wish.kind === 'template' &&
    /^\W*(?:with|mentioning|including)\b/iu.test(wish.because) &&
    mentions.some(
      ({ at, names }) =>
        names.some((name) => !/^(?:first )?names?$/u.test(name)) &&
        at >= placeOf(wish, text) &&
        at < placeOf(wish, text) + wish.because.length,
    );
  return inEveryList(wishes, (list) =>
    list
      .filter((wish) => !isPart(wish))
      .map((wish): Wish => {
        if (wish.kind !== 'email' && wish.kind !== 'generate') return wish;
        const own = ofWish(wish);
        if (own.length === 0) return wish;
        const names = [...new Set(own.flatMap((one) => one.names))].filter((name) => !isStaff(name));
        if (names.length === 0) return wish;
        // “With the time and the stylist” names no reader.
        const isNamed = wish.kind === 'email' && wish.to.length === 0 && wish.person !== undefined && names.includes(wish.person);
        const named: Wish = { ...wish, mentions: names, ...(isNamed ? { person: undefined } : {}) };
        if (named.kind !== 'generate') return named;
        const unsaid = own.filter(({ words }) => !named.instruction.toLowerCase().includes(words.toLowerCase()));
        return { ...named, instruction: [named.instruction, ...unsaid.map(({ words }) => words)].join(', ') };
      }),
  );
}
