import { AppError } from '@arches/kernel';

/** The five-character SQLSTATE of an error from the database, where it has one. */
export function sqlState(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
  // EPIPE and its kind have five capitals, too.
  if (syscall !== undefined) return undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The constraint or unique index that refused a row, where one did. */
export function violatedConstraint(cause: unknown): string | undefined {
  const original = cause instanceof AppError ? cause.cause : cause;
  const constraint = typeof original === 'object' && original !== null ? (original as { constraint?: unknown }).constraint : undefined;
  return typeof constraint === 'string' ? constraint : undefined;
}

/** What node-postgres says when a connection went away under it. */
const lostConnection = /Connection terminated|connection error|Client was closed|pool after calling end/;

/**
 * Classes of SQLSTATE that speak of the server's state and not of the statement: connections (08), conflicts (40), resources (53), locks
 * (55P03), operators (57: shutdown, restart, cancelled by an administrator), the machine under it (58).
 */
const ofTheServer = /^(08|40|53|57|58|55P03)/;

/** Asked again after so long: people have to make room first. */
const fullRetryMs = 10_000;

/** Nothing was written. */
export function databaseFull(cause?: unknown): AppError {
  return new AppError('database_full', 'The disk under the database is full. Make room, then try again.', {
    retryable: true,
    retryAfterMs: fullRetryMs,
    cause,
  });
}

/**
 * An error from the database in the project's terms: whether to try again, and what to do. `AppError`s pass as they are, and so
 * do errors that point to a mistake in a statement.
 */
export function databaseError(cause: unknown): unknown {
  if (cause instanceof AppError || !(cause instanceof Error)) return cause;
  const state = sqlState(cause);
  if (state === '40001' || state === '40P01') {
    return new AppError('database_conflict', 'Two changes met in the database and this one gave way. Try again.', {
      retryable: true,
      cause,
    });
  }
  if (state === '53100') return databaseFull(cause);
  if (state === '25006') {
    return new AppError('database_unavailable', 'The database takes no changes at the moment: it is read-only.', {
      retryable: true,
      cause,
    });
  }
  if (state === '22021' || state === '22P05') {
    return new AppError('invalid_text', 'The text holds a character that cannot be stored (a NUL). Remove it and try again.', { cause });
  }
  if (state === undefined ? isLost(cause) : ofTheServer.test(state)) return databaseUnavailable(cause);
  return cause;
}

/** The database could not be asked, or not to the end. */
export function databaseUnavailable(cause: Error): AppError {
  return new AppError('database_unavailable', `The database cannot be reached: ${cause.message}`, { retryable: true, cause });
}

function isLost(cause: Error): boolean {
  // Whatever the operating system says of a socket: refused, reset, no such file, no route, no such name.
  return lostConnection.test(cause.message) || typeof (cause as { syscall?: unknown }).syscall === 'string';
}
