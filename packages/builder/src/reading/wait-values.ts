import { recurrenceOf } from './bind-schedule.ts';
import { type Clock, secondsOf, type Span, type WaitTime } from '../recognise/wait-time.ts';
import type { WishKind } from '../recognise/wish.ts';
import { type ReadValue, valuesOf } from './values.ts';

const numbers: { readonly [word: string]: number } = Object.fromEntries([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, index): [string, number] => [word, index]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index): [string, number] => [word, 20 + 10 * index]),
]);
const units: { readonly [name: string]: Span['unit'] } = {
  s: 'seconds',
  sec: 'seconds',
  second: 'seconds',
  m: 'minutes',
  min: 'minutes',
  minute: 'minutes',
  h: 'hours',
  hr: 'hours',
  hour: 'hours',
  d: 'days',
  day: 'days',
  night: 'days',
  w: 'weeks',
  wk: 'weeks',
  week: 'weeks',
  mo: 'months',
  mth: 'months',
  month: 'months',
  y: 'years',
  yr: 'years',
  year: 'years',
};
const unit = String.raw`(seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|months?|mths?|years?|yrs?)`;
const count = new RegExp(
  String.raw`\b(?:(\d+(?:[.,]\d+)?|${Object.keys(numbers).join('|')}|an?|another|one more|a couple(?: of)?|half an?|the|a full)(?:[- ](${Object.keys(numbers).join('|')}))?(?:[- ]+(?:more|further|full|whole))?[- ]*)?((?:working|business|work|calendar|school)[- ]+)?${unit}\b`,
  'iu',
);
const tight = /\b(\d+(?:[.,]\d+)?) ?(s|m|h|d|w|y|mo)\b/iu;

/** “two days”, “48h”, “half a year”, “the evening” before something. */
export function spanOf(words: string): Span | undefined {
  const said = words
    .toLowerCase()
    .replaceAll(/\b(?:a )?fortnight\b/gu, '14 days')
    .replaceAll(/\bhalf a year\b/gu, '6 months')
    .replaceAll(/\ba year and a half\b/gu, '18 months')
    .replaceAll(/\b(?:the )?(?:next|following|very next) (?:day|morning|noon|afternoon|evening)\b|\btomorrow\b/gu, 'one day ')
    .replaceAll(/\b(?:the same|that same|that very|that|the very) day\b/gu, ' ')
    .replaceAll(/\bday (\d+)\b/gu, '$1 days');
  const short = tight.exec(said);
  const found = count.exec(said);
  if (!found) {
    const [, amount = '', name = ''] = short ?? [];
    return short ? { amount: Number(amount.replace(',', '.')), unit: units[name] ?? 'days' } : undefined;
  }
  const [, first = '', second = '', working = '', name = ''] = found;
  const amount = amountOf(first, second);
  if (amount === undefined) return undefined;
  return {
    amount,
    unit: units[name.replace(/s$/u, '')] ?? 'days',
    ...(/working|business|^work/u.test(working) ? { isWorking: true } : {}),
  };
}

function amountOf(first: string, second: string): number | undefined {
  if (first === '' || /^(?:an?|another|one more|the|a full)$/u.test(first)) return 1;
  if (first.startsWith('half')) return 0.5;
  if (first.startsWith('a couple')) return 2;
  const number = numbers[first] ?? Number(first.replace(',', '.'));
  return Number.isNaN(number) ? undefined : number + (second === '' ? 0 : (numbers[second] ?? 0));
}

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const dayWord = String.raw`(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?`;
const month = '(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*';
const clockWords = new RegExp(
  String.raw`\b${dayWord}\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\b\d{1,2}:\d\d\b|\bnoon\b|\bmidday\b|\bmidnight\b|\b(?:morning|afternoon|evening|night|lunch ?time)\b|\bo['’]?clock\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2} ${month}\b|\b${month} \d{1,2}\b|\b${month}$|\bhalf past\b|\b\d{1,2}h\b(?= ?$)|\b(?:month[- ]?end|end of (?:the )?(?:month|week|day))\b|\bweekend\b`,
  'iu',
);

