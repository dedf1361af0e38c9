import { detectCompute } from './detect-compute.ts';
import { detectOutputs } from './detect-outputs.ts';
import { detectText } from './detect-text.ts';
import { type Service, servicesIn } from './services.ts';
import { headOf, withoutLead } from './verbs.ts';
import type { Wish, WishKind } from './wish.ts';

type Kind = WishKind['kind'];

const rowWork: readonly Kind[] = ['filter', 'sort', 'total', 'deduplicate', 'calculate', 'combine'];
const contents: readonly Kind[] = ['summarize', 'total', 'topics', 'sort', 'filter'];

/** What a clause may ask for, by the verb it begins with; a verb that is not here may ask for anything. */
const families: readonly { readonly verbs: RegExp; readonly may: readonly Kind[] }[] = [
  {
    verbs:
      /^(?:e-?mail|mail|message|notify|inform|tell|alert|warn|remind|let|cc|thank|invite|welcome|congratulate|follow|greet|wish|announce|ping)$/u,
    may: [...contents, 'email', 'write', 'fetch', 'approve'],
  },
  {
    verbs: /^(?:send|forward|give|show|get|deliver|share|hand|have|bring|pass|return|display)$/u,
    may: [...contents, 'email', 'write', 'fetch', 'respond', 'generate', 'extract', 'approve'],
  },
  {
    verbs: /^(?:make|create|generate|build|produce|prepare|turn|convert)$/u,
    may: [...contents, 'calculate', 'write', 'generate', 'combine'],
  },
  {
    verbs: /^(?:export|save|store|put|attach|download|publish|archive|upload|file|log|record|insert|enter|append|book|update|register)$/u,
    may: [...contents, 'write', 'fetch', 'calculate', 'classify', 'combine'],
  },
  { verbs: /^(?:call|fetch|poll|query|post|push|submit|monitor|delete|load|import)$/u, may: ['fetch', 'read', 'filter', 'write'] },
  { verbs: /^(?:filter|keep|remove|drop|ignore|exclude|skip|discard|leave|clean|throw)$/u, may: [...rowWork, 'classify', 'write'] },
  { verbs: /^(?:sort|rank|order)$/u, may: [...rowWork, 'topics', 'classify', 'write'] },
  {
    verbs:
      /^(?:group|cluster|count|sum|total|average|calculate|compute|work|add|multiply|tally|break|divide|subtract|deduct|plan|bundle)$/u,
    may: [...rowWork, 'topics', 'classify', 'summarize', 'write'],
  },
  {
    verbs: /^(?:classify|categorise|triage|label|tag|decide|detect|assign|flag|mark|rate|score|prioritise)$/u,
    may: ['classify', 'topics', 'approve', 'filter', 'write'],
  },
  {
    verbs: /^(?:extract|pull|pick|capture|read|find|look|identify|collect|take|search)$/u,
    may: [...contents, 'extract', 'fetch', 'read', 'classify', 'deduplicate', 'write'],
  },
  { verbs: /^(?:summarise|condense|shorten)$/u, may: ['summarize', 'total', 'write'] },
  {
    verbs: /^(?:write|draft|compose|translate|rewrite|suggest|propose|explain|simplify|proofread|correct|reply|respond|answer)$/u,
    may: ['generate', 'respond', 'write', 'email', 'summarize'],
  },
  { verbs: /^(?:ask|approve|confirm)$/u, may: ['approve', 'email'] },
  { verbs: /^(?:merge|combine|join|compare|match|unify)$/u, may: ['combine', 'deduplicate', 'write', 'filter'] },
];

/**
 * What one clause asks for; several things when it names several ("e-mail me a summary as PDF"), in the order in which they must happen.
 * A clause with a verb that no rule reads is an unmet wish, never a guess.
 */
export function detectIn(clause: string): Wish[] {
  // "we get a list every month" says what there is and asks for nothing.
  if (/^(?:we|i) (?:get|have|receive|got)\b|^(?:my|our|the|this|it) (?:[\w-]+ ){0,3}(?:has(?! to\b)|contains?|comes with) /iu.test(clause))
    return [];
  const head = headOf(clause);
  const may = families.find(({ verbs }) => head !== undefined && verbs.test(head))?.may;
  const found = [...detectCompute(clause), ...detectText(clause), ...detectOutputs(clause)].filter(
    (wish) =>
      !may ||
      may.includes(wish.kind) ||
      (wish.kind === 'fetch' && wish.url !== undefined) ||
      (wish.kind === 'email' && wish.to.length > 0 && /\bby e-?mail\b/iu.test(clause)),
  );
  const settled = settle(found, clause, head);
  const kinds = withAnswer(settled, clause, head);
  const service = servicesIn(clause.replaceAll(/https?:\/\/\S+|[\w.+-]+@[\w.-]+/gu, ' ')).find(({ name }) => !isMention(name, clause));
  if (service) return withService(service, kinds, clause);
  if (kinds.length > 0) return withWords(kinds, clause);
  if (isNoise(clause, head)) return [];
  return withWords([{ kind: 'unmet', wish: clause, service: undefined, instead: undefined }], clause);
}

