import { clauses, saysSomething } from './clauses.ts';
import type { Wish } from './wish.ts';

type Read = (sentence: string) => Wish[];

/** "for each customer, write a letter and e-mail it" */
export function readEach(sentence: string, read: Read): Wish[] | undefined {
  const match =
    /^(.*?)(?:,?\s*(?:and |then )?)\b(?:for (?:each|every)(?: single)?(?: one)?(?: of (?:the|them|these|our))?|one by one for each|go(?:es|ing)? through (?:each|every|all(?: the)?)|loop (?:over|through)(?: (?:each|every|all))?(?: the)?)\s*([\w-]*(?: (?!i\b|we\b|please\b|in\b|of\b|call\b|send\b|write\b)[\w-]+)?(?: (?:in|of) (?:the|it|this|an?|my|our)(?: (?!call\b|send\b|write\b|make\b|create\b)\w+){0,2})?)\s*(?:,|:|\band\b|\bthen\b|\bi want\b|(?=\b(?:send|write|draft|e-mail|mail|call|check|create|make|ask|extract|classify|summarise|generate|look|get|fetch|wait|notify|remind|translate|decide|calculate|post|add)\b))\s*(.+)$/iu.exec(
      sentence,
    );
  if (!match) return undefined;
  const before = match[1] ?? '';
  // "count the orders for each city" is a total, not a loop.
  if (/\b(?:count|sum|total|average|how many|number of)\b/iu.test(before)) return undefined;
  const noun = (match[2] ?? '').replace(/ in .*$/iu, '').trim() || 'entry';
  const { body, after } = untilTogether(clauses(match[3] ?? '').flatMap((clause) => read(clause)));
  if (body.length === 0) return undefined;
  const because = sentence
    .slice(before.length)
    .replace(/^[\s,]+/u, '')
    .slice(0, 160);
  return [...(saysSomething(before) ? read(before) : []), { kind: 'each', noun, body, because }, ...after];
}

/** What is made of all entries together ends the loop: "… and put everything in an Excel". */
function untilTogether(wishes: readonly Wish[]): { body: Wish[]; after: Wish[] } {
  const end = wishes.findIndex(
    (wish) =>
      (wish.kind === 'write' && /\b(?:everything|all|them|one|list|together|excel|csv|spreadsheet)\b/iu.test(wish.because)) ||
      ['total', 'sort', 'topics'].includes(wish.kind),
  );
  return end < 0 ? { body: [...wishes], after: [] } : { body: wishes.slice(0, end), after: wishes.slice(end) };
}

const people =
  /customer|client|parent|student|patient|member|supplier|vendor|person|one|recipient|tenant|employee|guest|donor|volunteer|attendee|participant|applicant|subscriber|them|people|row|contact|lead|teacher|owner|debtor|family|families|winner|entry|review|comment|order|product|item|line|record|invoice/iu;

/** Whether a clause does something once an entry: "send each parent an e-mail", "post each row", "a letter for each person". */
export function eachNoun(clause: string): string | undefined {
  const match =
    /\b(?:each|every)(?: (?:(?:one )?of (?:the|them|our|these|those|my)|single))?\s+([\w-]+)|\b(?:to|for|remind|notify|inform|tell|invite|thank|e-?mail|mail) all (?:of )?(?:the |our |those )?([\w-]+)/iu.exec(
      clause,
    );
  if (/\bfor (?:each|every)(?: one)?(?: of (?:them|these|those))?$/iu.test(clause.trim())) return 'entry';
  const noun = (match?.[1] ?? match?.[2] ?? '').toLowerCase();
  if (/\b(?:each|every)(?: one)? of (?:them|these|those)\b/iu.test(clause) && !people.test(noun)) return 'entry';
  return match && people.test(noun) && !/^(?:day|week|month|morning|hour|minute|year|team|class)/u.test(noun)
    ? noun.replace(/^(?:one|them)$/u, 'entry').replace(/([^s])s$/u, '$1')
    : undefined;
}
