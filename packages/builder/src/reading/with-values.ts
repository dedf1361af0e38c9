import { durationSeconds, wordNumber } from '../language/durations.ts';
import { isAnyone, isDepartment, isMe, isStaff, isStranger } from '../assemble/recipients.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import type { Due } from '../recognise/due.ts';
import type { Measure, WishKind } from '../recognise/wish.ts';
import { takenIn } from './class-lists.ts';
import { conditionOf } from './condition-values.ts';
import { besideDate, dueOf } from './date-values.ts';
import { readCalculation } from './formula-values.ts';
import { restOf } from './mail-words.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';
import { keys, sorted } from './sort-values.ts';
import { waiting, waitTimeOf } from './wait-values.ts';

type Of<Kind extends WishKind['kind']> = Extract<WishKind, { kind: Kind }>;

/** A wish with the values that the reader found in its words in place of those that rules would find; what it found none for stays. */
export function withValues(wish: WishKind, values: readonly ReadValue[], words: string): WishKind {
  if (values.length === 0 && wish.kind !== 'email' && wish.kind !== 'calculate') return wish;
  switch (wish.kind) {
    case 'filter':
      return { ...wish, condition: conditionOf(values, words, wish.condition), ...dated(values, words) };
    case 'sort':
      return sorted(wish, values, words);
    case 'total':
      return totalled(wish, values);
    case 'deduplicate':
      return { ...wish, ...keyed(values) };
    case 'combine':
      return { ...wish, ...(first(values, 'by') ? { by: `by ${first(values, 'by')}` } : {}) };
    case 'calculate':
      return calculated(wish, values, words);
    case 'classify':
      return classified(wish, values, words);
    case 'extract':
      return { ...wish, fields: some(names(values, 'field'), wish.fields) };
    case 'set':
      return { ...wish, fields: some(names(values, 'field'), wish.fields) };
    case 'email':
      return mailed(wish, values, words);
    case 'approve':
      return approved(wish, values);
    case 'fetch':
      return {
        ...wish,
        ...(first(values, 'url') ? { url: tidyUrl(first(values, 'url') ?? '') } : {}),
        // “… | to https://x.example/leads” sends.
        ...(wish.method === 'GET' && /^\W*(?:to|into)\s/iu.test(words) ? { method: 'POST' as const } : {}),
      };
    case 'generate':
      return { ...wish, instruction: instructed(wish.instruction, values), noun: wish.noun === 'text' ? nounOf(values) : wish.noun };
    case 'summarize':
      return { ...wish, ...lengthOf(valuesOf(values, 'style').join(', '), valuesOf(values, 'lang')) };
    case 'wait':
      return waiting(wish, waitTimeOf(values, words));
    case 'respond':
      return answered(wish, values, words);
    default:
      return wish;
  }
}

const dated = (values: readonly ReadValue[], words: string): { due?: Due } => {
  const due = dueOf(values, words);
  const also = due && besideDate(values, words);
  return due ? { due: { ...due, ...(also ? { also } : {}) } } : {};
};

const first = (values: readonly ReadValue[], name: ReadValue['name']): string | undefined => valuesOf(values, name)[0];
const some = (own: readonly string[], otherwise: readonly string[]): readonly string[] => (own.length > 0 ? own : otherwise);
/** What works on it, not what it is about. */
const tools = /^(?:ai|the ai|an ai|llm|gpt|chatgpt|it|they|the system)$/iu;
const names = (values: readonly ReadValue[], name: ReadValue['name']): string[] =>
  valuesOf(values, name)
    .map((words) => bare(words).toLowerCase())
    .filter((words) => !tools.test(words));
const tidyUrl = (url: string): string => url.replace(/[.,;:!?)]+$/u, '');

