import { readRecurrence, type Recurrence } from '../language/recurrence.ts';
import { blank } from '../language/span.ts';
import { formFields, type PlannedField } from './form-fields.ts';
import { servicesIn } from './services.ts';

export type Trigger =
  | { readonly kind: 'schedule'; readonly recurrence: Recurrence; readonly because: string }
  | {
      readonly kind: 'form';
      readonly title: string;
      readonly fields: readonly PlannedField[];
      readonly because: string;
      readonly isAssumed: boolean;
    }
  | { readonly kind: 'webhook'; readonly event: string; readonly service: string | undefined; readonly because: string }
  /** An event nothing here can listen to. */
  | { readonly kind: 'unmet'; readonly wish: string; readonly instead: string; readonly because: string }
  | { readonly kind: 'manual'; readonly because: string };

const opening =
  '(?:when(?:ever)?|if|once|as soon as|every time|each time|any ?time|after|upon|on(?= (?:upload|submission|receipt|receiving))|immediately when)';
const clauseEnd = String.raw`(?=,|;|\.\s|\.$|:|\bthen\b|\bplease\b|\band then\b|\b(?:i|we) (?:want|need|would)\b|$)`;
const uploadWords = String.raw`upload(?:s|ed|ing)?|drops?(?: in)?|hands? in|adds? (?:an?|the) (?:[\w-]+ )?(?:file|csv|excel|pdf|spreadsheet)|attach(?:es)?|provides?|gives? you`;
const fileWords = String.raw`csv|excel|spreadsheet|xlsx|json|pdf|files?|documents?|export|invoice pdf|table`;
const formWords = String.raw`fill(?:s|ed)?(?: in| out)?|submit(?:s|ted)?|send(?:s)? in|hands? in|sign(?:s|ed)? up|register(?:s|ed)?|appl(?:y|ies)(?! to)|enrol(?:l)?(?:s|ed)?|enters?(?! the)|enquir(?:es|y)|answers? the (?:survey|form)|requests?(?= (?:a|an|time|leave|vacation|holiday))|asks? for (?:a |an )?(?:holiday|leave|vacation|time off|quote|refund|callback|appointment|day off)|reports? (?:a|an) (?:problem|issue|damage|fault|defect)|books? (?:a|an)|complains?|orders? through the form`;
const formNouns = String.raw`(?:contact|feedback|order|request|registration|sign-?up|application|booking|intake|survey|complaint|enquiry|inquiry|maintenance|vacation|leave|holiday|absence|expense|web|online|website|referral|volunteer|donation|quote|rsvp|enrol(?:l)?ment|admission|reservation|incident|repair|patient|hr) form`;
const eventWords = String.raw`comes? in|arriv(?:es|ed?)|is (?:created|placed|received|added|made|paid|cancelled|opened|posted|published|refunded|shipped|booked)|gets? (?:created|placed|added|cancelled|paid)|happens?|fails|pays|buys|purchases|places? an? (?:new )?order|orders (?:something|from)|orders?$|subscribes?|unsubscribes?|abandons|cancels|checks? out|calls?|posts?|pings?|triggers?|sends? (?:us |me |you )?(?:an? )?(?:new )?(?:order|event|webhook|request|data|json|payload|notification|lead|payment)|receive(?:s|d)?|get(?:s)?|lands?|there is|goes (?:offline|down|live)|runs out|drops below`;

/** What starts the workflow, and the request without those words. */
export function readTrigger(text: string): { trigger: Trigger; rest: string } {
  return (
    webhookNamed(text) ??
    eventClause(text) ??
    scheduled(text) ??
    fileAtHand(text) ??
    formAskedFor(text) ?? { trigger: { kind: 'manual', because: '' }, rest: text }
  );
}

function webhookNamed(text: string): { trigger: Trigger; rest: string } | undefined {
  const match = new RegExp(
    String.raw`(?:${opening}\s+)?(?:[^,.;]*?)\b(?:webhook|(?:our|an?|the) (?:api|endpoint|url|web address) (?:is called|gets called|receives|that (?:takes|accepts|receives))|(?:post|http) request|(?:api )?endpoint|is posted to|called by (?:http|another))\b[^,.;]*?${clauseEnd}`,
    'iu',
  ).exec(text);
  if (!match || readRecurrence(match[0]) !== undefined) return undefined;
  // "send it to a webhook" is something to do, not something that starts.
  if (
    /\b(?:send|post|push|forward|pass|call|notify|hit)\b[^,.;]*\b(?:to|the|our|an?|this)\s+(?:[\w-]+ )?(?:webhook|api|endpoint|url)\b/iu.test(
      match[0],
    ) &&
    !new RegExp(`^${opening}`, 'iu').test(match[0].trim())
  )
    return undefined;
  return {
    trigger: {
      kind: 'webhook',
      event: eventName(match[0]),
      service: servicesIn(match[0]).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
      because: match[0].trim(),
    },
    rest: take(text, match),
  };
}

