import type { Recurrence as Rule, Weekday } from '@arches/kernel';

interface Time {
  readonly hour: number;
  readonly minute: number;
}

/** A rhythm or day that is found in a text, before its time of day is known. */
export interface Rhythm {
  readonly start: number;
  readonly end: number;
  readonly words: (time: Time) => string;
  readonly hour?: number;
  /** The five fields, where they can say it. */
  readonly fields?: (time: Time) => string;
  readonly rule?: (time: Time) => Rule;
}

const numbers: { readonly [word: string]: number } = {
  other: 2,
  second: 2,
  two: 2,
  three: 3,
  third: 3,
  four: 4,
  fourth: 4,
  five: 5,
  six: 6,
  nine: 9,
  ten: 10,
  twelve: 12,
};
const count = String.raw`(\d{1,3}|${Object.keys(numbers).join('|')})`;
const dayNames = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const monthNames = 'january february march april may june july august september october november december'.split(' ');
const month = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const numberOf = (word: string): number => numbers[word.toLowerCase()] ?? Number(word);
const clock = ({ hour, minute }: Time): string => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What recurs in a way that five cron fields cannot say, and days that everybody knows by name. */
export function rhythms(text: string): Rhythm[] {
  return [
    ...inWeek(text),
    ...countedWeeks(text),
    ...countedDays(text),
    ...countedMonths(text),
    ...placeInMonth(text),
    ...namedDays(text),
    ...dates(text),
  ];
}

const found = (text: string, pattern: string, make: (...groups: string[]) => Omit<Rhythm, 'start' | 'end'> | undefined): Rhythm[] => {
  const match = new RegExp(pattern, 'iu').exec(text);
  const made = match && make(...[...match].slice(1).map((group) => group ?? ''));
  return match && made ? [{ ...made, start: match.index, end: match.index + match[0].length }] : [];
};

/** “twice a week” */
function inWeek(text: string): Rhythm[] {
  return found(text, String.raw`\b(twice|two times|2x|three times|3x) (?:a|per|each|every) week\b(?! on)`, (said = '') => {
    const [fields, words] = /^t?(?:hree|3x)/iu.test(said) ? ['1,3,5', 'Monday, Wednesday and Friday'] : ['1,4', 'Monday and Thursday'];
    return { fields: ({ hour, minute }) => `${minute} ${hour} * * ${fields}`, words: (time) => `every ${words} at ${clock(time)}` };
  });
}

/** “every two weeks on Tuesday”, “every other Friday”, “fortnightly” */
function countedWeeks(text: string): Rhythm[] {
  const weeks = (every: number, day: string): Omit<Rhythm, 'start' | 'end'> => ({
    words: (time) => `every ${every} weeks on ${capital(day)} at ${clock(time)}`,
    rule: (time) => ({ every, unit: 'weeks', weekdays: [day.toLowerCase() as Weekday], at: [clock(time)] }),
  });
  return [
    ...found(text, String.raw`\b(?:fortnightly|bi-?weekly|every fortnight)\b(?:,? (?:on )?(${dayNames})s?\b)?`, (day = '') =>
      weeks(2, day || 'monday'),
    ),
    ...found(text, String.raw`\bevery ${count} weeks?\b(?:,? (?:on )?(?:a )?(${dayNames})s?\b)?`, (said = '', day = '') =>
      numberOf(said) > 1 ? weeks(numberOf(said), day || 'monday') : undefined,
    ),
    ...found(text, String.raw`\bevery (?:other|second|2nd) (${dayNames})s?\b(?! of\b)`, (day = '') => weeks(2, day)),
  ];
}

function countedDays(text: string): Rhythm[] {
  return found(text, String.raw`\bevery ${count} days?\b`, (said = '') => {
    const every = numberOf(said);
    return every < 2
      ? undefined
      : { words: (time) => `every ${every} days at ${clock(time)}`, rule: (time) => ({ every, unit: 'days', at: [clock(time)] }) };
  });
}

