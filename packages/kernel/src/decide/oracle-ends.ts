import type { WorkflowGraph, WorkflowSettings } from '../document.ts';
import type { Behaviour } from './random-workflow.ts';

/** One step as the oracle sees it. `never`: its scope ended before. `output` is undefined for a step that gave none. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'never';
  readonly ports: readonly string[];
  readonly output?: unknown;
}

/** How a graph ends. */
export type End =
  | { readonly kind: 'ended'; readonly output: unknown; readonly byId: object }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'left'; readonly mark: 'break' | 'continue'; readonly value: unknown };

export function failedAs(message: string): End {
  return { kind: 'failed', message };
}

/** What comes first would decide. */
export class Ambiguous {}

/** All that a walk needs to know of where it is. */
export interface Ways {
  readonly behaviours: ReadonlyMap<string, Behaviour>;
  readonly settings: WorkflowSettings;
  readonly steps: Map<string, Outcome>;
  readonly prefix: string;
  readonly item: unknown;
  /** What first steps are handed. */
  readonly handed: unknown;
  /** Inside the main part of a `try` with an error part. */
  readonly handled: boolean;
  /** What failed in the `try` around it. */
  readonly error: unknown;
  readonly walk: (graph: WorkflowGraph, ways: Ways, outer: ReadonlyMap<string, Outcome>) => End;
}

/** Which of several failing items or parts fails its container first depends on the order of answers: of errors only that they are there. */
export function withoutErrors(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null', (key, inner: unknown) =>
    key === 'error' && typeof inner === 'object' && inner !== null ? 'an error' : inner,
  );
}