/** The next moment that words name, without the length that they may say as well. */
export function clockOf(words: string): Clock | undefined {
  const said = words
    .toLowerCase()
    .replaceAll(new RegExp(lengthWords.source, 'giu'), ' ')
    .replace(/\bday \d+\b/u, ' ')
    .replaceAll(/\b(?:the )?(?:same|that|next|following|very next|coming) (?=day\b|morning|evening|afternoon|night|noon)/gu, '')
    .replaceAll(
      /\b(?:the|this|next|following|coming|previous|until|till|till?l|by|on|around|about|from|before|after|latest|of next month|of the month)\b/gu,
      ' ',
    )
    .replaceAll(/\b(?:day|days)\b/gu, ' ')
    .replace(/\bnight\b/u, 'evening')
    .replace(/^\s*(noon|midnight|midday|\d\S*(?: ?[ap]m)?)\s+(?=\S*day\b)(\S+)\s*$/u, '$2 $1')
    .replace(new RegExp(String.raw`\bend of (${month})`, 'u'), 'last of $1')
    .replace(new RegExp(String.raw`^\s*(${month})\s*$`, 'u'), '1 $1')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^\s*(?:at\s+)?|\s*,?\s*$/gu, '');
  // “By 11”, “Tuesday 12”
  const isHour = /^\d{1,2}$/u.test(said) && /\b(?:at|by|until|till|before)\s+\d{1,2}\b/iu.test(words);
  if (!clockWords.test(said) && !isHour) return undefined;
  const recurrence = recurrenceOf(said.replace(/^(\p{L}+day) (?=\d{1,2}$)/u, '$1 at '), '');
  if (!recurrence || recurrence.cron === '' || recurrence.rule) return undefined;
  return {
    cron: recurrence.cron,
    isHourSaid: recurrence.isTimeSaid || /\b(?:morning|afternoon|evening|night|lunch)\b/u.test(words.toLowerCase()),
    isEveryDay: recurrence.cron.endsWith(' * * *'),
  };
}

/** Numbers with a unit, which are no time of day. */
const lengthWords = new RegExp(
  String.raw`(?<!at |by )\b(?:\d+(?:[.,]\d+)?|${Object.keys(numbers).join('|')})[- ]*(?:more |further |working |business |full )?(?:${unit}|s|m|h|d|w|y|mo)\b(?! ?(?:in the))`,
  'iu',
);

const before = /\b(?:before|prior to|ahead|in advance|beforehand|earlier)\b/iu;
const after = /\b(?:after|past|following|later|from|since|over)\b/iu;
const theDay = /^\W*(?:(?:on|at|by) )?(?:the|that|the same|the very) day\W*$/iu;
const oneDay: Span = { amount: 1, unit: 'days' };

const momentIn =
  /^(.*\S\s+)(before|after|on|of)\s+(?:the|their|his|her|its|each|every|our)\s+((?!day\b|same\b|next\b|following\b|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\p{L}-]+(?: (?:day|date|starts?|ends?|opens?|begins?))?)\W*$/iu;

