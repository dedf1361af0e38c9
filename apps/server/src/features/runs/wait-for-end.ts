import type { EngineHost } from '@arches/engine';
import { isEnded } from './run-view.ts';

/**
 * Resolves with true once the run has ended, false after `timeoutMs`. A run that has answered its caller goes on until it ends, so
 * the engine's own `wait`, which stops at the answer, is not enough.
 */
export async function waitForEnd(engine: EngineHost, orgId: string, runId: string, timeoutMs: number): Promise<boolean> {
  const ended = Promise.withResolvers<boolean>();
  const unsubscribe = engine.subscribe((notice) => {
    if (notice.runId === runId && notice.orgId === orgId && isEnded(notice.run.status)) ended.resolve(true);
  });
  const timer = setTimeout(() => ended.resolve(false), timeoutMs);
  // It may have ended before anyone listened.
  engine.wait(orgId, runId, timeoutMs).then(
    (outcome) => {
      if (outcome?.finished) ended.resolve(true);
    },
    (cause: unknown) => ended.reject(cause),
  );
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}
