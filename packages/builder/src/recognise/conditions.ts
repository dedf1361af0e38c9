import type { Due } from './due.ts';
/** A condition as read from words; how it is written as an expression depends on what it is asked of. */
export interface Condition {
  readonly words: string;
  /** What is compared: a column or field in the person's words. */
  readonly subject: string;
  readonly test:
    | 'over'
    | 'under'
    | 'at_least'
    | 'at_most'
    | 'equals'
    | 'differs'
    | 'contains'
    | 'starts'
    | 'ends'
    | 'empty'
    | 'filled'
    | 'older_than_days'
    | 'newer_than_days'
    | 'before'
    | 'after'
    | 'judged'
    /** From `value` up to `most`. */
    | 'between'
    /** Every one of its parts holds, or at least one of them. */
    | 'all'
    | 'any'
    /** Said, but in words that nobody could write down: it is asked for. */
    | 'unread';
  readonly value: string | number;
  /** Another column, with which it is compared in place of the value. */
  readonly than?: string;
  readonly most?: number;
  readonly parts?: readonly Condition[];
  readonly negated: boolean;
  /** It looks at a date: “if her licence runs out within eight weeks”. */
  readonly due?: Due;
  /** Nobody named what is compared; the subject is what such values are mostly called. */
  readonly isGuessed?: boolean;
  /** Only its unit says what is compared. */
  readonly isOfUnit?: boolean;
  /** The names of its two ways, where each has one: “urn … coffin”. */
  readonly options?: readonly [string, string];
}

const number = String.raw`(?:[$€£]\s?|eur |usd |gbp )?(-?\d[\d,.]*)\s?(k\b)?(?:\s?(%|percent|euros?|eur|dollars?|usd|pounds?|gbp|bucks|€|\$|£|points?|stars?|pieces?|units?|items?|pages?|words?|hours?|people|persons|kg))?`;
const comparisons: readonly [RegExp, Condition['test']][] = [
  [
    new RegExp(
      String.raw`\b(?:is |are |was |of |costs? |has |have |with )?(?:at least|no less than|minimum(?: of)?|from)\s+${number}|>=\s*${number}|${number}\s+(?:or (?:more|higher|above|over|better)|and (?:more|up|above|over))`,
      'iu',
    ),
    'at_least',
  ],
  [
    new RegExp(
      String.raw`\b(?:is |are |was |of |costs? |has |have |with )?(?:at most|no more than|up to|maximum(?: of)?)\s+${number}|<=\s*${number}|${number}\s+(?:or (?:less|lower|below|under|fewer|worse)|and (?:less|below|under))`,
      'iu',
    ),
    'at_most',
  ],
  [
    new RegExp(
      String.raw`(?:\b(?:is |are |was |gets? |costs? |goes |rises )?(?:over|above|more than|greater than|higher than|larger than|bigger than|longer than|exceed(?:s|ing)?|exceeds|beyond)\s+|>\s*)(?:than )?${number}`,
      'iu',
    ),
    'over',
  ],
  [
    new RegExp(
      String.raw`(?:\b(?:is |are |was |gets? |falls |drops |goes |runs )?(?:under|below|less than|lower than|smaller than|fewer than|shorter than)\s+|<\s*)(?:than )?${number}`,
      'iu',
    ),
    'under',
  ],
];
const judgedWords =
  'urgent|important|critical|negative|positive|bad|good|angry|unhappy|upset|happy|spam|a complaint|complaints?|a question|questions?|relevant|suspicious|serious|an emergency|emergency|sick|rude|offensive|polite|a lead|qualified|a bug|a refund request|refund requests?|about [\\w -]+|a cancell?ation';

/** Reads a condition out of "the amount is over 500", "rating below 3", "status is open", "it is urgent". */
export function readCondition(text: string): Condition | undefined {
  const words = text
    .replaceAll(/\s+/gu, ' ')
    .replace(/^(?:if|when|where|unless|that|which|whose|only if|in case|with|who)\s+/iu, '')
    .replace(/[,.;]+$/u, '')
    .trim();
  const negated = /^(?:unless)\b/iu.test(text.trim());
  return (
    readAge(words, negated) ??
    readDate(words, negated) ??
    readComparison(words, negated) ??
    readEmpty(words, negated) ??
    readJudged(words, negated) ??
    readEquality(words, negated)
  );
}

