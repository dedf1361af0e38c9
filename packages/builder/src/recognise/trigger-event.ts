import { readRecurrence } from '../language/recurrence.ts';
import { formFields } from './form-fields.ts';
import { servicesIn } from './services.ts';
import type { Trigger } from './trigger.ts';

export const opening =
  '(?:when(?:ever)?|if|once|as soon as|every time|each time|any ?time|after|upon|on(?= (?:upload|submission|receipt|receiving|new))|immediately when|for (?:each|every|any) (?:new |incoming )(?=\\w))';
const uploadWords = String.raw`upload(?:s|ed|ing)?|drops?(?: in)?|hands? in|adds? (?:an?|the) (?:[\w-]+ )?(?:file|csv|excel|pdf|spreadsheet)|attach(?:es)?|provides?|gives? (?:you|us)`;
const fileWords = String.raw`csvs?|excels?|spreadsheets?|xlsx|json|pdfs?|files?|documents?|export|table|txt`;
const formWords = String.raw`fill(?:s|ed)?(?: in| out)?|submit(?:s|ted)?|sends? in|sign(?:s|ed)? up|register(?:s|ed)?|appl(?:y|ies)(?! to)|enrol(?:l)?(?:s|ed)?|enters?(?! the)|enquir(?:es|y)|answers? the (?:survey|form)|requests?(?= (?:a|an|time|leave|vacation|holiday|new))|asks? (?:us )?for|wants? (?:a|an|to (?:book|rent|join|return|cancel|adopt|borrow|order|donate|volunteer))|reports?|books?(?= (?:a|an))|complains?|orders? through the form|calls? in sick|needs? (?:a|an)`;
const formNouns = String.raw`(?:[\w-]+ )?(?:form|survey|questionnaire|sign-?up|registration|application|survey answer|form submission|enquiry|inquiry|rsvp)s?`;
export const eventWords = String.raw`comes? in|arriv(?:es?|ed)|(?:is|are|gets?|has been|was|were) (?:created|placed|received|added|made|paid|cancelled|canceled|opened|posted|published|refunded|shipped|booked|delivered|deleted|closed|finished|done|completed|updated|changed|rejected|failed|missed|assigned|due)|happens?|fails|failed|pays|buys|purchases|places? an? (?:new )?order|orders (?:something|from)|subscribes?|unsubscribes?|abandons|cancels|checks? out|calls?|posts?|pings?|triggers?|sends? (?:us |me |you )?(?:an? )?(?:new )?(?:order|event|webhook|request|data|json|payload|notification|lead|payment|message|question)s?|(?:we|i|you|shop|store|website|system|it) (?:receives?|gets?)|lands?|there is an? (?:new )|goes (?:offline|down|live)|runs out|drops below|joins?|leaves?|moves (?:in|out)|finished|cancelled|expires?|is out of stock|donates|rents|checks? in|starts?|ends?`;
const verbs = new RegExp(
  String.raw`\b(?:${uploadWords}|${formWords}|${eventWords}|(?:is|are|gets?|has been) (?:sent|filled|submitted|uploaded|handed)(?: in| out)?|writes?|e-?mails?|mails?|receives?|gets?|sends?|has|have)\b`,
  'iu',
);

/** Whether a piece of text says that something happens: a subject, then a verb. */
export function happens(text: string): boolean {
  const match = verbs.exec(text.replace(new RegExp(`^\\s*${opening}\\s+`, 'iu'), ''));
  return match !== null && match.index > 0;
}

/** What an event clause starts: a form, a web address that is called, or something nothing here can listen to. */
export function triggerOf(clause: string, whole: string): Trigger | undefined {
  const because = clause.trim();
  if (isCondition(clause)) return undefined;
  const found = servicesIn(clause);
  if (isInbox(clause))
    return {
      kind: 'unmet',
      wish: wishOf(clause),
      instead: 'Mailboxes cannot be watched yet. Many mail programs can forward to a web address, or people can use a form.',
      because,
    };
  const sender = found.find(({ sendsWebhooks }) => sendsWebhooks);
  if (sender) return { kind: 'webhook', event: eventName(clause), service: sender.name, because };
  if (/\bwebhook\b|\b(?:api|endpoint|web address|url) (?:is|gets) called|\bis called\b|\bcalled\b$/iu.test(clause))
    return { kind: 'webhook', event: eventName(clause), service: undefined, because };
  const isUpload = new RegExp(`\\b(?:${uploadWords})\\b`, 'iu').test(clause);
  const foreign =
    found.find(
      ({ name }) =>
        !['a database', 'a folder', 'text recognition of pictures', 'a printer', 'a phone call', 'speech recognition'].includes(name),
    ) ??
    (/\bfolder\b/iu.test(clause) || /\brow\b[^,.;]*\b(?:sheet|table|database)\b/iu.test(clause) || /\bdatabase\b/iu.test(clause)
      ? found[0]
      : undefined);
  if (foreign && !isUpload) return { kind: 'unmet', wish: wishOf(clause), instead: foreign.instead, because };
  const isFile = new RegExp(`\\b(?:${fileWords}|invoices?|receipts?|cvs?|resumes?|contracts?|list)\\b`, 'iu').test(clause);
  if (
    isUpload ||
    (isFile &&
      /\b(?:send|sends|submit|submits|give|gives|share|shares|get|gets|receive|receives|have|comes? in|arrives?)\b/iu.test(clause) &&
      !/shop|store|website|system|api|paid/iu.test(clause))
  )
    return formTrigger(clause, whole, because, false);
  if (new RegExp(`\\b(?:${formWords})\\b|\\b${formNouns}\\b`, 'iu').test(clause) && !/\b(?:shop|store|webshop)\b/iu.test(clause))
    return formTrigger(clause, whole, because, false);
  if (new RegExp(`\\b(?:${eventWords})\\b|\\bnew\\b|\\bwe get\\b`, 'iu').test(clause) && !readRecurrence(clause))
    return { kind: 'webhook', event: eventName(clause), service: undefined, because };
  return undefined;
}

