import { capital, fieldFor, type PlannedField } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { ReadStep } from './reading.ts';
import { bare, valuesOf } from './values.ts';

type Form = Extract<Trigger, { kind: 'form' }>;

const item = String.raw`[\p{L}’'-]+(?:\s+(?!(?:or|and)\b)[\p{L}’'-]+){0,2}?`;
/** “german, italian or english”, “vegan / meat” */
const options = String.raw`((?:${item}\s*(?:,|/)\s*(?:or\s+)?)*${item}\s*(?:,?\s+or\s+|/)\s*${item})`;
const chooses = String.raw`\b(?:choos(?:e|es|ing)|picks?|picking|selects?|selecting|ticks?)\s+`;
const after = String.raw`(?=\s*(?:$|[).,;:→]|->|\s(?:and|then|in|on|from|for|with|when)\b))`;
const chosen = new RegExp(String.raw`${chooses}(?:(?:between|from|either|one of|among)\s+)*${options}${after}`, 'iu');
/** “picks the language of the receipt (German, French or Italian)” */
const chosenOf = new RegExp(
  String.raw`${chooses}(?:an?|the|their|his|her|which|what)\s+(${item})(?:\s+of\s+[^(),.;:]{2,30})?\s*(?:\(|:|–|-)\s*(?:either\s+)?${options}`,
  'iu',
);
const languages =
  /^(?:german|english|french|italian|spanish|dutch|polish|turkish|arabic|russian|ukrainian|portuguese|danish|swedish|czech|greek)$/iu;

