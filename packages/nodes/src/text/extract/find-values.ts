/** A value of some type as it stands in a text. */
export interface Candidate {
  readonly value: string | number;
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Less than 1 where the form itself is doubtful. */
  readonly certainty: number;
}

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const currency = '€|£|\\$|¥|₹|usd|eur|gbp|chf|jpy|inr|cad|aud|euros?|dollars?|pounds?|francs?';
const figure = "\\d{1,3}(?:[ .,\u00a0\u202f']\\d{3})+(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d+)?";

export function findEmails(text: string): Candidate[] {
  return found(text, /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu, (raw) => raw.toLowerCase());
}

export function findUrls(text: string): Candidate[] {
  return found(text, /\b(?:https?:\/\/|www\.)[^\s<>"'()]+[^\s<>"'().,;:!?]/giu, (raw) => (raw.startsWith('www.') ? `https://${raw}` : raw));
}

/** Seven digits or more, grouped as people group them; not part of a date, an amount or a longer code. */
export function findPhones(text: string): Candidate[] {
  return found(text, /(?<![\p{L}\p{N}#.,/-])(?:\+|00)?\(?\d[\d\s()./-]{5,}\d(?![\p{L}\p{N}/-])/gu, (raw) => {
    const digits = raw.replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 15 || /^\d{4}-\d{2}-\d{2}$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/.test(raw.trim())) return undefined;
    return raw
      .trim()
      .replace(/[\s()./-]+/g, ' ')
      .trim();
  });
}

export function findAmounts(text: string): Candidate[] {
  const pattern = new RegExp(`(?:(?:${currency})\\s?)(?:${figure})|(?:${figure})\\s?(?:${currency})(?![\\p{L}])`, 'giu');
  return found(text, pattern, (raw) => numberFrom(raw.replace(new RegExp(currency, 'giu'), '').trim()));
}

export function findNumbers(text: string): Candidate[] {
  return found(text, new RegExp(`(?<![\\p{L}\\p{N}.,@#-])-?(?:${figure})(?![\\p{L}\\p{N}@]|[.,-]\\d)`, 'gu'), (raw) => numberFrom(raw));
}

/** Dates, written YYYY-MM-DD. With slashes, day and month may be either way round: 03/04/2026 is given as written, with little certainty. */
export function findDates(text: string): Candidate[] {
  const named = `\\b(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?(${months})\\.?,?\\s+(\\d{4})\\b|\\b(${months})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`;
  return [
    ...dates(text, /\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, y, m, d]) => iso(y, m, d)),
    ...dates(text, /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g, ([, d, m, y]) => iso(y, m, d)),
    ...dates(text, /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g, ([, a, b, y]) =>
      Number(a) > 12 ? iso(y, b, a) : Number(b) > 12 ? iso(y, a, b) : undefined,
    ),
    ...found(text, /\b(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|1[0-2])\/\d{4}\b/g, (raw) => raw).map((candidate) => ({
      ...candidate,
      certainty: 0.5,
    })),
    ...dates(text, new RegExp(named, 'gi'), ([, d1, m1, y1, m2, d2, y2]) => iso(y1 ?? y2, monthNumber(m1 ?? m2), d1 ?? d2)),
  ].sort((a, b) => a.start - b.start);
}

function dates(text: string, pattern: RegExp, read: (match: RegExpMatchArray) => string | undefined): Candidate[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = read(match);
    return value === undefined ? [] : [{ value, raw: match[0], start: match.index, end: match.index + match[0].length, certainty: 1 }];
  });
}

function found(text: string, pattern: RegExp, read: (raw: string) => string | number | undefined): Candidate[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = read(match[0]);
    return value === undefined ? [] : [{ value, raw: match[0], start: match.index, end: match.index + match[0].length, certainty: 1 }];
  });
}

function monthNumber(name: string | undefined): string {
  return String(monthNames.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
}

function iso(year: string | undefined, month: string | undefined, day: string | undefined): string | undefined {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const same = date.getUTCFullYear() === Number(year) && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return same ? date.toISOString().slice(0, 10) : undefined; // 31 April is no date
}

/** "1.234,50" and "1,234.50" alike; a lone comma or dot before exactly three digits separates thousands. */
export function numberFrom(raw: string): number | undefined {
  const plain = raw.replace(/[\s\u00a0\u202f']/g, '');
  const decimal = /[.,](\d{1,2}|\d{4,})$/.exec(plain);
  const whole = (decimal ? plain.slice(0, decimal.index) : plain).replace(/[.,]/g, '');
  const value = Number(decimal ? `${whole}.${decimal[1] ?? '0'}` : whole);
  return Number.isFinite(value) && whole !== '' ? value : undefined;
}
