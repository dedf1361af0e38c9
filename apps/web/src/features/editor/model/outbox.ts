import type { PendingOp } from './patch-queue.ts';

/** Unsent changes survive a reload or a crash of the page. */
export interface Outbox {
  readonly read: () => { readonly baseRevision: number; readonly ops: readonly PendingOp[] } | undefined;
  readonly write: (baseRevision: number, ops: readonly PendingOp[]) => void;
}

/** `storage` is the browser's localStorage: synchronous, so that nothing is lost between a keystroke and a crash. */
export function createOutbox(workflowId: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Outbox {
  const key = `arches-outbox:${workflowId}`;
  return {
    read: () => {
      try {
        const kept = JSON.parse(storage.getItem(key) ?? 'null') as { baseRevision: number; ops: PendingOp[] } | null;
        return kept && Array.isArray(kept.ops) && kept.ops.length > 0 ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    write: (baseRevision, ops) => {
      try {
        if (ops.length === 0) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify({ baseRevision, ops }));
      } catch {
        // A full or forbidden storage must not stop the editing itself; the server still gets every change.
      }
    },
  };
}