const picking = /^(?:extract|pull|pick|capture|read|get|grab)$/u;
const replying = /^(?:reply|respond|answer|write|draft|compose|generate|create|make|prepare|suggest|propose|formulate|give)$/u;

/** "answer the enquiries": the answer is written and goes back; a draft or an answer to public reviews does not. */
function repliesTo(kinds: readonly WishKind[], clause: string, head: string | undefined): boolean {
  return (
    /^(?:reply|respond|answer)$/u.test(head ?? '') &&
    kinds.length === 1 &&
    kinds[0]?.kind === 'generate' &&
    !/\breviews?\b|\bcomments?\b|\bposts?\b/iu.test(clause)
  );
}

/** "answer the enquiries" also mails; "returns a summary" also answers the caller. */
function withAnswer(kinds: readonly WishKind[], clause: string, head: string | undefined): readonly WishKind[] {
  if (repliesTo(kinds, clause, head)) return [...kinds, mailBack(clause)];
  const returns =
    head === 'return' && kinds.length > 0 && !kinds.some(({ kind }) => kind === 'respond' || kind === 'email' || kind === 'write');
  return returns ? [...kinds, { kind: 'respond', text: clause }] : kinds;
}

const mailBack = (clause: string): WishKind => ({ kind: 'email', to: [], person: 'sender', about: clause });

/** The name as it was said, where it is a name of its own: "MySQL" for a database. */
function said({ name, pattern }: Service, clause: string): string {
  const words = pattern.exec(clause)?.[0] ?? name;
  return words.toLowerCase() === words && !/inbox/u.test(words) ? name : words;
}

/** What can be done before the service is done; handing over to it is the wish that cannot be met. */
function withService(service: Service, kinds: readonly WishKind[], clause: string): Wish[] {
  const unmet: WishKind = { kind: 'unmet', wish: clause, service: service.name, instead: service.instead };
  const own = kinds.filter(({ kind }) => kind !== 'email' && kind !== 'fetch' && kind !== 'respond' && kind !== 'read');
  if (comesFrom(service, clause))
    return withWords(
      [
        { ...unmet, wish: `Get the data from ${said(service, clause)}` },
        ...kinds.filter(({ kind }) => kind !== 'fetch' && kind !== 'read'),
      ],
      clause,
    );
  if (isSource(clause)) return withWords([unmet, ...own.filter(({ kind }) => kind !== 'extract' || !service.reads)], clause);
  return withWords([...own.filter(({ kind }) => kind !== 'filter'), unmet], clause);
}

function withWords(kinds: readonly WishKind[], clause: string): Wish[] {
  return kinds.map((kind) => ({ ...kind, because: clause }));
}

const order: readonly Kind[] = [
  'read',
  'fetch',
  'combine',
  'filter',
  'deduplicate',
  'calculate',
  'extract',
  'classify',
  'topics',
  'total',
  'sort',
  'summarize',
  'generate',
  'code',
  'approve',
  'write',
  'email',
  'respond',
];