/** "When a customer uploads …", "Whenever a new order comes in …": a clause that says what happens. */
function eventClause(text: string): { trigger: Trigger; rest: string } | undefined {
  const pattern = new RegExp(String.raw`\b${opening}\s+(.+?)${clauseEnd}`, 'giu');
  for (const match of text.matchAll(pattern)) {
    const clause = match[0];
    const trigger = triggerOf(clause, text);
    if (trigger) return { trigger, rest: take(text, match) };
  }
  const bare = new RegExp(
    String.raw`^(?:(?:for )?(?:each|every|any) )?(?:new|incoming) ([\w -]{3,40}?)(?:\s+(?:comes in|arrives?|is created|received))?\s*(?:,|:|->|→|=>|-)\s*`,
    'iu',
  ).exec(text);
  if (bare) {
    const trigger = triggerOf(`when a new ${bare[1]} comes in`, text);
    if (trigger) return { trigger, rest: take(text, bare) };
  }
  return undefined;
}

function triggerOf(clause: string, whole: string): Trigger | undefined {
  const because = clause.trim();
  // A condition on something already at hand starts nothing.
  if (
    /\b(?:is|are|was) (?:over|above|below|under|more|less|urgent|negative|empty|missing|approved|rejected|done|finished|ready|found)\b/iu.test(
      clause,
    ) &&
    !/comes? in|arrives?|uploads?/iu.test(clause)
  )
    return undefined;
  if (/\b(?:approves?|rejects?|declines?|agrees?|says yes|signs? off|it is (?:approved|done|ok))\b/iu.test(clause)) return undefined;
  const found = servicesIn(clause);
  const inbox =
    /\b(?:e-?mails?|mail|messages?)\b[^,.;]*\b(?:arriv|comes?|receiv|gets?|lands?|is sent|in (?:the|our|my) inbox)|\b(?:receive|get|gets|send|sends)\b[^,.;]*\b(?:an? )?(?:new )?(?:e-?mails?|mails?)\b|\bwrites? (?:to )?(?:us|me)\b|\be-?mails? (?:us|me)\b/iu.test(
      clause,
    );
  if (inbox && !/form/iu.test(clause)) {
    return {
      kind: 'unmet',
      wish: wishOf(clause),
      instead: 'Mailboxes cannot be watched yet. Many mail programs can forward to a web address, or people can use a form.',
      because,
    };
  }
  const sender = found.find(({ sendsWebhooks }) => sendsWebhooks);
  if (sender) return { kind: 'webhook', event: eventName(clause), service: sender.name, because };
  const foreign =
    found.find(({ name }) => !['a database', 'a folder', 'text recognition of pictures', 'a printer', 'a phone call'].includes(name)) ??
    (/\bfolder\b/iu.test(clause) || /\brow\b[^,.;]*\b(?:sheet|table|database)\b/iu.test(clause) ? found[0] : undefined);
  if (foreign && !new RegExp(uploadWords, 'iu').test(clause))
    return { kind: 'unmet', wish: wishOf(clause), instead: foreign.instead, because };
  const isFile = new RegExp(String.raw`\b(?:${fileWords}|invoices?|receipts?|cv|cvs|resumes?|contracts?|list)\b`, 'iu').test(clause);
  if (
    new RegExp(String.raw`\b(?:${uploadWords})\b`, 'iu').test(clause) ||
    (isFile &&
      /\b(?:send|sends|submit|submits|give|gives|share|shares|get|gets|receive|receives)\b/iu.test(clause) &&
      !/shop|store|website|system|api/iu.test(clause))
  ) {
    return formTrigger(clause, whole, because, false);
  }
  if (new RegExp(String.raw`\b(?:${formWords})\b|\b${formNouns}\b|\bform\b|\bsurvey\b|\bquestionnaire\b`, 'iu').test(clause))
    return formTrigger(clause, whole, because, false);
  if (new RegExp(String.raw`\b(?:${eventWords})\b`, 'iu').test(clause) && !readRecurrence(clause))
    return { kind: 'webhook', event: eventName(clause), service: undefined, because };
  return undefined;
}