function totalled(wish: Of<'total'>, values: readonly ReadValue[]): WishKind {
  const by = keys(valuesOf(values, 'by'));
  const columns = keys(valuesOf(values, 'column')).filter(
    (column) => !by.includes(column) && !/^(?:totals?|sum|count|number|average)$/u.test(column),
  );
  const calculations = valuesOf(values, 'calc').map((words) => calculationOf(words));
  const own = wish.measures[0];
  const kinds = calculations.length > 0 ? calculations : own ? [own.calculate] : ['count' as const];
  const measures = kinds.flatMap((calculate): Measure[] => {
    if (calculate === 'count') return [{ calculate }];
    const of = columns.length > 0 ? columns : own?.column && !by.includes(own.column) ? [own.column] : ['amount'];
    return of.map((column) => ({ calculate, column }));
  });
  return { ...wish, by: by.length > 0 ? by : wish.by, measures: calculations.length > 0 || columns.length > 0 ? measures : wish.measures };
}

function calculationOf(words: string): Measure['calculate'] {
  if (/\b(?:average|mean|avg)\b/iu.test(words)) return 'average';
  if (/\b(?:highest|maximum|max|most|peak|largest|longest)\b/iu.test(words)) return 'maximum';
  if (/\b(?:lowest|minimum|min|least|smallest|shortest)\b/iu.test(words)) return 'minimum';
  return /\b(?:how many|count\w*|number|tally|how often|headcount)\b/iu.test(words) ? 'count' : 'sum';
}

function keyed(values: readonly ReadValue[]): { by?: string } {
  const [by] = keys([...valuesOf(values, 'by'), ...valuesOf(values, 'column')]);
  return by ? { by: by.replace(/^(?:same|double|duplicate|identical)\s+/u, '') } : {};
}

/** A formula that is not understood whole is asked for; a part of it would be a wrong one. */
function calculated(wish: Of<'calculate'>, values: readonly ReadValue[], words: string): WishKind {
  const named =
    [...valuesOf(values, 'field'), ...valuesOf(values, 'what')].map((one) => bare(one)).find((one) => /^\p{L}/u.test(one)) ?? '';
  // Pieces that something else stands between are no formula together.
  const calc = valuesOf(values, 'calc').join(' ');
  const [whole, part] = [readCalculation(words), words.includes(calc) ? readCalculation(calc) : {}];
  return { ...wish, column: named || (whole.column ?? part.column ?? wish.column), formula: whole.formula ?? part.formula };
}

function classified(wish: Of<'classify'>, values: readonly ReadValue[], words: string): WishKind {
  const labels = [
    ...new Set(
      valuesOf(values, 'class')
        .map((words) => bare(words).replace(/\s+(?:ones?|stuff|cases?)$/u, ''))
        .filter((label) => !tools.test(label) && !/^(?:|not|rest|else|the rest|the others?)$/iu.test(label)),
    ),
  ];
  const [only] = labels;
  const takesIn = takenIn(words, labels);
  const said = Object.keys(takesIn).length > 0 ? { takesIn } : {};
  if (labels.length === 1 && only !== undefined) return { ...wish, labels: [only, `not ${only}`], ...said };
  return labels.length === 0 ? wish : { ...wish, labels, ...said };
}

