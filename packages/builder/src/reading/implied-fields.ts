import { fieldFor, type PlannedField } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import { bare } from './values.ts';

type Form = Extract<Trigger, { kind: 'form' }>;

const noun = String.raw`(?:[\p{L}'’-]+\s){0,2}?[\p{L}'’-]+`;
const asked = new RegExp(
  String.raw`\b(?:with|and|plus|has|have|including|has got)\s+(?:(?:an?|the|one|also|extra|optional)\s+)*(${noun})\s+(question|field|box|tick ?box|check ?box|dropdown|choice|select)\b`,
  'giu',
);
const askedFor = new RegExp(
  String.raw`\b(question|field|box|tick ?box|check ?box|dropdown|place)\s+(?:for|about|on|asking for|that asks for)\s+(?:(?:an?|the|their|his|her|your|any)\s+)?(${noun})(?=\s*(?:$|[,.;:)]|\b(?:and|then|that|which|if|on|in|to)\b))`,
  'giu',
);
const told = new RegExp(
  String.raw`\b(?:tells?(?: us| me)?|gives?(?: us| me)?|lets? us know|leaves?|says?|states?|reports?|picks?|chooses?|selects?|provides?|submits?|indicates?|notes?(?: down)?|writes?(?: down)?|fills? in|types?(?: in)?|enters?|adds?|logs?|records?|sends?(?: us| me)?)\s+((?:their|his|her|which|how many|how much|what)\s+.{2,80})$`,
  'iu',
);
const picked = new RegExp(String.raw`\b(?:picks?|chooses?|selects?)\s+((?:an?|the|their|his|her)\s+.{2,60})$`, 'iu');
const chosen = new RegExp(
  String.raw`\b(?:the|their|his|her|which|what)\s+(${noun})\s+(?:that\s+|which\s+)?(?:they|he|she|people|somebody|someone|the \p{L}+)(?:['’]ve|['’]d| have| had| has)?\s+(?:picked|chose|chosen|selected|entered|gave|given|filled in|typed in|typed|wrote|written|ticked|named|booked|ordered|liked|wants?|wanted|asked for|signed up for|applied for|registered for|prefer(?:s|red)?)\b`,
  'giu',
);

/** What is no field of a form though it stands where one would: what a step makes, or a way it goes on. */
const noField =
  /^(?:an?|the|one|tick|check|it|them|this|that|form|mail|e-?mail|message|answer|reply|question|box|field|date and time|details|data|info|information|things?|something|anything|everything|all|ones?|file|pdf|excel|csv|upload|page|site|website|link|offer|yes|no|way|own|free|open|short|small|long|(?:[\p{L}-]+\s)*(?:requests?|orders?|applications?|complaints?|feedback|comments?|ideas?|suggestions?|problems?|issues?|claims?|reports?|reviews?|enquir(?:y|ies)|absences?|leave|expenses?|invoices?|receipts?|opinions?|bookings?|registrations?|interest))$/iu;

/** “Report their child absent”: whom it is about, and no value of theirs. */
const somebody = /^(?:child|children|kids?|son|daughter|pupils?|students?|pets?|team|staff|boss|colleagues?|self|selves)\b(?!['’])/iu;

const tidy = (words: string): string =>
  bare(
    words
      .replace(/^.*\s(?:which|what|the|their|his|her)\s+/iu, '')
      .replaceAll(/^(?:how many|how much|which|what|also|any)\s+/giu, '')
      .replace(/[.,;:)]+$/u, ''),
  ).replace(/\s+(?:they|he|she|we|you)\b.*$/iu, '');

/** “Their hours and their group by form” → hours, group */
function listed(words: string): string[] {
  const plain = words.replace(/\s+(?:by|in|on|with|via|through|over|into|using|for us|when|if|so|at|to)\s.*$/iu, '');
  const isCount = /^how (?:many|much)\b/iu.test(plain);
  return plain
    .split(/\s*,\s*(?:and\s+)?|\s+(?:and|&|plus)\s+/iu)
    .map((part) => tidy(part))
    .filter((part) => part !== '' && !somebody.test(part) && part.split(/\s+/u).length <= 3 && !noField.test(part))
    .map((part) => (isCount ? `number of ${part}` : part));
}

function fieldOf(words: string, kind = ''): PlannedField {
  const field = fieldFor(words.toLowerCase());
  if (/^(?:tick|check)/iu.test(kind)) return { ...field, type: 'checkbox', required: false };
  // What is only asked may be left empty: not everybody has an allergy.
  return kind === '' ? field : { ...field, type: field.type === 'file' ? 'text' : field.type, required: false };
}

/** Fields that the words of a request ask for without listing them: “with an allergy question”, “tell us their hours”, “the voice they picked”. */
export function impliedFields(start: string, text: string): PlannedField[] {
  const plain = start.replaceAll(/\([^)]*\)/gu, ' ');
  const boxes = [...start.matchAll(asked)].flatMap(([, name = '', kind]) => (noField.test(tidy(name)) ? [] : [fieldOf(tidy(name), kind)]));
  const about = [...start.matchAll(askedFor)].flatMap(([, kind, name = '']) =>
    noField.test(tidy(name)) ? [] : [fieldOf(tidy(name), kind)],
  );
  const said = [told.exec(plain)?.[1], picked.exec(plain)?.[1]].flatMap((words) => (words === undefined ? [] : listed(words)));
  const later = [...text.matchAll(chosen)].map(([, name = '']) => tidy(name)).filter((name) => name !== '' && !noField.test(name));
  return [...boxes, ...about, ...[...said, ...later].map((name) => fieldOf(name))].filter(
    ({ name }, index, all) => /^[A-Za-z]\w*$/u.test(name) && all.findIndex((field) => field.name === name) === index,
  );
}

/** A form with the fields that its request implies; a file that is handed over has no more than itself. */
export function withImpliedFields(form: Form, text: string): Form {
  if (form.fields.some(({ type, required }) => type === 'file' && required)) return form;
  const known = (wanted: PlannedField): boolean =>
    form.fields.some(({ name, type }) => name.toLowerCase() === wanted.name.toLowerCase() || (type === 'email' && wanted.type === 'email'));
  const more = impliedFields(form.because, text).filter((field) => !known(field));
  if (more.length === 0) return form;
  // Who is asked for something definite need not write besides.
  const fields = form.fields.map((field) =>
    field.name === 'message' && form.guessed?.includes('message') ? { ...field, required: false } : field,
  );
  return { ...form, fields: [...fields, ...more].slice(0, 20) };
}