function readAge(words: string, negated: boolean): Condition | undefined {
  const match =
    /\b(?:(older|newer|younger|longer ago|more than|over|overdue|late) (?:than |by |for )?(?:more than )?)(\d+|a|one|two|three|six)\s+(days?|weeks?|months?|years?)(?: (?:ago|old|overdue|late))?/iu.exec(
      words,
    );
  if (!match || (/more than|over/iu.test(match[1] ?? '') && !/ago|old|overdue|late/iu.test(match[0]))) return undefined;
  const amounts: Record<string, number> = { a: 1, one: 1, two: 2, three: 3, six: 6 };
  const amount = amounts[(match[2] ?? '').toLowerCase()] ?? Number(match[2]);
  const unit = (match[3] ?? '').toLowerCase();
  const days = amount * (unit.startsWith('week') ? 7 : unit.startsWith('month') ? 30 : unit.startsWith('year') ? 365 : 1);
  return {
    words,
    subject: /due|overdue/iu.test(words) ? 'due date' : 'date',
    test: /newer|younger/iu.test(match[1] ?? '') ? 'newer_than_days' : 'older_than_days',
    value: days,
    negated,
  };
}

/** "before 2026", "after 1 March 2026", "since 2025-06": ISO dates compare as texts. */
function readDate(words: string, negated: boolean): Condition | undefined {
  const match = /\b(before|until|earlier than|after|since|later than|from)\s+((?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)\b/iu.exec(words);
  if (!match) return undefined;
  const isBefore = /before|until|earlier/iu.test(match[1] ?? '');
  return { words, subject: 'date', test: isBefore ? 'before' : 'after', value: match[2] ?? '', negated };
}

function readComparison(words: string, negated: boolean): Condition | undefined {
  for (const [pattern, test] of comparisons) {
    const match = pattern.exec(words);
    if (!match) continue;
    const groups = match.slice(1).filter((group) => group !== undefined);
    const value = numberOf(groups[0] ?? '', groups[1] === 'k');
    if (value === undefined) continue;
    const said = subjectOf(words.slice(0, match.index)).replace(
      /^(?:(?:reports?|measures?|sends?|shows?|says?|posts?|machine|sensor)(?:\s+|$))+/u,
      '',
    );
    const subject = said === '' || anything.test(said) ? defaultSubject(words.slice(match.index)) : said;
    return { words, subject, test, value, negated };
  }
  return undefined;
}

function readEmpty(words: string, negated: boolean): Condition | undefined {
  const some = /^(?:the |an? |any )?(.+?)\s+(?:is|are)(?: not|n't) (?:empty|blank|missing)$/iu.exec(words);
  if (some) return { words, subject: subjectOf(some[1] ?? ''), test: 'filled', value: '', negated };
  const missing =
    /^(?:the |an? |there is no |there are no |no |without (?:an? )?|missing (?:an? )?)?(.+?)\s*(?:is|are)\s+(?:empty|missing|blank|not (?:filled in|given|there))/iu.exec(
      words,
    ) ?? /^(?:without|with no|missing|has no|have no|lacks?|there (?:is|are) no)\s+(?:an? |the )?([\w -]{2,30})$/iu.exec(words);
  if (missing) return { words, subject: subjectOf(missing[1] ?? ''), test: 'empty', value: '', negated };
  const given =
    /^(?!no\b|nothing\b|nobody\b|none\b|anything\b|something\b)(?:the |an? |any )?(.+?)\s+(?:is|are|was|were|has been|have been)\s+(?:given|stated|filled in|named|listed|entered|provided|left)$/iu.exec(
      words,
    );
  if (given) return { words, subject: subjectOf(given[1] ?? ''), test: 'filled', value: '', negated };
  const filled = /^(?:has|have)\s+(?:an? )([\w -]{2,30})$/iu.exec(words);
  return filled ? { words, subject: subjectOf(filled[1] ?? ''), test: 'filled', value: '', negated } : undefined;
}

/** Something only a reading of the text can tell: "it is urgent", "the feedback is negative". */
function readJudged(words: string, negated: boolean): Condition | undefined {
  const match = new RegExp(
    String.raw`^(?:the (?=[\w-]+ (?:ones?|messages?|reviews?|comments?|tickets?|requests?|e-mails?)$))?(?:(?:it|they|this|the [\w -]+?|an? [\w -]+?|[\w-]+|someone|one)\s+(?:is|are|sounds?|seems?|looks?|'s|was|feels)\s+)?(?:an? )?(not |really |very |too )?(${judgedWords})(?:\s+(?:ones|one|messages?|reviews?|feedback|comments?|tickets?|requests?|e-mails?|in tone))?$`,
    'iu',
  ).exec(words);
  if (!match) return undefined;
  const label = (match[2] ?? '').toLowerCase().replace(/^an? /u, '');
  return { words, subject: 'text', test: 'judged', value: label, negated: negated !== /^not /iu.test(match[1] ?? '') };
}

/** What is written as a whole, rather than one of its fields. */
const plainText = /^(?:the |an? )?(?:[\p{L}-]+ )?(?:form|message|e-?mail|mail|request|enquiry|inquiry)$/iu;

function readEquality(words: string, negated: boolean): Condition | undefined {
  const contains =
    /^(?:the |an? )?(.*?)\s*(?:contains?|mentions?|includes?|has the word|says?|saying)\s+(?:the words? )?"?([^"]+?)"?$/iu.exec(words);
  if (contains)
    return {
      words,
      subject: plainText.test(contains[1] ?? '') ? 'message' : subjectOf(contains[1] ?? '') || 'text',
      test: 'contains',
      value: (contains[2] ?? '').trim(),
      negated,
    };
  const match =
    /^(?:the |an? |their |his |her |its |our )?([\w][\w -]{0,40}?)\s+(?:is|are|was|equals?|==?|says|stays|remains|set to|comes back)\s+(not |no longer |n't )?(?:(?:equal to|from|in|set to|marked(?: as)?|still|an?|the)\s+)?"?([\w][\w .@/'-]{0,40}?)"?$/iu.exec(
      words,
    );
  if (match) {
    const value = (match[3] ?? '').trim();
    const plain = Number(value.replaceAll(',', '.'));
    return {
      words,
      subject: subjectOf(match[1] ?? ''),
      test: match[2] ? 'differs' : 'equals',
      value: Number.isFinite(plain) && value !== '' ? plain : value,
      negated,
    };
  }
  const from = /^(?:(?:are |is |come[s]? )?(from|in|of|for)\s+)([\w][\w -]{1,40})$/iu.exec(words);
  if (from)
    return {
      words,
      subject: /from|in/iu.test(from[1] ?? '') ? 'country' : 'category',
      test: 'equals',
      value: (from[2] ?? '').trim(),
      negated,
    };
  return undefined;
}

