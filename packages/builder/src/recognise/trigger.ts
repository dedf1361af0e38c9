import { mask, unmask } from '../language/mask.ts';
import { readRecurrence, type Recurrence } from '../language/recurrence.ts';
import { blank } from '../language/span.ts';
import { readCondition } from './conditions.ts';
import type { PlannedField } from './form-fields.ts';
import { servicesIn } from './services.ts';
import { readStatement } from './statement.ts';
import { eventName, formTrigger, happens, opening, triggerOf } from './trigger-event.ts';
import { startsWithVerb, verbAhead } from './verbs.ts';

export type Trigger =
  | { readonly kind: 'schedule'; readonly recurrence: Recurrence; readonly because: string }
  | {
      readonly kind: 'form';
      readonly title: string;
      readonly fields: readonly PlannedField[];
      readonly because: string;
      readonly isAssumed: boolean;
      /** Names of the fields that nobody named, as forms of the kind have them. */
      readonly guessed?: readonly string[];
      /** What the file holds that is read; an attachment is only passed on. Unsaid where the words of the start tell it. */
      readonly brings?: 'table' | 'document' | 'attachment';
      /** Columns of the table that is handed in, where they were named. */
      readonly columns?: readonly string[];
    }
  | {
      readonly kind: 'webhook';
      readonly event: string;
      readonly service: string | undefined;
      readonly because: string;
      /** What comes in, field by field, where that was said. */
      readonly fields?: readonly string[];
    }
  /** An event nothing here can listen to. */
  | { readonly kind: 'unmet'; readonly wish: string; readonly instead: string; readonly because: string }
  | { readonly kind: 'manual'; readonly because: string };

interface Read {
  readonly trigger: Trigger;
  /** The request without the words that start it. */
  readonly rest: string;
}

/** What starts the workflow, and the request without those words. */
export function readTrigger(text: string): Read {
  const recurrence = scheduled(text);
  const event = byHand(text) ?? webhookNamed(text) ?? systemSays(text) ?? eventClause(text) ?? bareEvent(text) ?? labelled(text);
  const handed =
    recurrence && /\b(?:we|i) (?:get|receive|have|are sent)\b[^,.;]*\b(?:csv|excel|spreadsheet|file|list|export|pdf|xlsx)\b/iu.exec(text);
  // Who is given a file every month hands it over when it comes.
  if (handed && !event && readRecurrence(/[^,.;]*/u.exec(text.slice(handed.index))?.[0] ?? ''))
    return {
      trigger: formTrigger(`${handed[0]} upload`, text, handed[0], true),
      rest: take(text, handed.index, handed.index + (/[^,.;]*/u.exec(text.slice(handed.index))?.[0].length ?? 0)),
    };
  if (recurrence && event && isLater(text, event.trigger, recurrence.trigger)) return recurrence;
  return (
    event ??
    recurrence ??
    handedOver(text) ??
    formAskedFor(text) ??
    fileAtHand(text) ??
    stated(text) ??
    afterEvent(text) ?? { trigger: { kind: 'manual', because: '' }, rest: text }
  );
}

/** A statement of one of the kinds wanted. */
function stated(text: string, wanted: (trigger: Trigger) => boolean = () => true): Read | undefined {
  const found = readStatement(text);
  return found && wanted(found.trigger) ? { trigger: found.trigger, rest: take(text, found.start, found.end) } : undefined;
}

const byHand = (text: string): Read | undefined => stated(text, ({ kind }) => kind === 'manual');

/** "our payment provider reports …": a program that says so calls, whoever it is about. */
const systemSays = (text: string): Read | undefined =>
  stated(
    text,
    (trigger) => trigger.kind === 'webhook' && !/\b(?:over|above|below|under|more than|less than|at least)\b/iu.test(trigger.because),
  );

const handedOver = (text: string): Read | undefined =>
  stated(text, (trigger) => trigger.kind === 'form' && trigger.fields.some(({ type }) => type === 'file'));

function isLater(text: string, event: Trigger, schedule: Trigger): boolean {
  if (event.kind === 'unmet' || schedule.kind !== 'schedule') return false;
  return text.indexOf(event.because) > text.indexOf(schedule.recurrence.spans[0]?.text ?? '');
}

const hardEnd = /\s*(?:,|;|:|\s-\s|->|→|=>|\.(?=\s|$)|\bthen\b|\bplease\b|\bi (?:want|need)\b|\bwe (?:want|need)\b)/iu;