/** The field in which one of several named things is chosen: “(they choose german, italian or english)”. */
export function choiceSaid(text: string): PlannedField | undefined {
  const of = chosenOf.exec(text);
  const found = of ?? chosen.exec(text);
  if (!found) return undefined;
  const listed = (found[of ? 2 : 1] ?? '')
    .split(/\s*(?:,|\/)\s*(?:or\s+)?|\s+or\s+/iu)
    .map((one) => bare(one))
    .filter((one) => one !== '');
  // “morning, afternoon or evening shift” are shifts.
  const [, ending, shared] = /^(.+)\s([\p{L}-]+)$/u.exec(listed.at(-1) ?? '') ?? [];
  const isShared = ending !== undefined && listed.slice(0, -1).every((one) => !/\s/u.test(one));
  const ways = isShared ? [...listed.slice(0, -1), ending] : listed;
  if (ways.length < 2 || ways.some((one) => /^(?:it|them|one|yes|no|not|other|the best|which|what)$/iu.test(one))) return undefined;
  const before = /\b(?:their|his|her|the|which|what)\s+([\p{L}-]+)\s*[(:–-]\s*(?:they\s+|people\s+|one\s+)?(?:can\s+|may\s+)?$/iu.exec(
    text.slice(0, found.index),
  )?.[1];
  const label =
    (of ? found[1] : undefined) ??
    before ??
    (isShared ? shared : undefined) ??
    (ways.every((one) => languages.test(one)) ? 'language' : 'choice');
  return { ...fieldFor(bare(label).toLowerCase()), type: 'choice', required: true, options: ways.map((one) => capital(one)) };
}

const textual =
  /\b(?:menu|text|lists?|recipes?|minutes|notes|transcripts?|articles?|dish(?:es)?|soup|news|links?|add?resses|protocol|draft|letter|post|speech|story)\b/iu;

/** A thing that somebody types in or pastes needs room. */
export function roomFor(words: string): PlannedField {
  const field = fieldFor(bare(words));
  return textual.test(words) && (field.type === 'text' || field.type === 'file') ? { ...field, type: 'long_text' } : field;
}

const only = new RegExp(
  String.raw`\bforms?\s+(?:with|that has|has|containing)\s+(?:(?:only|just|nothing but|nothing except)\s+(?:(?:an?|one|a single)\s+(?:field|box)\s+for\s+)?|(?:an?|one|a single)\s+(?:field|box)\s+for\s+)((?:(?:the|an?|their|my|our)\s+)?[\p{L}’' -]{3,40}?)(?=\s*(?:$|[,.;:)]))`,
  'iu',
);

/** “A form with only the menu of the day” has that field and no other. */
function onlyField(because: string): PlannedField[] | undefined {
  const said = only.exec(because)?.[1];
  return said === undefined || /\b(?:and|or|upload|file)\b/iu.test(said) ? undefined : [{ ...roomFor(said), required: true }];
}

const whether =
  /\bwhether\s+(?:they|he|she|you|we|people)(['’]re)?\s+([^,;.()]{2,60}?)(?=\s+(?:and|or)\s+(?:what|which|how|who|when|whether|if)\b|\s*(?:[,;.()]|$))/giu;

/** “Whether they come to the concert” is asked as a question, to be answered yes or no. */
function yesOrNo(because: string): PlannedField[] {
  return [...because.matchAll(whether)].map(([, are, said = '']): PlannedField => {
    const words = said.trim();
    const [verb = '', ...rest] = words.split(/\s+/u);
    const isAuxiliary = /^(?:can|will|would|could|should|may|are|have|were)$/iu.test(verb);
    const label = are ? `Are you ${words}?` : isAuxiliary ? `${capital(verb)} you ${rest.join(' ')}?` : `Do you ${words}?`;
    const key = (isAuxiliary ? rest : [verb, ...rest])
      .filter((word) => !/^(?:the|an?|to|at|in|on|for|our|my|with)$/iu.test(word))
      .slice(0, 2);
    return { ...fieldFor(key.join(' ') || 'coming'), label, type: 'choice', required: true, options: ['Yes', 'No'] };
  });
}

/** “has name of volunteer, yes/no coming, voice”: what follows the last field that was read is one too. */
export function fieldsAfter(because: string, last: string): string[] {
  const at = because.lastIndexOf(last);
  const rest = at < 0 ? '' : because.slice(at + last.length).trim();
  if (!/^(?:,|and\b|&|\+|\/)/iu.test(rest) || /[.;:()]|\b(?:i|we|they|it|then|send|mail|by|via)\b/iu.test(rest)) return [];
  const parts = rest
    .split(/\s*(?:,|&|\+|\/|\band\b)\s*/iu)
    .map((part) => bare(part))
    .filter((part) => part !== '');
  return parts.every((part) => part.split(/\s+/u).length <= 3) ? parts : [];
}

/** A form with the fields that its words say in other ways than by listing them. */
export function withSaidFields(form: Form, text: string): Form {
  const single = onlyField(form.because);
  const base = single ? { ...form, fields: single, guessed: [] } : form;
  if (base.fields.every(({ type }) => type === 'file') && base.fields.length > 0 && form.brings === 'table') return base;
  const choice = choiceSaid(text);
  const asked = [...yesOrNo(form.because), ...(choice ? [choice] : [])];
  if (asked.length === 0) return base;
  const isSame = (field: PlannedField): boolean => asked.some(({ name }) => name === field.name);
  // Who answers something definite need not write besides.
  const others = base.fields.map((field) =>
    field.name === 'message' && base.guessed?.includes('message') ? { ...field, required: false } : field,
  );
  return { ...base, fields: [...others.filter((field) => !isSame(field)), ...asked].slice(0, 20) };
}

/** “With a PDF receipt with amount and date”: what a file is to say is asked for by the form that it is made from. */
export function withFileFields(form: Form, steps: readonly ReadStep[]): Form {
  const isPlain = form.fields.every(({ type }) => type !== 'file');
  if (!isPlain || !steps.some(({ label }) => label === 'write') || steps.some(({ label }) => gives.has(label))) return form;
  const named = steps
    .filter(({ label, words }) => (label === 'write' || label === 'template') && /\bwith\b/iu.test(words))
    .flatMap(({ values }) => valuesOf(values, 'field'))
    .map((words) => fieldFor(bare(words).toLowerCase()));
  const more = named.filter(
    ({ name, type }) => type !== 'file' && /^[a-z]\w*$/u.test(name) && !form.fields.some((field) => field.name === name),
  );
  return more.length === 0 ? form : { ...form, fields: [...form.fields, ...more].slice(0, 20) };
}

/** Steps that find or work out what a file may say as well. */
const gives = new Set<ReadStep['label']>(['fetch', 'extract', 'source', 'calculate', 'combine', 'unmet', 'total']);

/** “Picks morning, afternoon or evening” is done in the form: nothing is sorted or picked out for it. */
export const isChosenInForm = (words: string): boolean =>
  /^\W*(?:(?:and|they|he|she|where they|who)\s+)*(?:picks?|chooses?|selects?|ticks?)\s/iu.test(words);