function formTrigger(clause: string, whole: string, because: string, isAssumed: boolean): Trigger {
  const { title, fields } = formFields(clause, whole);
  return { kind: 'form', title, fields, because, isAssumed };
}

function scheduled(text: string): { trigger: Trigger; rest: string } | undefined {
  const recurrence = readRecurrence(text);
  if (!recurrence) return undefined;
  const rest = recurrence.spans.reduce((result, span) => blank(result, span), text);
  return { trigger: { kind: 'schedule', recurrence, because: recurrence.spans.map((span) => span.text).join(' ') }, rest };
}

/** "I have a CSV of …", "take the uploaded spreadsheet", "from this Excel file": somebody hands a file over, so a form takes it. */
function fileAtHand(text: string): { trigger: Trigger; rest: string } | undefined {
  const file = String.raw`(?:csvs?|excels?(?: files?| sheets?)?|spreadsheets?|xlsx|json files?|pdfs?|ndjson|files?(?! name)|documents?|exports?)`;
  const match = new RegExp(
    String.raw`\b(?:i (?:have|get|got|upload|will upload|want to upload|send)|we (?:have|get|got|upload|receive)|given|take|taking|read(?:ing)?|open|import|load|use|using|from|upload|convert|turn|clean(?: up)?|in|of|sort|filter|analyse|analyze|summarise|merge|combine|split|check|compare|translate|go through|look at|parse|process|extract)\b[^,.;]{0,60}?\b${file}\b(?:\s+(?:of|with|from|containing|full of|that has|listing)\s+[\w' -]{2,50}?(?=,|\.|;| and | then | to |$))?`,
    'iu',
  ).exec(text);
  if (!match) return undefined;
  // A file that is only to be made is no input.
  if (
    /\b(?:into|to|as|make|create|give me|export (?:to|as)|produce|generate|build)\s+(?:an?|the)?\s*(?:[\w-]+ ){0,2}$/iu.test(
      match[0].replace(new RegExp(`${file}.*$`, 'iu'), ''),
    ) &&
    !/upload|have|from|read|take/iu.test(match[0])
  )
    return undefined;
  const isHandover = /^(?:i |we |given|upload)/iu.test(match[0]);
  return { trigger: formTrigger(match[0], text, match[0].trim(), true), rest: isHandover ? take(text, match) : text };
}

/** "Make a form where people can …" */
function formAskedFor(text: string): { trigger: Trigger; rest: string } | undefined {
  const match = new RegExp(
    String.raw`\b(?:${formNouns}|(?:an?|simple|online|web) (?:[\w-]+ )?(?:form|survey|questionnaire))\b(?:\s+(?:with|for|asking|that asks for|where|to collect|collecting|containing)\s+[^.;]*?${clauseEnd})?`,
    'iu',
  ).exec(text);
  return match
    ? {
        trigger: formTrigger(match[0], text, match[0].trim(), false),
        rest: take(
          text.replace(/\b(?:make|create|build|set up|i (?:need|want)|we (?:need|want))\b/iu, (word) => ' '.repeat(word.length)),
          match,
        ),
      }
    : undefined;
}

function take(text: string, match: RegExpExecArray | RegExpMatchArray): string {
  const start = match.index ?? 0;
  return blank(text, { start, end: start + match[0].length }).replace(/^\s*[,;:.>-]+/u, ' ');
}

function eventName(clause: string): string {
  const noun =
    /\b(?:new |an? |the |incoming )+([\w-]+(?: [\w-]+)?)/iu.exec(clause.replace(new RegExp(`^${opening}\\s+`, 'iu'), ''))?.[1] ?? '';
  const words = noun
    .toLowerCase()
    .split(' ')
    .filter(
      (word) => !/^(?:is|are|comes?|in|arrives?|gets?|on|at|from|our|my|the|webhook|customer|client|someone|website|shop|api)$/u.test(word),
    );
  return (
    words
      .slice(0, 2)
      .join('-')
      .replaceAll(/[^a-z0-9-]/gu, '') || (/order|buy|purchas/iu.test(clause) ? 'order' : /pay/iu.test(clause) ? 'payment' : 'event')
  );
}

function wishOf(clause: string): string {
  return `Start ${clause.trim().replace(/^(?:if|once|after|every time|each time|as soon as|whenever|any ?time|upon)\b/iu, 'when')}`;
}
