import type { CachedFrom } from '@arches/kernel';
import type { StepId } from '@arches/kernel';

/** A step's result that may be used again. It is the step's own row; only the name it is found by is written beside it. */
export interface KeptResult {
  /** Digest of what the result depends on. */
  readonly key: string;
  readonly step: StepId;
  /** When it was made: the end of the step, epoch milliseconds. */
  readonly madeAt: number;
  readonly ttlMs: number;
}

export interface ResultQuery {
  readonly key: string;
  readonly ttlMs: number;
  /** Results made before are not wanted, epoch milliseconds. */
  readonly since?: number;
}

export interface FoundResult {
  readonly from: CachedFrom;
  readonly output: unknown;
  readonly ports?: readonly string[];
  readonly warnings?: readonly string[];
}

/** Where earlier results are looked up. The adapter is `createResultStore` in `store`; they are written with the flush of the step. */
export interface ResultStore {
  /** In the order of the queries; `undefined` where there is none, it is too old, or a file of it is gone. */
  readonly find: (orgId: string, queries: readonly ResultQuery[]) => Promise<readonly (FoundResult | undefined)[]>;
}

/**
 * What a result depends on besides the step's settings: which connection an outside service is called with, such as the organisation's model.
 * Names and ids, never secrets.
 */
export type ConnectionsOf = (orgId: string, services: readonly string[]) => Promise<readonly string[]>;
