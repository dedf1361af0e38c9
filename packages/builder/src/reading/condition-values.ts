import { wordNumber } from '../language/durations.ts';
import { type Condition, defaultSubject, subjectOf } from '../recognise/conditions.ts';
import { type ReadValue, valuesOf } from './values.ts';

/** How people compare; the first that fits counts. */
const comparisons: readonly [RegExp, Condition['test']][] = [
  [/\b(?:at least|no less|not less|minimum|or more|and more|and above|or above|or over|and up|>=|≥|from)(?:\b|\s|$)|>=|≥/iu, 'at_least'],
  [/\b(?:at most|no more|not more|maximum|or less|or fewer|and below|or below|or under|up to)\b|<=|≤/iu, 'at_most'],
  [
    /\b(?:over|above|more|greater|higher|larger|bigger|longer|exceed\w*|past|beyond|tops?|hits?|upwards|north of|passes|goes over|warmer|hotter|heavier|better|further|farther)\b|>/iu,
    'over',
  ],
  [/\b(?:under|below|less|fewer|lower|smaller|shorter|beneath|short of|drops?|falls?|colder|cheaper|worse|lighter|younger)\b|</iu, 'under'],
  [/\b(?:contains?|containing|includes?|mentions?|mentioning|has the words?|says|with the words?|anywhere)\b/iu, 'contains'],
];
const missing = /\b(?:missing|empty|blank|without|lacks?|lacking|no|not filled(?: in)?|unset|isn't there|not there|absent from)\b/iu;
const present =
  /^(?:(?:is|are|was|were) )?(?:has|have|with|filled(?: in)?|there|exists?|present|set|given|entered|mentioned|stated|named|not empty)$/iu;
const denied =
  /\b(?:not|isn['’]?t|aren['’]?t|hasn['’]?t|haven['’]?t|doesn['’]?t|don['’]?t|never|other than|except|no longer|anything but)\b|!=|≠/iu;
const equal =
  /^(?:|is|are|was|were|be|=|==|equals?|equal to|says?|set to|marked|marked as|reads?|has|have|with|as|not|isn['’]?t|aren['’]?t|is not|are not|!=|other than|no|does not say|doesn['’]?t say)$/iu;
const dated =
  /\b(?:days?|weeks?|months?|years?|hours?|minutes?|today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|since|ago|quarter|season|winter|summer|(?:19|20)\d\d)\b/iu;

/** States that rows and requests commonly have, so that a column of that name is no guess. */
const states =
  /^(?:open|unpaid|overdue|paid|active|inactive|new|late|pending|cancel\w*|failed|returning|approved|rejected|expired|closed|damaged|unread|unanswered|incomplete|complete|completed|finished|done|sold out|sold|absent|present|confirmed|unconfirmed|signed|unsigned|delivered|undelivered|shipped|free|vegetarian|vegan|outstanding|disputed|in stock|out of stock|discontinued|archived|blocked|draft|published|unassigned|resolved|unresolved|refunded|accepted|declined|critical|merged|empty|full)$/u;

/** A condition from the column, comparison and value that were read; what they do not say is as the rules have it, or is asked. */
export function conditionOf(values: readonly ReadValue[], said: string, ruled: Condition | undefined): Condition | undefined {
  const words = bareWords(said);
  const named = name(valuesOf(values, 'column').at(0) ?? '');
  const column = /^\d|\b(?:days?|weeks?|hours?|o'?clock)$/u.test(named) ? '' : named;
  const op = valuesOf(values, 'op').join(' ');
  const value = valuesOf(values, 'value').join(' or ').trim();
  const isUnless = /^\W*(?:unless|except)\b/iu.test(said);
  const isRemoved =
    /^\W*(?:(?:then|and|please)\s+)*(?:remove|drop|ignore|skip|exclude|leave out|without|throw out|kick out|except|weed out|delete|filter out)\b/iu.test(
      words,
    );
  const negated = (denied.test(op) && !missing.test(op)) !== (isUnless || isRemoved);
  const number = amountOf(value);
  const test = comparisons.find(([pattern]) =>
    pattern.test(`${op} ${/\b(?:or|and) (?:more|less|above|below|over|under|fewer|up)\b/iu.exec(value)?.[0] ?? ''}`),
  )?.[1];
  const range = /^(?:[$€£]\s?)?(\d[\d.,]*)\s?(?:to|-|–|and|up to)\s?(?:[$€£]\s?)?(\d[\d.,]*)\b/iu.exec(value);
  const [low, high] = [amountOf(range?.[1] ?? ''), amountOf(range?.[2] ?? '')];
  if (low !== undefined && high !== undefined && low < high && !dated.test(value))
    return { words, subject: column || subjectIn(words, ruled), test: 'between', value: low, most: high, negated };
  if (/\b(?:o['’]?clock|am|pm|words?|pages?|characters?|letters?|times?)\b/iu.test(value) && number !== undefined)
    return unread(words, column);
  const isSpan = /\b(?:days?|weeks?|months?|years?|hours?|minutes?)\b/iu.test(value);
  if (isSpan && ruled && /^(?:over|under|at_least|at_most)$/u.test(ruled.test)) return unread(words, column);
  // Dates are the rules' own: “older than 30 days”, “last week”, “due tomorrow”.
  if (dated.test(value) || (ruled && /days|before|after/u.test(ruled.test)))
    return ruled && column !== '' && !/\bdate\b/u.test(ruled.subject) && ruled.test !== 'unread' ? { ...ruled, subject: column } : ruled;
  if (number !== undefined && test && test !== 'contains')
    // “Not over 500”; “no more than 500” has its own comparison.
    return {
      words,
      subject: column || subjectIn(words, ruled),
      test,
      value: number,
      negated: test.startsWith('at_') ? isUnless || isRemoved : negated,
    };
  if (value !== '' && test === 'contains') return { words, subject: column || 'text', test, value: plain(value), negated };
  if (column !== '' && value === '' && missing.test(op))
    return { words, subject: column, test: 'empty', value: '', negated: isUnless || isRemoved };
  if (column !== '' && value === '' && present.test(op.trim())) return { words, subject: column, test: 'filled', value: '', negated };
  // “Any allergy given”
  if (column !== '' && value === '' && op === '' && /^any\b.*\b(?:given|entered|mentioned|stated|named|noted)$/iu.test(words))
    return { words, subject: column, test: 'filled', value: '', negated };
  if (value === '' || missing.test(value)) return ruled;
  // What a text is like is judged, not compared.
  if (column === '' && ruled?.test === 'judged') return { ...ruled, negated };
  if (column === '' && ruled && ruled.test !== 'unread' && ruled.subject !== '' && ruled.test !== 'equals') return ruled;
  const isState = states.test(plain(value));
  // “1 or 2”
  if (number === undefined && /^\d+(?:\s*(?:,|or)\s*\d+)+$/iu.test(value))
    return { words, subject: column || subjectIn(words, ruled), test: 'equals', value: value.replaceAll(/\s*,\s*/gu, ' or '), negated };
  if (column === '' && number === undefined && !isState) return unread(words, column, plain(value), negated);
  // “on the allowed list”, “differs from the ordered one” compare with something that is not at hand.
  if (number === undefined && !isState && !equal.test(op.trim()) && !/["“]/u.test(value)) return unread(words, column);
  return {
    words,
    subject: column || (ruled?.test === 'equals' && ruled.subject !== '' ? ruled.subject : 'status'),
    test: 'equals',
    value: number ?? plain(value),
    negated,
  };
}

/** “if it is over 5” → it is over 5 */
const bareWords = (words: string): string =>
  words
    .replace(
      /^\W*(?:(?:and|but|only|then|also|just)\s+)*(?:if|when(?:ever)?|in case|should|once|as soon as|provided)\s+(?:that\s+)?(?=\S)/iu,
      '',
    )
    .trim();

/** What a number is compared with where no column was named: a word for an amount, else what its unit tells. */
function subjectIn(words: string, ruled: Condition | undefined): string {
  const said =
    /\b(amount|total|price|value|cost|budget|rating|score|temperature|quantity|stock|age|hours|distance|weight|level|balance|discount|percentage|points|stars|number of \p{L}+)\b/iu.exec(
      words,
    )?.[1];
  if (said) return said.toLowerCase();
  // “The price at https://… | drops below 300”: named just before.
  if (
    ruled &&
    ruled.subject !== '' &&
    ruled.test !== 'unread' &&
    !words.toLowerCase().includes(ruled.subject) &&
    ruled.subject !== defaultSubject(words) &&
    ruled.subject !== 'amount'
  )
    return ruled.subject;
  const isShort = ruled !== undefined && ruled.subject !== '' && !/\s/u.test(ruled.subject) && ruled.subject !== 'amount';
  return isShort && /number|wind|humidity|pressure|guests|people|seats|pages|words|mileage|salary|attendance|speed/u.test(ruled.subject)
    ? ruled.subject
    : defaultSubject(words);
}

const unread = (words: string, column: string, value = '', negated = false): Condition => ({
  words,
  subject: column,
  test: 'unread',
  value,
  negated,
});

/** “the amount” → amount */
function name(words: string): string {
  return subjectOf(words.replace(/^(?:(?:the|a|an|our|my|their|his|her|its|whose)\s+)+/iu, '').replace(/['’]s$/u, ''));
}

/** “the unpaid” → unpaid */
function plain(value: string): string {
  return value
    .replace(/^(?:(?:the|a|an|still|already|those|all)\s+)+/iu, '')
    .replaceAll(/["“”]/gu, '')
    .trim()
    .toLowerCase();
}

/** “500 euros”, “10k”, “three”; undefined for what is no amount alone. */
function amountOf(value: string): number | undefined {
  const digits =
    /^(?:[$€£]|(?:eur|usd|gbp|chf)\s)?\s?(-?\d[\d,.' ]*\d|-?\d)\s?(k|m)?\b(?:\s?(?:%|percent|€|\$|£|[\p{L}°.]+))?(?:\s(?:or|and)\s\p{L}+)?$/iu.exec(
      value.trim(),
    );
  if (!digits) return /\b(?:or|and|to)\b|,/iu.test(value) ? undefined : wordNumber(value.trim().toLowerCase().split(/\s+/u)[0] ?? '');
  const said = (digits[1] ?? '').replaceAll(/[' ]/gu, '');
  const number = /^-?\d{1,3}(?:[.,]\d{3})+$/u.test(said) ? Number(said.replaceAll(/[.,]/gu, '')) : Number(said.replace(',', '.'));
  const times = { k: 1000, m: 1_000_000 }[(digits[2] ?? '').toLowerCase()] ?? 1;
  return Number.isFinite(number) ? number * times : undefined;
}
