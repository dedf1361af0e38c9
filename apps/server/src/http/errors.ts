import { AppError } from '@arches/kernel';

/** What every error answer of the API looks like. */
export interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly traceId: string;
}

const statusByCode: { readonly [code: string]: number } = {
  malformed_json: 400,
  malformed_form: 400,
  validation_failed: 400,
  bad_request: 400,
  document_invalid: 400,
  invalid_cursor: 400,
  invalid_text: 400,
  patch_invalid: 400,
  email_taken: 409,
  already_invited: 409,
  setup_completed: 409,
  setup_token_invalid: 403,
  workflow_archived: 409,
  no_schedule: 409,
  trigger_not_live: 409,
  trigger_not_named: 409,
  delivery_not_kept: 409,
  webhook_path_taken: 409,
  proposal_closed: 409,
  commit_unknown: 503,
  database_full: 503,
  disk_full: 503,
  signature_missing: 401,
  signature_invalid: 401,
  signature_secret_missing: 401,
  timestamp_missing: 401,
  timestamp_outside_window: 401,
  delivery_id_too_long: 400,
  raw_body_needed: 415,
  unauthenticated: 401,
  token_expired: 401,
  wrong_credentials: 401,
  refresh_reused: 401,
  setup_token_wrong: 403,
  forbidden: 403,
  origin_refused: 403,
  not_found: 404,
  method_not_allowed: 405,
  revision_conflict: 409,
  conflict: 409,
  already_set_up: 409,
  already_decided: 409,
  already_asked: 409,
  nobody_asked: 409,
  nothing_waits: 409,
  link_expired: 410,
  already_member: 409,
  last_owner: 409,
  not_published: 409,
  run_finished: 409,
  wait_closed: 409,
  too_large: 413,
  file_too_large: 413,
  byte_budget_exceeded: 413,
  unsupported_media_type: 415,
  input_invalid: 422,
  has_problems: 422,
  mail_not_set_up: 422,
  mail_refused: 422,
  model_refused: 422,
  file_unreadable: 422,
  rate_limited: 429,
  engine_closed: 503,
  database_unavailable: 503,
  starting: 503,
};

/** The HTTP status of an error's code: listed here, or read off its last word. Unknown codes of `AppError` are the caller's fault. */
export function statusOf(error: AppError): number {
  const listed = statusByCode[error.code];
  if (listed !== undefined) return listed;
  if (error.code.endsWith('_not_found')) return 404;
  if (error.code.endsWith('_conflict')) return 409;
  if (error.code.endsWith('_unavailable')) return 503;
  if (error.code.startsWith('internal')) return 500;
  return error.retryable ? 503 : 422;
}

export const unauthenticated = (): AppError =>
  new AppError(
    'unauthenticated',
    'Sign in first: send “Authorization: Bearer …” with an access token from POST /auth/login, or an API key as “x-api-key”.',
  );

export const forbidden = (permission: string): AppError =>
  new AppError('forbidden', `Your role does not include “${permission}”. Ask an owner or administrator of your organisation.`, {
    details: { permission },
  });

/** The same answer for what is not there and for what belongs to somebody else. */
export const notFound = (what: string, id: string): AppError =>
  new AppError(`${what.replaceAll(' ', '_')}_not_found`, `There is no ${what} “${id.slice(0, 100)}” here.`);

export function isAppError(cause: unknown): cause is AppError {
  return cause instanceof AppError;
}

/** Faults of HTTP itself, as Fastify and its plugins throw them. */
const fastifyCodes: { readonly [code: string]: readonly [code: string, message: string] } = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'This content type is not read here. Send “application/json”.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'The body is larger than this address takes.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_json', 'The body is empty although its content type is JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The body is shorter or longer than its Content-Length says.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not_found', 'There is nothing at this address; a part of it is longer than any name or id here.'],
  FST_ERR_BAD_URL: ['bad_request', 'This address is not well formed.'],
  FST_REQ_FILE_TOO_LARGE: ['file_too_large', 'The file is larger than 1 GiB.'],
  FST_FILES_LIMIT: ['too_large', 'Too many files in one request.'],
  FST_FIELDS_LIMIT: ['too_large', 'Too many fields in one request.'],
  FST_PARTS_LIMIT: ['too_large', 'Too many parts in one request.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['unsupported_media_type', 'Send this as “multipart/form-data”.'],
};

/** Any failure as an `AppError`; `undefined` when it is ours and its insides must not be told. */
export function knownError(cause: unknown): AppError | undefined {
  if (isAppError(cause)) return cause;
  if (!(cause instanceof Error)) return undefined;
  const { code, statusCode } = cause as Error & { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  if (known) return new AppError(known[0], known[1], { cause });
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk_full', 'The disk under the files is full. Make room, then try again.', { retryable: true, cause });
  if (statusCode === 429)
    return new AppError('rate_limited', 'Too many requests. Wait a moment and try again.', { retryable: true, cause });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return new AppError('bad_request', cause.message, { cause });
  return undefined;
}

export interface Failure {
  readonly status: number;
  /** What passes says when to ask again. */
  readonly headers: { readonly [name: string]: string };
  readonly body: ErrorAnswer;
  /** Whether it is ours and must be looked into. */
  readonly isFault: boolean;
}

const usualRetryMs = 5000;

export function failureOf(cause: unknown, traceId: string): Failure {
  const error = knownError(cause);
  if (!error || statusOf(error) === 500) {
    const message = `Something went wrong here. It is written in the server's log under ${traceId}.`;
    return { status: 500, headers: {}, body: { code: 'internal_error', message, traceId }, isFault: true };
  }
  const status = statusOf(error);
  const { code, message, details } = error;
  return {
    status,
    headers: status === 503 ? { 'retry-after': String(Math.ceil((error.retryAfterMs ?? usualRetryMs) / 1000)) } : {},
    body: { code, message, ...(details === undefined ? {} : { details }), traceId },
    isFault: status >= 500,
  };
}