function webhookNamed(text: string): Read | undefined {
  const match =
    /\b(?:make|create|build|i (?:need|want)|we (?:need|want)|set up|offer)?\s*(?:an?|the|our)\s+(?:[\w-]+ )?(?:api(?: endpoint)?|endpoint|webhook|web service)\s+(?:that|which|to|where)\s+(?:takes?|accepts?|receives?|gets?|is called with)\s+[^,.;]*?(?=,|\.|;|\band\b|$)/iu.exec(
      text,
    ) ??
    /\b(?:an?|the|our) (?:api(?: endpoint)?|endpoint|web service) (?:that|which)\s/iu.exec(text) ??
    /^(?:when (?:the |our |an? )?)?(?:webhook|api call|endpoint)(?: (?:is|gets) (?:called|triggered)| comes in| arrives)?\s*(?=,|:|->|→|=>|-|;)/iu.exec(
      text,
    ) ??
    /\b(?:when|if|once) (?:it is )?called\b/iu.exec(text);
  if (!match || readRecurrence(match[0]) !== undefined) return undefined;
  return {
    trigger: {
      kind: 'webhook',
      event: eventName(match[0].replace(/\b(?:webhook|api|endpoint|called|when)\b/giu, ' ')),
      service: servicesIn(match[0]).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
      because: match[0].trim(),
    },
    rest: take(text, match.index, match.index + match[0].length),
  };
}

/** "When a customer uploads …", "Whenever a new order comes in …": a clause that says what happens. */
function eventClause(text: string): Read | undefined {
  const uploaded = /\b(?:the|an?|each|every) uploaded [\w-]+(?: [\w-]+)??(?=\s|[,.;]|$)/iu.exec(text);
  if (uploaded) return { trigger: formTrigger(`${uploaded[0]} file`, text, uploaded[0], true), rest: text };
  for (const match of text.matchAll(new RegExp(`\\b${opening}\\s+`, 'giu'))) {
    if (/\bonly\s*$/iu.test(text.slice(0, match.index))) continue;
    // "if" in the middle of a request is a condition.
    if (
      /^(?:if|after|once|for)/iu.test(match[0]) &&
      match.index > 0 &&
      !/[.;]\s*$/u.test(text.slice(0, match.index)) &&
      /^(?:if|after)/iu.test(match[0])
    )
      continue;
    const found = clauseFrom(text, match.index, match[0].length);
    if (found) return found;
  }
  return undefined;
}

/** The event clause that begins at `start`: it ends at a comma or where an order begins; what it says of amounts stays as a condition. */
function clauseFrom(text: string, start: number, head: number): Read | undefined {
  const masked = mask(text.slice(start));
  const hard = hardEnd.exec(masked.slice(head));
  const limit = hard ? head + hard.index : masked.length;
  const segment = masked.slice(0, limit);
  const ends = [...segment.slice(head).matchAll(verbAhead)].map(({ index }) => head + index).filter((end) => end > head);
  for (const end of [...ends, limit]) {
    const clause = unmask(segment.slice(0, end)).replace(/[\s,]+(?:and|then|also|please)$/iu, '');
    if (end !== limit && (!happens(clause) || /\b(?:an?|the|new|our|my|their|his|her|each|every|any|of|for|with|and|or)$/iu.test(clause)))
      continue;
    // "when the form is submitted with the total above 100": the event is what stands before.
    const { event, condition } = splitOff(clause);
    const trigger = triggerOf(event, text);
    if (!trigger) continue;
    const rest = take(text, start, start + end);
    return { trigger, rest: condition ? withCondition(rest, condition, start) : rest };
  }
  return undefined;
}