/** What a wait says, from its time and what that counts from. */
export function waitTimeOf(values: readonly ReadValue[], words: string): WaitTime | undefined {
  const named = valuesOf(values, 'ref').join(' ').trim();
  // “In the first week of | April”: a month is no date of a record.
  const isMonth = new RegExp(String.raw`^(?:the )?(?:(?:end|start|beginning) of )?${month}$`, 'iu').test(named);
  const said = valuesOf(values, 'time').join(' ');
  // Where no value says the time, the words around the moment do.
  const whole = isMonth ? named : said === '' && named !== '' ? words.replace(named, ' ').trim() : said;
  // “The evening before the course”, “12:00 on the closing day”: the moment stands in the time.
  const inside = named === '' ? momentIn.exec(whole) : null;
  const ref = inside?.[3] ?? (isMonth ? '' : named);
  const time = inside ? `${inside[1] ?? ''}${/on|of/iu.test(inside[2] ?? '') ? '' : (inside[2] ?? '')}`.trim() : whole;
  if (time === '' && ref === '') return undefined;
  const around = ref === '' ? words : words.replace(ref, ' ');
  const opens = /\b(?:at|by|until|till|before)\W*$/iu.exec(words.slice(0, Math.max(0, words.indexOf(time))))?.[0] ?? '';
  const clock = clockOf(`${opens}${time}`);
  // “Before 10:00 on departure day” is a time on that day.
  const isDeadline = clock !== undefined && /\b(?:before|earlier than) \d/iu.test(around);
  const length = spanOf(time.replaceAll(/\b(?:at|by) \d{1,2}h\b|\b\d{1,2}(?::\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b/giu, ' '));
  const side = sideOf(around, { ref, time, isDeadline, length });
  const weekday = side === 'before' && clock && !clock.isEveryDay ? weekdayOf(time) : undefined;
  const isDayPart = clock?.isEveryDay === true && (side === 'before' || (side === 'after' && ref !== '') || /\bafter\b/iu.test(time));
  const bareAmount = length === undefined && clock === undefined ? amountIn(time) : undefined;
  const span = weekday !== undefined || side === 'on' ? undefined : (length ?? (isDayPart ? oneDay : undefined));
  // “On the birthday”, “at departure”: a day that a field has.
  const ownRef = ref === '' && clock === undefined && length === undefined && bareAmount === undefined ? dayNamed(time) : undefined;

  return {
    said: time.trim(),
    ...(span && { span }),
    ...(clock && { clock }),
    ...(weekday === undefined ? {} : { weekday }),
    ...(ownRef ? { side: 'on' as const, ref: ownRef } : { ...(side && { side }), ...(ref === '' ? {} : { ref }) }),
    ...(/\b(?:later|more|another|further|then|again)\b/iu.test(words) ? { isFurther: true } : {}),
    ...(/^\W*(?:(?:and|then|but) )?(?:after|day) \S/iu.test(words) ? { isFromStart: true } : {}),
    ...(bareAmount === undefined ? {} : { bareAmount }),
  };
}

/** A day that a record may have: “the wedding day”, “delivery”. */
function dayNamed(time: string): string | undefined {
  const named =
    /^\W*(?:(?:on|at|until|till|by) )?(?:(?:the|their|his|her|its) )?((?:[\p{L}-]+ ){0,2}(?:date|day|deadline|departure|arrival|delivery|expiry|check-?in|check-?out|pick-?up))\W*$/iu.exec(
      time,
    )?.[1];
  return named &&
    !/^(?:next|following|same|that|this|first|last|working|one) day$/iu.test(named) &&
    !/birthday|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day/iu.test(named)
    ? named
    : undefined;
}

function sideOf(
  around: string,
  { ref, time, isDeadline, length }: { ref: string; time: string; isDeadline: boolean; length: Span | undefined },
): WaitTime['side'] {
  if (before.test(around) && !isDeadline) return 'before';
  if (theDay.test(time) && !/\bday after\b/iu.test(around)) return 'on';
  if (after.test(around) || (length && /\bon\W*$/iu.test(around))) return 'after';
  if (ref === '') return undefined;
  return length && !/^(?:the )?(?:last |first |very )?day$/iu.test(time.trim()) ? 'after' : 'on';
}

function weekdayOf(time: string): number | undefined {
  const day = new RegExp(String.raw`\b${dayWord}\b`, 'iu').exec(time)?.[1]?.slice(0, 3).toLowerCase();
  return day === undefined ? undefined : dayNames.findIndex((name) => name.startsWith(day)) + 1;
}

function amountIn(time: string): number | undefined {
  const word = /^\W*(?:another |after )?(\d{1,3}|\p{L}+)(?: (?:more|further|later))?\W*$/iu.exec(time)?.[1]?.toLowerCase() ?? '';
  const number = numbers[word] ?? (word === '' ? Number.NaN : Number(word));
  return Number.isNaN(number) ? undefined : number;
}

/** A wait of the length that its values say; a moment that they name is no length. */
export function waiting(wish: Extract<WishKind, { kind: 'wait' }>, time: WaitTime | undefined): WishKind {
  if (!time) return wish;
  return { ...wish, time, seconds: time.span ? secondsOf(time.span) : undefined };
}
