import { servicesIn } from '../recognise/services.ts';
import type { Wish } from '../recognise/wish.ts';

/** Words of a wish and what its clause says after them. */
function clauseOf({ because, at }: Wish, text: string): string {
  const after = at === undefined ? '' : (/^(?:[^,;!?\n.]|\.(?!\s|$))*/u.exec(text.slice(at + because.length))?.[0] ?? '');
  return `${because}${after}`;
}

const unmet = (wish: Wish, words: string, service: { readonly name: string; readonly instead: string } | undefined): Wish => ({
  kind: 'unmet',
  wish: words,
  service: service?.name,
  instead: service?.instead,
  because: words,
  ...(wish.at === undefined ? {} : { at: wish.at }),
});

const chats =
  /\b(?:to|on|in|into|via|by|per|through|over)\s+(?:(?:our|the|my|a|their)\s+)?(?:slack|(?:ms |microsoft )?teams|whats ?app|telegram|discord|sms|text message)\b(?: \w*(?:channel|group|chat)\b)?/iu;

/** “#sales”, “send all new orders to our Slack channel”: a channel and nobody’s address. */
export function asChannel(wish: Wish, text: string): Wish {
  if (wish.kind !== 'email' || wish.to.length > 0) return wish;
  if (/(?:^|\s)#[\p{L}\p{N}_-]+/u.test(wish.because)) return unmet(wish, wish.because, servicesIn('slack')[0]);
  const clause = clauseOf(wish, text);
  const channel = chats.exec(clause);
  const isMailToo = /\b(?:e-?mails?|mails?)\b/iu.test(wish.because);
  if (!channel || isMailToo || (wish.person !== undefined && channel.index > wish.because.length)) return wish;
  return unmet(wish, clause.slice(0, channel.index + channel[0].length), servicesIn(channel[0])[0]);
}

/** “Remind patients … | by SMS”, “put new leads … into | HubSpot”: what is done through a channel is one wish with it. */
export function throughChannel(list: readonly Wish[], text: string): Wish[] {
  return list.flatMap((wish, index): Wish[] => {
    const beside = [list[index - 1], list[index + 1]];
    if (isOpen(wish) && beside.some((other) => joined(wish, other, text) !== undefined)) return [];
    const words = beside.map((other) => other && isOpen(other) && joined(other, wish, text)).find((said) => said);
    return [words && wish.kind === 'unmet' ? { ...wish, wish: words, because: words } : wish];
  });
}

/** It names no address, and no service of its own. */
const isOpen = (wish: Wish): boolean =>
  (wish.kind === 'email' && wish.to.length === 0 && !/\b(?:e-?mails?|mails?)\b/iu.test(wish.because)) ||
  (wish.kind === 'unmet' && wish.service === undefined && servicesIn(wish.because).length === 0 && wish.because.split(/\s+/u).length === 1);

/** The words of both where the first is done through the second, with nothing but its objects between. */
function joined(first: Wish, second: Wish | undefined, text: string): string | undefined {
  if (second?.kind !== 'unmet' || first.at === undefined || second.at === undefined || first.at >= second.at) return undefined;
  if (servicesIn(second.because).length === 0 || second.because.split(/\s+/u).length > 4) return undefined;
  const between = text.slice(first.at + first.because.length, second.at);
  const isThrough =
    /\b(?:by|via|per|through|over|into|in|on|to)\s+(?:(?:our|the|my|a)\s+)?$/iu.test(between) ||
    /^(?:by|via|per|through|over|into|on)\b/iu.test(second.because);
  return isThrough && !/[.;,!?\n]/u.test(between) && between.length < 70
    ? text.slice(first.at, second.at + second.because.length)
    : undefined;
}

/** “Store it through https://…”, “post each row to https://…”: what has a web address is a call of it, whatever it is for. */
export function asCall(wish: Wish, text: string): Wish {
  if (wish.kind !== 'unmet' && wish.kind !== 'keep') return wish;
  const clause = wish.kind === 'keep' ? wish.because : clauseOf(wish, text);
  const url = /https?:\/\/[^\s,;"')]+/iu.exec(clause)?.[0];
  if (url === undefined) return wish;
  const { because, at } = wish;
  return { kind: 'fetch', url, method: 'POST', what: because, because, ...(at === undefined ? {} : { at }) };
}
