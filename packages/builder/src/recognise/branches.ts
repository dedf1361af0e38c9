import { mask, unmask } from '../language/mask.ts';
import { saysSomething } from './clauses.ts';
import { type Condition, readCondition, subjectOf } from './conditions.ts';
import { headOf, startsWithVerb, verbAhead } from './verbs.ts';
import type { Wish } from './wish.ts';

type Read = (sentence: string) => Wish[];

/** What goes on whichever way the condition went: ", then …", "in any case …". */
const closing = /[,;]?\s+(?:and\s+)?(?:then|afterwards|finally|in any case|after that|in the end|in both cases|either way|lastly)[,\s]+/iu;

/** "if the amount is over 500, ask my boss, otherwise book it": all up to the end of the sentence or a "then" belongs to it. */
export function readIf(sentence: string, read: Read): Wish[] | undefined {
  const start =
    /(?:^|[,;]\s*|\b(?:and|then|but|also)\s+)(if|when|in case|where|should|unless|only if|on(?= (?:approval|rejection)))\s+/iu.exec(
      sentence,
    );
  if (!start) return undefined;
  const before = sentence.slice(0, start.index);
  const body = sentence.slice(start.index + start[0].length);
  const split = splitCondition(body);
  if (!split || !saysSomething(split.rest)) return undefined;
  const condition = conditionOf(split.condition, /unless/iu.test(start[1] ?? '')) ?? unclear(start[1] ?? '', split.condition);
  if (!condition) return undefined;
  const [thenText = '', elseText = ''] = splitOtherwise(split.rest);
  const { inside, outside } = elseText ? { inside: thenText, outside: '' } : splitClosing(thenText);
  const [otherText, after] = elseText ? [splitClosing(elseText).inside, splitClosing(elseText).outside] : ['', outside];
  const then = splitIfs(inside, read);
  const wish: Wish = {
    kind: 'if',
    condition,
    then: then.wishes,
    otherwise: otherText ? read(otherText) : then.otherwise,
    because: `${start[1] ?? 'if'} ${split.condition}`.trim(),
  };
  return [...(saysSomething(before) ? read(before) : []), wish, ...(after ? read(after) : [])];
}

function splitClosing(text: string): { inside: string; outside: string } {
  const match = closing.exec(text);
  return match && match.index > 2 && saysSomething(text.slice(0, match.index))
    ? { inside: text.slice(0, match.index), outside: text.slice(match.index + match[0].length) }
    : { inside: text, outside: '' };
}

/** A second "if" in the same sentence is the other branch: "if approved send it, if rejected tell me". */
function splitIfs(text: string, read: Read): { wishes: Wish[]; otherwise: Wish[] } {
  const second = /(?:[,;]|\s+and|\s+but)\s+(?:and |but )?(?=(?:if|when|in case|on (?:approval|rejection))\s)/iu.exec(text);
  if (!second || second.index === 0) return { wishes: read(text), otherwise: [] };
  const other = text.slice(second.index + second[0].length);
  const split = splitCondition(other.replace(/^(?:if|when|in case|on)\s+/iu, ''));
  // The opposite of the first needs no condition of its own; anything else is asked for by itself.
  const opposite = split && readApproval(split.condition) ? read(split.rest) : read(other);
  return { wishes: read(text.slice(0, second.index)), otherwise: opposite };
}

/** "e-mail the manager if the amount is over 500" */
export function readLateIf(clause: string, read: Read): Wish[] | undefined {
  const match = /^(.{4,}?)\s+(if|when|unless|only if|in case|whenever|as long as)\s+(.+)$/iu.exec(clause);
  if (
    !match ||
    !saysSomething(match[1] ?? '') ||
    /\b(?:whether|see|check|decide|find out|ask|detect|know|determine)$/iu.test(match[1] ?? '')
  )
    return undefined;
  const condition = conditionOf((match[3] ?? '').replace(/\bit is its\b/giu, 'it is'), /unless/iu.test(match[2] ?? ''));
  if (!condition) return undefined;
  return [{ kind: 'if', condition, then: read(match[1] ?? ''), otherwise: [], because: `${match[2]} ${match[3]}` }];
}

function conditionOf(text: string, isUnless: boolean): Condition | undefined {
  const condition = readApproval(text) ?? readCondition(text);
  return condition && isUnless ? { ...condition, negated: !condition.negated } : condition;
}

const whoever = String.raw`(?:(?:it|he|she|they|that|the [\w ]+?|my [\w]+|[\w]+)\s+)?(?:(?:is|gets|was|are|has been)\s+)?`;
const yes = new RegExp(
  String.raw`^${whoever}(?:approved|accepted|ok(?:ay)?|agreed|approval|approves?|agrees?|says? (?:yes|ok)|yes|signs? off|accepts?|confirms?|confirmed)(?:\s+(?:it|them))?$`,
  'iu',
);
const no = new RegExp(
  String.raw`^${whoever}(?:not (?:approved|accepted|agreed|granted|confirmed|ok(?:ay)?)|rejected|declined|refused|denied|rejects?|rejection|declines?|refuses|says? no|no|not|does not (?:approve|agree))(?:\s+(?:it|them))?$`,
  'iu',
);

