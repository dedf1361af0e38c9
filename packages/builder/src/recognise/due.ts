import type { Condition } from './conditions.ts';
import type { Span } from './wait-time.ts';
import { durationPattern, durationSeconds } from '../language/durations.ts';

/** A time that is counted from a date in the data. */
export interface Due {
  /** As it was said. */
  readonly words: string;
  /** What the date belongs to, as people say it: “table reservation”. */
  readonly noun: string;
  /** Name of its column or field. */
  readonly column: string;
  readonly test: /** Exactly so many days ahead or behind, 0 for the day itself. */
    | 'before'
    | 'after'
    /** At most so many days ahead. */
    | 'within'
    /** More than so many days behind. */
    | 'longer_than'
    /** Exactly so many days behind, and `open` is empty still. */
    | 'not_done'
    /** In this month, or so many months after it. */
    | 'this_month'
    | 'anniversary'
    /** At most so many days behind. */
    | 'recent'
    /** In a week, month, quarter or year of the calendar. */
    | 'period';
  readonly days: number;
  /** The length where it is no number of days: “two months”, “3 hours”. */
  readonly span?: Span;
  /** The fewest days, where a range was said: “1–7 days overdue”. */
  readonly least?: number;
  readonly period?: { readonly unit: 'week' | 'month' | 'quarter' | 'year'; readonly shift: number };
  /** The next such day: 1 is Monday. */
  readonly weekday?: number;
  /** “Runs out in 30 days”: found once, by a look that comes often enough. */
  readonly isAhead?: boolean;
  /** How exactly it is compared, where not by the day: who joined 25 years ago, in a look once a year. */
  readonly by?: 'yyyy' | 'yyyy-MM';
  /** What is asked besides. */
  readonly also?: Condition;
  /** What is looked for is a list: “tomorrow’s appointments”. */
  readonly isList?: boolean;
  /** The column that is empty as long as nothing was done. */
  readonly open?: string;
}

const own = String.raw`(?:(?:their|the|his|her|its|each|every|an?|my|our|your|there)\s+)?`;
const stop = String.raw`of|by|via|with|send|remind|mail|e-?mail|text|and|to|in|on|is|are|at|for|ask|tell|we|i|they|when|if|then|so|begins?|starts?|ends?|runs?|comes?|takes?|expires?|invite|offer|thank`;
const thing = String.raw`((?:(?!(?:${stop})\b)[\p{L}'-]+)(?:\s+(?!(?:${stop})\b)[\p{L}'-]+){0,2})`;
const span = String.raw`(${durationPattern}|the day|the evening|the week|one day|a day)`;

const ahead = new RegExp(
  String.raw`\b${span}\s+(?:before|ahead of|prior to|in advance of)\s+${own}${thing}(?:\s+(?:is|are|runs?|comes?)\s+(?:due|out|up|over))?`,
  'iu',
);
const beforehand = new RegExp(String.raw`\b${span}\s+before(?:hand)?(?=\s*(?:[.,;!]|$))`, 'iu');
const dated = /\b(appointment|booking|reservation|course|lesson|trip|visit|delivery|meeting|viewing|event|wedding|training)s?\b/iu;
const behind = new RegExp(String.raw`\b${span}\s+(?:after|following|past|later than)\s+${own}${thing}`, 'iu');
const state = String.raw`(expir\p{L}*|ends?|ending|runs? out|running out|due(?: back)?|renew\p{L}*|up for renewal|starts?|begins?|falls? due)`;
const whose = String.raw`(?:\b((?!the\b|an?\b|that\b|which\b|who\b|going\b|every\b)[\p{L}-]{3,})\s+(?:(?:that|which|who|is|are|will|going to|about to|be|soon)\s+)*)?`;
const soon = new RegExp(String.raw`${whose}\b${state}\b[^.;,]{0,16}?\b(?:within|in)\s+(?:the\s+)?(?:next\s+)?(${durationPattern})`, 'iu');
const dayWords = String.raw`(today|tomorrow|this week|this month|next month|next week|the next day|the following day|the coming week)`;
const events = String.raw`(appointments?|bookings?|reservations?|deliver(?:y|ies)|orders?|lessons?|courses?|visits?|shifts?|matches|games?|meetings?|viewings?|trips?|vaccinations?|payments?|invoices?|rentals?|bikes?|books?|events?|jobs?|tasks?)`;
const dueOn = new RegExp(String.raw`${whose}\b${state}\b[^.;,]{0,16}?\b${dayWords}\b`, 'iu');
const dayAfter = new RegExp(String.raw`\b${events}\b[^.;,]{0,24}?\b${dayWords}\b`, 'iu');
const dayFirst = new RegExp(
  String.raw`\b(today|tomorrow|next week|this week|this month)(?:(?:'s|s)\s+(?:\p{L}+\s+)?|\s+(?:there (?:are|is)\s+)?)${events}\b`,
  'iu',
);
const undone = new RegExp(
  String.raw`\b(?:ha(?:s|ve|d)|is|are|was|were|did)\s*(?:n['’]?t|not)\s+(?:yet\s+)?(?:been\s+)?(\p{L}+)\b[^.;,]{0,24}?\b(after|for|within|in|since)\s+(?:more than\s+|over\s+)?(${durationPattern}|\d+ years?|an? year|two years)`,
  'iu',
);
const unpaid = new RegExp(
  String.raw`\b(unpaid|unanswered|open|overdue)\b[^.;,]{0,16}?\b(?:after|for|by|since)\s+(?:more than\s+|over\s+)?(${durationPattern})`,
  'iu',
);
const onTheDay = new RegExp(String.raw`\bon\s+the\s+day\s+of\s+${own}${thing}`, 'iu');
const yearly =
  /\bon\s+(?:their|his|her|the|its|there|each)\s+((?:\p{L}+\s+)?(?:birthday|anniversary|name ?day|due date|renewal date|expiry date))/iu;

