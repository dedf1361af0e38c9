import { AppError } from '@arches/kernel';
import type { ChangeResult } from './run-store.ts';

/** Said to a start whose delivery had its run already. */
export class DuplicateRun extends AppError {
  readonly run: Extract<ChangeResult, { kind: 'duplicate' }>;

  constructor(run: Extract<ChangeResult, { kind: 'duplicate' }>) {
    super('duplicate_run', `This delivery has started run ${run.runId} already.`);
    this.run = run;
  }
}