/** A condition on something already at hand starts nothing. */
function isCondition(clause: string): boolean {
  if (
    /\b(?:approves?|rejects?|declines?|agrees?|says (?:yes|no)|signs? off|(?:is|are|gets?) (?:approved|rejected|declined|ok))\b|^\W*(?:if|when|once) (?:approved|rejected|yes|no|not|ok|so|possible|needed|necessary)\b/iu.test(
      clause,
    )
  )
    return true;
  return (
    /\b(?:is|are|was|has|have)\s+(?:not |no )?(?:over|above|below|under|more|less|longer|shorter|higher|lower|bigger|smaller|greater|older|newer|urgent|negative|positive|empty|missing|ready|found|true|false|down|up|offline|unhappy|bad|\d)\b|[<>=]/iu.test(
      clause,
    ) && !/comes? in|arrives?|uploads?|fills?|submit/iu.test(clause)
  );
}

function isInbox(clause: string): boolean {
  return (
    /\b(?:e-?mails?|mails?)\b[^,.;]*\b(?:arriv|comes?|receiv|gets?|lands?|is sent|in (?:the|our|my) inbox)|\binbox\b|\b(?:receive|gets?)\b[^,.;]*\b(?:an? )?(?:new )?(?:e-?mails?|mails?)\b|\bsends? (?:us |me )?an? (?:new )?(?:e-?mail|mail)\b|\bwrites? (?:to )?(?:us|me)\b|\be-?mails (?:us|me)\b|\bnew (?:e-?mail|mail)s?\b/iu.test(
      clause,
    ) && !/\bform\b|with (?:name|their)/iu.test(clause)
  );
}

export function formTrigger(clause: string, whole: string, because: string, isAssumed: boolean): Trigger {
  const { title, fields } = formFields(clause, whole);
  return { kind: 'form', title, fields, because, isAssumed };
}

/** A name for the web address, from the noun of the clause: "order", "new-booking". */
export function eventName(clause: string): string {
  const said = clause
    .replace(
      /^(?:\d+|an?|one|two|three|four|six|the)\s+(?:day|week|month|hour|year)s?\s+(?:after|before)\s+(?:the |an? |their |each )?(?:last )?/iu,
      'the ',
    )
    .replace(new RegExp(`^\\s*${opening}\\s+`, 'iu'), '')
    .replace(/\b(?:via|by|through|from|in|on|at|to) (?:an? |the |our |my )?[\w-]+.*$/iu, ' ');
  const known =
    /\b(orders?|payments?|bookings?|reservations?|leads?|donations?|messages?|tickets?|enquir(?:y|ies)|inquir(?:y|ies)|questions?|reviews?|complaints?|appointments?|registrations?|subscriptions?|invoices?|events?|signups?|customers?|carts?|jobs?|deliver(?:y|ies)|shipments?|refunds?|returns?|visits?|cancell?ations?|alerts?|issues?|hires?|requests?|members?|tenants?|employees?|students?|subscribers?|volunteers?|donors?|applications?|comments?|feedback)\b/iu.exec(
      said,
    )?.[1];
  if (known)
    return known
      .toLowerCase()
      .replace(/ies$/u, 'y')
      .replace(/([^s])s$/u, '$1');
  const noun = /\b(?:new |an? |the |incoming )+([\w-]+(?: [\w-]+)?)/iu.exec(said)?.[1] ?? '';
  const words = noun
    .toLowerCase()
    .split(' ')
    .filter(
      (word) =>
        !/^(?:is|are|comes?|in|arrives?|gets?|on|at|from|our|my|the|webhook|json|payload|data|client|someone|website|shop|api|called|that|takes|endpoint)$/u.test(
          word,
        ),
    );
  return (
    words
      .slice(0, 2)
      .join('-')
      .replaceAll(/[^a-z0-9-]/gu, '')
      .replace(/^-+|-+$/gu, '') || (/order|buy|purchas/iu.test(clause) ? 'order' : /pay/iu.test(clause) ? 'payment' : 'event')
  );
}

function wishOf(clause: string): string {
  return `Start ${clause.trim().replace(/^(?:if|once|after|every time|each time|as soon as|whenever|any ?time|upon|for every|for each)\b/iu, 'when')}`.replace(
    /^Start (?!when)/u,
    'Start when ',
  );
}