/** "a new order comes in and the total is above 100", "an order over 500 comes in": the event, and the condition on it. */
function splitOff(clause: string): { event: string; condition: string | undefined } {
  const added =
    /^(.+?)\s+(?:and|where|whose|with)\s+((?:the |its |their |an? )?[\p{L} ]{2,30}\s+(?:is|are|was|of|over|above|below|under|exceeds|more than|less than|at least)\s+.+)$/iu.exec(
      clause,
    );
  if (added && happens(added[1] ?? '') && readCondition(added[2] ?? ''))
    return { event: added[1] ?? clause, condition: (added[2] ?? '').replace(/^(?:an?) /iu, 'the ') };
  const inside =
    /^(.*?)\s+((?:of |for |worth |with )?(?:over|above|below|under|more than|less than|at least|bigger than|larger than)\s+[$€£]?\s?\d[\d.,]*k?(?:\s?(?:%|euros?|eur|dollars?|usd|pounds?|€|\$|£|stars?|hours?|days?|degrees))?)(\s+.+)?$/iu.exec(
      clause,
    );
  if (inside && readCondition(`amount ${inside[2]}`)) {
    const subject = /\b([\p{L}]+)$/iu.exec(inside[1] ?? '')?.[1] ?? 'amount';
    const unit = /degree/iu.test(inside[2] ?? '')
      ? 'temperature'
      : /star/iu.test(inside[2] ?? '')
        ? 'rating'
        : /orders?|invoices?|payments?|donations?|expenses?|purchases?|bookings?|requests?|quotes?/iu.test(subject)
          ? /order|booking|purchase/iu.test(subject)
            ? 'total'
            : 'amount'
          : /^(?:in|with|at|on|shop|store|website|comes|calls)$/iu.test(subject)
            ? 'amount'
            : subject;
    return {
      event: `${inside[1]}${inside[3] ?? ''}`,
      condition: `the ${unit} is ${(inside[2] ?? '').replace(/^(?:of|for|worth|with)\s+/iu, '')}`,
    };
  }
  return { event: clause, condition: undefined };
}

function withCondition(rest: string, condition: string, at: number): string {
  const before = rest.slice(0, at).trim();
  const after = rest
    .slice(at)
    .trim()
    .replace(/^(?:and|then)\s+/iu, '');
  return `${before} if ${condition}, ${after || 'tell me'}`.trim();
}

/** Notes without "when": "donation comes in via webhook -> …", "New order: …", "tenant reports damage; …". */
function bareEvent(text: string): Read | undefined {
  const masked = mask(text);
  const hard = hardEnd.exec(masked);
  const piece = unmask(masked.slice(0, hard?.index ?? masked.length)).trim();
  const isSubject = /^[\p{L}-]+ (?:comes?|arrives?|is|are|was|has|lands?)\b/iu.test(piece);
  if (
    piece === '' ||
    (startsWithVerb.test(piece) && !isSubject) ||
    /^(?:i|we|you|please|can|could|make|every|each|hey|hi|hello|my|upload)\b/iu.test(piece)
  )
    return undefined;
  const { event, condition } = splitOff(piece);
  const words = event.split(/\s+/u).length;
  const isNoun =
    /^(?:(?:for )?(?:each|every|any) )?(?:new|incoming|abandoned|missed|cancelled|late|failed)\s+[\w -]{3,40}$/iu.test(event) &&
    words <= 6 &&
    hard !== null;
  const isEvent = happens(`when ${piece}`) && words <= 12 && (hard !== null || /\b(?:comes? in|arrives?)\b/iu.test(piece));
  if (!isNoun && !isEvent) {
    // "New order comes in send a mail": no mark at all, so the first order ends it.
    if (!/^(?:an? |the |new |incoming )/iu.test(piece)) return undefined;
    const found = clauseFrom(`when ${text}`, 0, 5);
    const because = found?.trigger.because.replace(/^when /iu, '') ?? '';
    return found && found.trigger.kind !== 'manual' && happens(`when ${because}`)
      ? { ...found, trigger: { ...found.trigger, because } }
      : undefined;
  }
  const trigger = triggerOf(isNoun && !/feedback|survey|form/iu.test(piece) ? `when ${event} comes in` : `when ${event}`, text);
  if (!trigger) return undefined;
  const rest = take(text, 0, hard?.index ?? text.length);
  return { trigger: { ...trigger, because: piece }, rest: condition ? withCondition(rest, condition, 0) : rest };
}

