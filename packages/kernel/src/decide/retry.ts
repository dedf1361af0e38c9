import type { StepError } from '../catalog.ts';
import type { RetryPolicy } from '../document.ts';

/** Longest time a provider's `Retry-After` is obeyed. */
const MAX_RETRY_AFTER_MS = 600_000;

/** What `jitter` is where a policy says nothing of it. */
const DEFAULT_JITTER = 0.25;
/** Put off longer than this in all, an attempt that never began counts as failed. */
export const MAX_DEFERRED_MS = 86_400_000;

/**
 * How long to wait before the next attempt, or `undefined` when there is none: the error will not go away, or the policy is spent.
 * A provider's `Retry-After` wins, up to ten minutes.
 *
 * Pure: jitter is a hash, so that replaying a run decides the same delays.
 *
 * @param made attempts made, 1 after the first failure
 * @param seed identifies run, step and attempt; chance adds up to the policy's share, never beyond its longest wait
 * @returns milliseconds, a whole number
 */
export function retryDelay(policy: RetryPolicy, made: number, error: StepError, seed: string): number | undefined {
  if (made >= policy.maxAttempts || !mayPass(policy, error)) return undefined;
  if (error.retryAfterMs !== undefined) return Math.max(0, Math.round(Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS)));
  const base = Math.min(policy.initialDelayMs * policy.backoff ** (made - 1), policy.maxDelayMs);
  return Math.round(Math.min(base * (1 + (policy.jitter ?? DEFAULT_JITTER) * fraction(seed)), policy.maxDelayMs));
}

/** Whoever lists classes says what is worth another attempt; without a list the error itself does. */
function mayPass({ on }: RetryPolicy, error: StepError): boolean {
  return on === undefined ? error.retryable : error.class !== undefined && on.includes(error.class);
}

/**
 * How long an attempt is put off that could not begin: as long as it was asked to, else 1 s, doubling up to 30 s. Asked to come back at
 * once again and again, it takes its time all the same, so that a day of it is some thousand events and not a million.
 *
 * @param deferrals how often it has been put off, 1 the first time
 */
export function deferralDelay(deferrals: number, { retryAfterMs }: StepError): number {
  const wished = retryAfterMs ?? Math.min(1_000 * 2 ** (deferrals - 1), 30_000);
  return Math.round(Math.max(wished, 100 * Math.min(deferrals, 300)));
}

/** A number in [0, 1) that depends on the text alone: FNV-1a with a final mix. */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
