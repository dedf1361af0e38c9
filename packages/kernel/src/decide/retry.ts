import type { StepError } from '../catalog.ts';
import type { RetryPolicy } from '../document.ts';

/** Longest time a provider's `Retry-After` is obeyed. */
const MAX_RETRY_AFTER_MS = 600_000;

/**
 * How long to wait before the next attempt, or `undefined` when there is none: the error will not go away, or the policy is spent.
 *
 * Pure: jitter is a hash, so that replaying a run decides the same delays.
 *
 * @param attempt attempts made, 1 after the first failure
 * @param seed identifies run and step; the delay falls in [50 %, 100 %) of the computed one
 * @returns milliseconds, a whole number
 */
export function retryDelay(policy: RetryPolicy, attempt: number, error: StepError, seed: string): number | undefined {
  if (!error.retryable || attempt >= policy.maxAttempts) return undefined;
  if (error.retryAfterMs !== undefined) return Math.max(0, Math.round(Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS)));
  const delay = Math.min(policy.initialDelayMs * policy.backoff ** (attempt - 1), policy.maxDelayMs);
  return Math.round(delay * (0.5 + fraction(`${seed}#${attempt}`) / 2));
}

/** A number in [0, 1) that depends on the text alone: FNV-1a with a final mix. */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
