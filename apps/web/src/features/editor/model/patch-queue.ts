import { applyPatches, type Patch, sameJson, type WorkflowDocument } from '@arches/kernel';
import { placeOf } from './undo-stack.ts';

/** A batch of patches on its way to the server. `clientOpId` makes sending it twice harmless. */
export interface PendingOp {
  readonly clientOpId: string;
  readonly patches: readonly Patch[];
}

/**
 * Adds patches behind what waits already. They join the last batch unless that one may be on its way (`sending`): a batch that was
 * sent never changes, or its `clientOpId` would stand for two things.
 */
export function queued(
  ops: readonly PendingOp[],
  patches: readonly Patch[],
  sending: string | undefined,
  makeId: () => string,
): readonly PendingOp[] {
  const last = ops.at(-1);
  if (!last || last.clientOpId === sending) return [...ops, { clientOpId: makeId(), patches }];
  return [...ops.slice(0, -1), { ...last, patches: joined(last.patches, patches) }];
}

/** Typing sets one place many times; only the newest value needs to travel. */
function joined(before: readonly Patch[], after: readonly Patch[]): readonly Patch[] {
  const place = placeOf(after);
  const last = before.at(-1);
  const replaces = place !== undefined && last !== undefined && sameJson(placeOf([last]), place);
  return replaces ? [...before.slice(0, -1), ...after] : [...before, ...after];
}

export interface Rebased {
  readonly document: WorkflowDocument;
  /** How many changes no longer fit, because what they were about is gone. */
  readonly dropped: number;
  readonly ops: readonly PendingOp[];
}

/** The waiting changes on top of a newer document; those that do not apply any more are left out and counted. */
export function rebased(base: WorkflowDocument, ops: readonly PendingOp[]): Rebased {
  let document = base;
  let dropped = 0;
  const kept = ops.map((op) => {
    const patches = op.patches.filter((patch) => {
      try {
        document = applyPatches(document, [patch]).document;
        return true;
      } catch {
        dropped += 1;
        return false;
      }
    });
    return patches.length === op.patches.length ? op : { ...op, patches };
  });
  return { document, dropped, ops: kept.filter(({ patches }) => patches.length > 0) };
}
