import type { Condition } from '../recognise/conditions.ts';
import type { Due } from '../recognise/due.ts';
import { secondsOf, type Span } from '../recognise/wait-time.ts';
import { conditionOf } from './condition-values.ts';
import { type ReadValue, valuesOf } from './values.ts';
import { spanOf } from './wait-values.ts';

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const more = /\b(?:more than|over|longer than|older than|older|at least|beyond|past)\b|>/iu;
const upTo =
  /\b(?:less than|under|up to|at most|within|inside|no more than|not more than|fewer than|or less|not older than|younger than|newer than)\b|</iu;

/** Which rows a filter keeps by a date of theirs, from its values; undefined where it looks at no date. */
export function dueOf(values: readonly ReadValue[], words: string): Due | undefined {
  const value = valuesOf(values, 'value').join(' ');
  const column = valuesOf(values, 'column').join(' ');
  const said = words.toLowerCase().replaceAll('’', "'");
  const test = testOf(said, `${valuesOf(values, 'op').join(' ')} ${value} ${column}`.toLowerCase());
  if (!test) return undefined;
  const named = columnOf(said, column.toLowerCase(), value.toLowerCase(), test.test);
  return named && { words: words.trim(), days: 0, ...named, ...test };
}

const ofDates =
  /\b(?:days?|weeks?|months?|quarters?|years?|hours?|minutes?|today|tomorrow|yesterday|tonight|birthdays?|ago|overdue|due|expir\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/iu;

/** What a filter asks besides the date: “paid more than 10,000 | last year”. */
export function besideDate(values: readonly ReadValue[], words: string): Condition | undefined {
  const rest = values.filter(({ words: said }) => !ofDates.test(said));
  const condition = valuesOf(rest, 'value').length > 0 ? conditionOf(rest, words, undefined) : undefined;
  return condition?.test === 'unread' ? undefined : condition;
}

/** A condition that nobody could write down, or that counts days, may look at a date that was named. */
export function withDate(condition: Condition, values: readonly ReadValue[], words: string): Condition {
  const isOpen = condition.test === 'unread' || condition.test.endsWith('_than_days');
  const due = isOpen && condition.subject !== 'decision' ? dueOf(values, words) : undefined;
  if (!due || due.column === 'date') return condition;
  return { ...condition, subject: due.column.replaceAll('_', ' '), test: 'newer_than_days', value: due.days, negated: false, due };
}

type Test = Pick<Due, 'test'> & Partial<Pick<Due, 'days' | 'span' | 'period' | 'weekday' | 'isAhead' | 'least'>>;

/** @param own the words of the values, where a length without a number of its own may be something else */
function testOf(said: string, own: string): Test | undefined {
  if (/\b(?:turn\w*|age|anniversar\w*|before|after|end of|times?|average|sum|vs)\b|\b(?:first|second|third|every|per)\b/u.test(own))
    return undefined;
  if (/\bbirthdays?\b/u.test(said) && /\btoday\b/u.test(own)) return { test: 'anniversary' };
  const period =
    /\b(this|the current|last|previous|next|coming|the)(?: (?:full|whole|calendar))?\s+(week|month|quarter|year)(?:'?s)?\b/u.exec(own);
  if (period && !/\b(?:birthday|half|ago)\b/u.test(said)) {
    const [, which = '', unit = 'week'] = period;
    if (which === 'the' && !/\b(?:of|for|in) the\b/u.test(said)) return undefined;
    const shift = /^(?:last|previous)$/u.test(which) ? -1 : /^(?:next|coming)$/u.test(which) ? 1 : 0;
    return { test: 'period', period: { unit: unit as 'week', shift } };
  }
  if (/\btoday\s*[+-]/u.test(own)) return undefined;
  if (/\bsince yesterday\b/u.test(said)) return { test: 'recent', days: 1 };
  const day = /\b(?:day after tomorrow|tomorrow|today|tonight|yesterday)(?:'s)?\b/u.exec(own)?.[0].replace(/'s$/u, '');
  if (day) return dayTest({ tomorrow: 1, yesterday: -1, 'day after tomorrow': 2 }[day] ?? 0);
  const weekday = /\b(?:next|coming|this|for|on)?\s*(mon|tues|wednes|thurs|fri|satur|sun)day(?:'s)?\b/u.exec(said);
  if (weekday && /\b(?:next|coming|this)\b/u.test(weekday[0]) && own.includes(`${weekday[1] ?? ''}day`))
    return { test: 'before', weekday: dayNames.indexOf(`${weekday[1] ?? ''}day`) + 1 };
  const range = /(\d+)\s*(?:-|–|to)\s*(\d+)\s*(days?|weeks?|months?)/u.exec(own);
  const span = range ? spanOf(`${range[2] ?? ''} ${range[3] ?? ''}`) : spanOf(own.replace(/\bexactly\b/u, ''));
  if (!span || /\bcolumns?\b/u.test(own)) return undefined;
  const least = range ? spanOf(`${range[1] ?? ''} ${range[3] ?? ''}`) : undefined;
  return spanTest(said, span, least);
}

const dayTest = (days: number): Test => (days < 0 ? { test: 'after', days: -days } : { test: 'before', days });

const overdue = /\b(?:overdue|late|past due|outstanding|gone by)\b/u;
const ahead =
  /\b(?:due|expir\w*|runs? out|running out|ends?|ending|renew\w*|starts?|starting|begins?|lapses?|land|arriv\w*|leav\w*|retir\w*|com(?:e|ing) (?:up|back)|fall\w*|return\w*|maintenance|in the (?:next|coming)|next \S+ (?:days?|weeks?|months?)|from now|away|upcoming)\b/u;
const denied = /\b(?:not|no|never|nobody|without|w\/o|unused|untouched)\b|n't\b/u;

function spanTest(said: string, span: Span, least: Span | undefined): Test | undefined {
  const days = daysIn(span);
  const length = { days, ...(span.unit === 'days' ? {} : { span }) };
  const low = least && daysIn(least);
  if (overdue.test(said)) {
    if (low !== undefined) return { test: 'recent', ...length, least: low };
    if (/\bup to|at most|less than\b/u.test(said)) return { test: 'recent', ...length };
    return more.test(said) || /\b(?:for|since)\b/u.test(said) ? { test: 'longer_than', ...length } : { test: 'after', ...length };
  }
  if (/\bago\b/u.test(said))
    return more.test(said)
      ? { test: 'longer_than', ...length }
      : upTo.test(said)
        ? { test: 'recent', ...length }
        : { test: 'after', ...length };
  if (/\bnot older than\b|\bnewer than\b|\byounger than\b/u.test(said)) return { test: 'recent', ...length };
  if (/\bolder than\b/u.test(said)) return { test: 'longer_than', ...length };
  if (/\b(?:last|past|previous)\s+(?:\S+\s+)?(?:days?|weeks?|months?|years?|hours?)\b|\bfrom the past\b/u.test(said))
    return { test: 'recent', ...length };
  if (ahead.test(said) && !denied.test(said)) {
    if (low !== undefined) return { test: 'within', ...length, least: low };
    return upTo.test(said) || /\b(?:next|coming)\b/u.test(said)
      ? { test: 'within', ...length }
      : /\bin\b|\baway\b|\bfrom now\b/u.test(said)
        ? { test: 'before', ...length, isAhead: true }
        : undefined;
  }
  // “Not ordered for half a year”, “away for over a month”
  if (denied.test(said) && /\b(?:for|in|since|within)\b/u.test(said) && !/\bafter\b/u.test(said)) return { test: 'longer_than', ...length };
  if (more.test(said) && /\b(?:for|since)\b/u.test(said)) return { test: 'longer_than', ...length };
  if (/\bin (?:exactly )?(?:\d+|two|three|four|five|six|seven|ten|fourteen) (?:days?|weeks?|months?)\b/u.test(said))
    return { test: 'before', ...length, isAhead: true };
  if (/\p{L}{3,}ed\b.*\bwithin\b/u.test(said)) return { test: 'recent', ...length };
  return /\b(?:next|coming|within)\b/u.test(said) ? { test: 'within', ...length } : undefined;
}

const daysIn = (span: Span): number => Math.round((secondsOf(span) / 86_400) * 1440) / 1440;

const kinds: readonly [RegExp, string][] = [
  [/\b(?:overdue|past due|due|payable|outstanding|late)\b/u, 'due'],
  [/\b(?:expir\w*|runs? out|running out|valid\w*|lapses?|ran out)\b/u, 'expiry'],
  [/\b(?:ends?|ending|ended)\b/u, 'end'],
  [/\b(?:renew\w*)\b/u, 'renewal'],
  [/\b(?:starts?|starting|begins?|beginning)\b/u, 'start'],
  [/\b(?:arriv\w*|lands?|landing|checks? in)\b/u, 'arrival'],
  [/\b(?:leav\w*|depart\w*|checks? out)\b/u, 'departure'],
  [/\b(?:come back|coming back|return\w*|brought back|back)\b/u, 'return'],
  [/\b(?:deliver\w*)\b/u, 'delivery'],
  [/\bbirthdays?\b/u, 'birthday'],
];
const done =
  /\b(?:order|use|touch|see|seen|visit|sell|sold|log|logg|pay|paid|contact|call|answer|move|check|inspect|clean|empti|spray|update|service|open|close|clos|ship|deliver|book|cancel|creat|submit|publish|sign|graduat|complet|receiv|changed?|edit|work|train|test)(?:ed|d|en)?\b/u;
const roots: { readonly [word: string]: string } = {
  logg: 'login',
  seen: 'seen',
  sold: 'sale',
  paid: 'payment',
  clos: 'closed',
  emptied: 'emptied',
};

/** What the date is called: the column that was named, else what the words say happens then. */
function columnOf(said: string, column: string, value: string, test: Due['test']): { noun: string; column: string } | undefined {
  const plain = column
    .replace(/['"“”]/gu, '')
    .replace(/\b(?:the|a|an|his|her|their|its|our|whose|today|tomorrow|yesterday)\b/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const kind = kinds.find(([pattern]) => pattern.test(`${said} ${value}`))?.[1];
  if (kind === 'birthday') return { noun: 'birthday', column: 'birthday' };
  const isDate = /\b(?:date|day|until|deadline|on|by|due|expiry|expires|start|end|time|at|last \p{L}+)\b/u.test(plain);
  if (plain !== '' && (isDate || kind === undefined)) {
    const last = denied.test(said) && test === 'longer_than' && !/\blast\b/u.test(plain) ? `last ${plain}` : plain;
    return { noun: last, column: snake(last) };
  }
  // “Whose {column:expires} within 30 days”: the column says only what happens.
  const isKind = kind !== undefined && (kinds.find(([, name]) => name === kind)?.[0].test(plain) ?? false);
  if (isKind && plain.split(' ').length <= 2) return { noun: `${kind} date`, column: `${kind}_date` };
  if (plain !== '') return { noun: `${plain} ${kind}`, column: snake(plain === kind ? `${kind} date` : `${plain} ${kind} date`) };
  if (kind !== undefined && !(denied.test(said) && test === 'longer_than')) return { noun: `${kind} date`, column: `${kind}_date` };
  const act = /\bolder than\b/u.test(said) ? undefined : done.exec(said)?.[0];
  if (act && (test === 'longer_than' || test === 'recent') && (denied.test(said) || /\blast\b/u.test(said))) {
    const name = `last ${roots[act] ?? act}`;
    return { noun: name, column: snake(name) };
  }
  return { noun: 'date', column: 'date' };
}

const snake = (words: string): string => {
  const name = words.replaceAll(/[^a-z0-9]+/gu, '_').replaceAll(/^_+|_+$/gu, '');
  return /^[a-z]/u.test(name) ? name : 'date';
};
