/** Something about a workflow changed; told to screens that show it. */
export interface WorkflowChange {
  readonly orgId: string;
  readonly workflowId: string;
  readonly draftRevision: number;
  /** Name of the person. */
  readonly by: string;
  readonly clientOpId: string | null;
}

export interface ChangeFeed {
  readonly tell: (change: WorkflowChange) => void;
  readonly subscribe: (listener: (change: WorkflowChange) => void) => () => void;
}

export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: WorkflowChange) => void>();
  return {
    tell: (change) => {
      for (const listener of listeners) listener(change);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
