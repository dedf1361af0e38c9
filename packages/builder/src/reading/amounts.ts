import { wordNumber } from '../language/durations.ts';

const currency = String.raw`[$€£]|eur|usd|gbp|chf`;
const digits = new RegExp(
  String.raw`^(${currency})?\s?([-−]?\d[\d,.' ]*\d|[-−]?\d)\s?(k|m|thousand|million|mio|mn)?(?![\p{L}])\+?(?:\s?(?:%|percent|€|\$|£|[\p{L}°²³/.]+))*$`,
  'iu',
);

/** “500 euros”, “10k”, “three”, “a dozen”; undefined for what is no amount alone. “A dog” is none. */
export function amountOf(value: string): number | undefined {
  const said = value
    .trim()
    .replace(/^(?:about|around|roughly|just|only)\s+/iu, '')
    .replace(/\s(?:or|and)\s(?:more|less|fewer|older|younger|over|up|above|below|under|higher|lower|later|earlier)$/iu, '');
  const found = digits.exec(said);
  if (!found) return wordAmount(said);
  const plain = (found[2] ?? '').replaceAll(/[' ]/gu, '').replace('−', '-');
  const number = /^-?\d{1,3}(?:[.,]\d{3})+$/u.test(plain) ? Number(plain.replaceAll(/[.,]/gu, '')) : Number(plain.replace(',', '.'));
  const scale = (found[3] ?? '').toLowerCase();
  // “15 m” are metres; “$2m” are millions.
  const isMillion = /^mi|^mn/u.test(scale) || (scale === 'm' && found[1] !== undefined);
  const times = isMillion ? 1_000_000 : scale === 'k' || scale === 'thousand' ? 1000 : 1;
  return Number.isFinite(number) ? number * times : undefined;
}

function wordAmount(said: string): number | undefined {
  const words = said.toLowerCase();
  if (/\b(?:or|and|to)\b|,/u.test(words)) return undefined;
  const [first = ''] = words.split(/\s+/u);
  const great = { dozen: 12, hundred: 100, thousand: 1000, million: 1_000_000 }[
    /^(?:an?|one)\s+(dozen|hundred|thousand|million)\b/u.exec(words)?.[1] ?? ''
  ];
  if (great !== undefined) return great;
  if (first === 'zero') return 0;
  return /^(?:an?|few|couple|half)$/u.test(first) ? undefined : wordNumber(first);
}

/** “300 to 5,000”, “1k–10k”, “between 4 and 6”, “10..100”: both ends. */
export function rangeOf(value: string): { low: number; high: number } | undefined {
  const said = value.trim().replace(/^between\s+/iu, '');
  const parts = /^(.*?\d\s?(?:k|m|million)?[^\d\s]{0,3})\s*(?:to|-|–|—|and|up to|\.\.+)\s*([$€£]?\s?\d.*)$/iu.exec(said);
  const [, first = '', second = ''] = parts ?? [];
  const [low, high] = [amountOf(first), amountOf(second)];
  if (low === undefined || high === undefined) return undefined;
  // “55–65k”, “1–3 million”: said once, meant twice.
  const great = /\d\s?(k|thousand|million|mio|mn)\b/iu;
  const scale = great.test(first) ? undefined : great.exec(second)?.[1]?.toLowerCase();
  const from = low * (scale === undefined ? 1 : scale.startsWith('mi') || scale === 'mn' ? 1_000_000 : 1000);
  return from < high ? { low: from, high } : undefined;
}