/** “each brand manager”, “its head”, “the department's secretary”: somebody else for each row. */
const ofEach = /\b(?:each|every|its|their|his|her|respective)\b|\p{L}['’]s\s+\p{L}/iu;
const vague = /^(?:it|sth|smth|them|this|that|these|those|everything|something|all|an? (?:e-?mail|mail|message|note))$/iu;

/** What stands in quotes is said word for word, and is no name of what is brought. */
const isQuoted = (words: string): boolean => /^["“].*["”]$/u.test(words.trim());

function mailed(whole: Of<'email'>, values: readonly ReadValue[], spoken: string): WishKind {
  const recipients = valuesOf(values, 'to');
  const to = recipients.flatMap((words) => addressesIn(words));
  const person = recipients.map((words) => personOf(words)).find((name) => name !== undefined);
  const asks = valuesOf(values, 'what').flatMap((one) => /^asking\s+(.+)$/iu.exec(one)?.[1] ?? []);
  const said = valuesOf(values, 'what').filter((one) => !/^asking\s/iu.test(one));
  // What it asks for besides says nothing of what kind of mail it is.
  const withoutAsking = (text: string): string => (asks.length === 0 ? text : text.replace(/[\s,]*\b(?:and\s+)?ask(?:s|ing)?\b.*$/iu, ''));
  const wish = { ...whole, about: withoutAsking(whole.about) };
  const words = withoutAsking(spoken);
  const what =
    said.length > 0
      ? said.filter((one) => !vague.test(one.trim()) && !isQuoted(one)).join(' and ')
      : (restOf(
          words,
          recipients.length > 0 ? recipients : wish.person ? [wish.person] : [],
          values.flatMap((value) => (value.name === 'to' ? [] : [value.words])),
        ) ?? '');
  const copies = valuesOf(values, 'cc').map((one) => one.replace(/^\W*(?:cc|copy(?:ing)?|in copy|with)(?:\s+to)?\s+/iu, ''));
  const subject = bare(first(values, 'subject') ?? '');
  const { quote, ...mail } = wish;
  // “… with the excel attached”, said apart from the mail.
  const apart = valuesOf(values, 'format').filter((format) => !words.includes(format));
  return {
    ...mail,
    about: apart.length === 0 ? mail.about : `${mail.about} with the ${apart.join(' and ')} file`,
    // What stands in quotes is the text, where it is not the subject.
    ...(quote === undefined || subject.includes(quote.trim()) ? {} : { quote }),
    to: recipients.length > 0 ? to : wish.to.filter((address) => !copies.some((words) => words.includes(address))),
    person: recipients.length > 0 ? person : values.length > 0 ? known(wish.person) : wish.person,
    ...(recipients.some((words) => isTheirs(words)) ? { isTheirs: true } : {}),
    ...(what === '' ? {} : { what }),
    ...(subject === '' ? {} : { subject }),
    ...(asks.length === 0 ? {} : { asks }),
    ...(recipients.some((one) => ofEach.test(one)) ? { isOfEach: true } : {}),
    ...(copies.length === 0 ? {} : { copy: copies.flatMap((one) => (one.includes('@') ? addressesIn(one) : (personOf(one) ?? []))) }),
  };
}

/** A person whom the rules found, if it is one that they know; a word that merely stands there is nobody. */
const known = (person: string | undefined): string | undefined =>
  person !== undefined && (isMe(person) || isStranger(person) || isStaff(person) || /^\p{Lu}/u.test(person)) ? person : undefined;

/** “to the customer” → customer; “me” stays. */
const whom = (words: string): string =>
  /^\W*(?:to\s+|by\s+|with\s+|from\s+|for\s+)?my$/iu.test(words)
    ? 'me'
    : bare(words.trim().replace(/^(?:(?:to|by|with|from|for|of|and|then|all|back to|both|also|only|just)\s+)+/iu, ''));

/** “our technician Marek” → technician Marek; nothing where only an address is left. */
export function personOf(words: string): string | undefined {
  const plain = whom(
    words
      .replaceAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, ' ')
      .replaceAll(/[(),;:<>]/gu, ' ')
      .replaceAll(/\s+/gu, ' '),
  ).replace(/\s+(?:at|on|via|by|under)$/iu, '');
  if (plain === '') return undefined;
  if (/^(?:i|my|mine|myself|me and .*|my (?:in|mail)?box|my phone)$/iu.test(plain)) return 'me';
  if (/^(?:we|our|ours|ourselves|us)$/iu.test(plain)) return 'us';
  if (/^(?:he|him|she|her)$/iu.test(plain)) return /^h(?:e|im)$/iu.test(plain) ? 'him' : 'her';
  if (/^(?:of )?(?:they|them|those|these|him or her|the person|whoever.*|each(?: of them)?|one)$/iu.test(plain)) return 'them';
  if (/^(?:everyone|everybody|all)(?:\s.*)?$/iu.test(plain)) return 'everyone';
  const hasArticle = /^\W*(?:(?:to|by|with|from|for|and)\s+)*(?:the|our|my|a|an|their|his|her|your|each|every|all)\s/iu.test(words);
  const isNoun =
    /\s/u.test(plain) ||
    isAnyone(plain.toLowerCase()) ||
    isStranger(plain.toLowerCase()) ||
    isStaff(plain.toLowerCase()) ||
    isDepartment(plain.toLowerCase());
  // “annette”: a name, typed in a hurry.
  if (!hasArticle && !isNoun) return plain.charAt(0).toUpperCase() + plain.slice(1);
  return /^(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Sir|Fr|Rev)\.?\s)?\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’.-]*)*$/u.test(plain) &&
    !/^(?:The|Me|Us|Them|Him|Her|Everyone|Everybody|Customers?|Parents?)\b/u.test(plain)
    ? plain
    : plain.toLowerCase();
}

