import { randomUUID } from 'node:crypto';
import type { StepError } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { EngineLog } from './ports.ts';

/**
 * The one place where a thrown thing becomes a step's error. What nobody meant for people stays in the log, found by its trace id.
 */
export function stepErrorOf(error: unknown, context: { readonly runId: string; readonly step: string }, log: EngineLog): StepError {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      ...(error.details === undefined ? {} : { details: error.details }),
      ...(error.class === undefined ? {} : { class: error.class }),
      ...(error.notSent ? { notSent: true as const } : {}),
    };
  }
  const traceId = randomUUID();
  log.error('A step failed in an unexpected way.', {
    ...context,
    traceId,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return {
    code: 'internal_error',
    message: `Something unexpected went wrong inside this step. The server's log says more under ${traceId}.`,
    retryable: false,
    details: { traceId },
  };
}
