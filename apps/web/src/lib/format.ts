import type { RunDetail } from './api.ts';

/** `12 ms`, `1.2 s`, `2 min 10 s`, `3 h 5 min`, `2 d 4 h`. */
export function durationWords(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1) return '< 1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `$0.0065`, `$1.20`, `$0`: enough digits to tell small amounts apart. `—` when the price is unknown. */
export function costWords(usd: number | null): string {
  if (usd === null) return '—';
  if (usd === 0) return '$0';
  if (usd < 0.0001) return '< $0.0001';
  return usd < 0.1 ? `$${usd.toFixed(4).replace(/0+$/, '')}` : `$${usd.toFixed(2)}`;
}

/** `$0.031 of $0.05 spent, $0.01 reserved`: the same figures as the sentences of a step that went beyond. */
export function budgetWords({ budgetUsd, spentUsd, reservedUsd }: NonNullable<RunDetail['budget']>): string {
  const reserved = reservedUsd > 0 ? `, ${costWords(reservedUsd)} reserved` : '';
  return `${costWords(spentUsd)} of ${costWords(budgetUsd)} spent${reserved}`;
}

/** `412 B`, `18 kB`, `2.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit]}`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** `just now`, `4 min ago`, `yesterday`, `in 2 hr`; the date itself beyond a month. */
export function agoWords(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return seconds > 10 ? 'in a moment' : 'just now';
  if (distance < 3600) return relative.format(Math.round(seconds / 60), 'minute').replace('.', '');
  if (distance < 86_400) return relative.format(Math.round(seconds / 3600), 'hour').replace('.', '');
  if (distance < 30 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day').replace('.', '');
  return time.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** `Today 10:42`, `Yesterday 10:42`, `14 Nov 10:42`. */
export function dayAndTime(time: Date, now: Date): string {
  const clock = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0) return `Today ${clock}`;
  if (days === 1) return `Yesterday ${clock}`;
  const sameYear = time.getFullYear() === now.getFullYear();
  const date = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
  return `${date} ${clock}`;
}

/** The same inside a sentence: `today 10:42`. */
export function dayAndTimeInside(time: Date, now: Date): string {
  return dayAndTime(time, now).replace(/^(Today|Yesterday)/, (day) => day.toLowerCase());
}

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/** `1 step`, `3 steps`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
