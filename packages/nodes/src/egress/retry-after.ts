/**
 * `Retry-After` in milliseconds: seconds, or a date measured against the answer's own `Date`, so that the two clocks do not matter.
 * Undefined when absent or unreadable.
 */
export function retryAfterMs(retryAfter: string | null, date: string | null): number | undefined {
  if (retryAfter === null || retryAfter.trim() === '') return undefined;
  if (/^\d+(?:\.\d+)?$/u.test(retryAfter.trim())) return Math.round(Number(retryAfter) * 1000);
  const until = Date.parse(retryAfter);
  if (Number.isNaN(until)) return undefined;
  const now = date === null ? Date.now() : Date.parse(date);
  return Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}
