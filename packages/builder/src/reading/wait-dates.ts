import type { Due } from '../recognise/due.ts';
import { secondsOf, type Span } from '../recognise/wait-time.ts';
import type { Wish } from '../recognise/wish.ts';

type Wait = Extract<Wish, { kind: 'wait' }>;

/** What was said up to here, for waits that refer to it. */
export interface Told {
  /** The words of the start and of the steps before. */
  words: string;
  /** The date that the wait before counted from. */
  date?: { readonly noun: string; readonly column: string };
}

/**
 * A wait that counts from a date in the data: one before something always does, one after something does unless that has happened when the wait
 * begins – the start, or a step before. “After” alone counts from the date that the wait before it counted from.
 */
export function datedWait(wish: Wait, told: Told, hasRecord: boolean): Wish | undefined {
  const { time } = wish;
  const side = time?.side;
  if (!time || !side) return undefined;
  const isAfter = side === 'after';
  if (isAfter && time.ref === undefined && (told.date === undefined || time.isFurther || time.isFromStart)) return undefined;
  if (isAfter && time.ref !== undefined && (pronoun.test(time.ref) ? told.date === undefined : hasHappened(time.ref, told.words)))
    return undefined;
  if (!time.span && !time.clock && side !== 'on') return undefined;
  const ref = time.ref === undefined || pronoun.test(time.ref) ? refAround(wish, time.ref) : time.ref;
  const date = ref === undefined ? (told.date ?? eventDate(told.words)) : dateNamed(ref);
  told.date = date;
  const span = side === 'on' ? undefined : time.span;
  const days = span ? Math.round((secondsOf(span) / 86_400) * 1440) / 1440 : 0;
  const due: Due = {
    words: wish.because,
    ...date,
    test: isAfter ? 'after' : 'before',
    days,
    ...(span && (span.unit !== 'days' || span.isWorking) ? { span } : {}),
  };
  const place = wish.at === undefined ? {} : { at: wish.at };
  if (!hasRecord) return isWhole(span) ? { kind: 'due', due, because: wish.because, ...place } : undefined;
  return {
    kind: 'until',
    due,
    ...(time.clock && { clock: time.clock }),
    ...(time.weekday === undefined ? {} : { weekday: time.weekday }),
    because: wish.because,
    ...place,
  };
}

const events =
  /\b(appointment|course|lesson|trip|visit|delivery|meeting|viewing|event|wedding|training|exam|consult(?:ation)?|party|flight|camp|class|workshop|tour|race|match|concert|hearing|talk|collection|fair|festival|show|interview|session|move|rental|reservation|booking|deadline)s?\b/iu;

/** “A course is booked … two days before”: the day of what the start speaks of. */
function eventDate(words: string): { noun: string; column: string } {
  const event = events.exec(words)?.[1];
  if (/\bdue\b/iu.test(words)) return { noun: 'due date', column: 'due_date' };
  return event ? dateNamed(event) : { noun: 'date', column: 'date' };
}

/** A daily look at dates sees whole days. */
const isWhole = (span: Span | undefined): boolean => span === undefined || (span.unit !== 'hours' && span.unit !== 'minutes');

const pronoun = /^(?:(?:on|of)\s+)?(?:it|this|that|then|them|there|which|(?:the|that|this|the same) (?:day|date|time))$/iu;

/** “Before | the start date” where no value says it. */
function refAround({ because, around = '' }: Wait, ref: string | undefined): string | undefined {
  const after = ref === undefined ? /^.*?\b(?:before|prior to|ahead of)\b\s*([^,.;:!?]*)/isu.exec(around)?.[1] : undefined;
  const named = /^\s*(?:the|their|his|her|its|each|every|an?|our)\s+([\p{L}-]+(?: (?:date|day|starts?|ends?|expires|begins))?)/iu.exec(
    after ?? '',
  )?.[1];
  return named === undefined || because.includes(named) ? undefined : named;
}

/** Events that a start tells of, whatever word it uses. */
const starts =
  /\b(?:order\w*|purchas\w*|sale|buy\w*|bought|booking|booked|payment|paying|sign\w*|regist\w*|enrol\w*|join\w*|submi\w*|request\w*|form|upload\w*|appl(?:y|ied|ication)\w*|enquir\w*|inquir\w*|report\w*|complain\w*|ticket|message|receipt|received?|reply|replied|answer\w*|approv\w*|sending|sent|mail\w*|reminder|confirmation|invit\w*|donat\w*|now|today)\b/iu;

/** Whether what is counted from is the start or a step before: a word of it was said there. */
function hasHappened(ref: string, words: string): boolean {
  if (/\b(?:date|day|deadline|due|ends?|starts?|begins?|expir\w*|until)\b/iu.test(ref)) return false;
  const before = words.toLowerCase();
  // Who asks for a viewing has not had it.
  if (
    events.test(ref) &&
    !/\b(?:booking|reservation|delivery|rental|collection|move)\b/iu.test(ref) &&
    !/\b(?:ended|ends|finished|is over|was held|took place|done|completed)\b/u.test(before)
  )
    return false;
  if (starts.test(ref)) return true;
  const stems = (ref.toLowerCase().match(/[\p{L}]{4,}/gu) ?? []).map((word) =>
    word.replace(/(?:ing|ions?|ed|s|al|ment|ance|e|y)$/u, '').slice(0, 6),
  );
  return stems.some((stem) => stem.length >= 3 && before.includes(stem));
}

const ways: readonly [RegExp, string][] = [
  [/\s*\b(?:is|are|falls?|comes?|becomes?)\s+due back$|\s*\bit(?:'s| is) due back$/iu, ' return'],
  [/\s*\b(?:is|are|falls?|comes?|becomes?)\s+due$|\s*\bdue$/iu, ' due'],
  [/\s*\b(?:ends?|ended|is over|are over|finishe[sd]|closes?|runs? out|lapses?|stops?)$/iu, ' end'],
  [/\s*\b(?:expires?|is up)$/iu, ' expiry'],
  [/\s*\b(?:starts?|started|begins?|began|opens?|kicks off)$/iu, ' start'],
  [/\s*\b(?:takes place|happens|is|are|comes)$/iu, ''],
];

/** “The rental ends” → the rental end, in a field `rental_end_date`. */
export function dateNamed(ref: string): { noun: string; column: string } {
  const said = ref
    .trim()
    .replace(/[’]/gu, "'")
    .replace(/^(?:(?:on|of|at|the|their|his|her|its|each|every|an?|our|my|your|that|this)\s+)+/iu, '')
    .replace(/['"“”]/gu, '')
    .toLowerCase();
  const way = ways.find(([pattern]) => pattern.test(said));
  const plain = (way ? said.replace(way[0], way[1]) : said).replace(/^(?:it|they|he|she)\s+/u, '').trim() || 'date';
  const noun = plain.split(/\s+/u).slice(0, 4).join(' ');
  const words = noun
    .replaceAll(/[^a-z0-9 ]/gu, '')
    .split(/\s+/u)
    .filter((word) => !/^(?:of|the|a|an|for|in|to)$/u.test(word));
  const isDate = /\b(?:date|day|until|deadline|birthday|anniversary|on|by|time)$/u.test(noun);
  const name = (isDate ? words : [...words, 'date']).slice(-4).join('_');
  return { noun: noun === 'due' ? 'due date' : noun, column: /^[a-z]/u.test(name) ? name : `date_${name}` };
}
