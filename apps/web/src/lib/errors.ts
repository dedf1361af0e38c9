/** An error as screens show it: what happened, and what support needs. */
export interface ShownError {
  /** Stable; `offline` when no answer came at all. */
  readonly code: string;
  readonly message: string;
  readonly traceId?: string;
  readonly details?: unknown;
  readonly status?: number;
}

interface ErrorLike {
  readonly message?: unknown;
  readonly status?: unknown;
  readonly code?: unknown;
  readonly data?: unknown;
}

/** Reads whatever was thrown: the API's `{code, message, details, traceId}`, a broken connection, or a mistake of ours. */
export function shownError(error: unknown): ShownError {
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      code: 'offline',
      message: 'The server did not answer. Check that Arches is running and that you are connected; then try again.',
    };
  }
  if (typeof error !== 'object' || error === null) return { code: 'unknown', message: String(error) };
  const { message, status, code, data } = error as ErrorLike;
  const body = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  return {
    code: text(body['code']) ?? text(code) ?? 'unknown',
    message: text(body['message']) ?? text(message) ?? 'Something went wrong that we have no words for.',
    ...(text(body['traceId']) ? { traceId: text(body['traceId']) as string } : {}),
    ...(body['details'] === undefined ? {} : { details: body['details'] }),
    ...(typeof status === 'number' ? { status } : {}),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isStatus(error: unknown, status: number): boolean {
  return shownError(error).status === status;
}
