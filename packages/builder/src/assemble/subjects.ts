import { capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { lowerFirst } from './letters.ts';

const lead = String.raw`^(?:(?:please|then|also|and|just|only|automatically|immediately|finally|always|otherwise|i (?:want|would like) (?:you )?to|can you)\s+)*`;
const verb = new RegExp(
  `${lead}(?:send|e-?mail|mail|forward|notify|inform|tell|alert|warn|let|give|get|pass|share|deliver|report|write|cc|ask|show)\\s+(?:on |out |over |off |back )?`,
  'iu',
);
const tellsWhom = new RegExp(`${lead}(?:notify|inform|tell|alert|warn|let|ask)\\b`, 'iu');
/** Nouns that say nothing of what a mail brings. */
const empty =
  /^(?:it|them|this|that|those|these|one|all|everything|everyone|everybody|something|know|back|right away|immediately|at once|away|again|now|me|us|him|her|they|results?|lists?|mail|e-?mail|message|note|yes|no|out|too|so|details?|info|information|data|there|goes? out|send|forward|thanks?|ask|confirm|confirmation mail|another|totals?|sum|number|count|figures|goes|rows?|alert|answer|reply|copy|file|ones|outcome)$/iu;

/** What a mail is about, from its own words: “email the staff rota to team@…” → staff rota. Undefined when they name only people. */
export function objectOf(about: string, person: string | undefined): string | undefined {
  const said = (about.split(' … ').at(-1) ?? about)
    .replaceAll(/\([^)]*\)/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const topic = /\b(?:introducing|about|on the subject of|regarding|concerning)\s+(?!it\b|this\b|that\b)(.+)$/iu.exec(said)?.[1];
  if (topic) return tidy(topic, person);
  const rest = said.slice(verb.exec(said)?.[0].length ?? 0);
  const whom = /^(?:(?!\b(?:to|with)\b)[^@,;])*\S+@\S+\s*/iu.exec(rest)?.[0];
  const isWhomFirst = whom !== undefined || tellsWhom.test(said) || namesFirst(rest, person);
  if (!isWhomFirst) return tidy(rest.replace(/^(?:(?:me|us|them|him|her|everyone|everybody)\s+)+/iu, ''), person);
  const after =
    whom === undefined && person !== undefined
      ? rest.replace(/^(?:the|my|our|an?|their|his|her|each|every|all)\s+/iu, '').slice(person.length)
      : whom
        ? rest.slice(whom.length)
        : '';
  const thing = /^\s*(?:the|an?|our|my|their|his|her|your)\s+(.+)$/iu.exec(after)?.[1];
  if (thing) return tidy(thing, person);
  const purpose = /\bfor\s+(?:an? |the |their |his |her |our )?(.+)$/iu.exec(rest)?.[1];
  return purpose && tidy(purpose, person);
}

function namesFirst(rest: string, person: string | undefined): boolean {
  const bare = rest.replace(/^(?:the|my|our|an?|their|his|her|each|every|all)\s+/iu, '').toLowerCase();
  const isShort = /^(?:IT|HR)\b/u.test(rest);
  return (
    isShort ||
    (person !== undefined &&
      bare.startsWith(person.replace(/^(?:the|my|our|an?)\s+/iu, '').toLowerCase()) &&
      !/^(?:me|us|them|him|her)\s+\S/iu.test(bare))
  );
}

function tidy(words: string, person: string | undefined): string | undefined {
  const cut = ` ${words}`
    .replace(/\s*[,;:(].*$/u, '')
    .replace(
      /\s(?:to|by|via|when|if|once|so|as|at|in case|every|each|immediately|right away|straight away|straight|at once|please|after|before|until|from|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|who|which|that|back|goes|go|are sent)\b.*$/iu,
      '',
    )
    .replace(/\S*@\S*/gu, ' ')
    .trim()
    .replace(
      /^(?:(?:it|for|and|the|an?|our|my|their|his|her|its|some|all|any|this|that|these|those|each|every|short|personali[sz]ed|personal|quick|nice|automatic)\s+)+/iu,
      '',
    )
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const plain = cut.replace(/\s*\b(?:e-?mail|mail|message|notification)$/iu, '').trim();
  const isPerson = person !== undefined && (plain.toLowerCase() === person || plain.toLowerCase().endsWith(` ${person}`));
  return plain.length < 3 ||
    isPerson ||
    /^(?:are|is|was|were|be|gets?|goes|has|have|should|must)\b/iu.test(plain) ||
    /\b(?:e-?mail|mail|send|forward)\s+(?:it|them)\b/iu.test(plain) ||
    empty.test(plain) ||
    plain.split(' ').length > 7
    ? undefined
    : plain;
}

interface To {
  readonly person: string | undefined;
  readonly isOutside: boolean;
  /** What the mail brings, where the words for it are known; null where they name nothing. */
  readonly told?: string | null;
}

/** “Your membership”, where a date of somebody’s own is looked at. */
const ownDue = ({ data: { due, record } }: Assembly): string | undefined =>
  due && record === 'item' && !/\bdate$|^last |open item/u.test(due.noun) ? `Your ${due.noun.replace(/([^s])s$/u, '$1')}` : undefined;

/** The subject of a mail: what it brings, else what happened, with the condition that let it be sent. */
export function subjectFor(about: string, { person, isOutside, told }: To, assembly: Assembly): string {
  const object = told === undefined ? objectOf(about, person) : (told ?? undefined);
  const event = assembly.eventTitle();
  const { title } = assembly.data;
  const when = (assembly.data.when?.length ?? 0) < 4 ? undefined : assembly.data.when;
  const short = event && event.split(' ').length <= 3 ? event.replace(/^New | form$/gu, '') : undefined;
  if (isOutside)
    return object
      ? capital(object)
      : (ownDue(assembly) ?? title ?? (short && !assembly.source ? `Your ${lowerFirst(short)}` : when ? capital(when) : 'News'));
  const isAsked = object !== undefined && (tellsWhom.test(about) || /^\P{L}*(?:mail|e-?mail)\s+(?!the\b|our\b|my\b|an?\b)/iu.test(about));
  const base = object ? (isAsked && event ? `${event}: ${lowerFirst(object)}` : capital(object)) : (title ?? event ?? 'News');
  if (when?.toLowerCase().startsWith(base.toLowerCase())) return capital(when);
  const said = when && when.length <= 48 && !base.toLowerCase().includes(when.toLowerCase()) ? `${base}: ${lowerFirst(when)}` : base;
  return /\b(?:alert|warn\w*)\b/iu.test(about) && !/^(?:alert|warning)/iu.test(said)
    ? `Alert: ${said.replace(/: (?=[^:]*$)/u, ', ')}`
    : said;
}
