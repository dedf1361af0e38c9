/** An error as screens show it: what happened, and what support needs. */
export interface ShownError {
  /** Stable; `offline` when no answer came at all. */
  readonly code: string;
  readonly message: string;
  readonly traceId?: string;
  readonly details?: unknown;
  readonly status?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads whatever was thrown: the API's `{code, message, details, traceId}`, a broken connection, or a mistake of ours. */
export function shownError(error: unknown): ShownError {
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      code: 'offline',
      message: 'The server did not answer. Check that Arches is running and that you are connected; then try again.',
    };
  }
  if (!isFields(error)) return { code: 'unknown', message: String(error) };
  const { message, status, code, data } = error;
  const body = bodyOf(data);
  const traceId = text(body['traceId']);
  return {
    code: text(body['code']) ?? text(code) ?? 'unknown',
    message: text(body['message']) ?? text(message) ?? 'Something went wrong that we have no words for.',
    ...(traceId === undefined ? {} : { traceId }),
    ...(body['details'] === undefined ? {} : { details: body['details'] }),
    ...(typeof status === 'number' ? { status } : {}),
  };
}

/** The client hands over the answer's body as `data`, or inside `data.body`. */
function bodyOf(data: unknown): Fields {
  if (!isFields(data)) return {};
  return isFields(data['body']) && typeof data['code'] !== 'string' ? data['body'] : data;
}

/** The sentences the server gives for single fields, by dotted path. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  const { details } = shownError(error);
  const fields = isFields(details) ? (details['fields'] ?? details['problems']) : undefined;
  if (!Array.isArray(fields)) return {};
  const entries = fields.filter(isFields).map(({ field, path, message }) => [pathOf(field ?? path), text(message) ?? ''] as const);
  return Object.fromEntries(entries.filter(([path]) => path !== ''));
}

/** `input.rows.0`, `/rows/0` and `rows.0` name the same field. */
function pathOf(field: unknown): string {
  const path = typeof field === 'string' ? field : Array.isArray(field) ? field.join('.') : '';
  return path
    .replaceAll('/', '.')
    .replace(/^\./, '')
    .replace(/^input\.?/, '');
}

export function isStatus(error: unknown, status: number): boolean {
  return shownError(error).status === status;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
