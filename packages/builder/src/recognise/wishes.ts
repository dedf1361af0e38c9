import { durationPattern, durationSeconds } from '../language/durations.ts';
import { clauses, saysSomething, sentences, verbAhead } from './clauses.ts';
import { type Condition, readCondition } from './conditions.ts';
import { detectIn } from './detect.ts';
import type { Wish } from './wish.ts';

/** Everything a request asks for, in the order in which it is to happen. */
export function readWishes(text: string): Wish[] {
  const wishes: Wish[] = [];
  for (const sentence of sentences(text)) {
    const otherwise =
      /^(?:,?\s*(?:and )?(?:otherwise|else|if not|if it is not|in all other cases|for all others|the rest|all others|others|everything else)\b[,:]?\s*)(.+)$/iu.exec(
        sentence,
      );
    const last = wishes.at(-1);
    if (otherwise && last?.kind === 'if') {
      wishes[wishes.length - 1] = { ...last, otherwise: readSentence(otherwise[1] ?? '') };
      continue;
    }
    wishes.push(...readSentence(sentence));
  }
  return wishes;
}

function readSentence(sentence: string): Wish[] {
  return readEach(sentence) ?? readIf(sentence) ?? clauses(sentence).flatMap((clause) => readClause(clause));
}

function readClause(clause: string): Wish[] {
  const nested = readEach(clause) ?? readIf(clause) ?? readLateIf(clause);
  if (nested) return nested;
  const wait = readWait(clause);
  const remaining = wait?.rest ?? clause;
  const found = saysSomething(remaining) ? detectIn(remaining) : [];
  return wait ? [wait.wish, ...found] : found;
}

/** "if the amount is over 500, ask my boss, otherwise book it": all to the end of the sentence belongs to it. */
function readIf(sentence: string): Wish[] | undefined {
  const start = /(?:^|[,;]\s*|\b(?:and|then|but)\s+)(if|when|in case|where|should|unless|only if)\s+/iu.exec(sentence);
  if (!start) return undefined;
  const before = sentence.slice(0, start.index);
  const body = sentence.slice(start.index + start[0].length);
  const split = splitCondition(body);
  if (!split) return undefined;
  const condition = conditionOf(split.condition, /unless/iu.test(start[1] ?? ''));
  if (!condition) return undefined;
  const [thenText = '', elseText = ''] = splitOtherwise(split.rest);
  const then = splitIfs(thenText);
  const wish: Wish = {
    kind: 'if',
    condition,
    then: then.wishes,
    otherwise: elseText ? readSentence(elseText) : then.otherwise,
    because: `${start[1] ?? 'if'} ${split.condition}`.trim(),
  };
  return [...(saysSomething(before) ? readSentence(before) : []), wish];
}

/** A second "if" in the same sentence is the other branch: "if approved send it, if rejected tell me". */
function splitIfs(text: string): { wishes: Wish[]; otherwise: Wish[] } {
  const second = /[,;]?\s+(?:and |but )?(?=(?:if|when|in case)\s)/iu.exec(text);
  if (!second || second.index === 0) return { wishes: readSentence(text), otherwise: [] };
  return { wishes: readSentence(text.slice(0, second.index)), otherwise: readSentence(text.slice(second.index + second[0].length)) };
}

/** "e-mail the manager if the amount is over 500" */
function readLateIf(clause: string): Wish[] | undefined {
  const match = /^(.{4,}?)\s+(if|when|unless|only if|in case|whenever)\s+(.+)$/iu.exec(clause);
  if (!match || !saysSomething(match[1] ?? '')) return undefined;
  const condition = conditionOf(match[3] ?? '', /unless/iu.test(match[2] ?? ''));
  if (!condition) return undefined;
  return [{ kind: 'if', condition, then: readSentence(match[1] ?? ''), otherwise: [], because: `${match[2]} ${match[3]}` }];
}

function conditionOf(text: string, isUnless: boolean): Condition | undefined {
  const condition = readApproval(text) ?? readCondition(text);
  return condition && isUnless ? { ...condition, negated: !condition.negated } : condition;
}

/** "approved", "he says no": asked of the approval before. */
function readApproval(text: string): Condition | undefined {
  const words = text.trim();
  if (
    /^(?:(?:it|he|she|they|the [\w ]+?|[\w]+)\s+)?(?:(?:is|gets|was|are|has been)\s+)?(?:approved|accepted|ok(?:ay)?|agreed|approves?|agrees?|says? yes|signs? off|accepts?)(?:\s+(?:it|them))?$/iu.test(
      words,
    )
  ) {
    return { words, subject: 'decision', test: 'equals', value: 'approved', negated: false };
  }
  if (
    /^(?:(?:it|he|she|they|the [\w ]+?|[\w]+)\s+)?(?:(?:is|gets|was|are|has been)\s+)?(?:not approved|rejected|declined|refused|denied|rejects?|declines?|refuses|says? no|does not (?:approve|agree))(?:\s+(?:it|them))?$/iu.test(
      words,
    )
  ) {
    return { words, subject: 'decision', test: 'equals', value: 'rejected', negated: false };
  }
  return undefined;
}

