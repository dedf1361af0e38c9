/** The database's time, carried forward by a clock of this process that nobody can set. Epoch milliseconds. */
export interface DatabaseClock {
  readonly now: () => number;
  /** Called with every reply of the database that says its time. */
  readonly observe: (databaseNow: number) => void;
}

/**
 * The host's own wall clock is not asked after the first moment: it may be an hour off or jump. A reply that took long is late by its way
 * back, which is small against any timer, and due timers are chosen by the database itself.
 */
export function createDatabaseClock(databaseNow: number, monotonic: () => number = () => performance.now()): DatabaseClock {
  let base = databaseNow - monotonic();
  return {
    now: () => Math.floor(base + monotonic()),
    observe: (seen) => {
      base = seen - monotonic();
    },
  };
}
