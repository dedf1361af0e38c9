import type { NodeMark } from '../catalog.ts';

/** What stands around a graph. */
export interface Surroundings {
  readonly parent?: string;
  /** Whether a loop is around it whose iteration a mark may end; not from within a clean-up. */
  readonly inLoop: boolean;
  readonly inCleanUp: boolean;
  /** The part of a `try` it is. */
  readonly tryPart?: number;
  /** A `try` with an error part is around it: that part is what its failures are for, not the workflow's setting. */
  readonly handled: boolean;
}

/** What is wrong with where a mark stands, as a sentence; `undefined` for every other step. */
export function misplacedMark(id: string, mark: NodeMark | undefined, isRoot: boolean, around: Surroundings): string | undefined {
  switch (mark) {
    case undefined:
      return undefined;
    case 'break':
    case 'continue':
      if (!around.inLoop) return `The step "${id}" ends a loop, and there is none around it.`;
      return around.inCleanUp ? `The step "${id}" would leave a clean-up before its end; a clean-up always goes to its end.` : undefined;
    case 'on_error':
    case 'cleanup':
      if (around.tryPart !== undefined && isRoot) return undefined;
      return `The step "${id}" begins a part of a "try"; it belongs directly inside one, and nothing may lead to it.`;
  }
}