/** "approved", "he says no": asked of the approval before. */
export function readApproval(text: string): Condition | undefined {
  const words = text.trim();
  // “Not approved” begins with a word that might be a name.
  const isYes = yes.test(words) && !/\b(?:not|never)\b|n['’]t\b/iu.test(words);
  const value = no.test(words) ? 'rejected' : isYes ? 'approved' : undefined;
  return value && { words, subject: 'decision', test: 'equals', value, negated: false };
}

/** A condition nobody can write down from its words is still a branch; its step says the words, so that it can be completed. */
function unclear(opener: string, words: string): Condition | undefined {
  const count = words.trim().split(/\s+/u).length;
  return /^(?:if|in case|unless|only if)$/iu.test(opener) && count >= 3 && count <= 16
    ? { words: words.trim(), subject: subjectOf(words), test: 'unread', value: '', negated: /unless/iu.test(opener) }
    : undefined;
}

/** Where the condition ends: at the first order that follows a whole condition, a comma, "then" or a colon. */
function splitCondition(said: string): { condition: string; rest: string } | undefined {
  const body = mask(said);
  const mark = /\s*(?:,|:|\bthen\b)\s*(?:then\s+)?/iu.exec(body);
  const limit = mark && mark.index > 1 ? mark.index : body.length;
  let first: { condition: string; rest: string } | undefined;
  for (const { index } of body.slice(0, limit).matchAll(verbAhead)) {
    const condition = unmask(body.slice(0, index));
    if (/\b(?:the|an?|is|are|not|to|of|and|or|in|for)$/iu.test(condition)) continue;
    if (conditionOf(condition, false)) return { condition, rest: unmask(body.slice(index + 1)) };
    if (!first && condition.trim().split(/\s+/u).length >= 4) first = { condition, rest: unmask(body.slice(index + 1)) };
  }
  return mark && mark.index > 1
    ? { condition: unmask(body.slice(0, mark.index)), rest: unmask(body.slice(mark.index + mark[0].length)) }
    : first;
}

export function splitOtherwise(text: string): [string, string] {
  const match =
    /[,;.]?\s*\b(?:and )?(?:otherwise|or else|else|if not|in all other cases|all others?|everything else|the rest)\b[,:]?\s*/iu.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text, ''];
}

/** "depending on the type (bug, feature, question) send it to a@x, b@x or c@x" */
export function readSwitch(sentence: string): Wish[] | undefined {
  const match =
    /\b(?:depending on|according to|based on|by)\s+(?:the |its |their )?([\p{L} ]{2,24}?)(?:\s+field|\s+column)?\s*[(:]\s*([^):]+?)\s*[):]?\s*,?\s*((?:send|forward|e-?mail|mail|route|notify|assign)\b.*)$/iu.exec(
      sentence,
    );
  const addresses = [...(match?.[3] ?? '').matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu)].map(([address]) => address);
  const names = (match?.[2] ?? '')
    .split(/\s*,\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*\/\s*/iu)
    .map((name) => name.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim())
    .filter(Boolean);
  if (!match || names.length < 2 || addresses.length < names.length) return undefined;
  const cases = names.map((name, index) => ({
    name,
    then: [{ kind: 'email' as const, to: [addresses[index] ?? ''], person: undefined, about: `send it: ${name}`, because: sentence }],
  }));
  return [{ kind: 'switch', field: match[1] ?? 'type', cases, because: sentence }];
}

/** Words that end an order and begin the one that comes first: "review it before it is sent", "send it after the boss approved it". */
export function inOrder(clause: string): string[] | undefined {
  const before =
    /^(.{3,}?)\s+before\s+((?:it|they|that|this|anything|everything|you|we|i|the [\w ]+?|sending|posting|booking|saving|mailing|forwarding|publishing)\b.*)$/iu.exec(
      clause,
    );
  if (before && /approv|check|review|confirm|sign|look|ok|ask/iu.test(before[1] ?? ''))
    return [
      before[1] ?? '',
      (before[2] ?? '').replace(/^(?:you|we|i)\s+/iu, '').replace(/^(\w+?)(?:t?ing)\s+/iu, (_, stem: string) => `${verbOf(stem)} `),
    ];
  const after =
    /^(.{3,}?)\s+(?:only )?(?:after|once|as soon as)\s+((?:i|we|my|the|our|an?|he|she|it|[A-Z]\p{L}+)\b[^,]*\b(?:approv\w*|ok(?:ay)?(?:ed|s)?|check(?:ed|s)|review(?:ed|s)?|confirm(?:ed|s)|sign(?:ed|s)?(?: off)?|agree[ds]?|go-?ahead)\b.*)$/u.exec(
      clause,
    );
  if (after && (headOf(after[1] ?? '') !== undefined || startsWithVerb.test(after[1] ?? '')))
    return [`ask for approval: ${after[2]}`, after[1] ?? ''];
  return undefined;
}

const verbOf = (stem: string): string =>
  ({ send: 'send', pos: 'post', book: 'book', sav: 'save', mail: 'mail', forward: 'forward', publish: 'publish' })[stem.toLowerCase()] ??
  stem;
