import type { Recurrence as Rule } from '@arches/kernel';
import { rhythms } from './rhythms.ts';
import { type Span, spanOf } from './span.ts';

export interface Recurrence {
  /** Five fields; `L` as day of month is the last day. */
  readonly cron: string;
  /** In place of the five fields, where they cannot say it. */
  readonly rule?: Rule;
  readonly words: string;
  /** The hour was said, not assumed. */
  readonly isTimeSaid: boolean;
  readonly spans: readonly Span[];
  /** What the five fields cannot say. */
  readonly caveat?: string;
}

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const dayWord = '(?:mon|tues?|wednes|wed|thurs?|thur|fri|satur|sat|sun)(?:day)?s?';
const timePattern =
  /\b(?:at|by|around|@|from)?\s*(?:(\d{1,2})(?::|\.|h)(\d{2})\s*(am|pm|a\.m\.|p\.m\.)?|(\d{1,2})\s*(am|pm|a\.m\.|p\.m\.|o'?clock)|(?:at|by|around|@)\s+(\d{1,2})\b(?!\s*(?:%|percent|euros?|dollars?|days?|hours?|minutes?|weeks?))|(noon|midday|midnight)|(half past|quarter past|quarter to)\s+(\w+))/iu;

interface Found {
  readonly fields: (time: Time) => string;
  readonly words: (time: Time) => string;
  readonly start: number;
  readonly end: number;
  readonly hour?: number;
  /** Its words say the time already. */
  readonly isTimed?: boolean;
  readonly caveat?: string;
  readonly rule?: (time: Time) => Rule;
}
interface Time {
  readonly hour: number;
  readonly minute: number;
}

/** Reads how often something happens, such as "every Monday at 8:00"; undefined when nothing in the text recurs. */
export function readRecurrence(text: string): Recurrence | undefined {
  const found = rules(text).toSorted((a, b) => a.start - b.start || b.end - a.end)[0];
  if (!found) return undefined;
  const near = found.isTimed ? undefined : timeNear(text, found);
  const part = partOfDay(text, found);
  const time = near?.time ?? { hour: part?.hour ?? found.hour ?? 9, minute: 0 };
  // "every night at 11" is not in the morning, "every night at 2" is.
  const partSaid = /\b(night|evening|afternoon)s?\b/iu.exec(text.slice(found.start, found.end + 24))?.[1]?.toLowerCase();
  const isLate =
    partSaid !== undefined &&
    near !== undefined &&
    time.hour >= (partSaid === 'night' ? 6 : 1) &&
    time.hour < 12 &&
    !/am\b/iu.test(text.slice(near.start, near.end));
  const spans = [
    spanOf(text, found.start, found.end),
    ...(near ? [spanOf(text, near.start, near.end)] : []),
    ...(part ? [spanOf(text, part.start, part.end)] : []),
  ];
  const at = isLate ? { ...time, hour: time.hour + 12 } : time;
  return {
    cron: found.fields(at),
    ...(found.rule ? { rule: found.rule(at) } : {}),
    words: found.words(at),
    isTimeSaid: near !== undefined || found.isTimed === true,
    spans,
    ...(found.caveat ? { caveat: found.caveat } : {}),
  };
}

function rules(text: string): Found[] {
  return [
    ...rhythms(text).map(({ fields = () => '', ...rhythm }): Found => ({ ...rhythm, fields })),
    minutely(text),
    hourly(text),
    ordinalOfMonth(text),
    lastOfMonth(text),
    severalTimes(text),
    onWeekdays(text),
    onDays(text),
    daily(text),
    weekly(text),
    monthly(text),
    quarterly(text),
    yearly(text),
  ].filter((found): found is Found => found !== undefined);
}

const every = '(?:every|each|once (?:a|an|every|per)|once each|on every)';

function match(text: string, pattern: string): { start: number; end: number; groups: string[] } | undefined {
  const result = new RegExp(pattern, 'iu').exec(text);
  return result
    ? { start: result.index, end: result.index + result[0].length, groups: [...result].slice(1).map((group) => group ?? '') }
    : undefined;
}

function minutely(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:every|each)\s+(\d+|two|five|ten|fifteen|twenty|thirty|half)?\s*(?:minutes?|mins?|hour (?=half)|an hour)\b|\bevery half hour\b|\bevery minute\b`,
  );
  if (!found) return undefined;
  const step =
    { '': 1, two: 2, five: 5, ten: 10, fifteen: 15, twenty: 20, thirty: 30, half: 30 }[found.groups[0]?.toLowerCase() ?? ''] ??
    Number(found.groups[0]);
  const minutes = /half hour/iu.test(text.slice(found.start, found.end)) ? 30 : step;
  return {
    ...found,
    fields: () => (minutes === 1 ? '* * * * *' : minutes >= 60 ? `0 */${Math.round(minutes / 60)} * * *` : `*/${minutes} * * * *`),
    words: () => (minutes === 1 ? 'every minute' : `every ${minutes} minutes`),
  };
}

/** "twice a day at 8 and 20", "three times a day at 8, 12 and 18" */
function severalTimes(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:(?:twice|two times|2x|three times|3 times|3x) (?:a|per|each|every) day|daily|every day|each day)\s*(?:at|,|:)\s*(\d{1,2})(?::00)?(?:\s*(am|pm))?\s*(?:,\s*(\d{1,2})(?::00)?\s*)?(?:and|&)\s*(\d{1,2})(?::00)?(?:\s*(am|pm))?\b|\b(?:twice|two times) (?:a|per|each|every) day\b`,
  );
  if (!found) return undefined;
  const [first, half, middle, last, lastHalf] = found.groups;
  const hourOf = (hour: string | undefined, side: string | undefined): number =>
    Number(hour) + (side?.toLowerCase() === 'pm' && Number(hour) < 12 ? 12 : 0);
  const hours = first ? [hourOf(first, half), ...(middle ? [Number(middle)] : []), hourOf(last, lastHalf)] : [8, 16];
  if (hours.some((hour) => !(hour >= 0 && hour <= 23))) return undefined;
  const unique = [...new Set(hours)].toSorted((a, b) => a - b);
  return {
    ...found,
    isTimed: true,
    fields: () => `0 ${unique.join(',')} * * *`,
    words: () => `every day at ${unique.map((hour) => clock({ hour, minute: 0 })).join(' and ')}`,
  };
}

