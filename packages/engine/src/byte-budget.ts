import type { RunError, RunMode, StepId } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { RunBytes } from './run-store.ts';

/** Bytes that one run may keep when its workflow does not say (`settings.budgetBytes`): 1 GiB. */
export const defaultRunBudgetBytes = 2 ** 30;

/** A run, as its bytes are counted. */
export interface MeteredRun {
  readonly orgId: string;
  readonly workflowId: string;
  readonly mode: RunMode;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What organisations keep and may keep. The adapter is `createByteMeter` in `store`. */
export interface ByteMeter {
  /** From memory, as of moments ago, since it is asked at every event; `undefined` while the organisation has no limit. */
  readonly roomOf: (orgId: string) => { readonly leftBytes: number; readonly limitBytes: number } | undefined;
  /** What became durable, once it did. */
  readonly kept: (run: MeteredRun, grown: RunBytes, isNew: boolean) => void;
}

/** The bytes of one run, against its own limit and its organisation's. */
export interface RunBudget {
  readonly bytes: () => RunBytes;
  readonly add: (part: keyof RunBytes, bytes: number) => void;
  /** What the run may still keep. */
  readonly left: () => number;
  /** The failure of a run that would keep `more` bytes, if that is too much. */
  readonly problem: (more: number, place?: { readonly step: StepId; readonly nodeId: string }) => RunError | undefined;
  /** What was counted until now became durable. */
  readonly settle: (counted: RunBytes) => void;
}

const nothing: RunBytes = { journal: 0, values: 0, files: 0 };
const sum = ({ journal, values, files }: RunBytes): number => journal + values + files;

export function createRunBudget(given: {
  readonly run: () => MeteredRun;
  readonly limitBytes: number;
  readonly isNew: boolean;
  readonly kept?: RunBytes | undefined;
  readonly meter?: ByteMeter | undefined;
}): RunBudget {
  const { meter, limitBytes, run } = given;
  let bytes = given.kept ?? nothing;
  let durable = bytes;
  let isNew = given.isNew;

  const unwritten = (): number => sum(bytes) - sum(durable);

  return {
    bytes: () => bytes,
    add: (part, more) => {
      bytes = { ...bytes, [part]: bytes[part] + more };
    },
    left: () => {
      const room = meter?.roomOf(run().orgId);
      return Math.max(0, Math.min(limitBytes - sum(bytes), room ? room.leftBytes - unwritten() : Number.POSITIVE_INFINITY));
    },
    problem: (more, place) => {
      const total = sum(bytes) + more;
      if (total > limitBytes) return exceeded(place, runTooLarge(total, limitBytes), { bytes: total, limitBytes, scope: 'run' });
      const room = meter?.roomOf(run().orgId);
      if (!room || unwritten() + more <= room.leftBytes) return undefined;
      return exceeded(place, organisationFull(more, room.limitBytes), { bytes: more, limitBytes: room.limitBytes, scope: 'organisation' });
    },
    settle: (counted) => {
      const grown = {
        journal: counted.journal - durable.journal,
        values: counted.values - durable.values,
        files: counted.files - durable.files,
      };
      durable = counted;
      meter?.kept(run(), grown, isNew);
      isNew = false;
    },
  };
}

function exceeded(place: { readonly step: StepId; readonly nodeId: string } | undefined, message: string, details: object): RunError {
  return {
    code: 'byte_budget_exceeded',
    message,
    retryable: false,
    details: { ...details },
    ...(place ? { step: place.step, nodeId: place.nodeId } : {}),
  };
}

const runTooLarge = (total: number, limit: number): string =>
  `This run would keep ${inWords(total)} of data; a run of this workflow may keep ${inWords(limit)}. ` +
  'Keep less in its steps, or raise “budgetBytes” in the settings of the workflow.';

const organisationFull = (more: number, limit: number): string =>
  `There is no room for ${inWords(more)} more: the organisation may keep ${inWords(limit)}. ` +
  'Delete old runs, keep them for a shorter time, or raise the limit under Settings → Storage.';

/** The failure as what a step throws when it writes a file that does not fit. */
export const budgetError = ({ message, details }: RunError): AppError =>
  new AppError('byte_budget_exceeded', message, details === undefined ? {} : { details });

/** As people read sizes: `999 bytes`, `1.5 MB`, `1 GB`; powers of a thousand. */
export function inWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = (bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1).replace(/\.0$/, '');
  return `${amount} ${units[power]}`;
}

/** Bytes that a run may bring when there is no room for them, so that people see a failed run rather than none. */
const largestStopped = 16 * 1024;

/** A start that does not fit: refused when what it brings is large, otherwise kept and stopped at once. */
export function startBeyondBudget(
  budget: Omit<RunBudget, 'settle'>,
): { readonly kind: 'refuse' | 'stop'; readonly error: RunError } | undefined {
  const error = budget.problem(0);
  const { journal, values } = budget.bytes();
  return error && { kind: journal + values > largestStopped ? 'refuse' : 'stop', error };
}
