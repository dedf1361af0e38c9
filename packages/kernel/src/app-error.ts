import type { ErrorClass } from './catalog.ts';
import type { JsonObject } from './json.ts';

/**
 * The one error class. `code` is the contract: the API returns it and clients switch on it; it never changes once released.
 * `message` is for people: what was wrong, where, what to do.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  /** Whether the same call may succeed later, unchanged. Decides retry in the engine and 5xx in the API. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: JsonObject | undefined;
  /** Of a failed step: what sort of failure it is; decides which policies repeat it, and counts against the host's circuit. */
  readonly class: ErrorClass | undefined;
  /** Of a failed step: the outside effect surely did not happen. */
  readonly notSent: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number;
      details?: JsonObject;
      class?: ErrorClass;
      notSent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
    this.class = options.class;
    this.notSent = options.notSent ?? false;
  }
}
