import type { RunDetail, StepDetail } from '../../lib/api.ts';

export interface RepeatedWrite {
  readonly name: string;
  readonly nodeId: string;
  readonly sent: StepDetail['sent'];
}

/** Those of the steps that have written outside in this run, or may have. A test writes nothing. */
export function repeatedNames(run: Pick<RunDetail, 'mode' | 'steps'>, writes: readonly RepeatedWrite[]): RepeatedWrite[] {
  if (run.mode === 'test') return [];
  return writes.filter(({ nodeId, sent }) => {
    if (sent !== null) return sent !== 'not_sent';
    // A run that it started may have written anything.
    return run.steps.some((step) => step.nodeId === nodeId && step.childRunId !== null);
  });
}
