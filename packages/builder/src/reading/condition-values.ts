import { anything, type Condition, subjectOf } from '../recognise/conditions.ts';
import { amountOf, rangeOf } from './amounts.ts';
import { comparedOf } from './compared.ts';
import { joinedOf } from './joined-conditions.ts';
import { type ReadValue, valuesOf } from './values.ts';

/** How people compare; the first that fits counts. */
const comparisons: readonly [RegExp, Condition['test']][] = [
  [
    /\b(?:at least|no less|not less|minimum|(?:or|and) (?:more|above|over|older|later|up|upwards|higher|bigger|longer)|and up|up\s*$|upwards|reach\w*|from)(?:\b|\s|$)|>=|≥|\d\+/iu,
    'at_least',
  ],
  [
    /\b(?:at most|no more|not more|maximum|(?:or|and) (?:less|fewer|below|under|younger|earlier|lower|smaller|shorter)|up to)\b|<=|≤/iu,
    'at_most',
  ],
  [
    /\b(?:over|above|more|greater|higher|larger|bigger|longer|exceed\w*|past|beyond|tops?|hits?|north of|passes|further|farther|warmer|hotter|heavier|better|older|deeper|taller|wider|faster|louder|dearer|pricier)\b|>/iu,
    'over',
  ],
  [
    /\b(?:under|below|less|fewer|lower|smaller|shorter|beneath|short of|drops?|falls?|colder|cooler|cheaper|worse|lighter|younger|shallower|narrower|slower)\b|</iu,
    'under',
  ],
  [
    /\b(?:contain(?:s|ing)?|includes?|including|mention(?:s|ing|ed)?|has the words?|says|wrote|writes|with the words?|anywhere)\b|^words?\b/iu,
    'contains',
  ],
  [/\b(?:starts?|begins?|starting|beginning) with\b/iu, 'starts'],
  [/\b(?:ends?|ending) (?:with|in)\b/iu, 'ends'],
];
/** “Dropped by 5 %”, “up by more than 15 %”: how it was before is not at hand. */
const change =
  /\b(?:(?:up|down|dropp?(?:ed|s)?|fell|falls?|rose|rises?|risen|jump(?:ed|s)?|gr(?:ew|ows|own)|chang(?:ed|es)|mov(?:ed|es)|increas(?:ed|es)|decreas(?:ed|es)|sank|climb(?:ed|s)?|gained|lost)\s+(?:by\b|more than\b|less than\b|over\b)|more up or down\b)/iu;
