import type { Weekday } from '@arches/kernel';
import { readRecurrence, type Recurrence } from '../language/recurrence.ts';

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const monthNames = 'january february march april may june july august september october november december'.split(' ');
const day = String.raw`(sun|mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur)(?:days?)?`;
const month = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const nth = String.raw`(\d{1,2})(?:st|nd|rd|th)`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const dayOf = (word: string): number => dayNames.findIndex((name) => name.startsWith(word.slice(0, 3).toLowerCase()));
const monthOf = (word: string): number => monthNames.findIndex((name) => name.startsWith(word.slice(0, 3).toLowerCase())) + 1;

/** Several days, dates or times, and days of the month or year that the plain rhythms do not know; `cron` is empty for what no schedule can say. */
export function schedulesOf(words: string): Recurrence | undefined {
  const said = words.toLowerCase().replaceAll(/[–—]/gu, '-');
  for (const [pattern, make] of forms) {
    const match = pattern.exec(said);
    const made = match && make(match, timeIn(said.replace(match[0], ' ')));
    if (made) return made;
  }
  return undefined;
}

interface Time {
  readonly fields: string;
  readonly clock: string;
  readonly isSaid: boolean;
}

/** The time of day in the rest of the words; nine where there is none. */
function timeIn(rest: string): Time {
  const plain = rest.replaceAll(/(\d{1,2})\.(\d\d)\b/gu, '$1:$2').replaceAll(/\b([ap])\.m\b\.?/gu, '$1m');
  const part = /\b(?:morning|afternoon|evening|night|noon|midnight)\b/u.exec(plain)?.[0];
  const found = readRecurrence(
    /\d|noon|midnight/u.test(plain) ? `every day at ${plain.replace(/^[^\d]*?(?=\d|noon|midnight)/u, '')}` : `every ${part ?? 'day'}`,
  );
  const [minute = '0', hour = '9'] = found?.cron.split(' ') ?? [];
  return {
    fields: `${minute} ${hour}`,
    clock: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`,
    isSaid: found?.isTimeSaid === true || part !== undefined,
  };
}

const made = (time: Time, days: string, words: string, extra: Partial<Recurrence> = {}): Recurrence => ({
  cron: `${time.fields} ${days}`,
  words: `${words} at ${time.clock}`,
  isTimeSaid: time.isSaid,
  spans: [],
  ...extra,
});

const calendar = 'The schedule counts calendar days, not working or school days.';
const places: { readonly [word: string]: number } = {
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

const forms: readonly [RegExp, (match: RegExpExecArray, time: Time) => Recurrence | undefined][] = [
  // “Mon–Sat”
  [
    new RegExp(String.raw`\b${day}\s*(?:-|to|till|until|through)\s*${day}\b`, 'u'),
    ([, from = '', to = ''], time) => {
      const [first, last] = [dayOf(from), dayOf(to) || 7];
      return first < last
        ? made(
            time,
            `* * ${first}-${last === 7 ? 6 : last}${last === 7 ? ',0' : ''}`,
            `every day from ${capital(dayNames[first] ?? '')} to ${capital(dayNames[last % 7] ?? '')}`,
          )
        : undefined;
    },
  ],
  // “the 5th and 20th”, “on the 1st, 10th and 20th”
  [
    new RegExp(
      String.raw`\b(?:the )?${nth}(?:\s*(?:,|and|&|\+|/)+\s*(?:on )?(?:the )?${nth})(?:\s*(?:,|and|&)+\s*(?:the )?${nth})?(?! (?:${month.slice(1, -1)}))`,
      'u',
    ),
    ([, ...dates], time) => {
      const list = dates.filter(Boolean).map(Number);
      return list.every((date) => date >= 1 && date <= 31)
        ? made(time, `${list.join(',')} * *`, `on days ${list.join(' and ')} of every month`)
        : undefined;
    },
  ],
  // “15 Jan and 15 July”: one day in several months; different days are several schedules.
  [
    new RegExp(
      String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${month}\s*(?:,|and|&)\s*(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${month}\b`,
      'u',
    ),
    ([, one = '', first = '', two = '', second = ''], time) =>
      one === two
        ? made(
            time,
            `${one} ${monthOf(first)},${monthOf(second)} *`,
            `on ${one} ${capital(monthNames[monthOf(first) - 1] ?? '')} and ${capital(monthNames[monthOf(second) - 1] ?? '')}`,
          )
        : undefined,
  ],
  // “8 pm October to April”
  [
    new RegExp(String.raw`\b${month}\s*(?:-|to|till|until|through)\s*${month}\b`, 'u'),
    ([, from = '', to = ''], time) => {
      const [first, last] = [monthOf(from), monthOf(to)];
      const range = first <= last ? `${first}-${last}` : `${first}-12,1-${last}`;
      return made(time, `* ${range} *`, `every day from ${capital(monthNames[first - 1] ?? '')} to ${capital(monthNames[last - 1] ?? '')}`);
    },
  ],
  [
    /\blast day of (?:the|each|every) year\b|\bend of (?:the|each|every) year\b|\byear[- ]end\b/u,
    (_, time) => made(time, '31 12 *', 'on 31 December every year'),
  ],
  [
    /\b(?:last (?:school|working|business|week) ?day) of (?:the|each|every) month\b/u,
    (_, time) => made(time, 'L * *', 'on the last day of every month', { caveat: calendar }),
  ],
  [
    /\b(?:first|1st) (?:school|working|business|week) ?day of (?:the|each|every) month\b/u,
    (_, time) => made(time, '1 * *', 'on day 1 of every month', { caveat: calendar }),
  ],
  // “1st Monday”, “every last Friday”
  [
    new RegExp(
      String.raw`^\W*(?:(?:on|every|each|the) )*(first|1st|second|2nd|third|3rd|fourth|4th|last) ${day}(?: (?:of|in) (?:the|each|every|a) month| (?:each|every) month)?(?! (?:of|in|after|before)\b)`,
      'u',
    ),
    ([whole, place = '', name = ''], time) => {
      // “Every second Monday” is every other one.
      if (/\b(?:every|each) (?:second|2nd)\b/u.test(whole)) return undefined;
      const weekday = dayNames[dayOf(name)] as Weekday;
      return made(time, '* * *', `on the ${place} ${capital(weekday)} of every month`, {
        rule: { unit: 'months', weekdays: [weekday], nth: [places[place] ?? 1], at: [time.clock] },
      });
    },
  ],
  // “February”, “in early December”: a month is its first day.
  [
    new RegExp(String.raw`^\W*(?:(?:in|every|each|once|early|start of|beginning of|at the (?:start|beginning) of) )*${month}\W*$`, 'u'),
    ([, name = ''], time) => made(time, `1 ${monthOf(name)} *`, `on 1 ${capital(monthNames[monthOf(name) - 1] ?? '')} every year`),
  ],
  // “Once in the morning (6:00) and once in the evening (18:00)”
  [
    /^(?!.*(?:every|mon|tue|wed|thu|fri|sat|sun)\w*\b.*\bday\b)[^\d]*\b(\d{1,2}):(\d\d)\b[^\d]*\b(?:and|&|,)[^\d]*(\d{1,2}):\2\b\W*$/u,
    ([, one = '', minute = '', two = '']) => ({
      cron: `${Number(minute)} ${[Number(one), Number(two)].toSorted((a, b) => a - b).join(',')} * * *`,
      words: `every day at ${one}:${minute} and ${two}:${minute}`,
      isTimeSaid: true,
      spans: [],
    }),
  ],
  // What counts from a feast or the holidays cannot be said by a schedule.
  [
    /\b(?:advent|lent|easter|ramadan|pentecost|carnival|thanksgiving|ash wednesday|(?:after|before|during|in) (?:the )?(?:\w+ )?(?:holidays|season|term|semester|harvest))\b|\bof (?:january|february|march|april|may|june|july|august|september|october|november|december)\b(?=.*\b(?:weekday|working day|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)|\b(?:weekday|working day|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:of|in) (?:january|february|march|april|may|june|july|august|september|october|november|december)\b/u,
    () => ({ cron: '', words: '', isTimeSaid: true, spans: [] }),
  ],
];