function numberOf(text: string, isThousands: boolean): number | undefined {
  const clean = text
    .replace(/[.,]$/u, '')
    .replaceAll(/[,.](?=\d{3}\b)/gu, '')
    .replace(',', '.');
  const value = Number(clean);
  return Number.isFinite(value) ? value * (isThousands ? 1000 : 1) : undefined;
}

/** The noun a comparison is about: the last few words without articles and fillers. */
export function subjectOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, ' ')
    .replaceAll(
      /\b(?:the|an?|any|all|only|their|its|his|her|our|my|your|is|are|was|were|has|have|had|with|where|whose|which|that|who|it|they|if|keep|show|rows?|ones|entries|records|value|column|field|of|in|costs?|than|then|goes|drops|falls|rises|gets|runs|when|please|there|those|these|every|each|just|and|or|but|still)\b/gu,
      ' ',
    )
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .split(' ')
    .slice(-2)
    .join(' ');
}

/** What is counted rather than a column. */
export const anything =
  /^(?:baskets?|carts?|transactions?|trips?|deals?|items?|everything|anything|something|rows?|entries|products?|articles?|things?|ones?|list|all|customers?|members?|people|list items?|(?:[\p{L}-]+ )?(?:requests?|orders?|invoices?|claims?|donations?|bills?|expenses?|purchases?|quotes?|budgets?|payments?|refunds?)|(?:someone|somebody|anyone|who|customer|client) \p{L}+s)$/u;

export function defaultSubject(words: string): string {
  if (/\b(?:left|pieces?|units?|remaining|in stock|copies)\b/iu.test(words)) return 'quantity';
  if (/\bdegrees?\b|°/iu.test(words)) return 'temperature';
  if (/[$€£]|euro|dollar|pound|usd|eur|gbp|bucks/iu.test(words)) return 'amount';
  if (/stars?|points?/iu.test(words)) return 'rating';
  if (/hours/iu.test(words)) return 'hours';
  // “more than 10 cakes” are counted.
  return /\d\s+(?!days\b|weeks\b|months\b|years\b|minutes\b|seconds\b)[\p{L}-]{2,}s\b/iu.test(words) ? 'quantity' : 'amount';
}
