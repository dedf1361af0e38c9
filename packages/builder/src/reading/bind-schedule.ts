import { readRecurrence, type Recurrence } from '../language/recurrence.ts';
import { schedulesOf } from './schedule-sets.ts';

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const number = numbers.join('|');
const day = '(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?';

const short: { readonly [name: string]: string } = {
  mon: 'monday',
  tue: 'tuesday',
  tues: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  thur: 'thursday',
  thurs: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
};
const hourOf = (word: string | undefined): number => Number(word) || numbers.indexOf((word ?? '').toLowerCase()) + 1;

/** How people write times where it is known that they mean one, in the words that `readRecurrence` knows. Later ones read what earlier ones wrote. */
const turns: readonly [RegExp, string | ((...found: string[]) => string)][] = [
  [
    /^(?:on |every )?(?:the )?(january|february|march|april|may|june|july|august|september|october|november|december) (\d{1,2})(?:st|nd|rd|th)?$/iu,
    'every year on $2 $1',
  ],
  [/\b([ap])\.m\b\.?/giu, '$1m'],
  [
    /\b(?:before|no later than|until)\s+(?:we open at\s+)?(\d{1,2})(?::(\d\d))?(?!\s*(?:minutes|hours|days))/giu,
    (_, hour, minute) => `at ${(Number(hour) + 23) % 24}:${minute || '00'}`,
  ],
  [/\bevery quarter of an hour\b/iu, 'every 15 minutes'],
  [/\bon the hour\b/iu, 'every hour'],
  [/\b(\d+)[- ](minute|hour|day)s? intervals?\b/iu, 'every $1 $2s'],
  [/\b(?:2x|two times)(?: ?(?:a|per|\/) ?| )day\b/iu, 'twice a day'],
  [/\b(?:3x|three times)(?: ?(?:a|per|\/) ?| )day\b/iu, 'every day at 8, 12 and 16'],
  [/\bwkly\b/iu, 'weekly'],
  [/\bhalf past (\w+)/giu, (_, word) => `${hourOf(word)}:30`],
  [/\bquarter past (\w+)/giu, (_, word) => `${hourOf(word)}:15`],
  [/\bquarter to (\w+)/giu, (_, word) => `${(hourOf(word) + 11) % 12 || 12}:45`],
  [new RegExp(String.raw`\b(${Object.keys(short).join('|')})\b\.?`, 'giu'), (_, name) => short[(name ?? '').toLowerCase()] ?? ''],
  [new RegExp(String.raw`^(?:by|at) (\S+(?: ?[ap]\.?m\.?)?) (?:on|each|every) (${day}s?)$`, 'iu'), 'every $2 at $1'],
  [/\b(?:eod|end of (?:the )?day|(?:after|at) closing(?: time)?,?)(?=\s*$)/iu, 'every day at 17:00'],
  [
    new RegExp(String.raw`\b(at|by|around|say|after closing,? at) (${number})\b(?! ?(?:minutes|hours|days|weeks))`, 'giu'),
    (_, at, word) => `${at} ${digit(word)}`,
  ],
  [new RegExp(String.raw`\b(${number})(?= ?(?:am|pm|a\.m\.|p\.m\.|o'clock))`, 'giu'), (_, word) => digit(word)],
  [/\b(\d{1,2})h\b/giu, '$1:00'],
  [/\b(\d{1,2})(?::(\d\d))? in the (afternoon|evening)\b/giu, (_, hour, minute) => `${(Number(hour) % 12) + 12}:${minute ?? '00'}`],
  [
    /\b(\d{1,2})(?::(\d\d))? (?:in the|at) night\b/giu,
    (_, hour, minute) => `${Number(hour) > 5 && Number(hour) < 12 ? Number(hour) + 12 : hour}:${minute ?? '00'}`,
  ],
  [/\b(\d{1,2}) in the morning\b/giu, '$1 am'],
  [new RegExp(String.raw`\b(${day})s?\s*(?:\+|&|\/)\s*(${day})s?\b`, 'giu'), '$1 and $2'],
  [
    /\b(?:on )?(?:the )?(?:evening of the )?(\d{1,2})(?:st|nd|rd|th)(?! (?:of |jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|working|mon|tue|wed|thu|fri|sat|sun))/giu,
    'on the $1. of every month',
  ],
  [/\b(\d{1,2})(?:st|nd|rd|th)? of (?:the |each |a )?month\b/giu, 'on the $1. of every month'],
  [/\b(\d{1,2})\. of every month of every month\b/giu, '$1. of every month'],
  [/^(?:at )?(?:the )?(?:end of (?:the )?month|month'?s end|month end)$/iu, 'on the last day of the month'],
  [/^(?:in the )?(morning|evening|afternoon|night)s?$/iu, 'every $1'],
  [/\b(\d{1,2})\. of every month/giu, (_, date) => `${date}${ending(date)} of every month`],
];

const digit = (word: string | undefined): string => String(numbers.indexOf((word ?? '').toLowerCase()) + 1);
const ending = (date: string | undefined): string =>
  ({ '1': 'st', '2': 'nd', '3': 'rd', '21': 'st', '22': 'nd', '23': 'rd', '31': 'st' })[date ?? ''] ?? 'th';

/**
 * How often, from words that are known to say it, so that less of it has to be said: "fri 4pm", "on the 15th", "6:30".
 *
 * @param whole the request, which may give the time of day elsewhere
 */
export function recurrenceOf(words: string, whole: string): Recurrence | undefined {
  const set = schedulesOf(words);
  if (set) return set.cron === '' ? undefined : set;
  const written = /(?:^|\s)((?:[\d*][\d*,/-]*\s+){4}[\d*][\d*,/-]*)(?=\s|$)/u.exec(words)?.[1];
  const said = turns.reduce(
    (text, [pattern, plain]) => text.replace(pattern, plain as string),
    words.trim().replace(/[,;]+$|(?<![ap]\.m)\.$/iu, ''),
  );
  const own =
    readRecurrence(said) ??
    readRecurrence(`every ${said.replace(/^(?:on|at|by|in|run it|look|check)\s+(?:the\s+)?(?=\p{L})/iu, '')}`) ??
    (/\d|noon|midday|midnight/iu.test(said)
      ? readRecurrence(`every day ${/^(?:at|by|around)\b/iu.test(said) ? said : `at ${said}`}`)
      : undefined);
  const around = readRecurrence(whole);
  if (written)
    return {
      ...(own ?? around ?? daily),
      cron: written.replaceAll(/\s+/gu, ' '),
      words: `at the times ${written.trim()}`,
      isTimeSaid: true,
    };
  // “Before the market, Saturday 4 am”: the day that was said is not lost.
  const named = new RegExp(String.raw`\b${day}s?\b.*$`, 'iu').exec(said)?.[0];
  const weekly = named && own?.cron.endsWith(' * * *') && !own.rule ? readRecurrence(`every ${named}`) : undefined;
  if (weekly) return weekly;
  if (!own) return around;
  const isSameDay = around && own.cron.split(' ').slice(2).join(' ') === around.cron.split(' ').slice(2).join(' ');
  return !own.isTimeSaid && around?.isTimeSaid && isSameDay ? around : own;
}

const daily: Recurrence = { cron: '0 9 * * *', words: 'every day at 9:00', isTimeSaid: false, spans: [] };