/** "approve expenses: employee fills in …": a heading before what happens. */
function labelled(text: string): Read | undefined {
  const heading = /^[\p{L}' -]{3,40}:\s+/u.exec(text);
  const found = heading && bareEvent(text.slice(heading[0].length));
  return found ? { trigger: found.trigger, rest: found.rest } : undefined;
}

function scheduled(text: string): Read | undefined {
  const recurrence = readRecurrence(text);
  if (!recurrence || isAdjective(text, recurrence)) return undefined;
  const rest = recurrence.spans.reduce((result, span) => blank(result, span), text);
  return { trigger: { kind: 'schedule', recurrence, because: recurrence.spans.map((span) => span.text).join(' ') }, rest };
}

/** "the daily sheet" is a sheet, no time. */
function isAdjective(text: string, { spans }: Recurrence): boolean {
  const [only, ...more] = spans;
  return (
    only !== undefined &&
    more.length === 0 &&
    /^(?:daily|weekly|monthly|yearly)$/iu.test(only.text.trim()) &&
    new RegExp(`\\b(?:in|into|to|on|onto) (?:the|our|my|a) ${only.text.trim()} \\p{L}`, 'iu').test(text)
  );
}

const file = String.raw`(?:csvs?|excels?(?: files?| sheets?)?|spreadsheets?|xlsx|json(?: files?)?|pdfs?|ndjson|txt(?: files?)?|files?(?! name)|documents?|exports?|scans?|recordings?)`;

/** "I have a CSV of …", "take the uploaded spreadsheet", "from this Excel file": somebody hands a file over, so a form takes it. */
function fileAtHand(text: string): Read | undefined {
  const subject = String.raw`(?:\s+(?:of|with|from|containing|full of|that has|listing)\s+[\w' -]{2,50}?(?=,|\.|;|\sand\s|\sthen\s|\sto\s|$))?`;
  const handed = new RegExp(
    String.raw`(?:^|[.,;]\s*|\b)(?:i|we) (?:have|get|got|(?:will |want to )?upload|send|paste|give you|receive)\b[^,.;]{0,60}?\b${file}\b${subject}`,
    'iu',
  ).exec(text);
  if (handed)
    return {
      trigger: formTrigger(handed[0], text, handed[0].trim(), true),
      rest: take(text, handed.index, handed.index + handed[0].length),
    };
  const pasted =
    /\b(?:i|we) (?:paste|type|enter|write|put in)(?: in)? (?:a |the |some |my )?(?:text|notes|message|meeting notes|transcript)\b/iu.exec(
      text,
    );
  if (pasted)
    return {
      trigger: {
        kind: 'form',
        title: 'Text',
        fields: [{ name: 'text', label: 'Text', type: 'long_text', required: true }],
        because: pasted[0],
        isAssumed: true,
      },
      rest: take(text, pasted.index, pasted.index + pasted[0].length),
    };
  const upload = /^(?:please )?upload(?:ing)?\s+(?:an?|the|my|our)?\s*[^,.;]*?(?=,|\.|;|\sand\s|\sthen\s|$)/iu.exec(text);
  if (upload) return { trigger: formTrigger(`${upload[0]} file`, text, upload[0].trim(), true), rest: take(text, 0, upload[0].length) };
  for (const match of text.matchAll(
    new RegExp(
      String.raw`(?:\b(?:the|this|that|an?|my|our|each|every|uploaded|two|both|these|from|in|of|out of|take|read|as|them as|invoice|recipe|bank|class)\s+(?:[\w'-]+ ){0,3}?|^(?:[\w'-]+ ){0,4}?)${file}\b${subject}`,
      'giu',
    ),
  )) {
    if (isMade(text, match.index, match[0])) continue;
    // "student essays as txt: …" only says what comes in.
    const isLabel = match.index === 0 && /^\s*:/u.test(text.slice(match[0].length));
    return { trigger: formTrigger(match[0], text, match[0].trim(), true), rest: isLabel ? take(text, 0, match[0].length) : text };
  }
  return undefined;
}

/** A file that is only to be made is no input. */
function isMade(text: string, index: number, words: string): boolean {
  if (/\b(?:each|every|all) [\w-]+ (?:in|of|from) (?:the|this|an?|my|our)\b/iu.test(words)) return false;
  if (/\b(?:uploaded|this|these|both|my)\b/iu.test(words)) return false;
  const before = text.slice(Math.max(0, index - 40), index);
  if (
    /^(?:from|in|of|out of)\s+(?:the|this|my|our|an?)\b/iu.test(words) &&
    !/\b(?:put|save|store|write|export|everything|back|result|results|them|it)\s*$/iu.test(before)
  )
    return false;
  if (
    /\b(?:from|in|of|out of|through|person in|row of)\s+$/iu.test(before) &&
    /^(?:the|this|my|our|an?)\b/iu.test(words) &&
    !/\b(?:put|save|store|write|export|everything|them|it)\s+(?:in|from|of|out of)\s+$/iu.test(before)
  )
    return false;
  const all = `${before}${words}`;
  if (
    /\b(?:i have (?:them|it)|read|take|open|from|out of|in (?:the|an?|this|my|our)|convert (?:the |an? )?|of (?:the|an?|each|this)|row of the|sort|filter|translate|summarise|clean up|merge|compare|split|process|load|import)\s+(?:the |an? |this |my |our )?(?:[\w'-]+ ){0,3}[\w'-]+(?:\s.*)?$/iu.test(
      all,
    ) &&
    !/\b(?:make|create|give|produce|generate|build|write|save|export|put|send|into|e-?mail|mail|as an?)\b[^,.;]*$/iu.test(all)
  )
    return false;
  if (
    index === 0 &&
    !/^(?:make|create|give|produce|generate|build|write|save|export|send|e-?mail|mail)\b/iu.test(words) &&
    !/^(?:an?|the)\s/iu.test(words)
  )
    return false;
  return true;
}

/** "Make a form where people can …", "feedback form with name, email and comment". */
function formAskedFor(text: string): Read | undefined {
  const masked = mask(text);
  const match =
    /\b(?:(?:make|create|build|set up|have|i need|we need|i want|we want)\s+)?(?:(?:an?|the|our|simple|online|web|short|in an?)\s+)*(?:(?:from|on|via|through|with) (?:an?|our|the) )?(?:[\p{L}-]+ ){0,2}(?:form|survey|questionnaire)\b(?!\s+(?:letter))(?:\s+(?:on|for|with|asking for|asks? for|asking|that asks for|where|to collect|collecting|containing|in which)\b[^.;,:]*?)?(?=\s*(?:,|;|:|\.|->|→|=>|\(|\uE002|$|\s-\s|\band\b|\binto\b|\bto\b))(?:\s*\([^)]*\)|:\s*[^.;]*(?=\.|;|$))?/iu.exec(
      masked,
    );
  if (!match) return undefined;
  const said = unmask(match[0]);
  // A colon after the form lists its fields, unless an order follows it.
  const colon = said.indexOf(':');
  const own =
    colon > 0 && (startsWithVerb.test(said.slice(colon + 1).trim()) || !/,|\band\b/iu.test(said.slice(colon)))
      ? said.slice(0, colon)
      : said;
  const trimmed = cutAtOrder(own);
  return { trigger: formTrigger(trimmed, text, trimmed.trim(), false), rest: take(text, match.index, match.index + trimmed.length) };
}

function cutAtOrder(clause: string): string {
  const masked = mask(clause);
  const end = [...masked.matchAll(/,\s*(?:and\s+)?|\s+and\s+/giu)].find((break_) =>
    startsWithVerb.test(masked.slice(break_.index + break_[0].length)),
  );
  return end ? clause.slice(0, end.index) : clause;
}

/** "wait 6 months after the visit": what it counts from is the event. */
function afterEvent(text: string): Read | undefined {
  const match =
    /\b(?:after|following)\s+(?:the|an?|each|every|their|his|her)\s+((?:[\w-]+ )?(?:visit|order|purchase|appointment|treatment|booking|delivery|stay|call|sign-?up|checkout|course|lesson|event|interview|payment|repair|donation|viewing|consultation|registration))\b/iu.exec(
      text,
    );
  if (match)
    return {
      trigger: { kind: 'webhook', event: eventName(`when a ${match[1]} comes in`), service: undefined, because: match[0] },
      rest: take(text, match.index, match.index + match[0].length),
    };
  const incoming =
    /\b(?:incoming|all new|each new|every new|any new|new)\s+((?:[\w-]+ )?(?:orders?|leads?|messages?|requests?|tickets?|bookings?|donations?|enquir(?:y|ies)|inquir(?:y|ies)|payments?|subscribers?|comments?|reviews?|customers?|members?|sign-?ups?|registrations?|applications?|users?|issues?|deals?|reservations?|volunteers?))\b/iu.exec(
      text,
    );
  if (incoming)
    return {
      trigger: {
        kind: 'webhook',
        event: eventName(`when a ${incoming[1]} comes in`),
        service: servicesIn(text).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
        because: incoming[0],
      },
      rest: text,
    };
  return undefined;
}

function take(text: string, start: number, end: number): string {
  return `${text.slice(0, start)}${' '.repeat(end - start)}${text.slice(end)}`.replace(/^\s*(?:[,;:.>→=-]|\band\b)+/iu, ' ');
}
