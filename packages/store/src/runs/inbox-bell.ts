import type { Database } from '../database/open-database.ts';

/** Owners on a server hear of the inbox by this channel, on the connection that each holds anyway. */
export const inboxChannel = 'arches_inbox';

const embedded = new WeakMap<Database, Set<() => void>>();

/** The embedded database belongs to one process: its owners are told directly. Gives the way to stop. */
export function listenEmbedded(db: Database, listener: () => void): () => void {
  const listeners = embedded.get(db) ?? new Set();
  embedded.set(db, listeners);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ringEmbedded(db: Database): void {
  for (const listener of embedded.get(db) ?? []) listener();
}