/** Of readings that exclude one another only the better one stays. */
function settle(found: readonly WishKind[], clause: string, head: string | undefined): WishKind[] {
  const has = (kind: Kind): boolean => found.some((wish) => wish.kind === kind);
  const isOut = (wish: WishKind): boolean => {
    switch (wish.kind) {
      case 'classify':
        return has('topics');
      case 'total':
        return (
          (/\bwith (?:the |their |an? )?(?:number|total|amount|count|sum)\b/iu.test(clause) && has('email')) ||
          (has('extract') && picking.test(head ?? '')) ||
          (has('respond') && head === 'return' && wish.by.length === 0) ||
          has('topics') ||
          (has('calculate') && wish.by.length === 0) ||
          (has('extract') && wish.by.length === 0)
        );
      case 'filter':
        return (
          (has('deduplicate') && !(wish.condition?.test === 'empty')) ||
          has('extract') ||
          (has('classify') && /^(?:flag|mark|label|tag|detect|decide|find|identify)$/u.test(head ?? '')) ||
          (wish.condition === undefined && found.length > 1)
        );
      case 'extract':
        return (
          has('topics') ||
          (has('fetch') && !/https?:/u.test(clause)) ||
          (has('total') && !picking.test(head ?? '')) ||
          has('deduplicate') ||
          has('summarize') ||
          (has('filter') && !/^(?:extract|pull|pick|capture)$/u.test(head ?? ''))
        );
      case 'sort':
        return has('topics') && wish.limit === undefined;
      case 'summarize':
        return has('topics') || (has('total') && !/\bsummar|digest|recap/iu.test(clause));
      case 'generate':
        return (
          has('summarize') ||
          has('approve') ||
          (wish.noun === 'reply' && !replying.test(head ?? '')) ||
          (has('write') && wish.noun === 'text') ||
          (has('respond') && /^(?:respond|return)$/u.test(head ?? ''))
        );
      case 'email':
        return (
          has('approve') ||
          (has('respond') && !/@|e-?mail/iu.test(clause)) ||
          isAnswerToMe(clause, head, found) ||
          (has('fetch') && !/@/u.test(clause))
        );
      case 'respond':
        return (
          (has('email') && /@|e-?mail/iu.test(clause)) ||
          (has('write') && !/\bjson\b/iu.test(clause)) ||
          (has('generate') && !/^(?:respond|return)$/u.test(head ?? ''))
        );
      case 'write':
        return (
          (wish.format === 'json' && has('respond')) ||
          (has('fetch') && !/\b(?:as|into|to) (?:an? )?(?:\w+ )?(?:excel|csv|pdf|json|text)\b/iu.test(clause)) ||
          (has('generate') && /\bout of\b|\bfrom\b/iu.test(clause))
        );
      case 'read':
        return found.length > 1;
      default:
        return false;
    }
  };
  return found.filter((wish) => !isOut(wish)).toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** "tell me what people complain about": shown as the result, not mailed. */
function isAnswerToMe(clause: string, head: string | undefined, found: readonly WishKind[]): boolean {
  if (/@|\be-?mail|\bmail\b/iu.test(clause)) return false;
  if (!/^(?:tell|give|show|get|have|let|return|display)$/u.test(head ?? '')) return false;
  if (/^(?:give|show|get|have|return|display)$/u.test(head ?? '') && !/\bto (?:the|my|our|him|her|them)\b/iu.test(withoutLead(clause)))
    return true;
  return (
    /\b(?:me|us)\b/iu.test(clause) &&
    found.some(({ kind }) => kind === 'total' || kind === 'topics' || kind === 'summarize' || kind === 'sort' || kind === 'filter')
  );
}

/** "send me a summary of the tickets from Zendesk": the service is where it comes from. */
function comesFrom({ pattern }: Service, clause: string): boolean {
  return (
    !isSource(clause) &&
    new RegExp(`\\b(?:from|in) (?:the |our |my )?(?:${pattern.source})`, 'iu').test(clause) &&
    !/\b(?:post|put|save|store|create|add|update|log|record|message|notify|write|mention|book)\b/iu.test(clause)
  );
}

/** "export from our database as CSV": the data comes from there. */
function isSource(clause: string): boolean {
  return (
    /^(?:please |also |then )*(?:get|fetch|read|load|pull|look|find|check|download|import|take|collect|sync from|search|open|transcribe|recognise|export|watch|summary of|summarise|scan|ocr|extract|a summary of|list)\b/iu.test(
      clause,
    ) && !/\b(?:to|into|in) (?:slack|teams|the crm|hubspot|notion|our)\b/iu.test(clause)
  );
}

/** Words that name a place without asking anything of it. */
function isMention(name: string, clause: string): boolean {
  if (name === 'text recognition of pictures')
    return !/\b(?:scan|ocr|read|recogni|look at|judge|compare|analy[sz]e|extract|text (?:from|on|of)|transcri)\w*/iu.test(clause);
  if (name === 'a printer') return /print(?:ed|able)? (?:version|pdf|report)|printable/iu.test(clause);
  if (name === 'SMS') return /text file|text of|the text/iu.test(clause) && !/sms/iu.test(clause);
  if (name === 'DocuSign') return /sign off/iu.test(clause);
  if (name === 'a phone call') return /@|https?:/u.test(clause);
  if (name === 'Google Sheets')
    return (
      /(?:excel|csv|time|cheat|fact|data|work|answer|balance)[ -]?sheet|sheet of (?:paper|the)/iu.test(clause) && !/google/iu.test(clause)
    );
  return false;
}

/** A fragment without a verb asks for nothing by itself. */
function isNoise(clause: string, head: string | undefined): boolean {
  if (head === undefined) return true;
  const said = withoutLead(clause).trim();
  if (/^(?:show|display|give|return|get) (?:me |us )?(?:the )?(?:results?|output|outcome)$/iu.test(said)) return true;
  if (/^(?:clean up|tidy up|check|report|export|import|process|update|order|archive|review)$/iu.test(said)) return true;
  return /^(?:(?:have|make|do|start|stop|set|use|handle|process|wait|take|give|get|run)\b(?:\s+(?:it|this|that|everything|them|me|us|a|an|the|workflow|automation|file|result|results|help))*|thanks?.*|and so on|done)$/iu.test(
    said,
  );
}
