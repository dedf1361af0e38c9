import { mask, unmask } from '../language/mask.ts';
import { readRecurrence } from '../language/recurrence.ts';
import { servicesIn } from './services.ts';
import { eventName, formTrigger } from './trigger-event.ts';
import type { Trigger } from './trigger.ts';

const opening = String.raw`(?:^|[.;]\s+)(?:(?:so|well|hi|hello|hey|ok|okay|please|could you|can you|what happens is),?\s+)*`;
const machine = String.raw`(?:[\p{L}-]+ )?(?:shop|web ?shop|store|website|web ?site|page|system|provider|sensor|till|carrier|app|application server|api|machine|device|platform|software|tool|server|gateway|bank|terminal|tracker|meter)`;
const article = String.raw`(?:(?:the|our|my|an?|each|every) )?`;
const someone = String.raw`(?:i|we|you|he|she|they|people|staff|parents|someone|somebody|anyone|everybody|(?:the |our |my |an? |each |every |new )?(?:[\p{L}-]+ ){0,2}[\p{L}-]+)`;
const fillsIn = String.raw`(?:fills? (?:in|out)|types? (?:in|them in|it in)|keys? in|enters?|submits?|signs? up|registers?|hands? in|sends? in|puts? in|enquires?|applies|apply|leaves? (?:a|an|their) (?:message|idea|wish|request|comment)|drops? an? (?:idea|note|line|suggestion|message)|asks? (?:us )?for|orders? (?:via|through|on))`;
const uploads = String.raw`(?:upload|uploads|will upload|can upload|paste|drops? in|hands? (?:me|us|you|over)|attach|attaches)`;
const goods = String.raw`(?:orders?|leads?|payments?|bookings?|reservations?|donations?|sales?|purchases?|deliver(?:y|ies)|refunds?|baskets?|carts?|subscriptions?|events?|check-?outs?|tickets?)`;
const papers = String.raw`(?:sign-?ups?|registrations?|applications?|suggestions?|enquir(?:y|ies)|inquir(?:y|ies)|complaints?|claims?|holiday requests?|leave requests?|requests?|wishes|prayer requests|sick notes?|permission slips?|expense claims?|entries|nominations?|rsvps?)`;
const pause = String.raw`(?=\s*(?:,|;|:|\.(?:\s|$)|\s-\s|->|→|=>)|\s+(?:and (?!an? |another |their |his |her )|so |then |which |but ))`;

interface Statement {
  readonly pattern: RegExp;
  readonly trigger: (words: string, whole: string) => Trigger;
}

const webhook = (words: string): Trigger => ({
  kind: 'webhook',
  event: eventName(words),
  service: servicesIn(words).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
  because: words,
});

/** What people say happens, without "when": "Staff fill in a holiday request", "our booking page calls with a name", "lead from the website ->". */
const statements: readonly Statement[] = [
  {
    pattern:
      /(?:^|[,.;]\s*)(?:(?:when|once|if) i (?:click|press|hit|push|start)(?: on)?(?: the| a)?(?: (?:start|run|go|button|it|play))*|by hand|manually|on demand|nothing automatic(?: please)?|only when i (?:start|run) it|started by (?:hand|me)|i (?:want to )?(?:start|run) it (?:myself|by hand))(?=[\s,.:;]|$)(?:,? i (?:want|would like) to start it (?:myself|by hand))?/iu,
    trigger: (words) => ({ kind: 'manual', because: words }),
  },
  {
    pattern: new RegExp(
      String.raw`${opening}(?:if |when |whenever )?${article}${machine} (?:sends?|says?|calls?|reports?|posts?|tells?|hits?|pings?|notif(?:y|ies)|delivers?|forwards?|passes|pushes|triggers?)\b.*?${pause}`,
      'iu',
    ),
    trigger: webhook,
  },
  {
    pattern: new RegExp(
      String.raw`${opening}(?:(?:an?|the|each|every|new|incoming) )*(?:(?:online|shop|web|paid|new|stripe|shopify) )*${goods}(?: (?:from|in|on|at|of|via|through) ${article}(?:[\p{L}-]+ ?){1,3})?(?=\s*(?:,|:|->|→|=>|\s-\s))`,
      'iu',
    ),
    trigger: webhook,
  },
  {
    pattern: new RegExp(String.raw`${opening}${someone} ${uploads}\b.*?${pause}`, 'iu'),
    trigger: (words, whole) => formTrigger(`${words} file`, whole, words, true),
  },
  {
    pattern: new RegExp(String.raw`${opening}${someone} ${fillsIn}\b.*?${pause}`, 'iu'),
    trigger: (words, whole) => formTrigger(words, whole, words, false),
  },
  {
    pattern: new RegExp(
      String.raw`${opening}(?:(?:new|incoming|all|the|our|any) )*${papers}(?: (?:for|from|to|of|by|about) (?:(?!should|must|go|get|are|land|put)[\p{L}'-]+ ?){1,5}?)?\s*(?=:|,|->|→|=>|\s-\s|\b(?:should|must|shall|go|come|arrive|land|are|get|have to)\b)`,
      'iu',
    ),
    trigger: (words, whole) => formTrigger(words, whole, words, false),
  },
];

/** The statement that starts a request, and where it stands. Orders ("upload a file") and times are no statements. */
export function readStatement(text: string): { trigger: Trigger; start: number; end: number } | undefined {
  const hidden = mask(text);
  for (const { pattern, trigger } of statements) {
    const match = pattern.exec(hidden);
    if (!match || match.index > 160) continue;
    const words = unmask(match[0])
      .replace(/^[\s.;,]+/u, '')
      .trim();
    if (/\b(?:if|until|after|unless)\b/iu.test(words.replace(/^if /iu, '')) || readRecurrence(words)) continue;
    return { trigger: trigger(words, text), start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}