function hourly(text: string): Found | undefined {
  const found = match(text, String.raw`\b(?:hourly|(?:every|each|once an?|once per)\s+(\d+|two|three|four|six|eight|twelve)?\s*hours?)\b`);
  if (!found) return undefined;
  const step =
    { '': 1, two: 2, three: 3, four: 4, six: 6, eight: 8, twelve: 12 }[found.groups[0]?.toLowerCase() ?? ''] ?? Number(found.groups[0]);
  return {
    ...found,
    fields: () => (step === 1 ? '0 * * * *' : `0 */${step} * * *`),
    words: () => (step === 1 ? 'every hour' : `every ${step} hours`),
  };
}

function daily(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:daily|nightly|${every}\s*(?:single )?(?:days?|mornings?|afternoons?|evenings?|nights?|lunch ?time)|in the (?:mornings|evenings)|each day|(?:at|by) the end of (?:the|each|every) day|at the end of the day)\b`,
  );
  if (!found) return undefined;
  const said = text.slice(found.start, found.end).toLowerCase();
  const hour = /night/u.test(said)
    ? 23
    : /evening|end of/u.test(said)
      ? 18
      : /afternoon/u.test(said)
        ? 14
        : /lunch/u.test(said)
          ? 12
          : /morning/u.test(said)
            ? 8
            : 9;
  return { ...found, hour, fields: ({ hour: h, minute }) => `${minute} ${h} * * *`, words: (time) => `every day at ${clock(time)}` };
}

function onWeekdays(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:(?:${every}|on|all)\s+)?(?:weekdays?|working days?|work ?days?|business days?|school days?|monday (?:to|till|until|through|-) friday|mon\s?-\s?fri)\b(?: (?:mornings?|afternoons?|evenings?))?`,
  );
  const weekend = match(text, String.raw`\b(?:${every}|on|at)\s+(?:the )?weekends?\b`);
  if (weekend && (!found || weekend.start < found.start))
    return {
      ...weekend,
      fields: ({ hour, minute }) => `${minute} ${hour} * * 0,6`,
      words: (time) => `on Saturdays and Sundays at ${clock(time)}`,
    };
  if (!found || /within|after|for|in (?:two|three|\d)/iu.test(text.slice(Math.max(0, found.start - 8), found.start))) return undefined;
  if (/^(?:working|business|work)/iu.test(text.slice(found.start, found.end))) return undefined;
  return { ...found, fields: ({ hour, minute }) => `${minute} ${hour} * * 1-5`, words: (time) => `Monday to Friday at ${clock(time)}` };
}