/** Where the condition ends: a comma, "then", a colon, or the next verb that begins an order. */
function splitCondition(body: string): { condition: string; rest: string } | undefined {
  const mark = /\s*(?:,|:|\bthen\b)\s*(?:then\s+)?/iu.exec(body);
  if (mark && mark.index > 2 && conditionOf(body.slice(0, mark.index), false))
    return { condition: body.slice(0, mark.index), rest: body.slice(mark.index + mark[0].length) };
  for (const match of body.matchAll(verbAhead)) {
    const condition = body.slice(0, match.index);
    if (conditionOf(condition, false)) return { condition, rest: body.slice(match.index + 1) };
  }
  return mark && mark.index > 2 ? { condition: body.slice(0, mark.index), rest: body.slice(mark.index + mark[0].length) } : undefined;
}

function splitOtherwise(text: string): [string, string] {
  const match = /[,;.]?\s*\b(?:otherwise|or else|else|if not|in all other cases)\b[,:]?\s*/iu.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text, ''];
}

/** "for each customer, write a letter and e-mail it" */
function readEach(sentence: string): Wish[] | undefined {
  const match =
    /^(.*?)(?:,?\s*(?:and |then )?)\b(?:for (?:each|every)(?: single)?(?: one)?(?: of (?:the|them|these|our))?|one by one for each|go(?:es|ing)? through (?:each|every|all(?: the)?)|loop (?:over|through)(?: (?:each|every|all))?(?: the)?)\s*([\w-]*(?: (?!i\b|we\b|please\b)[\w-]+)?)\s*(?:,|:|\band\b|\bthen\b|\bi want\b|(?=\b(?:send|write|draft|e-mail|call|check|create|make|ask|extract|classify|summarise|generate|look|get|fetch|wait|notify|remind|translate|decide|calculate|post|add)\b))\s*(.+)$/iu.exec(
      sentence,
    );
  if (!match) return readSendEach(sentence);
  const before = match[1] ?? '';
  const body = readSentence(match[3] ?? '');
  if (body.length === 0) return undefined;
  // "count the orders for each city" is a total, not a loop.
  if (/\b(?:count|sum|total|average|how many|number of)\b/iu.test(before)) return undefined;
  const noun = (match[2] ?? '').trim() || 'entry';
  return [
    ...(saysSomething(before) ? readSentence(before) : []),
    {
      kind: 'each',
      noun,
      body,
      because: sentence
        .slice(before.length)
        .replace(/^[\s,]+/u, '')
        .slice(0, 160),
    },
  ];
}

/** "send each parent an e-mail", "remind every customer", "write a letter to every member" */
function readSendEach(sentence: string): Wish[] | undefined {
  const match =
    /^(.*?)\b((?:send|e-mail|mail|write|remind|notify|inform|tell|invite|thank)(?:s|ing)?\b(?:[^,;.]*?\bto)?\s+(?:each|every|all)(?: (?:of (?:the|them|our)|the|our))?\s+)([\w-]+)\b(.*)$/iu.exec(
      sentence,
    );
  if (
    !match ||
    !/customer|client|parent|student|patient|member|supplier|person|one|recipient|tenant|employee|guest|donor|volunteer|attendee|participant|applicant|vendor|subscriber|them|people|row|contact|lead|teacher|owner|debtor|family|families|guest|winner/iu.test(
      match[3] ?? '',
    )
  )
    return undefined;
  if (/^(?:all|every)$/iu.test(match[3] ?? '')) return undefined;
  const before = match[1] ?? '';
  const said = `${(match[2] ?? '').replace(/\b(?:each|every|all)(?: (?:of (?:the|them|our)|the|our))?\s+$/iu, '')}them${match[4] ?? ''}`;
  const body = clauses(said).flatMap((clause) => readClauseFlat(clause));
  if (body.length === 0) return undefined;
  return [
    ...(saysSomething(before) ? readSentence(before) : []),
    { kind: 'each', noun: (match[3] ?? 'entry').toLowerCase(), body, because: sentence.slice(before.length) },
  ];
}

function readClauseFlat(clause: string): Wish[] {
  return readLateIf(clause) ?? detectIn(clause);
}

function readWait(clause: string): { wish: Wish; rest: string } | undefined {
  const pattern = new RegExp(
    String.raw`\b(?:wait(?:s|ing)?(?: for)?|pause(?: for)?|after|in|following|hold for)\s+(?:another |about |at least )?(${durationPattern})\b|(${durationPattern})\s+(?:later|afterwards|after (?:that|this|the [\w ]+))\b`,
    'iu',
  );
  const match = pattern.exec(clause);
  if (!match) return undefined;
  const text = match[1] ?? match[2] ?? '';
  const seconds = durationSeconds(text);
  // "in the last 30 days", "older than": no wait.
  if (seconds === undefined || /\b(?:last|past|within|than|next|every)\s*$/iu.test(clause.slice(0, match.index))) return undefined;
  if (/^in\b/iu.test(match[0]) && !/^in\b/iu.test(clause.trim()) && !/remind|follow/iu.test(clause)) return undefined;
  const rest = `${clause.slice(0, match.index)} ${clause.slice(match.index + match[0].length)}`.replaceAll(/\s+/gu, ' ').trim();
  return { wish: { kind: 'wait', seconds, because: match[0].trim() }, rest };
}
