import { type Patch, sameJson } from '@arches/kernel';

/** One intention of a person, as it is done and as it is taken back. */
export interface UndoEntry {
  /** What it did, in words: "Renamed Read the file". */
  readonly label: string;
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
  /** Entries with the same key that follow each other soon become one: the keystrokes of a field. */
  readonly key?: string;
  /** Epoch milliseconds of the last change in it. */
  readonly at: number;
}

export interface UndoStack {
  readonly undo: readonly UndoEntry[];
  readonly redo: readonly UndoEntry[];
}

export const emptyStack: UndoStack = { undo: [], redo: [] };
export const depth = 200;
/** Keystrokes further apart than this are two intentions. */
export const idleMs = 600;

/** Adds an entry, or grows the last one when it is the same field being typed in. Whatever was undone before is gone. */
export function pushed(stack: UndoStack, entry: UndoEntry): UndoStack {
  const last = stack.undo.at(-1);
  const grows = last?.key !== undefined && last.key === entry.key && entry.at - last.at <= idleMs;
  const undo = grows ? [...stack.undo.slice(0, -1), grown(last, entry)] : [...stack.undo, entry].slice(-depth);
  return { undo, redo: [] };
}

/** The patches of both, without the steps in between when the same single place is set again and again. */
function grown(last: UndoEntry, next: UndoEntry): UndoEntry {
  const samePlace = placeOf(last.patches) !== undefined && sameJson(placeOf(last.patches), placeOf(next.patches));
  return {
    ...next,
    patches: samePlace ? next.patches : [...last.patches, ...next.patches],
    inverse: samePlace ? last.inverse : [...next.inverse, ...last.inverse],
  };
}

export function placeOf(patches: readonly Patch[]): unknown {
  const [patch] = patches;
  if (!patch || patches.length !== 1) return undefined;
  if (patch.op === 'set_config') return [patch.nodeId, ...patch.path];
  if (patch.op === 'set_node') return [patch.nodeId, { field: patch.field }];
  return patch.op === 'set_meta' ? [{ meta: patch.field }] : undefined;
}