const missing =
  /\b(?:missing|empty|blank|without|lacks?|lacking|no|not (?:filled(?: in)?|given|set)|unset|isn['’]t there|not there|absent from)\b/iu;
const present =
  /^(?:has|have|with|(?:(?:is|are|was|were|has been) )?(?:filled(?: in)?|there|present|set|given|left|known|available|entered|stated|named)|exists?|(?:is |are )?not (?:empty|missing|blank)|isn['’]?t (?:empty|missing|blank))$/iu;
const denied =
  /\b(?:not|isn['’]?t|aren['’]?t|hasn['’]?t|haven['’]?t|doesn['’]?t|don['’]?t|never|other than|except|no longer|anything but)\b|!=|≠/iu;
const equal =
  /^(?:|is|are|was|were|be|=|==|equals?|equal to|says?|set to|marked|marked as|reads?|has|have|with|as|not|isn['’]?t|aren['’]?t|is not|are not|!=|other than|no|does not say|doesn['’]?t say)$/iu;
const dated =
  /\b(?:days?|weeks?|months?|years?|hours?|minutes?|today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|since|ago|quarter|season|winter|summer|(?:19|20)\d\d)\b/iu;

/** “200–2000” are amounts; “1990–2000” may be years. */
const fromNoYear =
  /^[$€£]?\s?(?!(?:19|20)\d\d\b)\d[\d.,]*\s*(?:-|–|—|to|and)\s*[$€£]?\s?\d[\d.,]*\s*(?:[$€£%]|euros?|eur|dollars?|pounds?)?$/iu;

/** States that rows and requests commonly have, so that a column of that name is no guess. */
const states =
  /^(?:open|unpaid|overdue|paid|active|inactive|new|late|pending|cancel\w*|failed|returning|approved|rejected|expired|closed|damaged|unread|unanswered|incomplete|complete|completed|finished|done|sold out|sold|absent|present|confirmed|unconfirmed|signed|unsigned|delivered|undelivered|shipped|free|vegetarian|vegan|outstanding|disputed|in stock|out of stock|discontinued|archived|blocked|draft|published|unassigned|resolved|unresolved|refunded|accepted|declined|critical|merged|empty|full)$/u;

/** A condition from the column, comparison and value that were read; what they do not say is as the rules have it, or is asked. */
export function conditionOf(values: readonly ReadValue[], said: string, ruled: Condition | undefined): Condition | undefined {
  return joinedOf(values, said, conditionOf) ?? singleOf(values, said, ruled);
}

function singleOf(values: readonly ReadValue[], said: string, ruled: Condition | undefined): Condition | undefined {
  const words = bareWords(said);
  const named = name(valuesOf(values, 'column').at(0) ?? '');
  const column = /\bn?\d|^(?:one|two|both|either)\b|\b(?:days?|weeks?|hours?|o'?clock)$/u.test(named) ? '' : named;
  const marked = valuesOf(values, 'op').join(' ');
  const value = valuesOf(values, 'value').join(' or ').trim();
  const op = marked === '' ? unmarkedOp(words, [value, ...valuesOf(values, 'column')]) : marked;
  const turned = isTurned(said, words);
  const negated = (denied.test(op) && !missing.test(op)) !== turned;
  if (change.test(words)) return unread(words, column);
  const isSpan = span.test(value);
  const isDated = dated.test(value) && !(isSpan && isMeasured(words, column)) && !fromNoYear.test(value);
  const range = isDated ? undefined : (rangeOf(value) ?? rangeIn(op, words));
  // “Between 7 and 19 h” are times of day.
  if (range && /\d\s?h\W*$/iu.test(value)) return unread(words, column);
  if (range) {
    const isOutside = /\b(?:outside|out of|leaves|not (?:in|within|between)|beyond)\b/iu.test(`${op} ${words}`);
    const compared = comparedOf({ words, column, op, value, ruled });
    return { words, ...compared, test: 'between', value: range.low, most: range.high, negated: negated !== isOutside };
  }
  // “Three or more | late marks”: the number stands with the comparison.
  const isCounted = amountOf(value) === undefined && amountOf(op) !== undefined;
  const number = amountOf(isCounted ? op : value);
  const counted = isCounted && column === '' ? name(value) : column;
  const test = comparisons.find(([pattern]) => pattern.test(`${op} ${/\b(?:or|and)\s\p{L}+$|\+$/iu.exec(value)?.[0] ?? ''}`))?.[1];
  if (/\b(?:o['’]?clock|am|pm|times?)\b|\d:\d\d/iu.test(value) && (number !== undefined || /\d:/u.test(value)))
    return unread(words, column);
  // How long a text is stands in no field.
  if (number !== undefined && column === '' && /\b(?:letters|words|characters|lines)\b/iu.test(words)) return unread(words, column);
  if (isSpan && test && isMeasured(words, column)) {
    const amount = number ?? (/^an?\s/iu.test(value) ? 1 : undefined);
    if (amount !== undefined)
      return {
        words,
        ...comparedOf({ words, column, op, value: value.replace(/^an?\s/iu, '1 '), ruled }),
        test,
        value: amount,
        negated: turnedOf(test, { negated, turned }),
      };
  }
  if (isSpan && ruled && /^(?:over|under|at_least|at_most)$/u.test(ruled.test)) return unread(words, column);
  // Dates are the rules' own: “older than 30 days”, “last week”, “due tomorrow”.
  if (dated.test(value) || (ruled && /days|before|after/u.test(ruled.test))) return datedOf(ruled, words, column);
  if (number !== undefined && (test === undefined || test === 'contains'))
    return numberOf({ words, column, op, value, ruled, number, negated });
  if (number !== undefined && test)
    // “Not over 500”; “no more than 500” has its own comparison.
    return {
      words,
      ...comparedOf({ words, column: counted, op, value: isCounted ? op : value, ruled }),
      test,
      value: number,
      negated: turnedOf(test, { negated, turned }),
    };
  if (value !== '' && (test === 'contains' || test === 'starts' || test === 'ends'))
    return textOf({ words, column, op: marked, value, negated, test });
  // “Any allergy given”
  if (column !== '' && value === '' && marked === '' && /^any\b.*\b(?:given|entered|mentioned|stated|named|noted)$/iu.test(words))
    return { words, subject: column, test: 'filled', value: '', negated: turned };
  if (column !== '' && value === '' && /\bmention/iu.test(op)) return { words, subject: 'text', test: 'contains', value: column, negated };
  if (column !== '' && value === '' && present.test(op.trim()))
    return { words, subject: column, test: 'filled', value: '', negated: turned };
  if (column !== '' && value === '' && missing.test(op)) return { words, subject: column, test: 'empty', value: '', negated: turned };
  if (value === '' && column === '' && /^(?:is |are )?(?:missing|empty|blank)$/iu.test(marked.trim())) {
    const noun = name(words.slice(0, Math.max(0, words.toLowerCase().indexOf(marked.toLowerCase()))));
    if (noun !== '') return { words, subject: noun, test: 'empty', value: '', negated: turned };
  }
  // “A payment that is not there”, said as a value.
  const lacking = /^(?:without|with no|no)\s+(?:an? |the |any )?([\p{L}][\p{L} _-]{1,30})$/iu.exec(value)?.[1];
  if (column === '' && lacking) return { words, subject: name(lacking), test: 'empty', value: '', negated: turned };
  if (value === '' || missing.test(value)) return unlessGuessed(ruled, words);
  // “Those without documents”: a thing that is not there; “without the cancelled” leaves a state out.
  if (
    /^(?:(?:those|the ones|all|any\p{L}*|every\p{L}*|people|\p{L}+s) )?(?:without|with no)\b/iu.test(words) &&
    column === '' &&
    !states.test(plain(value))
  )
    return { words, subject: name(value.replace(/^(?:without|with no)\s+/iu, '')), test: 'empty', value: '', negated: false };
  return stateOf({ words, column, op: marked, value, ruled, negated });
}

/** “For those in doubt” names no category: such a column would be our own. */
const unlessGuessed = (ruled: Condition | undefined, words: string): Condition | undefined =>
  ruled?.test === 'equals' && /^(?:category|country)$/u.test(ruled.subject) && !words.toLowerCase().includes(ruled.subject)
    ? unread(words, '')
    : ruled;

interface Read {
  readonly words: string;
  readonly column: string;
  readonly op: string;
  readonly value: string;
  readonly ruled: Condition | undefined;
  readonly negated: boolean;
}

/** A number without a comparison: “stock = 0”, “5 stars”, “day 3”; with one that nobody knows it is asked. */
function numberOf({ words, column, op, value, ruled, number, negated }: Read & { readonly number: number }): Condition {
  const plainOp = op.trim().toLowerCase();
  if (/\bturn(?:s|ing|ed)?\b/iu.test(words)) return { words, subject: column || 'age', test: 'equals', value: number, negated };
  const noun =
    /^(?!after$|zero$|\p{L}+ing$)[\p{L}]{3,}$/u.test(plainOp) &&
    !equal.test(plainOp) &&
    !denied.test(plainOp) &&
    words.toLowerCase().startsWith(plainOp)
      ? plainOp
      : '';
  if (!equal.test(plainOp) && noun === '' && amountOf(plainOp) === undefined) return unread(words, column);
  const compared = comparedOf({ words, column: column || noun, op: '', value, ruled });
  return { words, ...compared, test: 'equals', value: number, negated };
}

/** “Mentions a phone number”: no such words stand in the text. */
function textOf({ words, column, op, value, negated, test }: Omit<Read, 'ruled'> & { readonly test: Condition['test'] }): Condition {
  const isKind =
    /^an?\s/iu.test(value) &&
    /\b(?:numbers?|names?|address(?:es)?|e-?mails?|links?|dates?|amounts?|attachments?|photos?|pictures?|prices?)$/iu.test(value);
  if (isKind) return unread(words, column);
  // “IBAN starts with CH” names it before the comparison.
  const before =
    test !== 'contains' && column === ''
      ? name(words.slice(0, Math.max(0, words.indexOf(op))))
          .split(' ')
          .at(-1)
      : undefined;
  if (before) return { words, subject: before, test, value: plain(value), negated };
  const whole = /^(?:|either|it|they|both|any|one|message|mail|e-?mail|request|review|comment)$/u.test(column) ? 'text' : column;
  return { words, subject: whole, test, value: plain(value).replace(/^an?\s+/iu, ''), negated };
}

/** What it is like: a state, a name, one of several. */
function stateOf({ words, column, op, value, ruled, negated }: Read): Condition | undefined {
  // What a text is like is judged, not compared.
  if (column === '' && ruled?.test === 'judged') return { ...ruled, negated };
  const isRuled = column === '' && ruled && ruled.test !== 'unread' && ruled.test !== 'equals' && ruled.test !== 'differs';
  if (isRuled && ruled.subject !== '') return ruled;
  const isState = states.test(plain(value));
  // “1 or 2”
  if (/^\d+(?:\s*(?:,|or)\s*\d+)+$/iu.test(value)) {
    const noun = name(words.slice(0, words.indexOf(value)));
    const compared = comparedOf({ words, column: column || noun, op: '', value, ruled: undefined });
    return { words, ...compared, test: 'equals', value: value.replaceAll(/\s*,\s*/gu, ' or '), negated };
  }
  const own = ruled?.test === 'equals' && typeof ruled.value === 'string' && isSaidOf(words, ruled) ? ruled.subject : '';
  if (column === '' && own === '' && !isState) return unread(words, column, plain(value), negated);
  // “An embargoed country” is a kind, no name; “ours” is neither.
  if (/^an?\s+\S+\s/iu.test(value) || /^(?:ours|mine|yours|theirs|here|back|so)$/iu.test(value)) return unread(words, column);
  if (!isState && anything.test(column) && /^an?\s/iu.test(value)) return unread(words, column);
  // “on the allowed list”, “differs from the ordered one” compare with something that is not at hand.
  if (!isState && !equal.test(op.trim()) && !/["“]/u.test(value)) return unread(words, column);
  return {
    words,
    ...(column || own ? { subject: column || own } : { subject: 'status', isGuessed: true }),
    test: 'equals',
    value: plain(value),
    negated,
  };
}

/** “severity = critical”: its name stands before the sign, or before “is”. */
const isSaidOf = (words: string, { subject }: Condition): boolean =>
  /^[\p{L}_]+(?:[ _][\p{L}_]+)?\s*(?:=|==|\bis\b|\bequals\b)/iu.test(words) &&
  words.toLowerCase().startsWith(subject) &&
  !anything.test(subject) &&
  !/^(?:it|they|this|that|he|she|there|who|someone|nobody|everything)$/u.test(subject);

/** The words of comparison where none were marked: what is left without the values. */
const unmarkedOp = (words: string, values: readonly string[]): string =>
  values
    .filter(Boolean)
    .reduce((left, one) => left.replace(one, ' '), words)
    .replace(
      /^[^\p{L}\p{N}<>=≤≥!]*(?:(?:if|when|and|but|only|not if|the|it|it['’]s|is|are|unless|except|for|with|a|an|they|there|who|whose)\s+)*(?=\p{L})/iu,
      '',
    )
    .trim();

const isTurned = (said: string, words: string): boolean =>
  /\S\s+(?:are |is |being )?(?:ignored|excluded|left out|removed|skipped|dropped)\W*$/iu.test(words) ||
  /^\W*(?:(?:but|and)\s+)?(?:unless|except|not (?:if|when))\b/iu.test(said) ||
  /^\W*(?:(?:then|and|please)\s+)*(?:remove|drop|ignore|forget|skip|exclude|leave out|without(?! me\b)(?=(?:\s+\S+){1,3}$)|throw out|kick out|except|weed out|delete|filter out)\b/iu.test(
    words,
  );

const turnedOf = (test: Condition['test'], { negated, turned }: { readonly negated: boolean; readonly turned: boolean }): boolean =>
  test.startsWith('at_') ? turned : negated;

/** “From 140 to 179” with a value on either side of the comparison. */
const rangeIn = (op: string, words: string): ReturnType<typeof rangeOf> =>
  /^(?:to|-|–|and|up to|until)$|\d\s*(?:to|-|–|up to)$/iu.test(op.trim()) ? rangeOf(words.replace(/^.*?(?=[$€£]?\d)/u, '')) : undefined;

const span = /\b(?:days?|weeks?|months?|years?|hours?|minutes?)\b|\d\s?(?:h|hrs?|min)\b/iu;

/** “Absent for more than 3 days” is a number of days; “more than 3 days ago” is a date. */
const isMeasured = (words: string, column: string): boolean =>
  !/\S\s+for (?:more|longer|less|over|at least)\b/iu.test(words.replace(/^(?:it['’]s|it is|is|that['’]s)\s+/iu, '')) &&
  !/\b(?:ago|old|older|newer|overdue|late|since|before|after|ahead|away|left|until|till|notice|start\w*|end\w*|due|expir\w*|within|next|last|past|been|earlier|already|out|runs?|first|buying|age|delivered|arriv\w*)\b|\bin (?:less|more|under)\b/iu.test(
    words,
  ) &&
  !/\b(?:date|since|due|ends?|starts?|until|expir\w*|ordered|visit|contract)\b/u.test(column);

function datedOf(ruled: Condition | undefined, words: string, column: string): Condition | undefined {
  // “From 3 May” is no country.
  if (ruled?.test === 'equals' || ruled?.test === 'differs') return unread(words, column);
  return ruled && column !== '' && !/\bdate\b/u.test(ruled.subject) && ruled.test !== 'unread' ? { ...ruled, subject: column } : ruled;
}

/** “if it is over 5” → it is over 5 */
const bareWords = (words: string): string =>
  words
    .replace(
      /^\W*(?:(?:and|but|only|then|also|just)\s+)*(?:if|when(?:ever)?|in case|should|once|as soon as|provided)\s+(?:that\s+)?(?=\S)/iu,
      '',
    )
    .trim();

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
