import { isStaff, isStranger } from '../assemble/recipients.ts';

/** Words that only say that somebody is written to, or when and how; what is left of a mail's words without them is what it brings. */
const idle = new Set(
  `and then also please pls too now next finally afterwards after before later first just only simply once again maybe instead as well so but or otherwise else always regardless
  never still already there here today tomorrow morning evening day at-once right away
  send sends sent sending mail mails mailed mailing e-mail e-mails e-mailed email emails emailed write writes written tell tells told inform informs informed notify notifies notified
  let lets know knows give gives gave get gets got receive receives pass passes forward forwarded drop hand deliver delivered go goes went gone off out back over on by in via through per to
  for from of with at into onto down about per apiece
  is are was were be been being should shall must will would can could may might has have had wants want needs need like likes hears hear sees see learns it's it’s that's
  i i'd i’d i'll me my mine we us our ours you your he him his she her hers they them their theirs it its this that these those one ones each every everyone everybody all both
  who whoever whom which a an the some any
  line note message inbox mailbox postbox list-of way letter reads read looks look comes come
  remind reminds reminded thank thanks thanked thx confirm confirms confirmed welcome welcomed welcomes invite invites invited ask asks asked nag nags chase chases nudge nudged warn
  warns warned alert alerts alerted apologise apologize refuse refuses refused decline declines declined reject regret congratulate congratulations greet greets answer answers answered
  reply replies replied respond say says said happen happens informed aware
  kind polite short nice sweet warm strict stern quick little extra separate personal friendly gentle lovely automatic normal plain own same new whole finished asap
  yes no ok okay sorry subject subj betreff cc bcc copy copies copying body straight simple more again too directly single auto anyway last total together`.split(
    /\s+/u,
  ),
);

const isIdle = (word: string): boolean =>
  idle.has(word) || (/^\p{L}{3,}ly$/u.test(word) && !/^(?:reply|supply|family|july|assembly|weekly|monthly|daily)$/u.test(word));

/** The words between those that only say that somebody is written to. */
function kernel(words: string): string | undefined {
  const parts = words
    .replaceAll(/[“”"()→>+]|->|\S+@\S+|https?:\S+/gu, ' ')
    .split(/[\s,;:]+/u)
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
  const bare = (part: string | undefined): string => (part ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}'’%€$£-]/gu, '');
  let [from, to] = [0, parts.length];
  while (from < to && isIdle(bare(parts[from]))) from += 1;
  while (to > from && isIdle(bare(parts[to - 1]))) to -= 1;
  const rest = parts
    .slice(from, to)
    .join(' ')
    .replace(/[.!]+$/u, '');
  return rest.length < 3 || to - from > 6 || /\b(?:who|whoever|whose|everyone|gets?|receives?)\b/iu.test(rest) ? undefined : rest;
}

/**
 * What a mail is to bring, where no value says so: the words before “to” and whom (“letter of renewal to each”), those after whom (“Sepp gets the
 * tour”), or all of them where nobody is named (“parking infos”).
 *
 * @param people the words for whom it is to
 * @param others other values, which are used elsewhere
 */
export function restOf(words: string, people: readonly string[], others: readonly string[]): string | undefined {
  let left = words;
  for (const person of people) left = left.replace(person, '\u0001');
  for (const other of others) left = left.replace(other, ' ');
  const [before = '', after] = [left.split('\u0001')[0], left.includes('\u0001') ? left.split('\u0001').at(-1) : undefined];
  if (after === undefined) {
    const rest = /\b(?:they|she|he|we|i|it)\s+\p{L}/iu.test(left) ? undefined : kernel(left);
    return rest === undefined || rest.split(' ').length > 4 || isStranger(rest.toLowerCase()) || isStaff(rest.toLowerCase())
      ? undefined
      : rest;
  }
  const order = /^\s*((?:to\s+(?!the\b|our\b|my\b|a\b)|that\s+)\p{L}[^.;\u0001]{3,60})$/iu.exec(after)?.[1];
  if (order && (/^that\s/iu.test(order) || /\b(?:tell|ask|remind|inform|notify|let|told|asked|reminded)\b/iu.test(before + after)))
    return order.trim();
  if (/\b(?:to|for)\s*(?:the|our|my|all|each)?\s*$/iu.test(before)) return kernel(before);
  const isGiven =
    /^\W*(?:(?:should|must|will|shall|also|then|only|both|each|all)\s+)*(?:gets?|receives?|needs?|have|has|the|an?|his|her|their)\s/iu.test(
      after,
    ) || /\b(?:send|give|mail|e-?mail|offer)\s*(?:the|our|my|all|each)?\s*$/iu.test(before);
  return isGiven && !/\b(?:by|to|at)\s+\S+$/iu.test(after.trim()) ? kernel(after) : undefined;
}
