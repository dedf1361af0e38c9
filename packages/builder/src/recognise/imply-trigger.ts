import { fieldName } from '../assemble/expressions.ts';
import { camel, capital, fieldFor, type PlannedField, usualFields } from './form-fields.ts';
import type { Trigger } from './trigger.ts';
import { typedIn } from './typed-in.ts';
import { eventName, formTrigger } from './trigger-event.ts';
import type { Wish } from './wish.ts';

const strangers =
  /customer|client|parent|patient|student|guest|tenant|member|applicant|candidate|buyer|donor|volunteer|sender|requester|requestor|them|him|her|attendee|participant|resident/u;

/** Something that a person may hand over as a file. */
export const speaksOfFile =
  /\b(?:files?|csv|excel|xlsx?|spreadsheets?|pdfs?|json|upload\w*|lists?|sheets?|rows?|columns?|exports?|scans?|documents?|statements?|data|cvs?|invoices?|receipts?|letters?|minutes|notes|transcripts?|essays?|reviews?|comments?|feedback|responses|answers)\b/iu;

/** What a machine or a program tells, and nobody types into a form. */
const byProgram =
  /\b(?:sensors?|machines?|thermostats?|fridge|freezer|server|device|meter|camera|alarm)\b[^.;]{0,24}\b(?:reports?|sends?|measures?|shows?|says?|detects?|over|above|below|under|drops?|rises?|calls?)\b|\b(?:when|if|once)\b[^.;,]{0,20}\b(?:stock|inventory|temperature|pressure|battery|humidity|water level|balance)\b[^.;,]{0,20}\b(?:falls?|drops?|rises?|gets?|goes|is|runs?)\b/iu;

/** What has to start a request that does not say it: whatever brings the data that its wishes need. */
export function implyTrigger(
  trigger: Trigger,
  wishes: readonly Wish[],
  text: string,
  { hasSource = false, isRead = false }: { readonly hasSource?: boolean; readonly isRead?: boolean } = {},
): Trigger {
  if (trigger.kind !== 'manual' || hasSource) return trigger;
  const flat = flatten(wishes);
  if (flat.some(({ kind }) => kind === 'respond') || /\b(?:payload|request body|caller)\b/iu.test(text))
    return { kind: 'webhook', event: 'request', service: undefined, because: '' };
  const told = byProgram.exec(text)?.[0];
  if (told) return { kind: 'webhook', event: eventName(told), service: undefined, because: '' };
  const source = flat.findIndex((wish) => wish.kind === 'fetch' || (wish.kind === 'unmet' && needOf(wish, text) === undefined));
  const need = flat.findIndex((wish) => needOf(wish, text) !== undefined);
  const first = flat[need];
  if (!first || (source >= 0 && source < need)) return trigger;
  const needed = needOf(first, text);
  if (needed === 'call') return { kind: 'webhook', event: 'request', service: undefined, because: '' };
  // Better asked than made up, where nobody speaks of a file.
  const isWork = ['sort', 'total', 'deduplicate', 'combine', 'topics', 'calculate', 'read'].includes(first.kind);
  if (needed === 'file' && isRead && !isWork && !speaksOfFile.test(text)) return trigger;
  if (needed === 'file') {
    const upload = formTrigger('upload file', text, '', true);
    const file: PlannedField = { name: 'file', label: 'The file', type: 'file', required: true };
    return upload.kind === 'form' && upload.fields.length === 0 ? { ...upload, fields: [file] } : upload;
  }
  const typed = typedIn(first.because);
  if (needed === 'text' && typed)
    return form(capital(typed.words), [{ name: typed.name, label: capital(typed.words), type: 'long_text', required: true }]);
  if (needed === 'text') return form('Text', [{ name: 'text', label: 'Text', type: 'long_text', required: true }]);
  const fields = flat.flatMap((wish) =>
    wish.kind === 'if' && wish.condition.test !== 'judged' && wish.condition.subject !== 'decision'
      ? [wish.condition]
      : wish.kind === 'filter' && wish.condition
        ? [wish.condition]
        : [],
  );
  const own = fields.map(
    ({ subject, test }): PlannedField => ({
      ...fieldFor(subject || 'amount'),
      name: camel(fieldName(subject || 'amount', [])),
      required: true,
      ...(/over|under|at_/u.test(test) ? { type: 'number' as const } : {}),
    }),
  );
  const usual = usualFields(text);
  const once = own.filter(({ name }, index) => own.findIndex((field) => field.name === name) === index);
  return form('Request', [...usual.filter(({ name }) => !own.some((field) => field.name === name)), ...once]);
}

function form(title: string, fields: readonly PlannedField[]): Trigger {
  return { kind: 'form', title, fields, because: '', isAssumed: true };
}

function flatten(wishes: readonly Wish[]): Wish[] {
  return wishes.flatMap((wish) =>
    wish.kind === 'if'
      ? [wish, ...flatten(wish.then), ...flatten(wish.otherwise)]
      : wish.kind === 'each'
        ? [wish, ...flatten(wish.body)]
        : [wish],
  );
}

function needOf(wish: Wish, text: string): 'file' | 'text' | 'record' | 'call' | undefined {
  switch (wish.kind) {
    case 'switch':
      return 'call';
    case 'unmet':
      return /text recognition|speech/u.test(wish.service ?? '') ? 'file' : undefined;
    case 'sort':
    case 'total':
    case 'topics':
    case 'deduplicate':
    case 'calculate':
    case 'combine':
    case 'each':
    case 'read':
      return 'file';
    case 'filter':
    case 'due':
      return 'file';
    case 'summarize':
    case 'classify':
    case 'extract':
      return isPlural(wish.because, wish.noun) ? 'file' : 'text';
    case 'generate':
      if (typedIn(wish.because)) return 'text';
      return /\btranslate|rewrite|correct|proofread|simplif|repl|answer|respond/iu.test(wish.because)
        ? isPlural(wish.because, wish.noun)
          ? 'file'
          : 'text'
        : undefined;
    case 'if':
      return wish.condition.test === 'judged' ? 'text' : wish.condition.subject === 'decision' ? undefined : 'record';
    case 'approve':
      return /\b(?:holiday|vacation|leave|absence|expense|purchase|request|invoice|quote|order|budget|discount|refund)s?\b/iu.test(text)
        ? 'record'
        : undefined;
    case 'email':
      return wish.to.length === 0 && strangers.test(wish.person ?? '') ? 'record' : undefined;
    default:
      return undefined;
  }
}

function isPlural(clause: string, noun: string): boolean {
  return /\b(?:comments|reviews|tickets|answers|responses|complaints|messages|feedback|survey|e-mails|applications|invoices|questions|cvs|letters|essays|contracts|receipts|documents|file|pdf|contract|report)\b/iu.test(
    `${clause} ${noun}`,
  );
}