function onDays(text: string): Found | undefined {
  const list = String.raw`${dayWord}(?:\s*(?:,|and|&|or|\/)\s*(?:on )?${dayWord})*`;
  const found = match(
    text,
    String.raw`\b(?:(?:every|each|on|all)\s+(${list})|((?:mon|tues|wednes|thurs|fri|satur|sun)days(?:\s*(?:,|and|&)\s*(?:mon|tues|wednes|thurs|fri|satur|sun)days)*))(?:\s+(?:mornings?|afternoons?|evenings?|nights?))?`,
  );
  if (!found) return undefined;
  const said = text.slice(found.start, found.end);
  // "on Monday" alone is a date, not a habit, unless it opens the request.
  if (/^on\s/iu.test(said) && !/days\b/iu.test(said) && found.start > 0) return undefined;
  const indexes = [...new Set([...said.matchAll(new RegExp(dayWord, 'giu'))].map(([word]) => dayIndex(word)))].toSorted((a, b) => a - b);
  if (indexes.length === 0) return undefined;
  const names = indexes.map((index) => capital(days[index] ?? ''));
  return {
    ...found,
    fields: ({ hour, minute }) => `${minute} ${hour} * * ${indexes.join(',')}`,
    words: (time) => `every ${names.join(' and ')} at ${clock(time)}`,
  };
}

function weekly(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:weekly\b${value}|${every} week|(?:at|by) the end of (?:the|each|every) week|at (?:the )?weekend's end)\b`,
  );
  if (!found) return undefined;
  const isEnd = /end of/iu.test(text.slice(found.start, found.end));
  return {
    ...found,
    ...(isEnd ? { hour: 16 } : {}),
    fields: ({ hour, minute }) => `${minute} ${hour} * * ${isEnd ? 5 : 1}`,
    words: (time) => `every ${isEnd ? 'Friday' : 'Monday'} at ${clock(time)}`,
  };
}