/** “every six months”, “twice a year”, “every two years” */
function countedMonths(text: string): Rhythm[] {
  const months = (every: number): Omit<Rhythm, 'start' | 'end'> => ({
    words: (time) => `on day 1 of every ${every} months at ${clock(time)}`,
    rule: (time) => ({ every, unit: 'months', monthDays: [1], at: [clock(time)] }),
  });
  return [
    ...found(text, String.raw`\bevery ${count} months?\b`, (said = '') => (numberOf(said) > 1 ? months(numberOf(said)) : undefined)),
    ...found(text, String.raw`\bevery (?:half|1/2) (?:a )?year\b|\bhalf-?yearly\b|\b(?:twice|two times) (?:a|per|each|every) year\b`, () =>
      months(6),
    ),
    ...found(text, String.raw`\bevery ${count} years?\b`, (said = '') => (numberOf(said) > 1 ? months(12 * numberOf(said)) : undefined)),
  ];
}

/** Places in a month; -1 is the last. */
export const places: { readonly [word: string]: number } = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
  last: -1,
};

/** “the last Friday of the month” */
function placeInMonth(text: string): Rhythm[] {
  return found(
    text,
    String.raw`\b(?:(?:on|every|each) )*(?:the )?(${Object.keys(places).join('|')}) (${dayNames})s? (?:of|in) (?:the|each|every|a) month\b|\b(?:on )?(?:the )?(${Object.keys(places).join('|')}) (${dayNames})s? (?:each|every|of each|monthly)(?: month)?\b`,
    (first = '', day = '', other = '', otherDay = '') => {
      const place = (first || other).toLowerCase();
      const name = (day || otherDay).toLowerCase();
      const nth = places[place];
      return nth === undefined
        ? undefined
        : {
            words: (time) => `on the ${place} ${capital(name)} of every month at ${clock(time)}`,
            rule: (time) => ({ unit: 'months', weekdays: [name as Weekday], nth: [nth], at: [clock(time)] }),
          };
    },
  );
}

const holidays: readonly [RegExp, number, number][] = [
  [/\bnew years? eve\b|\bnew year['’]s eve\b/iu, 31, 12],
  [/\bnew year(?:['’]?s)?(?: day)?\b(?! eve)/iu, 1, 1],
  [/\bchristmas eve\b/iu, 24, 12],
  [/\bboxing day\b/iu, 26, 12],
  [/\bchristmas(?: day)?\b(?! (?:eve|party|card|market|letter|mail|greeting))/iu, 25, 12],
  [/\bvalentine(?:['’]?s)?(?: day)?\b/iu, 14, 2],
  [/\bhalloween\b/iu, 31, 10],
  [/\blabou?r day\b|\bmay day\b/iu, 1, 5],
];

/** “on New Year’s Eve”: said with “on”, “at” or “every”, so that a Christmas party is none. */
function namedDays(text: string): Rhythm[] {
  return holidays.flatMap(([pattern, day, number]) =>
    found(text, String.raw`\b(?:(?:on|at|every|each|once a year on|every year on) )+(?:the )?(?:${pattern.source})`, () =>
      onDate(day, number),
    ),
  );
}

function dates(text: string): Rhythm[] {
  const made = (day: string, name: string): Omit<Rhythm, 'start' | 'end'> | undefined => {
    const number = monthNames.findIndex((full) => full.startsWith(name.slice(0, 3).toLowerCase())) + 1;
    return Number(day) >= 1 && Number(day) <= 31 && number > 0 ? onDate(Number(day), number) : undefined;
  };
  return [
    ...found(
      text,
      String.raw`\b(?:(?:once a|every|each) year,? on |on |every |each )(?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?: of)? ${month}\b(?! \d{4})`,
      (day = '', name = '') => made(day, name),
    ),
    ...found(
      text,
      String.raw`\b(?:(?:once a|every|each) year,? on |on |every |each )(?:the )?${month} (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(?!,? \d{4})`,
      (name = '', day = '') => made(day, name),
    ),
  ];
}

function onDate(day: number, number: number): Omit<Rhythm, 'start' | 'end'> {
  return {
    fields: ({ hour, minute }) => `${minute} ${hour} ${day} ${number} *`,
    words: (time) => `on ${day} ${capital(monthNames[number - 1] ?? '')} every year at ${clock(time)}`,
  };
}
