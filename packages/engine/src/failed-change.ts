import type { ChangeSource } from './committer.ts';
import { plainText } from './plain-json.ts';
import type { ParentStep } from './run-store.ts';

interface EndedRun {
  readonly orgId: string;
  readonly runId: string;
  readonly epoch: number;
  readonly parent?: ParentStep | undefined;
  readonly durableSeq: () => number;
}

/** Ends a run beside the kernel, when its own data cannot be decided on or written: promise 4, nothing stays "running" for ever. */
export function failedChange(run: EndedRun, now: () => number, onSettled: () => void): ChangeSource {
  let isTaken = false;
  return {
    takeChange: () => {
      if (isTaken) return undefined;
      isTaken = true;
      // Asked here, after the flush that was under way has said what it kept.
      const seq = run.durableSeq();
      const error = { code: 'run_unrecoverable', message: 'The run could not be carried on. The server’s log says why.', retryable: false };
      return {
        orgId: run.orgId,
        runId: run.runId,
        epoch: run.epoch,
        fromSeq: seq,
        toSeq: seq,
        events: [],
        row: { status: 'failed', endedAt: now(), error: plainText(error) },
        steps: [],
        timers: [],
        opened: [],
        closed: [],
        votes: [],
        values: [],
        taken: [],
        leftChildren: [],
        ...(run.parent ? { parent: run.parent } : {}),
        endsBadly: true,
      };
    },
    settle: onSettled,
  };
}
