import { walkNodes } from '@arches/kernel';
import { doesNothing } from '../reading/idle.ts';
import { allWishes, endOf, placeOf } from '../reading/wish-lists.ts';
import { startsWithVerb } from '../recognise/verbs.ts';
import type { Wish } from '../recognise/wish.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { addEmail } from './email.ts';
import { shorten } from './steps.ts';

const exact = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?:\/\/[^\s,;"')]+|"[^"]{2,60}"/giu;

/** Addresses and quoted values of the request that no step uses become a visible wish with the words around them. */
export function addUncovered(assembly: Assembly, request: string): void {
  const graph = { nodes: assembly.nodes, edges: assembly.edges };
  const used = JSON.stringify([...walkNodes(graph)].map(({ node }) => [node.name, node.config])).toLowerCase();
  const seen = new Set<string>();
  for (const match of request.matchAll(exact)) {
    const value = match[0]
      .replaceAll('"', '')
      .replace(/[.:?!]+$/u, '')
      // What stands in braces is filled in.
      .replace(/(?<=^https?:.*)\{.*$/u, '')
      .toLowerCase();
    const words = clauseAround(request, match.index, match[0].length);
    if (value === '' || used.includes(JSON.stringify(value).slice(1, -1)) || used.includes(value) || seen.has(words)) continue;
    seen.add(words);
    // A quoted word may be part of what a step does in other words; an address that nobody uses is a wish that was lost.
    // Nobody reads a mail but who it is for: where the words are an order to send one, it is sent.
    if (match[0].includes('@') && /^(?:please\s+)?(?:e-?mail|mail|send|forward)\s/iu.test(words)) {
      addEmail(assembly, { kind: 'email', to: [value], person: undefined, about: words, because: words });
      continue;
    }
    if (!match[0].startsWith('"')) assembly.add('todo', 'placeholder', capital(shorten(words)), { wish: words }, words);
    assembly.note('issue', `“${shorten(words)}” is in no step yet.`);
  }
}

const breaks = /[,;:.!?](?=\s|$)|\s-\s|->|\s(?:and|then|but)\s/giu;
const filler =
  /^(?:if (?:i may|possible|(?:it|u|you|that|they)(?: can| is possible| were possible| works)?)|(?:please )?(?:could|can|would) you (?:please )?(?:set up|build|make|create|do) (?:something|me something)\b.*|thank(?:s| you) .*|(?:when|if) (?:it|this|that) (?:comes?|happens|arrives))$|^(?:please|thanks?(?: you)?|hi|hello|hey|ok|so|also|now|make it so|i want|i need|can you|could you)\b[\s\p{L}]{0,12}$/iu;

/** Stretches that ask for something and that no wish stands for, as they were said. */
export function unreadClauses(
  request: string,
  wishes: readonly Wish[],
  { start, ways }: { readonly start: string; readonly ways: readonly string[] },
): string[] {
  const spans = allWishes(wishes).map((wish): [number, number] => [placeOf(wish, request), endOf(wish, request)]);
  for (const words of [start, ...ways]) {
    const at = words === '' ? -1 : request.indexOf(words);
    if (at >= 0) spans.push([at, at + words.length]);
  }
  const ends = [...request.matchAll(breaks)].map((match): [number, number] => [match.index, match.index + match[0].length]);
  return [0, ...ends.map(([, end]) => end)].flatMap((from, index) => {
    const to = ends[index]?.[0] ?? request.length;
    const words = request.slice(from, to).trim();
    const asks = startsWithVerb.test(words) || /^(?:if|when|otherwise|else|only)\b/iu.test(words);
    const isSaid = /\b(?:ok|okay|approval|approve|check|read)\b/iu.test(words) && allWishes(wishes).some(({ kind }) => kind === 'approve');
    const isIdle =
      doesNothing(words) || /^(?:ignore|skip|drop|leave)\s+(?:out )?(?:the )?(?:rest|others?|everything else|all others?)\b/iu.test(words);
    const isRead = isSaid || isIdle || spans.some(([begin, end]) => begin >= 0 && begin < to && end > from);
    return asks && !isRead && !filler.test(words) && words.split(/\s+/u).length >= 2 ? [words] : [];
  });
}

/** Conditions and strong orders of the request that stand outside everything that was read. */
export function unreadConditions(request: string, read: readonly string[]): string[] {
  const spans = read.flatMap((words) => {
    const at = words === '' ? -1 : request.indexOf(words);
    return at < 0 ? [] : [[at, at + words.length] as const];
  });
  const found = request.matchAll(
    /\b(?:(?:but )?(?:only )?(?:if|unless|only when|except)\b|(?<=^|[.,;:]\s?|\b(?:and|then|please)\s)(?:delete|rename|move|print|erase|archive|publish|cancel)\b)[^,.;:!?\n]{3,90}/giu,
  );
  return [...found].flatMap((match) => {
    const isRead = spans.some(([from, to]) => match.index < to && match.index + match[0].length > from);
    return isRead ? [] : [match[0].trim()];
  });
}

function clauseAround(text: string, at: number, length: number): string {
  const before = /[^,;!?\n]*$/u.exec(text.slice(0, at).replaceAll(/\.(?=\s)/gu, ';'))?.[0] ?? '';
  const after = /^[^,;!?\n]*/u.exec(text.slice(at + length).replaceAll(/\.(?=\s|$)/gu, ';'))?.[0] ?? '';
  const from = before.replace(/^.*\b(?:and|then|or)\s+/iu, '');
  return `${from}${text.slice(at, at + length)}${after.replace(/\s+(?:and|then|or)\b.*$/iu, '')}`.trim();
}