const nouns: readonly [RegExp, string][] = [
  [/^expir/u, 'expiry date'],
  [/^run/u, 'expiry date'],
  [/^end/u, 'end date'],
  [/^renew|^up for/u, 'renewal date'],
  [/^(?:start|begin)/u, 'start date'],
  [/^(?:due back)/u, 'return date'],
  [/^(?:due|falls)/u, 'due date'],
];

/** Times that are counted from a date in the data, in the order in which they are said. */
export function duesIn(text: string): Due[] {
  const found: (Due & { at: number })[] = [];
  const add = (match: RegExpExecArray | null, make: (match: RegExpExecArray) => Omit<Due, 'words'> | undefined): void => {
    const due = match && make(match);
    if (due) found.push({ ...due, words: match[0].trim(), at: match.index });
  };
  for (const match of text.matchAll(global(ahead)))
    add(match, ([whole, duration = '', noun = '']) => {
      const days = daysOf(duration);
      if (days === undefined || notADate.test(noun)) return undefined;
      const isDue = /\b(?:is|are)\s+due$/iu.test(whole);
      return {
        test: 'before',
        days,
        noun,
        column: isDue ? 'due_date' : /\b(?:runs? out)$/iu.test(whole) ? 'expiry_date' : columnFor(noun),
      };
    });
  for (const match of text.matchAll(global(beforehand)))
    add(match, ([, duration = '']) => {
      const days = daysOf(duration);
      const noun = dated.exec(text)?.[1]?.toLowerCase();
      return days === undefined || !noun ? undefined : { test: 'before', days, noun, column: columnFor(noun) };
    });
  for (const match of text.matchAll(global(behind)))
    add(match, ([, duration = '', noun = '']) => {
      const days = daysOf(duration);
      return days === undefined || notADate.test(noun) ? undefined : { test: 'after', days, noun, column: columnFor(noun) };
    });
  add(soon.exec(text), ([, thing, verb = '', duration = '']) => {
    const days = daysOf(duration);
    const noun = stateNoun(verb);
    return days === undefined ? undefined : { test: 'within', days, noun: thing?.toLowerCase() ?? noun, column: snake(noun) };
  });
  for (const match of text.matchAll(global(undone)))
    add(match, ([, done = '', how = '', duration = '']) => {
      const days = daysOf(duration);
      if (days === undefined || /^(?:over|under|more|less|sure|the|an?)$/iu.test(done)) return undefined;
      const isSince = /^(?:for|in|since)$/iu.test(how);
      const last = /^active$/iu.test(done)
        ? 'last active'
        : `last ${done.toLowerCase().replace(/(?:e?red|ed)$/u, (end) => (end === 'ed' ? '' : end.replace(/ed$/u, '')))}`;
      return isSince ? { test: 'longer_than', days, noun: last, column: snake(last) } : notDone(done, days);
    });
  add(unpaid.exec(text), ([, what = '', duration = '']) => {
    const days = daysOf(duration);
    return days === undefined
      ? undefined
      : /overdue/iu.test(what)
        ? { test: 'longer_than', days, noun: 'due date', column: 'due_date' }
        : notDone(/unpaid/iu.test(what) ? 'paid' : 'answered', days);
  });
  // “… after 14 days remind them, and after 30 days tell me” speaks of the same twice.
  const undoneBefore = found.find(({ test }) => test === 'not_done');
  if (undoneBefore)
    for (const match of text.matchAll(again))
      if (match.index > undoneBefore.at + undoneBefore.words.length)
        add(match, ([, duration = '']) => {
          const days = daysOf(duration);
          return days === undefined ? undefined : { ...notDone(undoneBefore.open ?? 'paid', days) };
        });
  const afterBefore = found.find(({ test }) => test === 'after');
  if (afterBefore && /\bagain\b/iu.test(text))
    for (const match of text.matchAll(again))
      if (match.index > afterBefore.at + afterBefore.words.length)
        add(match, ([, duration = '']) => {
          const days = daysOf(duration);
          return days === undefined ? undefined : { test: 'after', days, noun: afterBefore.noun, column: afterBefore.column };
        });
  add(/\b(birthday|anniversary)\s+today\b/iu.exec(text), ([, noun = '']) => ({
    test: 'anniversary',
    days: 0,
    noun: noun.toLowerCase(),
    column: snake(noun),
  }));
  add(onTheDay.exec(text), ([, noun = '']) => ({ test: 'before', days: 0, noun, column: columnFor(noun) }));
  add(yearly.exec(text), ([, noun = '']) => ({
    test: /birthday|anniversary|name ?day/iu.test(noun) ? 'anniversary' : 'before',
    days: 0,
    noun: noun.toLowerCase(),
    column: snake(noun),
  }));
  if (!found.some(({ test }) => test === 'within')) {
    add(dueOn.exec(text), ([, thing, verb = '', day = '']) => onDay(stateNoun(verb), thing ?? '', day));
    add(dayAfter.exec(text), ([, event, day = '']) => onDay('date', event ?? '', day));
    add(dayFirst.exec(text), ([, day = '', event = '']) => onDay('date', event, day));
  }
  return found
    .toSorted((a, b) => a.at - b.at)
    .filter((due, index, all) => !all.slice(0, index).some((other) => other.at + other.words.length > due.at))
    .map((due) => ({
      words: due.words,
      noun: due.noun,
      column: due.column,
      test: due.test,
      days: due.days,
      ...(due.open && { open: due.open }),
      ...(due.isList && { isList: true }),
    }));
}