/** “Their boss”, “the pupil's parents”: each case has one of its own. */
export const isTheirs = (words: string): boolean =>
  /^(?:to\s+|by\s+)?(?:their|his|her|the\s+[\p{L}-]+(?:['’]s|s['’]))\s+(?:[\p{L}-]+\s)?(?:boss(?:es)?|managers?|leads?|leaders?|superiors?|supervisors?|heads?|parents?|guardians?|mother|father|hosts?|trainers?|instructors?|teachers?|tutors?|mentors?|advis[eo]rs?|consultants?|coordinators?|reps?|employers?|coach(?:es)?|buddy|department head)$/iu.test(
    words.trim(),
  );

function approved(wish: Of<'approve'>, values: readonly ReadValue[]): WishKind {
  const recipients = valuesOf(values, 'to');
  if (recipients.length === 0) return wish;
  const address = recipients.flatMap((words) => addressesIn(words))[0];
  const who = recipients.map((words) => personOf(words)).find((name) => name !== undefined);
  const hours = (durationSeconds(first(values, 'time') ?? '') ?? 0) / 3600;
  return {
    ...wish,
    who: who ?? (address ? undefined : wish.who),
    address,
    ...(recipients.some((words) => isTheirs(words)) ? { isTheirs: true } : {}),
    ...(hours >= 0.5 ? { hours } : {}),
  };
}

/** “five sentences”, “short”: how many sentences, and what a model is told besides. */
function lengthOf(style: string, languages: readonly string[]): { sentences?: number; instructions?: string } {
  const said = /\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten)[- ](?:sentences?|lines?|points?|bullets?|bullet points?)\b/iu.exec(
    style,
  )?.[1];
  const sentences = said === undefined ? undefined : wordNumber(said.toLowerCase());
  const instructions = [style, ...languages.map((language) => `in ${language.replace(/^(?:in|into|to)\s+/iu, '')}`)]
    .filter(Boolean)
    .join(', ');
  return { ...(sentences === undefined ? {} : { sentences }), ...(instructions === '' ? {} : { instructions }) };
}

/** The status that is said, and the words of the answer. */
function answered(wish: Of<'respond'>, values: readonly ReadValue[], words: string): WishKind {
  const status = Number(/\b[2-5]\d\d\b/u.exec(words)?.[0]);
  const what = valuesOf(values, 'what')
    .filter((one) => !vague.test(one.trim()) && !/^\d+$/u.test(one.trim()))
    .join(' and ');
  return { ...wish, ...(Number.isNaN(status) ? {} : { status }), ...(what === '' ? {} : { what }) };
}

/** “{what:a dunning letter}” → dunning letter, where it is short enough to be a name. */
function nounOf(values: readonly ReadValue[]): string {
  const noun = bare(first(values, 'what') ?? '');
  return noun === '' ||
    noun.split(/\s+/u).length > 3 ||
    !/^\p{L}/u.test(noun) ||
    vague.test(noun) ||
    /^(?:each|why|how|what)\b/iu.test(noun)
    ? 'text'
    : noun;
}

/** The order with what was said of it elsewhere: “in English and French”, “five lines”. */
function instructed(instruction: string, values: readonly ReadValue[]): string {
  const apart = [
    ...valuesOf(values, 'lang').map((words) => `in ${words.replace(/^(?:in|into|to)\s+/iu, '')}`),
    ...valuesOf(values, 'style'),
  ].filter((words) => !instruction.toLowerCase().includes(words.replace(/^in /u, '').toLowerCase()));
  return apart.length > 0 ? `${instruction}, ${apart.join(', ')}` : instruction;
}