function ordinalOfMonth(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:on |every |each |at )*(?:the )?(first|second|third|fifth|tenth|fifteenth|twentieth|\d{1,2}(?:st|nd|rd|th))(?: (working |business )?day)?(?: of (?:the|each|every|a) month| each month| every month|(?= of each\b))|\bat the (?:beginning|start) of (?:the|each|every) month\b|\bevery (\d{1,2})(?:st|nd|rd|th)\b`,
  );
  if (!found) return undefined;
  const names: Record<string, number> = { first: 1, second: 2, third: 3, fifth: 5, tenth: 10, fifteenth: 15, twentieth: 20 };
  const said = (found.groups[0] || found.groups[2] || 'first').toLowerCase();
  const day = names[said] ?? Number.parseInt(said, 10);
  if (!(day >= 1 && day <= 31)) return undefined;
  return {
    ...found,
    fields: ({ hour, minute }) => `${minute} ${hour} ${day} * *`,
    words: (time) => `on day ${day} of every month at ${clock(time)}`,
    ...(found.groups[1] ? { caveat: 'The schedule counts calendar days, not working days.' } : {}),
  };
}

function lastOfMonth(text: string): Found | undefined {
  const found = match(
    text,
    String.raw`\b(?:on |at |by )?(?:the )?(?:last (?:working |business )?day|end) of (?:the|each|every) month\b|\b(?:at )?month[- ]?end\b`,
  );
  return (
    found && {
      ...found,
      fields: ({ hour, minute }) => `${minute} ${hour} L * *`,
      words: (time) => `on the last day of every month at ${clock(time)}`,
    }
  );
}

/** "the monthly rent" is a value, "the monthly report" is made every month. */
const value =
  '(?! (?:rent|fee|fees|salary|payment|price|rate|hours|wage|income|cost|costs|budget|limit|amount|total|instalment|premium)s?\\b)';

function monthly(text: string): Found | undefined {
  const found = match(text, String.raw`\b(?:monthly|${every} month)\b${value}(?:,? on the (\d{1,2})(?:st|nd|rd|th))?`);
  const day = Number(found?.groups[0]) || 1;
  return (
    found && {
      ...found,
      fields: ({ hour, minute }) => `${minute} ${hour} ${day} * *`,
      words: (time) => `on day ${day} of every month at ${clock(time)}`,
    }
  );
}

function quarterly(text: string): Found | undefined {
  const found = match(text, String.raw`\b(?:quarterly|${every} quarter|(?:at the )?end of (?:each|every|the) quarter)\b`);
  return (
    found && {
      ...found,
      fields: ({ hour, minute }) => `${minute} ${hour} 1 1,4,7,10 *`,
      words: (time) => `on the first day of every quarter at ${clock(time)}`,
    }
  );
}

function yearly(text: string): Found | undefined {
  const found = match(text, String.raw`\b(?:yearly|annually|${every} year)\b`);
  return (
    found && {
      ...found,
      fields: ({ hour, minute }) => `${minute} ${hour} 1 1 *`,
      words: (time) => `on 1 January every year at ${clock(time)}`,
    }
  );
}

function timeNear(text: string, found: { start: number; end: number }): { time: Time; start: number; end: number } | undefined {
  const after = text.slice(found.end, found.end + 40);
  const before = text.slice(Math.max(0, found.start - 22), found.start);
  for (const [piece, offset] of [
    [after, found.end],
    [before, Math.max(0, found.start - 22)],
  ] as const) {
    const match = timePattern.exec(piece);
    const time = match && timeOf(match);
    if (match && time) return { time, start: offset + match.index, end: offset + match.index + match[0].length };
  }
  return undefined;
}

function timeOf(match: RegExpExecArray): Time | undefined {
  const [, hourA, minuteA, halfA, hourB, halfB, hourC, name, part, spoken] = match;
  if (part) return spokenTime(part.toLowerCase(), (spoken ?? '').toLowerCase());
  if (name) return { hour: /midnight/iu.test(name) ? 0 : 12, minute: 0 };
  let hour = Number(hourA ?? hourB ?? hourC);
  const half = (halfA ?? halfB ?? '').toLowerCase();
  if (half.startsWith('p') && hour < 12) hour += 12;
  if (half.startsWith('a') && hour === 12) hour = 0;
  const minute = Number(minuteA ?? 0);
  return hour <= 23 && minute <= 59 ? { hour, minute } : undefined;
}

const hourNames = ['twelve', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'];

/** "half past eight": in the morning unless it is before seven. */
function spokenTime(part: string, word: string): Time | undefined {
  const named = hourNames.indexOf(word);
  const said = named >= 0 ? named || 12 : Number(word);
  if (!(said >= 1 && said <= 23)) return undefined;
  const hour = said < 7 ? said + 12 : said;
  return part === 'quarter to' ? { hour: hour - 1, minute: 45 } : { hour, minute: part === 'half past' ? 30 : 15 };
}

function partOfDay(text: string, found: { start: number; end: number }): { hour: number; start: number; end: number } | undefined {
  const inside = /\b(morning|afternoon|evening|night)s?\b/iu.exec(text.slice(found.start, found.end + 24));
  if (!inside) return undefined;
  const hour = { morning: 8, afternoon: 14, evening: 18, night: 23 }[(inside[1] ?? '').toLowerCase()] ?? 8;
  const start = found.start + inside.index;
  return { hour, start, end: start + inside[0].length };
}

function dayIndex(word: string): number {
  const start = word.slice(0, 3).toLowerCase();
  return days.findIndex((day) => day.startsWith(start));
}

function clock({ hour, minute }: Time): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