const again = new RegExp(String.raw`\bafter\s+(${durationPattern})(?!\s+(?:after|before|later))`, 'giu');

function notDone(done: string, days: number): Omit<Due, 'words'> {
  return /^paid$/iu.test(done)
    ? { test: 'not_done', days, noun: 'invoice', column: 'invoice_date', open: 'paid' }
    : { test: 'not_done', days, noun: 'open item', column: 'date', open: snake(done) };
}

function onDay(noun: string, event: string, day: string): Omit<Due, 'words'> {
  const base = { noun: event || noun, column: snake(noun), ...(noun === 'date' && { isList: true }) };
  if (/month/iu.test(day)) return { ...base, test: 'this_month', days: /next/iu.test(day) ? 1 : 0 };
  if (/week/iu.test(day)) return { ...base, test: 'within', days: 7 };
  return { ...base, test: 'before', days: /today/iu.test(day) ? 0 : 1 };
}

/** What is counted from in a request, and is no date of the data. */
const notADate =
  /^(?:that|this|it|which|call|mail|text|remind|noon|midnight|closing|hours|work|lunch|tomorrow|them|sending|someone|somebody|a|the|we|i|you|he|she|they|one|(?!(?:viewing|meeting|training|booking|wedding|fitting|hearing|opening|outing|screening)\b)\p{L}+ing|what|all|another|when)\b/iu;

const global = (pattern: RegExp): RegExp => new RegExp(pattern.source, 'giu');

function daysOf(words: string): number | undefined {
  if (/^the week$/iu.test(words)) return 7;
  if (/^the (?:day|evening)$/iu.test(words)) return 1;
  const years = /^(\d+|an?|one|two|three|five) years?$/iu.exec(words)?.[1];
  if (years) return 365 * (Number(years) || { a: 1, an: 1, one: 1, two: 2, three: 3, five: 5 }[years.toLowerCase()] || 1);
  const seconds = durationSeconds(words);
  return seconds === undefined || seconds < 86_400 ? undefined : Math.round(seconds / 86_400);
}

const stateNoun = (verb: string): string => nouns.find(([pattern]) => pattern.test(verb.toLowerCase()))?.[1] ?? 'date';

function columnFor(noun: string): string {
  const words = noun.toLowerCase().trim();
  if (/\bdate$|birthday|anniversary/u.test(words)) return snake(words);
  if (/^(?:rent|invoice|payment|fee|bill)$/u.test(words)) return 'due_date';
  if (/^(?:membership|contract|licen[cs]e|subscription|passport)$/u.test(words)) return 'expiry_date';
  return `${snake(words.split(/\s+/u).at(-1) ?? words)}_date`;
}

const snake = (words: string): string =>
  words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '') || 'date';
